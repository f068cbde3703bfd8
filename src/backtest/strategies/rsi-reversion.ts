import { openStream } from '../../quant/indicators/kernel/stream.ts';
import { RSI, rsi } from '../../quant/indicators/momentum/rsi.ts';
import type { Strategy } from '../events/run-bars.ts';
import { follow } from './follow.ts';

export type RsiReversion = {
  readonly period: number;
  /** Buys below this: 30 by default. */
  readonly low?: number;
  /** Sells above this: 70 by default. */
  readonly high?: number;
};

/** Wanted weights: in when the RSI falls below `low`, out when it rises above `high`. */
export function rsiReversionPositions(
  close: Float64Array,
  { period, low = 30, high = 70 }: RsiReversion,
): Float64Array {
  return rsi(close, period).map((value) => sideOf(value, low, high));
}

/** The same, bar by bar. */
export function rsiReversion({ period, low = 30, high = 70 }: RsiReversion, asset?: string): () => Strategy {
  return () => {
    const strength = openStream(RSI, [period]);
    return follow(asset, (bar) => sideOf(strength.update([bar.close(asset)])[0]!, low, high));
  };
}

function sideOf(strength: number, low: number, high: number): number {
  if (strength < low) return 1;
  return strength > high ? 0 : Number.NaN;
}
