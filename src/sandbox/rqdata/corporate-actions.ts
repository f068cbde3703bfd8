import { DAY_MS, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { indexFrom } from './days.ts';
import type { SimulatedInstrument } from './instruments.ts';
import { type RandomStream, randomStream } from './random.ts';

/** What a company will do, before the amount is known. Session indexes of the market. */
export type PlannedAction = {
  readonly declarationIndex: number;
  readonly exIndex: number;
  /** Part of the price at declaration that is paid out. */
  readonly cashYield: number;
  /** New shares for ten old ones, in tenths: 100 = none, 130 = thirteen for ten. */
  readonly sharesToTenths: number;
  /** The report the dividend belongs to. */
  readonly quarter: string;
};

/** A declared action; the factors are known once the stock has gone ex. */
export type CorporateAction = Omit<PlannedAction, 'cashYield'> & {
  /** Cash before tax for ten shares, in cents; 0 = none. */
  readonly cashPerTenCents: number;
  /** Close before the ex-date over the reference price on it; 1.614263 means prices fell to 1/1.614263. */
  readonly exFactor: number;
  /** Product of the factors up to and including this one, from the market's first session. */
  readonly exFactorCumulative: number;
  /** Product of the share ratios alone. */
  readonly splitFactorCumulative: number;
};

export type ActionAmounts = {
  readonly closeCents: number;
  readonly cashPerTenCents: number;
  readonly sharesToTenths: number;
};

/** The ex-right reference price: what the last close is worth after the cash and the new shares, half-up to a cent. */
export function exReferenceCents({ closeCents, cashPerTenCents, sharesToTenths }: ActionAmounts): number {
  return Math.floor((2 * (closeCents * 100 - cashPerTenCents * 10) + sharesToTenths) / (2 * sharesToTenths));
}

/** Six decimals, as the vendor publishes it. */
export function exFactor({ closeCents, cashPerTenCents, sharesToTenths }: ActionAmounts): number {
  return Math.round((1e6 * closeCents * sharesToTenths) / (closeCents * 100 - cashPerTenCents * 10)) / 1e6;
}

const SHARES_TO_TENTHS = [120, 130, 140, 148, 150, 180, 200];
const SESSIONS_DECLARED_AHEAD = 6;
const SESSIONS_LISTED_MIN = 60;

/** Dividends and bonus shares by the calendar of the companies: late spring, and sometimes an interim one in autumn. */
export function planActions(seed: number, instrument: SimulatedInstrument, days: Int32Array): readonly PlannedAction[] {
  const plans: PlannedAction[] = [];
  const yearFirst = yearOf(days[0]!);
  const yearLast = yearOf(days[days.length - 1]!);
  for (let year = yearFirst; year <= yearLast; year += 1) {
    const random = randomStream(seed, 'actions', instrument.orderBookId, year);
    plans.push(...planYear(random, { instrument, days, year }));
  }
  return plans;
}

type YearQuestion = { readonly instrument: SimulatedInstrument; readonly days: Int32Array; readonly year: number };

function planYear(random: RandomStream, question: YearQuestion): PlannedAction[] {
  const { payoutRatio, priceEarningsFirst } = question.instrument.traits;
  const pays = random.next() < (priceEarningsFirst > 0 ? 0.75 : 0.03);
  const yieldAnnual = pays ? Math.min(0.06, payoutRatio / Math.max(12, Math.abs(priceEarningsFirst))) : 0;
  const splits = random.next() < 0.09;
  const sharesToTenths = splits ? SHARES_TO_TENTHS[random.below(SHARES_TO_TENTHS.length)]! : 100;
  const spring = Date.UTC(question.year, 4, 18 + random.below(65)) / DAY_MS;
  const autumn = Date.UTC(question.year, 8, 10 + random.below(40)) / DAY_MS;
  const hasInterim = random.next() < 0.06 && pays;
  const quarter = `${question.year - 1}q4`;
  const annual = { exDay: spring, cashYield: yieldAnnual, sharesToTenths, quarter };
  const interim = { exDay: autumn, cashYield: yieldAnnual / 2, sharesToTenths: 100, quarter: `${question.year}q2` };
  const plans = [...(pays || splits ? [annual] : []), ...(hasInterim ? [interim] : [])];
  return plans.flatMap((plan) => placeAction(plan, question));
}

type Wish = Omit<PlannedAction, 'declarationIndex' | 'exIndex'> & { readonly exDay: SessionDay };

/** On the first session from the wished day on; not too soon after the listing, and only while there is one. */
function placeAction({ exDay, ...plan }: Wish, { instrument, days }: YearQuestion): PlannedAction[] {
  if (exDay <= days[0]! || exDay > days[days.length - 1]!) return [];
  const exIndex = indexFrom(days, exDay);
  const declarationIndex = exIndex - SESSIONS_DECLARED_AHEAD;
  const { begin, end, isListedBefore } = instrument.life;
  const earliest = isListedBefore ? 0 : begin + SESSIONS_LISTED_MIN;
  return declarationIndex >= earliest && exIndex < end ? [{ ...plan, declarationIndex, exIndex }] : [];
}

function yearOf(day: SessionDay): number {
  return Number(sessionOfDay(day).slice(0, 4));
}
