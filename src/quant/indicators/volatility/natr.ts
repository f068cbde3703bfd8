import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { whole } from '../kernel/whole.ts';
import { isZero } from '../kernel/zero.ts';
import { atrInto } from './atr.ts';

export const NATR = defineIndicator({
  name: 'NATR',
  group: 'volatility',
  title: 'Normalized Average True Range',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14, 1)],
  outputs: [realOutput('natr')],
  lookback: ([period]) => period!,
  history: () => 1,
  slots: () => 2,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    natrInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), outputs[0]!, state, at),
});

/**
 * Normalised average true range: ATR as a percentage of the close, so that instruments can be compared.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 1     bars; 1 is the true range itself, in price: TA-Lib does not normalise it
 * out     Float64Array[n]          percent
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    as ATR
 * edge    close 0 -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    two passes, one allocation
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.7; golden: talib161 NATR, bit-exact. For close 0 the C before 0.8.1 overwrites its first value instead
 * tags    volatility
 */
export function natr(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(NATR, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel. State as ATR's. */
export function natrInto(
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
  if (period === 1) return;
  for (let bar = begin; bar < end; bar += 1) {
    const range = output[bar]!;
    // 0, but the NaN of the lookback must not vanish.
    output[bar] = isZero(close[bar]!) ? range - range : (range / close[bar]!) * 100;
  }
}
