import type { HighLowClose } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { rangeOf } from '../volatility/true-range.ts';

export const VORTEX = defineIndicator({
  name: 'VORTEX',
  group: 'momentum',
  title: 'Vortex Indicator',
  inputs: ['high', 'low', 'close'],
  options: [periodOption(14, 1)],
  outputs: [realOutput('vortex_plus', 'outPlusVI'), realOutput('vortex_minus', 'outMinusVI')],
  lookback: ([period]) => period!,
  history: ([period]) => period!,
  slots: () => 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    vortexInto(inputs[0]!, inputs[1]!, inputs[2]!, begin, end, whole(options, 0), outputs[0]!, outputs[1]!, state, at),
});

/**
 * Vortex (Botes, Siepman): the reach from one bar's high to the last one's low and the other way round, over the true range.
 *
 * in      bars    high, low, close: Float64Array[n] each, price
 *         period  integer >= 1     bars, 14
 * out     plus, minus: Float64Array[n] each, no unit
 * shape   out[0 .. period-1] = NaN (lookback = period)
 * seed    none
 * edge    a window without range -> 0; a bar that is not finite -> NaN, restarts after it
 * cost    `period` steps per bar, two allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 VORTEX
 * tags    momentum, trend
 */
export function vortex(
  bars: HighLowClose,
  period?: number,
): { readonly plus: Float64Array; readonly minus: Float64Array } {
  const [plus, minus] = evaluate(VORTEX, [bars.high, bars.low, bars.close], [period]);
  return { plus: plus!, minus: minus! };
}

/** Kernel. State: bars seen. */
export function vortexInto(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  begin: number,
  end: number,
  period: number,
  plus: Float64Array,
  minus: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), period);
  leaveEmpty(plus, begin, first);
  leaveEmpty(minus, begin, first);

  for (let bar = first; bar < end; bar += 1) {
    let range = 0;
    let up = 0;
    let down = 0;
    for (let past = bar - period + 1; past <= bar; past += 1) {
      range += rangeOf(high[past]!, low[past]!, close[past - 1]!);
      up += Math.abs(high[past]! - low[past - 1]!);
      down += Math.abs(low[past]! - high[past - 1]!);
    }
    plus[bar] = range > 0 ? up / range : 0;
    minus[bar] = range > 0 ? down / range : 0;
  }
}
