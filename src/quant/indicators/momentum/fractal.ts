import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, integerOption, integerOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const FRACTAL = defineIndicator({
  name: 'FRACTAL',
  group: 'momentum',
  title: 'Williams Fractal',
  inputs: ['high', 'low'],
  options: [integerOption('optInLeftBars', 'leftBars', 2, 1), integerOption('optInRightBars', 'rightBars', 2, 1)],
  outputs: [integerOutput('fractal_high', 'outSwingHigh'), integerOutput('fractal_low', 'outSwingLow')],
  lookback: ([left, right]) => left! + right!,
  history: ([left, right]) => left! + right!,
  slots: () => 1,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    fractalInto(
      inputs[0]!,
      inputs[1]!,
      begin,
      end,
      whole(options, 0),
      whole(options, 1),
      outputs[0]!,
      outputs[1]!,
      state,
      at,
    ),
});

/**
 * Williams fractal: 100 where the high `rightBars` bars ago is above all around it, and where the low is below all. The value
 * stands at the bar that proves it, never at the swing itself, so that nothing looks ahead.
 *
 * in      bars       high, low: Float64Array[n] each, price
 *         leftBars   integer >= 1     bars before the swing, 2
 *         rightBars  integer >= 1     bars after it, 2
 * out     high, low: Float64Array[n] each, 0 or 100
 * shape   NaN before bar leftBars + rightBars (lookback 4)
 * seed    none
 * edge    an equal neighbour makes it no swing; a bar that is not finite -> NaN, restarts after it
 * cost    `leftBars + rightBars` steps per bar, two allocations
 * throws  quant.parameter, quant.input
 * source  Williams 1995; TA-Lib 0.8.1; golden: talib081 FRACTAL
 * tags    momentum, pattern
 */
export function fractal(
  bars: HighLow,
  options: { readonly leftBars?: number; readonly rightBars?: number } = {},
): { readonly high: Float64Array; readonly low: Float64Array } {
  const [high, low] = evaluate(FRACTAL, [bars.high, bars.low], [options.leftBars, options.rightBars]);
  return { high: high!, low: low! };
}

/** Kernel. State: bars seen. */
export function fractalInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  left: number,
  right: number,
  swingHigh: Float64Array,
  swingLow: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const first = firstValueBar(begin, end, takeBars(state, at, begin, end), left + right);
  leaveEmpty(swingHigh, begin, first);
  leaveEmpty(swingLow, begin, first);
  for (let bar = first; bar < end; bar += 1) {
    const pivot = bar - right;
    let isHigh = 1;
    let isLow = 1;
    for (let other = pivot - left; other <= bar; other += 1) {
      if (other === pivot) continue;
      if (high[other]! >= high[pivot]!) isHigh = 0;
      if (low[other]! <= low[pivot]!) isLow = 0;
    }
    swingHigh[bar] = 100 * isHigh;
    swingLow[bar] = 100 * isLow;
  }
}
