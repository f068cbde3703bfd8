import type { SessionDay } from '../../core/time.ts';

/** Days from `from` to `to`, both included. */
export type DayRange = { readonly from: SessionDay; readonly to: SessionDay };

/** The ranges with one more, ascending; those that overlap or touch become one. */
export function addRange(ranges: readonly DayRange[], added: DayRange): readonly DayRange[] {
  const apart = ranges.filter((range) => range.to < added.from - 1 || range.from > added.to + 1);
  const joined = ranges.filter((range) => !apart.includes(range));
  const from = Math.min(added.from, ...joined.map((range) => range.from));
  const to = Math.max(added.to, ...joined.map((range) => range.to));
  return [...apart, { from, to }].sort((left, right) => left.from - right.from);
}

/** What of `wanted` lies in none of the ranges, ascending. */
export function subtractRanges(wanted: DayRange, ranges: readonly DayRange[]): readonly DayRange[] {
  const rest: DayRange[] = [];
  let { from } = wanted;
  for (const range of [...ranges].sort((left, right) => left.from - right.from)) {
    if (range.to < from || range.from > wanted.to) continue;
    if (range.from > from) rest.push({ from, to: range.from - 1 });
    from = range.to + 1;
  }
  return from > wanted.to ? rest : [...rest, { from, to: wanted.to }];
}

export function inRanges(ranges: readonly DayRange[] | undefined, day: SessionDay): boolean {
  return ranges?.some((range) => day >= range.from && day <= range.to) ?? false;
}
