import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { WMA } from '../overlap/wma.ts';

export const SOUND_WMA = variantOf('sound', WMA, {
  gaps: 'scan',
  slots: () => 1,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundWmaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Weighted moving average, made anew for every window.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars, 30
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact wma, from exact fractions, 1e-12
 * tags    overlap, trend
 */
export function wma(close: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_WMA, [close], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function soundWmaInto(
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period - 1);
  leaveEmpty(output, begin, first);
  const weights = (period * (period + 1)) / 2;
  for (let bar = first; bar < end; bar += 1) {
    let sum = 0;
    for (let weight = 1; weight <= period; weight += 1) sum += input[bar - period + weight]! * weight;
    output[bar] = sum / weights;
  }
}
