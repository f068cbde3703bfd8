import { calendarOf } from '../../calendar/index.ts';
import { TapelineError } from '../../core/errors.ts';
import { DAY_MS, dayOfSession, type SessionDay, toSession } from '../../core/time.ts';
import { hash32 } from '../rqdata/random.ts';
import { type IncomeWalk, incomeWalkOf, marketSwings, type NavWalk, TICKS, walkOf } from './nav-walk.ts';
import { rosterOf, type SimulatedFund } from './roster.ts';

/** What a publisher shows of one fund and day at one moment. */
export type FundRow = {
  readonly day: SessionDay;
  /** Null while it is blank. */
  readonly unit: number | null;
  readonly accumulated: number | null;
  /** In percent, two decimals. */
  readonly returnPct: number | null;
  readonly dividend: number;
  readonly split: number;
  /** Of money funds, in place of everything above. */
  readonly income: number | null;
  readonly yieldPct: number | null;
};

export type FundMarketOptions = {
  readonly seed: number;
  readonly funds: number;
  readonly from: string;
  /** The last date that has data. */
  readonly to: string;
};

/** Made-up funds over real sessions: nobody offers a free set of real NAVs. */
export type FundMarket = {
  readonly funds: readonly SimulatedFund[];
  readonly fundOf: (code: string) => SimulatedFund | undefined;
  readonly days: Int32Array;
  /** What is published of a fund at a moment, ascending. */
  readonly rows: (fund: SimulatedFund, nowMs: number) => readonly FundRow[];
};

export const FUND_MARKET_DEFAULTS = { seed: 20_260_101, funds: 60, from: '2022-11-01', to: '2025-12-31' } as const;

/** @throws usage.invalid, calendar.beyond_horizon */
export function createFundMarket(options: FundMarketOptions): FundMarket {
  const [from, to] = [toSession(options.from), toSession(options.to)];
  const days = calendarOf('XSHG').sessionDays(from, to);
  if (days.length < 2) {
    const got = `${options.from} to ${options.to}`;
    const facts = { what: 'The market has no two sessions', got, wayOut: 'Let the first date come before the last.' };
    throw new TapelineError('usage.invalid', { facts });
  }
  const { seed } = options;
  const funds = rosterOf(options.funds, days);
  const market = marketSwings(seed, days.length);
  const walks = new Map<string, NavWalk | IncomeWalk>();
  const walkedBy = (fund: SimulatedFund): NavWalk | IncomeWalk => {
    const known = walks.get(fund.code);
    if (known !== undefined) return known;
    const { behaviour } = fund;
    const walk =
      behaviour === 'money'
        ? incomeWalkOf(fund, { seed, from, to: dayOfSession(to) })
        : walkOf({ ...fund, behaviour }, { seed, days, market });
    walks.set(fund.code, walk);
    return walk;
  };
  const byCode = new Map(funds.map((fund) => [fund.code, fund]));
  return {
    funds,
    fundOf: (code) => byCode.get(code),
    days,
    rows: (fund, nowMs) => {
      const walk = walkedBy(fund);
      return 'incomes' in walk ? incomeRows(walk, nowMs) : navRows({ fund, walk, days }, nowMs);
    },
  };
}

/** 17:30 to 22:30 in Shanghai, most before nine, as UTC on the day. */
const FIRST_HOUR_MS = 9.5 * 3_600_000;
const HOUR_MS = 3_600_000;

/** Sessions from a value's own date to the evening on which it is published. */
function lagOf({ behaviour, code }: SimulatedFund): number {
  if (behaviour === 'qdii') return 1 + (hash32(`lag ${code}`) % 2);
  return behaviour === 'fof' ? 2 : 0;
}

function publishedAtMs(fund: SimulatedFund, days: Int32Array, index: number): number {
  const day = days[index + lagOf(fund)] ?? Number.POSITIVE_INFINITY;
  const draw = hash32(`hour ${fund.code} ${days[index]}`) / 2 ** 32;
  return day * DAY_MS + FIRST_HOUR_MS + draw * draw * 5 * HOUR_MS;
}

/** How long what is blank at first stays blank: the accumulated NAV of some, the unit NAV of an ex-date. */
const BLANK_MS = 2 * HOUR_MS;

type Walked = { readonly fund: SimulatedFund; readonly walk: NavWalk; readonly days: Int32Array };

function navRows({ fund, walk, days }: Walked, nowMs: number): readonly FundRow[] {
  const offset = days.length - walk.days.length;
  const rows: FundRow[] = [];
  let before = Number.NaN;
  for (let k = 0; k < walk.days.length; k += 1) {
    const atMs = publishedAtMs(fund, days, offset + k);
    if (atMs > nowMs) break;
    const unitTicks = walk.unitTicks[k]! + misprint(fund, walk.days, k, nowMs);
    const [dividend, split] = [walk.dividendTicks[k]! / TICKS, walk.splits[k]!];
    const isFresh = nowMs < atMs + BLANK_MS;
    const isExDay = dividend > 0 || split !== 1;
    const returned = (unitTicks * split + walk.dividendTicks[k]!) / before - 1;
    rows.push({
      day: walk.days[k]!,
      unit: isFresh && isExDay ? null : unitTicks / TICKS,
      accumulated: isFresh && hash32(`blank ${fund.code}`) % 3 === 0 ? null : walk.accumulatedTicks[k]! / TICKS,
      returnPct: Number.isNaN(before) || (isFresh && isExDay) ? null : Math.round(returned * 10_000) / 100,
      dividend,
      split,
      income: null,
      yieldPct: null,
    });
    before = unitTicks;
  }
  return rows;
}

/** Sessions until a misprint is noticed and put right. */
const NOTICED_AFTER = 2;
const MISPRINT_TICKS = 37;

/**
 * One in some three hundred values of every fifth fund is printed wrong at first, and restated two sessions later; of
 * fund 000005 the 120th of every two hundred.
 */
function misprint({ code }: SimulatedFund, days: Int32Array, k: number, nowMs: number): number {
  const isOften = hash32(`misprinter ${code}`) % 5 === 0 && hash32(`misprint ${code} ${days[k]}`) % 300 === 0;
  if (!isOften && (code !== '000005' || k % 200 !== 120)) return 0;
  const rightDay = days[k + NOTICED_AFTER];
  return rightDay === undefined || nowMs < rightDay * DAY_MS + FIRST_HOUR_MS ? MISPRINT_TICKS : 0;
}

/** A money fund publishes each day's income on its evening, weekends and holidays too. */
function incomeRows({ days, incomes, yields }: IncomeWalk, nowMs: number): readonly FundRow[] {
  const rows: FundRow[] = [];
  for (let k = 0; k < days.length; k += 1) {
    if (days[k]! * DAY_MS + FIRST_HOUR_MS > nowMs) break;
    const none = { unit: null, accumulated: null, returnPct: null, dividend: 0, split: 1 };
    rows.push({ day: days[k]!, ...none, income: incomes[k]!, yieldPct: yields[k]! });
  }
  return rows;
}
