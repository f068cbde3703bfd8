import type { HighLowClose } from '../kernel/bars.ts';
import {
  defineIndicator,
  integerOutput,
  periodOption,
  REAL_MAX,
  realOption,
  realOutput,
} from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { atrInto } from '../volatility/atr.ts';

export const SUPERTREND = defineIndicator({
  name: 'SUPERTREND',
  group: 'overlap',
  title: 'SuperTrend',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(10), realOption('optInMultiplier', 'multiplier', 3, 0, REAL_MAX)],
  outputs: [
    realOutput('supertrend', 'outSupertrend'),
    { ...integerOutput('supertrend_trend', 'outTrend'), range: [-1, 1] },
  ],
  lookback: ([period]) => period!,
  history: () => 1,
  slots: () => 6,
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    supertrendInto(inputs, begin, end, whole(options, 0), options[1]!, outputs[0]!, outputs[1]!, state, at),
});

/**
 * SuperTrend (Seban): a band `multiplier` average true ranges from the middle of the bar that follows the price on one side
 * and changes sides when the close breaks it.
 *
 * in      bars        high, low, close: Float64Array[n] each, price
 *         period      integer >= 2     bars of the range, 10
 *         multiplier  number >= 0      ranges, 3
 * out     line: Float64Array[n], price; trend: Float64Array[n], 1 up (line below), -1 down
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    up at the first value, as ta4j; TradingView begins down and shows the opposite sign
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    two passes, two allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 SUPERTREND
 * tags    overlap, trend
 */
export function supertrend(
  bars: HighLowClose,
  options: { readonly period?: number; readonly multiplier?: number } = {},
): { readonly line: Float64Array; readonly trend: Float64Array } {
  const inputs = [bars.high, bars.low, bars.close];
  const [line, trend] = evaluate(SUPERTREND, inputs, [options.period, options.multiplier]);
  return { line: line!, trend: trend! };
}

/** Kernel. State: bars seen, the range's, upper band, lower band, trend. */
export function supertrendInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  multiplier: number,
  line: Float64Array,
  trend: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [high, low, close] = [inputs[0]!, inputs[1]!, inputs[2]!];
  const seen = takeBars(state, at, begin, end);
  const first = firstValueBar(begin, end, seen, period);
  atrInto(high, low, close, begin, end, period, line, state, at + 1);
  leaveEmpty(trend, begin, first);
  let [upper, lower, side] = [state[at + 3]!, state[at + 4]!, state[at + 5]!];
  for (let bar = first; bar < end; bar += 1) {
    const middle = (high[bar]! + low[bar]!) / 2;
    const [above, below] = [middle + multiplier * line[bar]!, middle - multiplier * line[bar]!];
    const before = close[bar - 1]!;
    if (side === 0 || above < upper || before > upper) upper = above;
    if (side === 0 || below > lower || before < lower) lower = below;
    if (side === 0) side = 1;
    else if (side === 1 && close[bar]! < lower) side = -1;
    else if (side === -1 && close[bar]! > upper) side = 1;
    line[bar] = side === 1 ? lower : upper;
    trend[bar] = side;
  }
  state[at + 3] = upper;
  state[at + 4] = lower;
  state[at + 5] = side;
}
