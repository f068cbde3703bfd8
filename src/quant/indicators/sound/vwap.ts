import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { VWAP, vwapInto } from '../volume/vwap.ts';

export const SOUND_VWAP = variantOf('sound', VWAP, {
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, _, state, at) => soundVwapInto(inputs, begin, end, outputs[0]!, state, at),
});

/**
 * Volume weighted average price since the first bar: the bar's own typical price until anything was traded, where
 * TA-Lib has a price of 0.
 *
 * in      bars    high, low, close, volume: Float64Array[n] each
 * out     Float64Array[n]  price
 * shape   no lookback
 * seed    the first bar: the value depends on where the series starts
 * edge    no volume yet -> the typical price of the bar; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  golden: talib081 VWAP
 * tags    volume, price
 */
export function vwap(bars: HighLowCloseVolume): Float64Array {
  return evaluate(SOUND_VWAP, [bars.high, bars.low, bars.close, bars.volume])[0]!;
}

/** Kernel. State: VWAP's. */
export function soundVwapInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [high, low, close, volume] = [inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!];
  let total = state[at + 1]!;
  vwapInto(inputs, begin, end, output, state, at);
  for (let bar = begin; bar < end; bar += 1) {
    total += volume[bar]!;
    if (total !== 0) return;
    output[bar] = (high[bar]! + low[bar]! + close[bar]!) / 3;
  }
}
