import type { OpenClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar } from '../kernel/segment.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { IMI } from '../momentum/imi.ts';

export const SOUND_IMI = variantOf('sound', IMI, {
  run: (columns, begin, end, options, state, at) => {
    const first = firstValueBar(begin, end, state[at]!, whole(options, 0) - 1);
    IMI.run(columns, begin, end, options, state, at);
    // Beyond the lookback only a window in which nothing moved has no value.
    const output = columns.outputs[0]!;
    for (let bar = first; bar < end; bar += 1) if (Number.isNaN(output[bar]!)) output[bar] = 50;
  },
});

/**
 * Intraday momentum index (Chande): 50 where no bar of the window moved, as in TA-Lib 0.8.1; 0.7 has NaN there.
 *
 * in      bars    open, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          0..100
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    no bar of the window moved -> 50; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: talib081 IMI
 * tags    momentum, oscillator
 */
export function imi(bars: OpenClose, period?: number): Float64Array {
  return evaluate(SOUND_IMI, [bars.open, bars.close], [period])[0]!;
}
