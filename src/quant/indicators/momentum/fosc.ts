import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { LINE, regressionInto } from '../statistic/regression.ts';

export const FOSC = defineIndicator({
  name: 'FOSC',
  group: 'momentum',
  title: 'Forecast Oscillator',
  inputs: ['real'],
  options: [periodOption(5)],
  outputs: [realOutput('fosc')],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 2,
  temps: 1,
  scale: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    foscInto(inputs[0]!, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * Forecast oscillator (Chande): how far a price came out above what the regression line of the bars before it foretold.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 *         period  integer >= 2     bars, 5
 * out     Float64Array[n]          percent of the price
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    a price of 0 -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, two allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 FOSC, tulip fosc
 * tags    momentum, oscillator
 */
export function fosc(close: Float64Array, period?: number): Float64Array {
  return evaluate(FOSC, [close], [period])[0]!;
}

/** Kernel; `forecast` keeps the line's value one bar ahead. State: bars seen, the regression's. */
export function foscInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  forecast: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period);
  regressionInto(input, begin, end, period, LINE.ahead, forecast, state, at + 1);
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    const price = input[bar]!;
    output[bar] = price === 0 ? 0 : (100 * (price - forecast[bar - 1]!)) / price;
  }
}
