import type { HighLowCloseVolume } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';

export const MFI = defineIndicator({
  name: 'MFI',
  group: 'momentum',
  title: 'Money Flow Index',
  inputs: ['high', 'low', 'close', 'volume'],
  options: [periodOption(14)],
  outputs: [realOutput('mfi', 'outReal', [0, 100])],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 4,
  temps: 2,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    mfiInto(inputs, begin, end, whole(options, 0), temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Money flow index (Quong, Soudack): the part of `period` bars' turnover that changed hands while the price rose.
 *
 * in      bars    high, low, close, volume: Float64Array[n] each
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          0..100
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none, except by rounding
 * edge    turnover of the window below 1 (in the unit of price * volume) -> 0; a bar that is not finite -> NaN, restarts
 * cost    one pass, three allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7; golden: talib161 MFI, bit-exact
 * tags    momentum, volume, oscillator
 */
export function mfi(bars: HighLowCloseVolume, period?: number): Float64Array {
  return evaluate(MFI, [bars.high, bars.low, bars.close, bars.volume], [period])[0]!;
}

/** Kernel; inputs are high, low, close, volume. State: bars seen (up to period + 1), last price, sums of both flows. */
export function mfiInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  rising: Float64Array,
  falling: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [high, low, close, volume] = [inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!];
  let seen = state[at]!;
  let before = state[at + 1]!;
  let up = state[at + 2]!;
  let down = state[at + 3]!;
  for (let bar = begin; bar < end; bar += 1) {
    const price = (high[bar]! + low[bar]! + close[bar]!) / 3;
    const move = seen === 0 ? 0 : price - before;
    const flow = price * volume[bar]!;
    rising[bar] = flow * Number(move > 0);
    falling[bar] = flow * Number(move < 0);
    before = price;
    if (seen > period) {
      up -= rising[bar - period]!;
      down -= falling[bar - period]!;
    } else seen += 1;
    up += rising[bar]!;
    down += falling[bar]!;
    const total = up + down;
    output[bar] = seen <= period ? Number.NaN : total < 1 ? 0 : 100 * (up / total);
  }
  state[at] = seen;
  state[at + 1] = before;
  state[at + 2] = up;
  state[at + 3] = down;
}
