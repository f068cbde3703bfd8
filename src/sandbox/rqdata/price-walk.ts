import type { BarSeries } from './bars.ts';
import { type CorporateAction, exFactor, exReferenceCents, type PlannedAction } from './corporate-actions.ts';
import type { SimulatedInstrument } from './instruments.ts';
import { ST, SUSPENDED } from './life.ts';
import type { MarketFactors } from './market-factors.ts';
import { limitDownCents, limitRule, limitUpCents } from './price-limits.ts';
import { type RandomStream, randomStream } from './random.ts';

export type WalkQuestion = {
  readonly seed: number;
  readonly instrument: SimulatedInstrument;
  readonly days: Int32Array;
  readonly factors: MarketFactors;
  readonly plans: readonly PlannedAction[];
  /** Filled row by row. */
  readonly series: BarSeries;
};

type Walk = WalkQuestion & {
  readonly random: RandomStream;
  readonly actions: CorporateAction[];
  readonly declared: Map<number, PlannedAction & { readonly cashPerTenCents: number }>;
  lastCents: number;
  shares: number;
  exFactor: number;
  splitFactor: number;
  /** Logarithm of the price against the first one, adjusted: how far the pull back reaches. */
  drifted: number;
  /** Logarithm of today's activity against the median. */
  heat: number;
};

/** Fills the series and returns the actions that went ex or were declared in it. */
export function walkPrices(question: WalkQuestion): readonly CorporateAction[] {
  const { instrument, series, plans, seed } = question;
  const walk: Walk = {
    ...question,
    random: randomStream(seed, 'bars', instrument.orderBookId),
    actions: [],
    declared: new Map(),
    lastCents: instrument.traits.priceCentsFirst,
    shares: instrument.traits.sharesFirst,
    exFactor: 1,
    splitFactor: 1,
    drifted: 0,
    heat: 0,
  };
  const byDeclaration = new Map(plans.map((plan) => [plan.declarationIndex, plan]));
  for (let row = 0; row < series.rows; row += 1) {
    const index = series.begin + row;
    openSession(walk, row);
    if ((series.flags[row]! & SUSPENDED) === 0) trade(walk, row);
    const plan = byDeclaration.get(index);
    if (plan !== undefined) declare(walk, plan);
  }
  return walk.actions;
}

/** The reference price and the limits; until something trades, the row looks as the vendor fills a suspension. */
function openSession(walk: Walk, row: number): void {
  const { series, instrument, days } = walk;
  const action = walk.declared.get(series.begin + row);
  if (action !== undefined) goEx(walk, action);
  const reference = walk.lastCents;
  const rule = limitRule({
    board: instrument.board,
    isSt: (series.flags[row]! & ST) !== 0,
    day: days[series.begin + row]!,
    listedDay: instrument.life.listedDay,
    sessionsListed: instrument.life.isListedBefore ? Number.POSITIVE_INFINITY : row,
  });
  series.prevCloseCents[row] = reference;
  series.limitUpCents[row] = rule === null ? 0 : limitUpCents(reference, rule);
  series.limitDownCents[row] = rule === null ? 0 : limitDownCents(reference, rule);
  series.shares[row] = walk.shares;
  fillPrices(series, row, reference);
}

function fillPrices(series: BarSeries, row: number, cents: number): void {
  series.openCents[row] = cents;
  series.highCents[row] = cents;
  series.lowCents[row] = cents;
  series.closeCents[row] = cents;
}

/** The amount is fixed by the close of the declaration's session. */
function declare(walk: Walk, plan: PlannedAction): void {
  const cashPerTenCents = Math.round(walk.lastCents * plan.cashYield * 10);
  if (cashPerTenCents === 0 && plan.sharesToTenths === 100) return;
  walk.declared.set(plan.exIndex, { ...plan, cashPerTenCents });
}

function goEx(walk: Walk, action: PlannedAction & { readonly cashPerTenCents: number }): void {
  const amounts = { ...action, closeCents: walk.lastCents };
  const factor = exFactor(amounts);
  walk.lastCents = exReferenceCents(amounts);
  walk.shares = Math.round((walk.shares * action.sharesToTenths) / 100);
  walk.exFactor *= factor;
  walk.splitFactor *= action.sharesToTenths / 100;
  const { declarationIndex, exIndex, sharesToTenths, quarter, cashPerTenCents } = action;
  walk.actions.push({
    ...{ declarationIndex, exIndex, sharesToTenths, quarter, cashPerTenCents },
    exFactor: factor,
    exFactorCumulative: walk.exFactor,
    splitFactorCumulative: walk.splitFactor,
  });
}

/** The pull towards the first price, per session: about a third of the distance in a year. */
const PULL = 0.0015;
const GAP_SHARE = 0.45;

function trade(walk: Walk, row: number): void {
  const { series, random } = walk;
  const reference = series.prevCloseCents[row]!;
  const sigma = sigmaOf(walk, row);
  const wished = wishedReturn(walk, row, sigma);
  const target = Math.round(reference * (1 + wished));
  const gap = GAP_SHARE * wished + 0.25 * sigma * random.normal();
  const open = clampCents(series, row, Math.round(reference * (1 + gap)));
  const close = clampCents(series, row, target);
  const top = Math.max(open, close) * (1 + 0.4 * sigma * random.exponential());
  const bottom = Math.min(open, close) * (1 - Math.min(0.9, 0.4 * sigma * random.exponential()));
  const isPinned = Math.abs(target - close) > 0.02 * reference && random.next() < 0.4;
  series.closeCents[row] = close;
  series.openCents[row] = isPinned ? close : open;
  series.highCents[row] = isPinned ? close : clampCents(series, row, Math.round(top));
  series.lowCents[row] = isPinned ? close : clampCents(series, row, Math.round(bottom));
  tradeVolume(walk, row, isPinned);
  walk.drifted += Math.log(close / reference);
  walk.lastCents = close;
}

function sigmaOf({ series, instrument }: Walk, row: number): number {
  const stress = (series.flags[row]! & ST) === 0 ? 1 : 1.25;
  return instrument.traits.ownSigma * stress * (series.limitUpCents[row] === 0 ? 2.5 : 1);
}

/** Market, industry and own part, with fat tails; the first session of a listing jumps. */
function wishedReturn({ series, instrument, factors, random, drifted }: Walk, row: number, sigma: number): number {
  const { marketBeta, industryBeta } = instrument.traits;
  const own = sigma * tailOf(random.next()) * random.normal();
  const index = series.begin + row;
  const shared =
    marketBeta * factors.market[index]! + industryBeta * factors.industries[instrument.industryIndex]![index]!;
  const debut = row === 0 && !instrument.life.isListedBefore ? 0.2 + 0.6 * Math.abs(random.normal()) : 0;
  return Math.min(3, Math.max(-0.6, debut + shared + own - PULL * drifted));
}

/** News: now and then a session moves far more than usual. */
function tailOf(chance: number): number {
  return chance < 0.008 ? 5 : chance < 0.05 ? 2.2 : 1;
}

function clampCents(series: BarSeries, row: number, cents: number): number {
  const up = series.limitUpCents[row]!;
  if (up === 0) return Math.max(1, cents);
  return Math.min(up, Math.max(series.limitDownCents[row]!, cents));
}

const SHARES_PER_TRADE = 1_400;

/** Busier when the price moves; nearly nothing trades when it is pinned to a limit all day. */
function tradeVolume(walk: Walk, row: number, isPinned: boolean): void {
  const { series, instrument, random } = walk;
  walk.heat = 0.75 * walk.heat + 0.3 * random.normal();
  const moved = Math.abs(series.closeCents[row]! / series.prevCloseCents[row]! - 1);
  const rate = instrument.traits.turnoverMedian * Math.exp(walk.heat) * (1 + 12 * moved) * (isPinned ? 0.08 : 1);
  const shares = Math.min(0.45, rate) * walk.shares * instrument.traits.floatRatio;
  const isStar = instrument.board === 'KSH';
  const volume = isStar ? Math.max(200, Math.floor(shares)) : Math.max(100, 100 * Math.floor(shares / 100));
  const average =
    (series.openCents[row]! + series.highCents[row]! + series.lowCents[row]! + series.closeCents[row]!) / 4;
  series.volume[row] = volume;
  series.turnoverCents[row] = isStar ? Math.round(volume * average) : 100 * Math.round((volume * average) / 100);
  series.trades[row] = Math.ceil(volume / (SHARES_PER_TRADE * (0.7 + 0.6 * random.next())));
}
