import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { middleInto } from './mid-point.ts';

export const MIDPRICE = defineIndicator({
  name: 'MIDPRICE',
  group: 'overlap',
  title: 'Midpoint Price over period',
  inputs: ['high', 'low'],
  options: [periodOption(14)],
  outputs: [realOutput('midprice')],
  lookback: ([period]) => period! - 1,
  history: ([period]) => period!,
  slots: () => 2 * EXTREME_SLOTS,
  gaps: 'poison',
  temps: 1,
  scale: 'follows',
  shift: 'follows',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    middleInto(inputs[0]!, inputs[1]!, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * Midprice: half way between the highest high and the lowest low of the last `period` bars.
 *
 * in      bars    high, low: Float64Array[n] each, price
 *         period  integer >= 2     bars
 * out     Float64Array[n]          price
 * shape   out[0 .. period-2] = NaN (lookback = period - 1)
 * seed    none
 * edge    n < period -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    as MIN and MAX, two allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7; golden: talib161 MIDPRICE, bit-exact
 * tags    overlap, channel
 */
export function midPrice(bars: HighLow, period?: number): Float64Array {
  return evaluate(MIDPRICE, [bars.high, bars.low], [period])[0]!;
}
