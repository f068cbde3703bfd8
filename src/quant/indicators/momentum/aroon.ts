import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, periodOption, realOutput } from '../kernel/definition.ts';
import { EXTREME_SLOTS, lastHighest, lastLowest, placeBefore } from '../kernel/extreme.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, sumOf } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';

export const AROON = defineIndicator({
  name: 'AROON',
  group: 'momentum',
  title: 'Aroon',
  inputs: ['high', 'low'],
  options: [periodOption(14)],
  outputs: [realOutput('aroon_down', 'outAroonDown', [0, 100]), realOutput('aroon_up', 'outAroonUp', [0, 100])],
  lookback: ([period]) => period!,
  history: ([period]) => period! + 1,
  slots: () => 2 * EXTREME_SLOTS,
  gaps: 'poison',
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs }, begin, end, options, state, at) => {
    barsSinceLowInto(inputs[1]!, begin, end, whole(options, 0), outputs[0]!, state, at);
    barsSinceHighInto(inputs[0]!, begin, end, whole(options, 0), outputs[1]!, state, at + EXTREME_SLOTS);
    const [down, up] = [outputs[0]!, outputs[1]!];
    const factor = 100 / whole(options, 0);
    for (let bar = begin; bar < end; bar += 1) {
      down[bar] = factor * (whole(options, 0) - down[bar]!);
      up[bar] = factor * (whole(options, 0) - up[bar]!);
    }
  },
});

/**
 * Aroon (Chande): how fresh the lowest low and the highest high of `period` bars and the one before them are.
 *
 * in      bars    high, low: Float64Array[n] each, price
 *         period  integer >= 2     bars, 14
 * out     down, up: Float64Array[n] each, 0 (period bars ago) .. 100 (now)
 * shape   NaN before bar `period` in both
 * seed    none
 * edge    of equal extremes the latest counts; a bar that is not finite -> NaN, restarts after it
 * cost    three passes, two allocations
 * throws  quant.parameter, quant.input
 * source  Chande 1995; TA-Lib 0.7; golden: talib161 AROON, bit-exact
 * tags    momentum, trend
 */
export function aroon(bars: HighLow, period?: number): { readonly down: Float64Array; readonly up: Float64Array } {
  const [down, up] = evaluate(AROON, [bars.high, bars.low], [period]);
  return { down: down!, up: up! };
}

/** Kernel: bars since the lowest of `period + 1` bars. State: bars seen, bars since, a sum that no NaN leaves finite. */
export function barsSinceLowInto(
  low: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const seen = state[at]!;
  const first = firstValueBar(begin, end, seen, period);
  leaveEmpty(output, begin, first);
  state[at] = seen + (end - begin);
  let poison = state[at + 2]! + sumOf(low, begin, first);
  state[at + 2] = poison;
  if (first >= end) return;
  let place = placeBefore(begin, seen, period + 1, state[at + 1]!);
  let lowest = place < 0 ? 0 : low[place]!;
  for (let bar = first; bar < end; bar += 1) {
    if (place < bar - period) {
      place = lastLowest(low, bar - period, bar);
      lowest = low[place]!;
    } else if (low[bar]! <= lowest) {
      place = bar;
      lowest = low[bar]!;
    }
    output[bar] = bar - place;
    poison += low[bar]!;
  }
  state[at + 1] = end - 1 - place;
  state[at + 2] = poison;
}

/** Kernel: bars since the highest of `period + 1` bars. State: bars seen, bars since, a sum that no NaN leaves finite. */
export function barsSinceHighInto(
  high: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const seen = state[at]!;
  const first = firstValueBar(begin, end, seen, period);
  leaveEmpty(output, begin, first);
  state[at] = seen + (end - begin);
  let poison = state[at + 2]! + sumOf(high, begin, first);
  state[at + 2] = poison;
  if (first >= end) return;
  let place = placeBefore(begin, seen, period + 1, state[at + 1]!);
  let highest = place < 0 ? 0 : high[place]!;
  for (let bar = first; bar < end; bar += 1) {
    if (place < bar - period) {
      place = lastHighest(high, bar - period, bar);
      highest = high[place]!;
    } else if (high[bar]! >= highest) {
      place = bar;
      highest = high[bar]!;
    }
    output[bar] = bar - place;
    poison += high[bar]!;
  }
  state[at + 1] = end - 1 - place;
  state[at + 2] = poison;
}
