import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { SMA } from '../overlap/sma.ts';
import { meanOf } from './window.ts';

export const SOUND_SMA = variantOf('sound', SMA, {
  gaps: 'scan',
  slots: () => 1,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundSmaInto(inputs[0]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Simple moving average, made anew for every window. TA-Lib's running sum keeps an error of 2.5e-7 for ever after one
 * tick of 1e12; this one forgets the tick with the window.
 *
 * in      close   Float64Array[n]  any series, one instrument, ascending
 *         period  integer >= 2     bars, 30
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two times `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact mean, from exact fractions, 1e-15
 * tags    overlap, trend
 */
export function sma(close: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_SMA, [close], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function soundSmaInto(
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
  for (let bar = first; bar < end; bar += 1) output[bar] = meanOf(input, bar, period);
}
