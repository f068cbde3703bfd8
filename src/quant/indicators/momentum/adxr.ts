import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { ADX_SLOTS, adxInto } from './adx.ts';

export const ADXR = defineIndicator({
  name: 'ADXR',
  group: 'momentum',
  title: 'Average Directional Movement Index Rating',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14)],
  outputs: [realOutput('adxr', 'outReal', [0, 100])],
  lookback: ([period]) => 3 * period! - 2,
  history: ([period]) => period!,
  slots: () => 1 + ADX_SLOTS,
  temps: 1,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    adxrInto(inputs, begin, end, whole(options, 0), temps[0]!, outputs[0]!, state, at),
});

/**
 * ADX rating (Wilder): mean of ADX now and period - 1 bars ago.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     Float64Array[n]          0..100
 * shape   NaN before bar 3 * period - 2
 * seed    as ADX
 * edge    as ADX
 * cost    two passes, two allocations
 * throws  quant.parameter, quant.input
 * source  Wilder 1978; TA-Lib 0.7; golden: talib161 ADXR, bit-exact
 * tags    momentum, trend
 */
export function adxr(bars: HighLowClose, period?: number): Float64Array {
  return evaluate(ADXR, [bars.high, bars.low, bars.close], [period])[0]!;
}

/** Kernel; inputs are high, low, close. State: bars seen, then ADX's; `strength` keeps ADX. */
export function adxrInto(
  inputs: readonly Float64Array[],
  begin: number,
  end: number,
  period: number,
  strength: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  adxInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, period, strength, state, at + 1);
  const first = firstValueBar(begin, end, state[at]!, 3 * period - 2);
  leaveEmpty(output, begin, first);
  state[at]! += end - begin;
  for (let bar = first; bar < end; bar += 1) output[bar] = (strength[bar]! + strength[bar - period + 1]!) / 2;
}
