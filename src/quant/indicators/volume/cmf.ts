import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const CMF = defineIndicator({
  name: 'CMF',
  group: 'volume',
  title: 'Chaikin Money Flow',
  inputs: ['high', 'low', 'close', 'volume'],
  options: [periodOption(20)],
  outputs: [realOutput('cmf', 'outReal', [-1, 1])],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    cmfInto(inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Chaikin money flow: volume weighed by where each bar closed in its range, over all volume of `period` bars.
 *
 * in      bars    high, low, close, volume: Float64Array[n] each
 *         period  integer >= 2     bars, 20
 * out     Float64Array[n]          -1..1
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    a bar without range counts as 0; a window without volume -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 CMF, TTR CMF
 * tags    volume
 */
export function cmf(bars: HighLowCloseVolume, period?: number): Float64Array {
  return evaluate(CMF, [bars.high, bars.low, bars.close, bars.volume], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function cmfInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period - 1);
  leaveEmpty(output, begin, first);

  for (let bar = first; bar < end; bar += 1) {
    let flow = 0;
    let total = 0;
    for (let past = bar - period + 1; past <= bar; past += 1) {
      const range = high[past]! - low[past]!;
      total += volume[past]!;
      if (range > 0) flow += ((close[past]! - low[past]! - (high[past]! - close[past]!)) / range) * volume[past]!;
    }
    output[bar] = total === 0 ? 0 : flow / total;
  }
}
