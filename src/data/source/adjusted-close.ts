import { assert } from '../../core/errors.ts';
import { NO_INT } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';

export type AdjustedCloseSeries = {
  readonly days: Int32Array;
  readonly close: Float64Array;
  readonly adjClose: Float64Array;
  /** Decimals that both columns are printed with; of the coarser one where they differ (`decimalsOfPrices`). */
  readonly decimals: number;
};

/** The bounds hold if there are no more events than reported; `exFactor` and `exDay` are the best estimates within them. */
export type ExEvent = {
  readonly exDay: SessionDay;
  readonly exDayMin: SessionDay;
  readonly exDayMax: SessionDay;
  readonly exFactor: number;
  readonly exFactorMin: number;
  readonly exFactorMax: number;
};

/** Beyond this a printed price is its binary fraction, not a rounding. */
export const DECIMALS_MAX = 8;

/** Vendors that print six decimals often print single-precision numbers: 1438.36 as 1438.359985. */
const SINGLE_PRECISION = 2 ** -23;

/**
 * Ex-events told by a vendor's adjusted close: the ratio adjusted / unadjusted is constant between ex-days, up to
 * rounding, and steps by the ex-factor on each. Reports the fewest steps that explain every row, so none without need.
 *
 * in      days      Int32Array[n]    days since 1970, not descending
 *         close     Float64Array[n]  unadjusted price, one instrument
 *         adjClose  Float64Array[n]  the same price adjusted for every later event
 *         decimals  integer 0..8     decimals that both columns are printed with
 * out     ExEvent[], ascending; exFactor = P / (P - D) for a dividend D after the close P, 2 for a 2:1 split, their
 *         product when they share a day: what raw prices from exDay on are multiplied by to continue the earlier ones
 * bounds  the row range in which the step can lie, and the factor range, from the rounding alone
 * edge    rows without a day, NaN, or below one printed unit say nothing and are skipped: an event in such a
 *         gap, or between two rows, is put on the first readable row after it; no readable row -> []
 * limits  a step within the rounding (below about 2 units / adjClose + 2 units / close, less in long stretches) cannot be
 *         seen; several such may add up to one that is, with their common factor; short stretches give wide factor
 *         ranges; events after the last row are in adjClose, yet have no day here; a wrong adjClose reads as two
 *         events that cancel. Hence factors made of these are marked `inferred`.
 * cost    two passes, and about 40 over each stretch for its level
 * throws  only for bugs: unequal lengths, descending days, decimals out of range
 * source  golden: test/golden/demo (95 events in AAPL, FB, GOOG, IBM, MSFT; exact fractions): every day exact, factors
 *         within 3e-5 (2.1e-4 at MSFT 2003-02-18, where a level lasts one row)
 */
export function exEventsOfAdjustedClose(series: AdjustedCloseSeries): readonly ExEvent[] {
  const rows = readableRows(series);
  if (rows.count === 0) return [];
  const latest = stepsLatest(rows);
  const earliest = stepsEarliest(rows);
  assert(latest.length === earliest.length, 'the fewest steps are as many from either end');
  const levels = Array.from({ length: latest.length + 1 }, (_, k) =>
    levelOf(rows, latest[k - 1] ?? 0, earliest[k] ?? rows.count),
  );
  return latest.map((last, k) => {
    const [before, after] = [levels[k]!, levels[k + 1]!];
    const first = earliest[k]!;
    return {
      exDay: rows.days[likeliestStep(rows, { first, last, before: before.best, after: after.best })]!,
      exDayMin: rows.days[first]!,
      exDayMax: rows.days[last]!,
      exFactor: after.best / before.best,
      exFactorMin: after.min / before.max,
      exFactorMax: after.max / before.min,
    };
  });
}

/** The fewest decimals, up to DECIMALS_MAX, that print every value; what a vendor's rounding can be told by. */
export function decimalsOfPrices(values: Float64Array): number {
  let decimals = 0;
  for (const value of values) {
    while (decimals < DECIMALS_MAX && !isPrintedWith(value, decimals)) decimals += 1;
  }
  return decimals;
}

function isPrintedWith(value: number, decimals: number): boolean {
  return !Number.isFinite(value) || Number(value.toFixed(decimals)) === value;
}

/** What the rounding of a row leaves open of adjusted / unadjusted. */
type RatioRanges = { readonly min: Float64Array; readonly max: Float64Array };

/** The rows that say something. */
type ReadableRows = RatioRanges & {
  readonly count: number;
  readonly days: Int32Array;
  readonly close: Float64Array;
  readonly adjClose: Float64Array;
};

function readableRows({ days, close, adjClose, decimals }: AdjustedCloseSeries): ReadableRows {
  const n = days.length;
  assert(close.length === n && adjClose.length === n, 'days, close and adjClose have one value per row');
  assert(Number.isInteger(decimals) && decimals >= 0 && decimals <= DECIMALS_MAX, `decimals is 0..${DECIMALS_MAX}`);
  const unit = 10 ** -decimals;
  const isReadable = (i: number) =>
    days[i] !== NO_INT && isAtLeastUnit(close[i]!, unit) && isAtLeastUnit(adjClose[i]!, unit);
  const kept = Int32Array.from({ length: n }, (_, i) => i).filter(isReadable);
  const keptDays = kept.map((i) => days[i]!);
  assert(
    keptDays.every((day, k) => k === 0 || day >= keptDays[k - 1]!),
    'days do not descend',
  );
  const prices = {
    close: Float64Array.from(kept, (i) => close[i]!),
    adjClose: Float64Array.from(kept, (i) => adjClose[i]!),
  };
  return { count: kept.length, days: keptDays, ...prices, ...ratioRanges({ ...prices, unitHalf: unit / 2 }) };
}

/** With a tenth of slack for binary fractions: 0.01 may be stored as 0.00999. NaN and infinities are not. */
function isAtLeastUnit(price: number, unit: number): boolean {
  return Number.isFinite(price) && price > 0.9 * unit;
}

function ratioRanges(rows: { close: Float64Array; adjClose: Float64Array; unitHalf: number }): RatioRanges {
  const [min, max] = [new Float64Array(rows.close.length), new Float64Array(rows.close.length)];
  for (let i = 0; i < min.length; i += 1) {
    const [close, adjClose] = [rows.close[i]!, rows.adjClose[i]!];
    const closeError = rows.unitHalf + close * SINGLE_PRECISION;
    const adjError = rows.unitHalf + adjClose * SINGLE_PRECISION;
    min[i] = (adjClose - adjError) / (close + closeError);
    max[i] = (adjClose + adjError) / (close - closeError);
  }
  return { min, max };
}

/** First rows of the new levels when every level lasts as long as it can: no step can come later than its entry here. */
function stepsLatest({ min, max }: RatioRanges): number[] {
  const steps: number[] = [];
  let [low, high] = [0, Infinity];
  for (let i = 0; i < min.length; i += 1) {
    const [rowLow, rowHigh] = [min[i]!, max[i]!];
    const isStep = rowLow > high || rowHigh < low;
    if (isStep) steps.push(i);
    low = isStep ? rowLow : Math.max(low, rowLow);
    high = isStep ? rowHigh : Math.min(high, rowHigh);
  }
  return steps;
}

/** The same from the end: no step can come earlier than its entry here. */
function stepsEarliest({ min, max }: RatioRanges): number[] {
  return stepsLatest({ min: min.toReversed(), max: max.toReversed() })
    .map((step) => min.length - step)
    .reverse();
}

type Level = { readonly min: number; readonly max: number; readonly best: number };

const HALVINGS = 40;

/**
 * The level of the rows that lie between two steps wherever those are. Rounding errors are uniform, so the level with
 * the smallest largest residual is the estimate that gains most from many rows; the residual that leads says where it lies.
 */
function levelOf(rows: ReadableRows, begin: number, end: number): Level {
  let [min, max] = [0, Infinity];
  for (let i = begin; i < end; i += 1) {
    min = Math.max(min, rows.min[i]!);
    max = Math.min(max, rows.max[i]!);
  }
  assert(min <= max && max < Infinity, 'rows between two steps share a level');
  let [low, high] = [min, max];
  for (let k = 0; k < HALVINGS; k += 1) {
    const middle = (low + high) / 2;
    if (leadingResidual(rows, { begin, end, level: middle }) > 0) low = middle;
    else high = middle;
  }
  return { min, max, best: (low + high) / 2 };
}

function leadingResidual(rows: ReadableRows, at: { begin: number; end: number; level: number }): number {
  let leading = 0;
  for (let i = at.begin; i < at.end; i += 1) {
    const residual = rows.adjClose[i]! - at.level * rows.close[i]!;
    if (Math.abs(residual) > Math.abs(leading)) leading = residual;
  }
  return leading;
}

/** Where small events leave several rows open: the step with the least squared error; of equals the first. */
function likeliestStep(
  rows: ReadableRows,
  step: { readonly first: number; readonly last: number; readonly before: number; readonly after: number },
): number {
  let best = step.first;
  let [gain, gainBest] = [0, 0];
  for (let i = step.first; i < step.last; i += 1) {
    const errorBefore = rows.adjClose[i]! - step.before * rows.close[i]!;
    const errorAfter = rows.adjClose[i]! - step.after * rows.close[i]!;
    gain += errorAfter ** 2 - errorBefore ** 2;
    if (gain > gainBest) [best, gainBest] = [i + 1, gain];
  }
  return best;
}
