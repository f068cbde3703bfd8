import { body, type Candles, range, shadows } from './candles.ts';

/**
 * What a candle is measured against: a running total over the candles before it. TA-Lib's eleven settings come down to
 * four totals and a factor each.
 */
export type Measure = {
  readonly bars: number;
  readonly of: (c: Candles, bar: number) => number;
  /** What it sums: a candle that is not finite there leaves the total NaN or infinite for good. */
  readonly columns: readonly (keyof Candles)[];
};

export const TEN_BODIES: Measure = { bars: 10, of: body, columns: ['open', 'close'] };
export const TEN_RANGES: Measure = { bars: 10, of: range, columns: ['high', 'low'] };
export const TEN_SHADOWS: Measure = { bars: 10, of: shadows, columns: ['open', 'high', 'low', 'close'] };
export const FIVE_RANGES: Measure = { bars: 5, of: range, columns: ['high', 'low'] };

/**
 * What a kernel looks at anyway it can sum for good: a candle that is not finite then shows in the state, and nobody has
 * to look for it in these columns.
 */
export const EVERY_BODY: Measure = { bars: Number.POSITIVE_INFINITY, of: body, columns: ['open', 'close'] };
export const EVERY_RANGE: Measure = { bars: Number.POSITIVE_INFINITY, of: range, columns: ['high', 'low'] };

/** A total over the candles before the one `shift` bars ago. */
export type Average = { readonly measure: Measure; readonly shift: number };

/** A long body exceeds the mean of the ten bodies before it, a short one does not reach it. */
export const meanBody = (bodies: number): number => bodies / 10;
/** A doji's body is at most a tenth of the mean range of ten candles; a shadow below that is very short. */
export const tiny = (ranges: number): number => 0.1 * (ranges / 10);
/** A short shadow does not reach the mean shadow of ten candles: half of both. */
export const meanShadow = (shadowSums: number): number => shadowSums / 10 / 2;
/** Near: within a fifth of the mean range of five candles. */
export const near = (ranges: number): number => 0.2 * (ranges / 5);
/** Far: beyond three fifths of it. */
export const far = (ranges: number): number => 0.6 * (ranges / 5);
/** Equal: within a twentieth of it. */
export const equal = (ranges: number): number => 0.05 * (ranges / 5);

/** How much a total grew with the candle at `bar`: carried on from bar to bar where several totals take it in turn. */
export function growthBefore(measure: Measure, c: Candles, bar: number): number {
  return bar < measure.bars ? 0 : measure.of(c, bar) - measure.of(c, bar - measure.bars);
}
