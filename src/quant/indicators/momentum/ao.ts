import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { smaInto } from '../overlap/sma.ts';
import { medPriceInto } from '../price/med-price.ts';

export const AO = defineIndicator({
  name: 'AO',
  group: 'momentum',
  title: 'Awesome Oscillator',
  inputs: ['high', 'low'],
  options: [integerOption('optInFastPeriod', 'fastPeriod', 5), integerOption('optInSlowPeriod', 'slowPeriod', 34)],
  outputs: [realOutput('ao')],
  lookback: ([fast, slow]) => Math.max(fast!, slow!) - 1,
  history: ([fast, slow]) => Math.max(fast!, slow!),
  slots: () => 4,
  temps: 2,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) => {
    const [fast, slow] = [whole(options, 0), whole(options, 1)];
    aoInto(inputs[0]!, inputs[1]!, begin, end, fast, slow, temps[0]!, temps[1]!, outputs[0]!, state, at);
  },
});

/**
 * Awesome oscillator (Williams): a fast simple average of the median price minus a slow one.
 *
 * in      bars        high, low: Float64Array[n] each, price
 *         fastPeriod  integer >= 2     bars, 5
 *         slowPeriod  integer >= 2     bars, 34
 * out     Float64Array[n]              unit of price
 * shape   NaN before bar max(fastPeriod, slowPeriod) - 1 (lookback 33)
 * seed    none, except by rounding
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    four passes, three allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 AO
 * tags    momentum, oscillator
 */
export function ao(
  bars: HighLow,
  options: { readonly fastPeriod?: number; readonly slowPeriod?: number } = {},
): Float64Array {
  return evaluate(AO, [bars.high, bars.low], [options.fastPeriod, options.slowPeriod])[0]!;
}

/** Kernel; `median` and `fastAverage` are scratch. State: that of the fast average, that of the slow one. */
export function aoInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  fast: number,
  slow: number,
  median: Float64Array,
  fastAverage: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  medPriceInto(high, low, begin, end, median);
  smaInto(median, begin, end, fast, fastAverage, state, at);
  smaInto(median, begin, end, slow, output, state, at + 2);
  for (let bar = begin; bar < end; bar += 1) output[bar] = fastAverage[bar]! - output[bar]!;
}
