import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { emaInto, smoothingOf } from './ema.ts';

export const ZLEMA = defineIndicator({
  name: 'ZLEMA',
  group: 'overlap',
  title: 'Zero-Lag Exponential Moving Average',
  inputs: ['real'],
  options: [periodOption(30, 1)],
  outputs: [realOutput('zlema')],
  lookback: ([period]) => zlemaLookback(period!),
  history: ([period]) => lagOf(period!),
  slots: () => 3,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    zlemaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Zero-lag exponential average: an EMA of the price carried forward by the EMA's own lag. Quick, and it overshoots.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 1     bars, 30; 1 copies
 * out     Float64Array[n]          unit of the input
 * shape   NaN before bar floor((period - 1) / 2) + period - 1 (lookback 43)
 * seed    mean of the first `period` values without lag, as EMA
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two passes, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 ZLEMA
 * tags    overlap, trend
 */
export function zlema(close: Float64Array, period?: number): Float64Array {
  return evaluate(ZLEMA, [close], [period])[0]!;
}

/** Bars before the first value. */
export function zlemaLookback(period: number): number {
  return lagOf(period) + period - 1;
}

/** Bars by which an exponential average of `period` bars lags. */
function lagOf(period: number): number {
  return Math.floor((period - 1) / 2);
}

/** Kernel. State: bars seen, the average's. */
export function zlemaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const lag = lagOf(period);
  const from = firstValueBar(begin, end, takeBars(state, at, begin, end), lag);
  leaveEmpty(output, begin, from);
  for (let bar = from; bar < end; bar += 1) output[bar] = 2 * input[bar]! - input[bar - lag]!;
  emaInto(output, from, end, period, smoothingOf(period), output, state, at + 1);
}
