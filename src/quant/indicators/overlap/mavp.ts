import { defineIndicator, integerOption, maTypeOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar, leaveEmpty } from '../kernel/segment.ts';
import { whole } from '../kernel/whole.ts';
import { averageHistory, averageInto, averageLookback, averageSlots, type MaType, toMaType } from './ma-type.ts';

export const MAVP = defineIndicator({
  name: 'MAVP',
  group: 'overlap',
  title: 'Moving average with variable period',
  inputs: ['real', 'periods'],
  options: [
    integerOption('optInMinPeriod', 'periodMin', 2),
    integerOption('optInMaxPeriod', 'periodMax', 30),
    maTypeOption('optInMAType', 'type'),
  ],
  outputs: [realOutput('mavp')],
  lookback: ([, max, type]) => averageLookback(type!, max!),
  history: ([, max, type]) => averageHistory(type!, max!),
  slots: ([min, max, type]) => 1 + (max! - min! + 1) * averageSlots(type!),
  problem: ([min, max]) =>
    min! > max! ? ['periodMin', String(min), `It must not exceed periodMax, which is ${max}.`] : null,
  temps: 2,
  run: ({ inputs, outputs, temps }, begin, end, options, state, at) =>
    mavpInto(inputs[0]!, inputs[1]!, begin, end, options, temps[0]!, temps[1]!, outputs[0]!, state, at),
});

/**
 * Moving average whose period is another series.
 *
 * in      close    Float64Array[n]  any series, one instrument, ascending
 *         periods  Float64Array[n]  bars, cut to whole numbers and into periodMin..periodMax
 *         options  periodMin >= 2, 2; periodMax >= 2, 30; type: as MA
 * out     Float64Array[n]           unit of the input
 * shape   NaN before the lookback of the average of periodMax bars
 * seed    as the type; every period's average is seeded so that it has its first value at the first value of the longest
 * edge    n <= lookback -> all NaN; a bar that is not finite in either column -> NaN, restarts after it
 * cost    one average per period between periodMin and periodMax
 * throws  quant.parameter, also when periodMin exceeds periodMax; quant.input
 * source  TA-Lib 0.7; golden: talib161 MAVP, bit-exact
 * tags    overlap, trend, adaptive
 */
export function mavp(
  close: Float64Array,
  periods: Float64Array,
  options: { readonly periodMin?: number; readonly periodMax?: number; readonly type?: MaType | number } = {},
): Float64Array {
  const { periodMin, periodMax, type } = options;
  return evaluate(MAVP, [close, periods], [periodMin, periodMax, toMaType('MAVP', type)])[0]!;
}

/** Kernel; `chosen` and `scratch` are scratch. State: bars seen, then the state of each period's average. */
export function mavpInto(
  input: Float64Array,
  periods: Float64Array,
  begin: number,
  end: number,
  options: readonly number[],
  chosen: Float64Array,
  scratch: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  const [min, max, type] = [whole(options, 0), whole(options, 1), whole(options, 2)];
  const seen = state[at]!;
  const lookback = averageLookback(type, max);
  const first = firstValueBar(begin, end, seen, lookback);
  leaveEmpty(output, begin, first);
  state[at] = seen + (end - begin);
  for (let bar = first; bar < end; bar += 1) chosen[bar] = Math.min(Math.max(Math.trunc(periods[bar]!), min), max);
  for (let period = min; period <= max; period += 1) {
    const start = firstValueBar(begin, end, seen, lookback - averageLookback(type, period));
    const slot = at + 1 + (period - min) * averageSlots(type);
    averageInto(type, input, start, end, period, scratch, state, slot);
    for (let bar = first; bar < end; bar += 1) {
      if (chosen[bar] === period) output[bar] = scratch[bar]!;
    }
  }
}
