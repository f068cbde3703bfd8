import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { maxInto } from '../operator/max.ts';
import { minInto } from '../operator/min.ts';

export const DONCHIAN = defineIndicator({
  name: 'DONCHIAN',
  group: 'overlap',
  title: 'Donchian Channels',
  inputs: ['high', 'low'],
  options: [periodOption(20)],
  outputs: [
    realOutput('donchian_upper', 'outRealUpperBand'),
    realOutput('donchian_middle', 'outRealMiddleBand'),
    realOutput('donchian_lower', 'outRealLowerBand'),
  ],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 2 * EXTREME_SLOTS,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    donchianInto(
      inputs[0]!,
      inputs[1]!,
      begin,
      end,
      whole(options, 0),
      outputs[0]!,
      outputs[1]!,
      outputs[2]!,
      state,
      at,
    ),
});

/**
 * Donchian channel: the highest high and the lowest low of `period` bars, this one included, and their middle.
 *
 * in      bars    high, low: Float64Array[n] each, price
 *         period  integer >= 2     bars, 20
 * out     upper, middle, lower: Float64Array[n] each, price
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    three passes, three allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 DONCHIAN, TTR DonchianChannel
 * tags    overlap, volatility
 */
export function donchian(
  bars: HighLow,
  period?: number,
): { readonly upper: Float64Array; readonly middle: Float64Array; readonly lower: Float64Array } {
  const [upper, middle, lower] = evaluate(DONCHIAN, [bars.high, bars.low], [period]);
  return { upper: upper!, middle: middle!, lower: lower! };
}

/** Kernel. State: MAX's, MIN's. */
export function donchianInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  period: number,
  upper: Float64Array,
  middle: Float64Array,
  lower: Float64Array,
  state: Float64Array,
  at: number,
): void {
  maxInto(high, begin, end, period, upper, state, at);
  minInto(low, begin, end, period, lower, state, at + EXTREME_SLOTS);
  for (let bar = begin; bar < end; bar += 1) middle[bar] = (upper[bar]! + lower[bar]!) / 2;
}
