import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const VWAP = defineIndicator({
  name: 'VWAP',
  group: 'volume',
  title: 'Volume Weighted Average Price',
  inputs: ['high', 'low', 'close', 'volume'],
  options: [],
  outputs: [realOutput('vwap')],
  lookback: () => 0,
  slots: () => 2,
  scale: 'follows',
  run: ({ inputs, outputs }, begin, end, _, state, at) => vwapInto(inputs, begin, end, outputs[0]!, state, at),
});

/**
 * Volume weighted average price since the first bar of the series; sessionVwap begins anew with each session.
 *
 * in      bars    high, low, close, volume: Float64Array[n] each
 * out     Float64Array[n]  price
 * shape   no lookback
 * seed    the first bar: the value depends on where the series starts
 * edge    no volume yet -> 0, where sound.vwap has the typical price; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one allocation
 * throws  quant.input
 * source  TA-Lib 0.8.1; golden: talib081 and talib081-halts VWAP
 * tags    volume, price
 */
export function vwap(bars: HighLowCloseVolume): Float64Array {
  return evaluate(VWAP, [bars.high, bars.low, bars.close, bars.volume])[0]!;
}

/** Kernel. State: turnover and volume so far. */
export function vwapInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [high, low, close, volume] = [inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!];
  let turnover = state[at]!;
  let total = state[at + 1]!;
  for (let bar = begin; bar < end; bar += 1) {
    const price = (high[bar]! + low[bar]! + close[bar]!) / 3;
    turnover += price * volume[bar]!;
    total += volume[bar]!;
    output[bar] = total === 0 ? 0 : turnover / total;
  }
  state[at] = turnover;
  state[at + 1] = total;
}
