import { openStream } from '../../quant/indicators/kernel/stream.ts';
import { SMA, sma } from '../../quant/indicators/overlap/sma.ts';
import type { Strategy } from '../events/run-bars.ts';
import { follow } from './follow.ts';

export type SmaCross = {
  readonly fast: number;
  readonly slow: number;
  /** Weight while the fast average is below: 0 by default, -1 to go short. */
  readonly below?: number;
};

/** Wanted weights: all in while the fast average of closes is above the slow one. */
export function smaCrossPositions(close: Float64Array, { fast, slow, below = 0 }: SmaCross): Float64Array {
  const [quick, calm] = [sma(close, fast), sma(close, slow)];
  return quick.map((value, bar) => sideOf(value, calm[bar]!, below));
}

/** The same, bar by bar, from running averages. */
export function smaCross({ fast, slow, below = 0 }: SmaCross, asset?: string): () => Strategy {
  return () => {
    const [quick, calm] = [openStream(SMA, [fast]), openStream(SMA, [slow])];
    return follow(asset, (bar) => {
      const close = [bar.close(asset)];
      return sideOf(quick.update(close)[0]!, calm.update(close)[0]!, below);
    });
  };
}

/** NaN while an average is missing, and while they are equal: nothing has crossed. */
function sideOf(fast: number, slow: number, below: number): number {
  if (fast > slow) return 1;
  return fast < slow ? below : Number.NaN;
}
