import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, integerOption, periodOption, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { typPriceInto } from '../price/typ-price.ts';
import { atrInto } from '../volatility/atr.ts';
import { emaInto, smoothingOf } from './ema.ts';

export const KC = defineIndicator({
  name: 'KC',
  group: 'overlap',
  title: 'Keltner Channels',
  inputs: ['high', 'low', 'close'],
  options: [
    periodOption(20),
    integerOption('optInATRPeriod', 'atrPeriod', 10, 1),
    realOption('optInNbDev', 'deviations', 2),
  ],
  outputs: [
    realOutput('kc_upper', 'outRealUpperBand'),
    realOutput('kc_middle', 'outRealMiddleBand'),
    realOutput('kc_lower', 'outRealLowerBand'),
  ],
  lookback: ([period, atr]) => Math.max(period! - 1, atr!),
  history: () => 1,
  slots: () => 5,
  scale: 'follows',
  run: ({ inputs, outputs }, begin, end, options, state, at) => kcInto(inputs, begin, end, options, outputs, state, at),
});

/**
 * Keltner channel: an exponential average of the typical price, and the average true range above and below it.
 *
 * in      bars        high, low, close: Float64Array[n] each, price
 *         period      integer >= 2     bars of the average, 20
 *         atrPeriod   integer >= 1     bars of the range, 10
 *         deviations  number           ranges, 2
 * out     upper, middle, lower: Float64Array[n] each, price
 * shape   NaN before bar max(period - 1, atrPeriod) (lookback 19)
 * seed    as EMA and ATR, begun so late that both have their first value at one bar
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    four passes, three allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 KC, TTR keltnerChannels (one period for both)
 * tags    overlap, volatility
 */
export function kc(
  bars: HighLowClose,
  options: { readonly period?: number; readonly atrPeriod?: number; readonly deviations?: number } = {},
): { readonly upper: Float64Array; readonly middle: Float64Array; readonly lower: Float64Array } {
  const given = [options.period, options.atrPeriod, options.deviations];
  const [upper, middle, lower] = evaluate(KC, [bars.high, bars.low, bars.close], given);
  return { upper: upper!, middle: middle!, lower: lower! };
}

/** Kernel. State: bars seen, the average's, the range's. */
export function kcInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  options: readonly number[],
  outputs: readonly Float64Array[],
  state: Float64Array,
  at: number,
): void {
  const [high, low, close] = [inputs[0]!, inputs[1]!, inputs[2]!];
  const [upper, middle, lower] = [outputs[0]!, outputs[1]!, outputs[2]!];
  const [period, atrPeriod] = [whole(options, 0), whole(options, 1)];
  const seen = takeBars(state, at, begin, end);
  const lookback = Math.max(period - 1, atrPeriod);
  const first = firstValueBar(begin, end, seen, lookback);
  const averageFrom = firstValueBar(begin, end, seen, lookback - (period - 1));
  const rangeFrom = firstValueBar(begin, end, seen, lookback - atrPeriod);
  typPriceInto(high, low, close, begin, end, middle);
  emaInto(middle, averageFrom, end, period, smoothingOf(period), middle, state, at + 1);
  atrInto(high, low, close, rangeFrom, end, atrPeriod, upper, state, at + 3);
  for (const output of outputs) leaveEmpty(output, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    const spread = upper[bar]! * options[2]!;
    upper[bar] = middle[bar]! + spread;
    lower[bar] = middle[bar]! - spread;
  }
}
