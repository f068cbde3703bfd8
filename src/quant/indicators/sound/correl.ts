import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { CORREL } from '../statistic/correl.ts';
import { covarianceOf, varianceOf } from './window.ts';

export const SOUND_CORREL = variantOf('sound', CORREL, {
  gaps: 'scan',
  slots: () => 1,
  isPartial: true,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundCorrelInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Pearson correlation of two series (levels, not returns) over the last `period` bars, about their means.
 *
 * in      left, right  Float64Array[n] each
 *         period       integer >= 1     bars, 30
 * out     Float64Array[n]               -1..1, never beyond
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    a window without variance in either -> 0; beyond the range of doubles -> NaN; a bar that is not finite -> NaN, restarts after it
 * cost    two times `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact correlation, from exact fractions, 1e-9 at 60 000 with noise of 0.01
 * tags    statistic
 */
export function correl(left: Float64Array, right: Float64Array, period?: number): Float64Array {
  return evaluate(SOUND_CORREL, [left, right], [period])[0]!;
}

/** Kernel. State: bars seen. */
export function soundCorrelInto(
  left: Float64Array,
  right: Float64Array,
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
    const [x, y] = [varianceOf(left, bar, period), varianceOf(right, bar, period)];
    const together = covarianceOf(left, right, bar, period);
    const value = together / (Math.sqrt(x) * Math.sqrt(y));
    output[bar] = x === 0 || y === 0 ? 0 : Math.max(-1, Math.min(1, value));
  }
}
