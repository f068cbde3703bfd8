import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { wmaInto } from '../overlap/wma.ts';

export const COPPOCK = defineIndicator({
  name: 'COPPOCK',
  group: 'momentum',
  title: 'Coppock Curve',
  inputs: ['real'],
  options: [
    integerOption('optInWMAPeriod', 'wmaPeriod', 10, 1),
    integerOption('optInROC1Period', 'roc1Period', 11, 1),
    integerOption('optInROC2Period', 'roc2Period', 14, 1),
  ],
  outputs: [realOutput('coppock')],
  lookback: ([average, roc1, roc2]) => Math.max(roc1!, roc2!) + average! - 1,
  history: ([average, roc1, roc2]) => Math.max(average!, roc1!, roc2!),
  slots: () => 4,
  temps: 1,
  scale: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    coppockInto(inputs[0]!, begin, end, options, temps[0]!, outputs[0]!, state, at),
});

/**
 * Coppock curve: a weighted average of two rates of change; made for monthly bars of an index.
 *
 * in      close       Float64Array[n]  price, one instrument, ascending
 *         wmaPeriod   integer >= 1     bars, 10
 *         roc1Period  integer >= 1     bars, 11
 *         roc2Period  integer >= 1     bars, 14
 * out     Float64Array[n]              percent
 * shape   NaN before bar max(roc1Period, roc2Period) + wmaPeriod - 1 (lookback 23)
 * seed    none, except by rounding
 * edge    a price of 0 that many bars ago counts as no change; a bar that is not finite -> NaN, restarts after it
 * cost    two passes, two allocations
 * throws  quant.parameter, quant.input
 * source  Coppock 1962; TA-Lib 0.8.1; golden: talib081 COPPOCK
 * tags    momentum, oscillator
 */
export function coppock(
  close: Float64Array,
  options: { readonly wmaPeriod?: number; readonly roc1Period?: number; readonly roc2Period?: number } = {},
): Float64Array {
  return evaluate(COPPOCK, [close], [options.wmaPeriod, options.roc1Period, options.roc2Period])[0]!;
}

/** Kernel; `rates` keeps the sums of both rates. State: bars seen, the average's. */
export function coppockInto(
  input: Float64Array,
  begin: number,
  end: number,
  options: readonly number[],
  rates: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [short, long] = [whole(options, 1), whole(options, 2)];
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), Math.max(short, long));
  leaveEmpty(output, begin, from);
  for (let bar = from; bar < end; bar += 1) {
    rates[bar] = rateOf(input[bar]!, input[bar - short]!) + rateOf(input[bar]!, input[bar - long]!);
  }
  wmaInto(rates, from, end, whole(options, 0), output, state, at + 1);
}

function rateOf(price: number, before: number): number {
  return before === 0 ? 0 : (price / before - 1) * 100;
}
