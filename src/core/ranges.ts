import { assert } from './errors.ts';

/** Whole numbers `from` .. `to`, both included. */
export type Range = { readonly from: number; readonly to: number };

/**
 * A set of whole numbers as its runs: ascending, disjoint, and never touching, so that equal sets are equal lists.
 * What it costs depends on the number of runs, never on how many numbers they hold.
 */
export type Ranges = readonly Range[];

export const NO_RANGES: Ranges = [];

/** The set of any runs, in any order, overlapping or not; a run that ends before it begins is empty. */
export function rangesOf(runs: Iterable<Range>): Ranges {
  const given = Array.isArray(runs) ? (runs as Ranges) : [...runs];
  if (isCanonical(given)) return given;
  const merged: Range[] = [];
  const sorted = [...given].sort((left, right) => left.from - right.from);
  for (const run of sorted) {
    assert(Number.isSafeInteger(run.from) && Number.isSafeInteger(run.to), `${run.from}..${run.to} is no whole range`);
    if (run.to < run.from) continue;
    const last = merged.at(-1);
    if (last === undefined || run.from > last.to + 1) merged.push({ from: run.from, to: run.to });
    else if (run.to > last.to) merged[merged.length - 1] = { from: last.from, to: run.to };
  }
  return merged;
}

/** Most are: what was read or cut out of a set. */
function isCanonical(runs: Ranges): boolean {
  for (let at = 0; at < runs.length; at += 1) {
    const { from, to } = runs[at]!;
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) return false;
    if (at > 0 && from <= runs[at - 1]!.to + 1) return false;
  }
  return true;
}

export function unite(left: Ranges, right: Ranges): Ranges {
  return rangesOf([...left, ...right]);
}

export function intersect(left: Ranges, right: Ranges): Ranges {
  const common: Range[] = [];
  for (let at = 0, other = 0; at < left.length && other < right.length; ) {
    const [run, against] = [left[at]!, right[other]!];
    const from = Math.max(run.from, against.from);
    const to = Math.min(run.to, against.to);
    if (from <= to) common.push({ from, to });
    if (run.to < against.to) at += 1;
    else other += 1;
  }
  return common;
}

/** What is in `left` and not in `right`. */
export function without(left: Ranges, right: Ranges): Ranges {
  const rest: Range[] = [];
  let other = 0;
  for (const { from, to } of left) {
    let begin = from;
    while (other < right.length && right[other]!.to < from) other += 1;
    for (let at = other; at < right.length && right[at]!.from <= to; at += 1) {
      if (right[at]!.from > begin) rest.push({ from: begin, to: right[at]!.from - 1 });
      begin = right[at]!.to + 1;
    }
    if (begin <= to) rest.push({ from: begin, to });
  }
  return rest;
}

export function countIn(ranges: Ranges): number {
  return ranges.reduce((sum, { from, to }) => sum + (to - from + 1), 0);
}

export function contains(ranges: Ranges, value: number): boolean {
  return runAt(ranges, value) !== null;
}

/** The run that holds the value, or null. */
export function runAt(ranges: Ranges, value: number): Range | null {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = ranges[middle]!;
    if (value < run.from) high = middle - 1;
    else if (value > run.to) low = middle + 1;
    else return run;
  }
  return null;
}

export function rangesEqual(left: Ranges, right: Ranges): boolean {
  if (left.length !== right.length) return false;
  return left.every(({ from, to }, index) => from === right[index]!.from && to === right[index]!.to);
}

/** `3..7 9 12..20`: how a set is stored. The empty set is the empty text. */
export function rangesText(ranges: Ranges): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}..${to}`)).join(' ');
}

export function parseRanges(text: string): Ranges {
  if (text === '') return NO_RANGES;
  assert(RANGES_TEXT.test(text), `"${text.slice(0, 60)}" is no range`);
  return rangesOf(
    text.split(' ').map((run) => {
      const dots = run.indexOf('..');
      const from = Number(dots === -1 ? run : run.slice(0, dots));
      return { from, to: dots === -1 ? from : Number(run.slice(dots + 2)) };
    }),
  );
}

const RANGES_TEXT = /^-?\d+(?:\.\.-?\d+)?(?: -?\d+(?:\.\.-?\d+)?)*$/;
