import { defineIndicator, type Indicator, type OptionSpec, REAL_MAX, realOption } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { firstValueBar } from '../kernel/segment.ts';
import type { Average } from './averages.ts';
import type { Candles } from './candles.ts';

/**
 * Judges candles `begin .. end-1` and carries the totals, and whatever else it keeps, in `state[at ..]`: first one slot
 * per average, in their order.
 */
export type CandleKernel = (
  c: Candles,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
  penetration: number,
) => void;

export type CandlePattern = {
  readonly name: string;
  readonly title: string;
  readonly averages: readonly Average[];
  readonly lookback: number;
  /** Bars before the lookback ends at which the kernel starts to judge, without showing it. */
  readonly early?: number;
  /** Default of the penetration option, for the seven patterns that have it. */
  readonly penetration?: number;
  /** Slots the kernel keeps beside the totals. */
  readonly extraSlots?: number;
  /** The largest absolute value, 100 unless a confirmation doubles it. */
  readonly largest?: number;
  readonly run: CandleKernel;
};

/** A candle pattern as an indicator: 0 where there is none, also in the lookback; ±100 where there is (or as it says). */
export function defineCandle(pattern: CandlePattern): Indicator {
  const { name, title, averages, lookback, early = 0, extraSlots = 0, largest = 100 } = pattern;
  const slots = 2 + averages.length + extraSlots;
  const unsummed = COLUMNS.filter((column) => !averages.some(({ measure }) => measure.columns.includes(column)));
  const shift = Math.max(0, ...averages.map((average) => average.shift));
  return defineIndicator({
    name,
    group: 'pattern',
    title,
    inputs: ['open', 'high', 'low', 'close'],
    options: pattern.penetration === undefined ? [] : [penetrationOption(pattern.penetration)],
    outputs: [
      { name: 'outInteger', stem: name.toLowerCase(), kind: 'integer', missing: 0, range: [-largest, largest] },
    ],
    lookback: () => lookback,
    history: () => lookback,
    slots: () => slots,
    gaps: 'poison',
    run: ({ inputs, outputs }, begin, end, options, state, at) => {
      const c = { open: inputs[0]!, high: inputs[1]!, low: inputs[2]!, close: inputs[3]! };
      const output = outputs[0]!;
      const seen = state[at]!;
      state[at] = seen + (end - begin);
      const judged = firstValueBar(begin, end, seen, lookback - early);
      if (judged > begin) {
        addUp(averages, lookback - early, c, begin, judged, seen, state, at + 1);
        output.fill(0, begin, judged);
      }
      pattern.run(c, judged, end, output, state, at + 1, options[0] ?? 0);
      if (seen < lookback) output.fill(0, judged, firstValueBar(begin, end, seen, lookback));
      state[at + slots - 1]! +=
        end - begin === 1
          ? poisonOfBars(inputs, begin, end)
          : poisonOfColumns(c, unsummed, judged, end) +
            poisonOfBars(inputs, begin, judged) +
            poisonOfBars(inputs, Math.max(judged, end - shift), end);
    },
  });
}

const COLUMNS = ['open', 'high', 'low', 'close'] as const;

/**
 * Candles that are not finite poison the totals, so that nobody has to look for them beforehand, except in columns that no
 * total sums, in the lookback, and in the last candles, which totals with a shift have yet to reach: 0, or NaN.
 */
function poisonOfColumns(c: Candles, names: readonly (keyof Candles)[], begin: number, end: number): number {
  let poison = 0;
  for (let k = 0; k + 1 < names.length; k += 2) poison += sumOfTwo(c[names[k]!], c[names[k + 1]!], begin, end);
  return poison - poison;
}

function poisonOfBars(columns: readonly Float64Array[], begin: number, end: number): number {
  let poison = 0;
  for (let bar = begin; bar < end; bar += 1) {
    poison += columns[0]![bar]! + columns[1]![bar]! + columns[2]![bar]! + columns[3]![bar]!;
  }
  return poison - poison;
}

/** Two sums, because each has to wait for its last addition. */
function sumOfTwo(a: Float64Array, b: Float64Array, begin: number, end: number): number {
  let [even, odd] = [0, 0];
  let bar = begin;
  for (; bar + 1 < end; bar += 2) {
    even += a[bar]! + b[bar]!;
    odd += a[bar + 1]! + b[bar + 1]!;
  }
  if (bar < end) even += a[bar]! + b[bar]!;
  return even + odd;
}

/** The totals as they stand before the first judgement: each takes in as many candles as it has. */
function addUp(
  averages: readonly Average[],
  start: number,
  c: Candles,
  begin: number,
  end: number,
  seenBefore: number,
  state: Float64Array,
  at: number,
): void {
  for (let bar = begin, seen = seenBefore; bar < end; bar += 1, seen += 1) {
    for (let k = 0; k < averages.length; k += 1) {
      const { measure, shift } = averages[k]!;
      if (seen >= start - measure.bars) state[at + k]! += measure.of(c, bar - shift);
    }
  }
}

function penetrationOption(byDefault: number): OptionSpec {
  return realOption('optInPenetration', 'penetration', byDefault, 0, REAL_MAX);
}

/** The one output of a pattern over whole columns: what every pattern function is. */
export function findPattern(pattern: Indicator, bars: Candles, penetration?: number): Float64Array {
  const given = pattern.options.length === 0 ? [] : [penetration];
  return evaluate(pattern, [bars.open, bars.high, bars.low, bars.close], given)[0]!;
}
