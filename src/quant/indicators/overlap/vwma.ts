import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const VWMA = defineIndicator({
  name: 'VWMA',
  group: 'overlap',
  title: 'Volume Weighted Moving Average',
  inputs: ['real', 'volume'],
  options: [periodOption(30, 1)],
  outputs: [realOutput('vwma')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 1,
  isPartial: true,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    vwmaInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Volume weighted moving average: the mean of `period` prices, each weighed by its volume.
 *
 * in      close, volume  Float64Array[n] each
 *         period         integer >= 1     bars, 30
 * out     Float64Array[n]                 unit of price
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    a window without volume -> NaN; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 VWMA, tulip vwma
 * tags    overlap, volume, trend
 */
export function vwma(close: Float64Array, volume: Float64Array, period?: number): Float64Array {
  return evaluate(VWMA, [close, volume], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function vwmaInto(
  input: Float64Array,
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
    let turnover = 0;
    let total = 0;
    for (let past = bar - period + 1; past <= bar; past += 1) {
      turnover += input[past]! * volume[past]!;
      total += volume[past]!;
    }
    output[bar] = turnover / total;
  }
}
