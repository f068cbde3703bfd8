import type { HighLowClose } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { whole } from '../kernel/whole.ts';
import { atrInto } from '../volatility/atr.ts';
import { NATR } from '../volatility/natr.ts';

export const SOUND_NATR = variantOf('sound', NATR, {
  gaps: 'scan',
  isPartial: true,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    soundNatrInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Normalised average true range: NaN where the close is 0, which has no percentage; TA-Lib 0.7 leaves 0 there.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 1     bars, 14
 * out     Float64Array[n]          percent of the close
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    as ATR
 * edge    a close of 0 -> NaN; a bar that is not finite -> NaN, restarts after it
 * cost    two passes, one allocation
 * throws  quant.parameter, quant.input
 * source  golden: talib161 NATR
 * tags    volatility
 */
export function natr(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(SOUND_NATR, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel. State: ATR's. */
export function soundNatrInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  atrInto(high, low, close, begin, end, period, output, state, at);
  for (let bar = begin; bar < end; bar += 1) {
    output[bar] = close[bar] === 0 ? Number.NaN : (output[bar]! / close[bar]!) * 100;
  }
}
