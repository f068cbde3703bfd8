import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const MARKETFI = defineIndicator({
  name: 'MARKETFI',
  group: 'volume',
  title: 'Market Facilitation Index',
  inputs: ['high', 'low', 'volume'],
  options: [],
  outputs: [realOutput('marketfi')],
  lookback: () => 0,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end) => marketFiInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, outputs[0]!),
});

/**
 * Market facilitation index (Williams): range per unit of volume.
 *
 * in      bars    high, low, volume: Float64Array[n] each
 * out     Float64Array[n]  price / volume
 * shape   no lookback
 * seed    none
 * edge    no volume -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.8.1; golden: talib081 MARKETFI, tulip marketfi
 * tags    volume
 */
export function marketFi(bars: HighLow & { readonly volume: Float64Array }): Float64Array {
  return evaluate(MARKETFI, [bars.high, bars.low, bars.volume])[0]!;
}

/** Kernel. */
export function marketFiInto(
  high: Float64Array,
  low: Float64Array,
  volume: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
): void {
  for (let bar = begin; bar < end; bar += 1) {
    output[bar] = volume[bar] === 0 ? 0 : (high[bar]! - low[bar]!) / volume[bar]!;
  }
}
