import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const AD = defineIndicator({
  name: 'AD',
  group: 'volume',
  title: 'Chaikin A/D Line',
  inputs: ['high', 'low', 'close', 'volume'],
  options: [],
  outputs: [realOutput('ad')],
  lookback: () => 0,
  slots: () => 2,
  gaps: 'poison',
  scale: 'invariant',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    adInto(inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!, begin, end, outputs[0]!, state, at),
});

/**
 * Accumulation/distribution line (Chaikin): volume summed with the sign and size of where the bar closed in its range.
 *
 * in      bars    high, low, close, volume: Float64Array[n] each
 * out     Float64Array[n]  unit of volume
 * shape   no lookback
 * seed    starts at 0: levels depend on the first bar, differences do not
 * edge    high = low adds 0; a bar that is not finite -> NaN, starts again at 0 after it
 * cost    one pass, one allocation
 * throws  quant.input when the lengths differ
 * source  TA-Lib 0.7; golden: talib161 AD, bit-exact
 * tags    volume
 */
export function ad(bars: HighLowCloseVolume): Float64Array {
  return evaluate(AD, [bars.high, bars.low, bars.close, bars.volume])[0]!;
}

/** Kernel. State: the line, and a sum of the inputs that no NaN leaves finite. */
export function adInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let line = state[at]!;
  let poison = state[at + 1]!;
  for (let bar = begin; bar < end; bar += 1) {
    line += moneyFlow(high[bar]!, low[bar]!, close[bar]!, volume[bar]!);
    output[bar] = line;
    poison += high[bar]! + low[bar]! + close[bar]! + volume[bar]!;
  }
  state[at] = line;
  state[at + 1] = poison;
}

/** Volume weighted by where the close stands between low (-1) and high (+1). */
export function moneyFlow(high: number, low: number, close: number, volume: number): number {
  const range = high - low;
  return range > 0 ? ((close - low - (high - close)) / range) * volume : 0;
}
