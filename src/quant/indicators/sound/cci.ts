import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { CCI } from '../momentum/cci.ts';
import { meanOf } from './window.ts';

export const SOUND_CCI = variantOf('sound', CCI, {
  gaps: 'scan',
  slots: () => 1,
  isPartial: true,
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    soundCciInto(inputs, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * Commodity channel index (Lambert) with an exact mean: identical prices give 0, not a quotient of rounding errors.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          about -200..200, open
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none: no value depends on bars outside its window, not even by rounding
 * edge    a flat window -> 0; beyond the range of doubles -> NaN; a bar that is not finite -> NaN, restarts after it
 * cost    three times `period` steps per bar, two allocations
 * throws  quant.parameter, quant.input
 * source  golden: sound-exact cci, from exact fractions, 1e-9
 * tags    momentum, oscillator
 */
export function cci(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(SOUND_CCI, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel; `typical` keeps the typical prices. State: bars seen. */
export function soundCciInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  typical: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [high, low, close] = [inputs[0]!, inputs[1]!, inputs[2]!];
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period - 1);
  for (let bar = begin; bar < end; bar += 1) typical[bar] = (high[bar]! + low[bar]! + close[bar]!) / 3;
  leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    const mean = meanOf(typical, bar, period);
    let distances = 0;
    let isFlat = true;
    for (let past = bar - period + 1; past <= bar; past += 1) {
      distances += Math.abs(typical[past]! - mean);
      if (typical[past] !== typical[bar]) isFlat = false;
    }
    output[bar] = isFlat ? 0 : (typical[bar]! - mean) / (0.015 * (distances / period));
  }
}
