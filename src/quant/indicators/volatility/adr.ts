import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { smaInto } from '../overlap/sma.ts';

export const ADR = defineIndicator({
  name: 'ADR',
  group: 'volatility',
  title: 'Average Day Range',
  inputs: ['high', 'low'],
  options: [periodOption(14, 1)],
  outputs: [realOutput('adr')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 2,
  temps: 1,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    adrInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * Average day range: the mean of high minus low over `period` bars. It leaves out the gap to the close before; ATR has it.
 *
 * in      bars    high, low: Float64Array[n] each, price
 *         period  integer >= 1     bars, 14
 * out     Float64Array[n]          unit of price
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none, except by rounding
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two passes, two allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 ADR
 * tags    volatility
 */
export function adr(bars: HighLow, period?: number): Float64Array {
  return evaluate(ADR, [bars.high, bars.low], [period])[0]!;
}

/** Kernel; `ranges` keeps high - low. State: the average's. */
export function adrInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  period: number,
  ranges: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  for (let bar = begin; bar < end; bar += 1) ranges[bar] = high[bar]! - low[bar]!;
  smaInto(ranges, begin, end, period, output, state, at);
}
