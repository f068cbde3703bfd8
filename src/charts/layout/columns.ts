import type { Candles, Series, Values } from '../spec.ts';

/** Sessions that are drawn as one: `from .. to-1`. */
export type Column = { readonly from: number; readonly to: number; readonly x: number };

/** Where sessions stand: evenly, whatever days lie between. */
export type Columns = {
  readonly bars: number;
  readonly left: number;
  readonly right: number;
  /** Middle of a bar. */
  readonly x: (bar: number) => number;
  readonly columns: readonly Column[];
  /** Width of a column. */
  readonly slot: number;
  /** Sessions per column: 1 unless there are more than can be told apart. */
  readonly perColumn: number;
};

/** A candle and the space beside it. */
const SLOT_MIN = 3;

export function columnsOf(bars: number, left: number, right: number): Columns {
  const width = right - left;
  const perColumn = Math.max(1, Math.ceil((bars * SLOT_MIN) / width));
  const perBar = bars === 0 ? width : width / bars;
  const x = (bar: number): number => left + (bar + 0.5) * perBar;
  const columns = Array.from({ length: Math.ceil(bars / perColumn) }, (_, index) => {
    const from = index * perColumn;
    const to = Math.min(bars, from + perColumn);
    return { from, to, x: (x(from) + x(to - 1)) / 2 };
  });
  return { bars, left, right, x, columns, slot: perBar * perColumn, perColumn };
}

/** A value, or NaN for a gap. */
export function valueAt(values: Values, bar: number): number {
  return values[bar] ?? Number.NaN;
}

export type Candle = { readonly open: number; readonly high: number; readonly low: number; readonly close: number };

/** One candle for several sessions: first open, last close, and the extremes between. Null without a price. */
export function joinCandles(candles: Candles, { from, to }: Column): Candle | null {
  let joined: Candle | null = null;
  for (let bar = from; bar < to; bar += 1) {
    const candle = candleAt(candles, bar);
    if (candle === null) continue;
    joined =
      joined === null
        ? candle
        : {
            open: joined.open,
            high: Math.max(joined.high, candle.high),
            low: Math.min(joined.low, candle.low),
            close: candle.close,
          };
  }
  return joined;
}

function candleAt({ open, high, low, close }: Candles, bar: number): Candle | null {
  const candle = {
    open: valueAt(open, bar),
    high: valueAt(high, bar),
    low: valueAt(low, bar),
    close: valueAt(close, bar),
  };
  return Object.values(candle).every(Number.isFinite) ? candle : null;
}

/** What became of a price: a body that ends where it began is judged by the close before it. */
export function directionOf(candle: Candle, closeBefore: number): 'rising' | 'falling' | 'flat' {
  const change = candle.close === candle.open ? candle.close - closeBefore : candle.close - candle.open;
  if (change > 0) return 'rising';
  return change < 0 ? 'falling' : 'flat';
}

/** The candle of each column with its direction; null where there was no price. */
export function candlesOf(candles: Candles, { columns }: Columns): readonly (DirectedCandle | null)[] {
  let before = Number.NaN;
  return columns.map((column) => {
    const candle = joinCandles(candles, column);
    if (candle === null) return null;
    const direction = directionOf(candle, before);
    before = candle.close;
    return { ...candle, direction };
  });
}

export type DirectedCandle = Candle & { readonly direction: 'rising' | 'falling' | 'flat' };

/** The first candles of a chart. */
export function candlesIn(series: readonly Series[]): Candles | null {
  return series.find((each) => each.kind === 'candles') ?? null;
}

/** Of several sessions their sum, or the value farthest from zero; NaN without any. */
export function joinValues(values: Values, { from, to }: Column, join: 'sum' | 'extreme'): number {
  let joined = Number.NaN;
  for (let bar = from; bar < to; bar += 1) {
    const value = valueAt(values, bar);
    if (!Number.isFinite(value)) continue;
    if (Number.isNaN(joined)) joined = value;
    else if (join === 'sum') joined += value;
    else if (Math.abs(value) > Math.abs(joined)) joined = value;
  }
  return joined;
}
