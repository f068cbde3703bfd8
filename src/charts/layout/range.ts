import type { Pane, Series, Values } from '../spec.ts';
import { type Columns, joinValues, valueAt } from './columns.ts';

export type Range = { readonly min: number; readonly max: number };

const NONE: Range = { min: Number.NaN, max: Number.NaN };

/** Lowest and highest of what a pane shows; NaN when it shows nothing. */
export function rangeOf(pane: Pane, columns: Columns): Range {
  const isUsable = pane.scale === 'log' ? (value: number) => value > 0 : () => true;
  const ranges = pane.series.map((series) => rangeOfSeries(series, columns, isUsable));
  const data = ranges.reduce(joined, NONE);
  if (Number.isNaN(data.min)) return NONE;
  const extra = (pane.include ?? []).filter((value) => Number.isFinite(value) && isUsable(value));
  return extra.reduce((range, value) => joined(range, { min: value, max: value }), data);
}

function rangeOfSeries(series: Series, columns: Columns, isUsable: (value: number) => boolean): Range {
  const of = (values: Values) => rangeOfValues(values, columns.bars, isUsable);
  switch (series.kind) {
    case 'candles':
      return joined(of(series.low), of(series.high));
    case 'line':
      return of(series.values);
    case 'area': {
      const range = of(series.values);
      return Number.isNaN(range.min) ? NONE : joined(range, of([series.base ?? 0]));
    }
    case 'band':
      return joined(of(series.lower), of(series.upper));
    case 'bars': {
      const heights = columns.columns.map((column) => joinValues(series.values, column, series.join ?? 'extreme'));
      const range = rangeOfValues(heights, heights.length, isUsable);
      return Number.isNaN(range.min) ? NONE : joined(range, of([0]));
    }
    case 'markers':
      return of(series.marks.flatMap(({ shape, value }) => (shape === 'flag' ? [] : [value])));
    case 'spans':
      return NONE;
  }
}

function rangeOfValues(values: Values, bars: number, isUsable: (value: number) => boolean): Range {
  let [min, max] = [Infinity, -Infinity];
  for (let bar = 0; bar < Math.min(bars, values.length); bar += 1) {
    const value = valueAt(values, bar);
    if (!Number.isFinite(value) || !isUsable(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? NONE : { min, max };
}

function joined(left: Range, right: Range): Range {
  if (Number.isNaN(left.min)) return right;
  if (Number.isNaN(right.min)) return left;
  return { min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) };
}
