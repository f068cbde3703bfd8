import type { HighLow } from '../kernel/bars.ts';
import { defineIndicator, integerOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { sumInto } from '../operator/sum.ts';
import { emaInto, smoothingOf } from '../overlap/ema.ts';

export const MASSI = defineIndicator({
  name: 'MASSI',
  group: 'volatility',
  title: 'Mass Index',
  inputs: ['high', 'low'],
  options: [integerOption('optInFastPeriod', 'fastPeriod', 9), integerOption('optInSlowPeriod', 'slowPeriod', 25)],
  outputs: [realOutput('massi')],
  lookback: ([fast, slow]) => 2 * (fast! - 1) + slow! - 1,
  history: ([, slow]) => slow!,
  slots: () => 7,
  temps: 2,
  scale: 'invariant',
  shift: 'invariant',
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) => {
    const [fast, slow] = [whole(options, 0), whole(options, 1)];
    massiInto(inputs[0]!, inputs[1]!, begin, end, fast, slow, temps[0]!, temps[1]!, outputs[0]!, state, at);
  },
});

/**
 * Mass index (Dorsey): whether ranges widen, by the ratio of an average range to its own average, summed.
 *
 * in      bars        high, low: Float64Array[n] each, price
 *         fastPeriod  integer >= 2     bars of both averages, 9
 *         slowPeriod  integer >= 2     bars of the sum, 25
 * out     Float64Array[n]              about slowPeriod
 * shape   NaN before bar 2 * (fastPeriod - 1) + slowPeriod - 1 (lookback 40)
 * seed    as EMA
 * edge    no range at all is neither wider nor narrower: it counts as 1; a bar that is not finite -> NaN, restarts after it
 * cost    five passes, three allocations
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 and talib081-halts MASSI, tulip mass
 * tags    volatility
 */
export function massi(
  bars: HighLow,
  options: { readonly fastPeriod?: number; readonly slowPeriod?: number } = {},
): Float64Array {
  return evaluate(MASSI, [bars.high, bars.low], [options.fastPeriod, options.slowPeriod])[0]!;
}

/** Kernel; `once` and `twice` are scratch. State: bars seen, both averages', the sum's. */
export function massiInto(
  high: Float64Array,
  low: Float64Array,
  begin: number,
  end: number,
  fast: number,
  slow: number,
  once: Float64Array,
  twice: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const seen = takeBars(state, at, begin, end);
  const smoothing = smoothingOf(fast);
  const onceFrom = firstValueBar(begin, end, seen, fast - 1);
  const from = firstValueBar(begin, end, seen, 2 * (fast - 1));
  for (let bar = begin; bar < end; bar += 1) once[bar] = high[bar]! - low[bar]!;
  emaInto(once, begin, end, fast, smoothing, once, state, at + 1);
  emaInto(once, onceFrom, end, fast, smoothing, twice, state, at + 3);
  for (let bar = from; bar < end; bar += 1) twice[bar] = twice[bar] === 0 ? 1 : once[bar]! / twice[bar]!;
  leaveEmpty(output, begin, from);
  sumInto(twice, from, end, slow, output, state, at + 5);
}
