import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { BBANDS } from '../overlap/bbands.ts';
import { averageInto, averageLookback, averageSlots, type MaType, toMaType } from '../overlap/ma-type.ts';
import { meanOf, varianceOf } from './window.ts';

export const SOUND_BBANDS = variantOf('sound', BBANDS, {
  gaps: 'scan',
  slots: ([, , , type]) => 1 + averageSlots(type!),
  isPartial: true,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundBbandsInto(inputs[0]!, begin, end, options, outputs[0]!, outputs[1]!, outputs[2]!, state, at),
});

/**
 * Bollinger bands with an accurate deviation: TA-Lib 0.7's is 100 % wrong at a price of 60 000 with noise of 0.01.
 *
 * in      close    Float64Array[n]  any series, one instrument, ascending
 *         options  period >= 2, 5; deviationsUp 2; deviationsDown 2; type: as MA, sma
 * out     upper, middle, lower: Float64Array[n] each, unit of the input
 * shape   NaN before the lookback of the average, or of the deviation where that is longer (mama)
 * seed    none for sma: no value depends on bars outside its window; else as the average
 * edge    population deviation (ddof 0) about the simple average; a flat window -> three equal lines; a deviation beyond
 *         the range of doubles -> infinite bands, NaN where deviationsUp or deviationsDown is 0; a bar that is not finite -> NaN, restarts after it
 * cost    four times `period` steps per bar, three allocations
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact mean and variance, from exact fractions, 1e-9 of the width
 * tags    overlap, volatility
 */
export function bbands(
  close: Float64Array,
  options: {
    readonly period?: number;
    readonly deviationsUp?: number;
    readonly deviationsDown?: number;
    readonly type?: MaType | number;
  } = {},
): { readonly upper: Float64Array; readonly middle: Float64Array; readonly lower: Float64Array } {
  const { period, deviationsUp, deviationsDown, type } = options;
  const given = [period, deviationsUp, deviationsDown, toMaType('BBANDS', type)];
  const [upper, middle, lower] = evaluate(SOUND_BBANDS, [close], given);
  return { upper: upper!, middle: middle!, lower: lower! };
}

/** Kernel. State: bars seen, those of the average. */
export function soundBbandsInto(
  input: Float64Array,
  begin: number,
  end: number,
  options: readonly number[],
  upper: Float64Array,
  middle: Float64Array,
  lower: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [period, type] = [whole(options, 0), whole(options, 3)];
  const seen = takeBars(state, at, begin, end);
  const first = firstValueBar(begin, end, seen, Math.max(averageLookback(type, period), period - 1));
  if (type === 0) for (let bar = first; bar < end; bar += 1) middle[bar] = meanOf(input, bar, period);
  else averageInto(type, input, begin, end, period, middle, state, at + 1);
  for (const output of [upper, middle, lower]) leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    const spread = Math.sqrt(varianceOf(input, bar, period));
    upper[bar] = middle[bar]! + spread * options[1]!;
    lower[bar] = middle[bar]! - spread * options[2]!;
  }
}
