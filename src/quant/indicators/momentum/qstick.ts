import type { OpenClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { smaInto } from '../overlap/sma.ts';

export const QSTICK = defineIndicator({
  name: 'QSTICK',
  group: 'momentum',
  title: 'Qstick',
  inputs: ['open', 'close'],
  options: [periodOption(10, 1)],
  outputs: [realOutput('qstick')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 2,
  temps: 1,
  scale: 'follows',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    qstickInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * Qstick (Chande): the mean of close minus open over `period` bars.
 *
 * in      bars    open, close: Float64Array[n] each, price
 *         period  integer >= 1     bars, 10
 * out     Float64Array[n]          unit of price
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none, except by rounding
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two passes, two allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 QSTICK, tulip qstick
 * tags    momentum
 */
export function qstick(bars: OpenClose, period?: number): Float64Array {
  return evaluate(QSTICK, [bars.open, bars.close], [period])[0]!;
}

/** Kernel; `bodies` keeps close - open. State: the average's. */
export function qstickInto(
  open: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  period: number,
  bodies: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  for (let bar = begin; bar < end; bar += 1) bodies[bar] = close[bar]! - open[bar]!;
  smaInto(bodies, begin, end, period, output, state, at);
}
