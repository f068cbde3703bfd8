import { assert } from '../../core/errors.ts';
import { type Column, type Frame, NO_TEXT, type Schema } from '../../core/frame.ts';
import { cellsOf, columnOf, shareDictionary, weaveRows } from '../rows.ts';

export type MergeCounts = { readonly inserted: number; readonly unchanged: number; readonly revised: number };

export const NO_CHANGE: MergeCounts = { inserted: 0, unchanged: 0, revised: 0 };

export function addMergeCounts(left: MergeCounts, right: MergeCounts): MergeCounts {
  return {
    inserted: left.inserted + right.inserted,
    unchanged: left.unchanged + right.unchanged,
    revised: left.revised + right.revised,
  };
}

export type MergeSpec = {
  readonly schema: Schema;
  readonly key: readonly string[];
  /** Columns whose change makes a revision. Others (when it was ingested) do not count. */
  readonly compared: readonly string[];
};

/** How incoming rows meet current ones; both are in the order of the key, which is unique in each. */
export type Meeting = {
  readonly counts: MergeCounts;
  /** Row of `left` where 0 or more, row `~pick` of `right` below: the merged table. */
  readonly picks: Int32Array;
  /** Rows whose values differ, side by side. */
  readonly revised: { readonly current: Int32Array; readonly incoming: Int32Array };
};

/** Walks two tables side by side. Equal rows keep the current one, changed rows take the incoming one. */
export function meetRows(spec: MergeSpec, current: Frame, incoming: Frame): Meeting {
  const keys = spec.key.map((name) => comparable(current, incoming, name));
  const values = spec.compared.map((name) => comparable(current, incoming, name));
  assertAscending(keys, 'left', current.rows);
  assertAscending(keys, 'right', incoming.rows);
  const picks = new Int32Array(current.rows + incoming.rows);
  const revised = { current: [] as number[], incoming: [] as number[] };
  const counts = { inserted: 0, unchanged: 0, revised: 0 };
  let [at, left, right] = [0, 0, 0];
  while (left < current.rows || right < incoming.rows) {
    const order = left >= current.rows ? 1 : right >= incoming.rows ? -1 : compare(keys, left, right);
    if (order < 0) picks[at++] = left++;
    else if (order > 0) {
      counts.inserted += 1;
      picks[at++] = ~right++;
    } else {
      const isSame = compare(values, left, right) === 0;
      counts[isSame ? 'unchanged' : 'revised'] += 1;
      if (!isSame) {
        revised.current.push(left);
        revised.incoming.push(right);
      }
      picks[at++] = isSame ? left : ~right;
      left += 1;
      right += 1;
    }
  }
  return {
    counts,
    picks: picks.slice(0, at),
    revised: { current: Int32Array.from(revised.current), incoming: Int32Array.from(revised.incoming) },
  };
}

export function mergedRows(spec: MergeSpec, current: Frame, incoming: Frame, meeting: Meeting): Frame {
  return weaveRows(spec.schema, current, incoming, meeting.picks);
}

/** One column of both tables as numbers that compare as its values do; NaN equals NaN and sorts last. */
type Comparable = { readonly left: ArrayLike<number>; readonly right: ArrayLike<number> };

function comparable(current: Frame, incoming: Frame, name: string): Comparable {
  const type = current.columns[name]!.type;
  const [left, right] = shareDictionary<Column>(columnOf(current, name, type), columnOf(incoming, name, type));
  if (left.type !== 'text' || right.type !== 'text') return { left: cellsOf(left), right: cellsOf(right) };
  const ranks = ranksOf(left.dictionary);
  const ranked = (codes: Int32Array) => codes.map((code) => (code === NO_TEXT ? NO_TEXT : ranks[code]!));
  return { left: ranked(left.codes), right: ranked(right.codes) };
}

function ranksOf(dictionary: readonly string[]): Int32Array {
  const ranks = new Int32Array(dictionary.length);
  const sorted = [...dictionary.keys()].sort((a, b) => (dictionary[a]! < dictionary[b]! ? -1 : 1));
  sorted.forEach((code, rank) => {
    ranks[code] = rank;
  });
  return ranks;
}

function compare(columns: readonly Comparable[], left: number, right: number): number {
  for (const column of columns) {
    const order = compareCells(column.left[left]!, column.right[right]!);
    if (order !== 0) return order;
  }
  return 0;
}

function compareCells(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function assertAscending(keys: readonly Comparable[], side: 'left' | 'right', rows: number): void {
  const own = keys.map((key) => ({ left: key[side], right: key[side] }));
  for (let row = 1; row < rows; row += 1) {
    assert(compare(own, row - 1, row) < 0, `rows to merge are in the order of a unique key (${side}, row ${row})`);
  }
}
