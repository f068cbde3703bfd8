import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, takeBars } from '../kernel/segment.ts';

export const WAD = defineIndicator({
  name: 'WAD',
  group: 'momentum',
  title: "Williams' Accumulation/Distribution",
  inputs: ['high', 'low', 'close'],
  options: [],
  outputs: [realOutput('wad')],
  lookback: () => 0,
  history: () => 1,
  slots: () => 2,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    wadInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, outputs[0]!, state, at),
});

/**
 * Williams accumulation/distribution: closes that rise add their way from the true low, those that fall their way from the
 * true high. No volume in it.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 * out     Float64Array[n]  unit of price
 * shape   no lookback
 * seed    0 at the first bar: the level depends on where the series starts
 * edge    a bar that is not finite -> NaN, restarts after it from 0
 * cost    one pass, one allocation
 * throws  quant.input
 * source  Williams; TA-Lib 0.8.1; golden: talib081 WAD, TTR williamsAD
 * tags    momentum
 */
export function wad(bars: HighLowClose): Float64Array {
  return evaluate(WAD, [bars.high, bars.low, bars.close])[0]!;
}

/** Kernel. State: bars seen, the running total. */
export function wadInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), 1);
  let total = state[at + 1]!;
  if (from > begin) output[begin] = total;
  for (let bar = from; bar < end; bar += 1) {
    const before = close[bar - 1]!;
    const price = close[bar]!;
    if (price > before) total += price - Math.min(low[bar]!, before);
    else if (price < before) total += price - Math.max(high[bar]!, before);
    output[bar] = total;
  }
  state[at + 1] = total;
}
