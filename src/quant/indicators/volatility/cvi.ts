import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, integerOption, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { emaInto, smoothingOf } from '../overlap/ema.ts';

export const CVI = defineIndicator({
  name: 'CVI',
  group: 'volatility',
  title: "Chaikin's Volatility",
  inputs: ['high', 'low'],
  options: [periodOption(10), integerOption('optInROCPeriod', 'rocPeriod', 10, 1)],
  outputs: [realOutput('cvi')],
  lookback: ([period, roc]) => period! - 1 + roc!,
  history: ([, roc]) => roc!,
  slots: () => 3,
  temps: 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    cviInto(
      inputs[0]!,
      inputs[1]!,
      begin,
      end,
      whole(options, 0),
      whole(options, 1),
      temps[0]!,
      outputs[0]!,
      state,
      at,
    ),
});

/**
 * Chaikin's volatility: how much the average range of a bar has grown over `rocPeriod` bars.
 *
 * in      bars       high, low: Float64Array[n] each, price
 *         period     integer >= 2     bars of the average, 10
 *         rocPeriod  integer >= 1     bars back, 10
 * out     Float64Array[n]             percent
 * shape   NaN before bar period - 1 + rocPeriod (lookback 19)
 * seed    mean of the first `period` ranges, as EMA
 * edge    no range that many bars ago -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    three passes, two allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 CVI, TTR chaikinVolatility
 * tags    volatility
 */
export function cvi(
  bars: HighLow,
  options: { readonly period?: number; readonly rocPeriod?: number } = {},
): Float64Array {
  return evaluate(CVI, [bars.high, bars.low], [options.period, options.rocPeriod])[0]!;
}

/** Kernel; `spread` keeps the averages. State: bars seen, the average's. */
export function cviInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  period: number,
  roc: number,
  spread: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period - 1 + roc);
  for (let bar = begin; bar < end; bar += 1) spread[bar] = high[bar]! - low[bar]!;
  emaInto(spread, begin, end, period, smoothingOf(period), spread, state, at + 1);
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    const before = spread[bar - roc]!;
    output[bar] = before === 0 ? 0 : ((spread[bar]! - before) / before) * 100;
  }
}
