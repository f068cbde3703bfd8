import { EPSILON } from '../kernel/zero.ts';

/** Our own, for speed: see `kernel/zero.ts`. */
const tiny = EPSILON;

/** Wilder's directional movement of one bar: how far the high rose, if it rose and by more than the low fell; else 0. */
export function plusMovement(high: Float64Array, low: Float64Array, bar: number): number {
  const up = high[bar]! - high[bar - 1]!;
  const down = low[bar - 1]! - low[bar]!;
  const moved = Number(up > 0) & Number(up > down);
  // The rest is 0, but NaN and infinity must not vanish.
  return up * moved + (down - down);
}

/** How far the low fell, if it fell and by more than the high rose; else 0. */
export function minusMovement(high: Float64Array, low: Float64Array, bar: number): number {
  const up = high[bar]! - high[bar - 1]!;
  const down = low[bar - 1]! - low[bar]!;
  const moved = Number(down > 0) & Number(up < down);
  return down * moved + (up - up);
}

/** Directional index out of smoothed movements and true range, or -1 where it is undefined: no range, no movement. */
export function directionalIndex(plus: number, minus: number, range: number): number {
  if (-tiny < range && range < tiny) return -1;
  const minusShare = 100 * (minus / range);
  const plusShare = 100 * (plus / range);
  const both = minusShare + plusShare;
  return -tiny < both && both < tiny ? -1 : 100 * (Math.abs(minusShare - plusShare) / both);
}
