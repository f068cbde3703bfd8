import { assertSameLength } from '../input.ts';
import { type Kline, type KlineFold, type KlineOptions, openKlines, type SourceRow } from './stream.ts';

/** Trades in the order of time; equal instants keep the order given. */
export type Trades = {
  readonly atMs: Float64Array;
  readonly price: Float64Array;
  readonly volume: Float64Array;
  /** Money; price * volume unless given. */
  readonly turnover?: Float64Array;
};

/** Shorter bars: `atMs` is their stamp, begin or end by `options.source`. */
export type SourceBars = {
  readonly atMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly turnover?: Float64Array;
};

export type Klines = {
  readonly rows: number;
  /** The stamp, by `options.stamp`. */
  readonly atMs: Float64Array;
  readonly beginMs: Float64Array;
  readonly endMs: Float64Array;
  readonly session: readonly string[];
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly turnover: Float64Array;
  /** Trades or shorter bars in it. */
  readonly count: Int32Array;
  /** 1 when its end is past and nothing can come any more; the forming bar is 0, and there is at most one: the last. */
  readonly complete: Uint8Array;
};

/**
 * Bars from trades.
 *
 * in      trades   atMs ascending (equal ones allowed), price, volume, turnover
 *         options  grid, stamp, knownUntilMs
 * out     one bar for every bucket that had a trade, in order; none is made up for an empty one
 * edge    nothing -> no bars; the last bar is not complete unless `knownUntilMs` reaches its end
 * cost    one pass
 * throws  quant.input for time that falls back, a trade outside all sessions, prices that are not finite; quant.parameter
 * source  open first, high highest, low lowest, close last, volume and turnover summed in order
 * tags    kline
 */
export function klinesFromTrades(trades: Trades, options: KlineOptions): Klines {
  const { atMs, price: prices, volume: volumes, turnover: turnovers } = trades;
  const rows = assertSameLength('klinesFromTrades', { atMs, price: prices, volume: volumes, turnover: turnovers });
  return collect(rows, { ...options, source: { kind: 'trades' } }, (row) => {
    const price = trades.price[row]!;
    const volume = trades.volume[row]!;
    const turnover = trades.turnover?.[row] ?? price * volume;
    return { atMs: trades.atMs[row]!, open: price, high: price, low: price, close: price, volume, turnover };
  });
}

/**
 * Bars from shorter bars: any interval from one-minute ones.
 *
 * in      bars     atMs strictly ascending, open, high, low, close, volume, turnover
 *         options  grid, source (which stamp the shorter bars bear, how long they are), stamp, knownUntilMs
 * out     one bar for every bucket that had one, in order
 * edge    without turnover it is NaN; the last bar is complete when its last shorter bar is there, or `knownUntilMs` says so
 * cost    one pass
 * throws  quant.input as above, and for a shorter bar that does not fit into one bucket; quant.parameter
 * source  as klinesFromTrades
 * tags    kline
 */
export function klinesFromBars(
  bars: SourceBars,
  options: KlineOptions & { readonly source: KlineFold['source'] },
): Klines {
  const rows = assertSameLength('klinesFromBars', columnsOf(bars));
  return collect(rows, options, (row) => ({
    atMs: bars.atMs[row]!,
    open: bars.open[row]!,
    high: bars.high[row]!,
    low: bars.low[row]!,
    close: bars.close[row]!,
    volume: bars.volume[row]!,
    turnover: bars.turnover?.[row] ?? Number.NaN,
  }));
}

/** Longer bars that are to become longer still carry more than columns. */
function columnsOf({ atMs, open, high, low, close, volume, turnover }: SourceBars) {
  return { atMs, open, high, low, close, volume, turnover };
}

function collect(rows: number, options: KlineFold, rowAt: (row: number) => SourceRow): Klines {
  const stream = openKlines(options);
  const found: Kline[] = [];
  for (let row = 0; row < rows; row += 1) found.push(...stream.update(rowAt(row)));
  if (options.knownUntilMs !== undefined) found.push(...stream.advance(options.knownUntilMs));
  const forming = stream.forming();
  if (forming !== null) found.push(forming);
  const numbers = (of: (bar: Kline) => number) => Float64Array.from(found, of);
  return {
    rows: found.length,
    atMs: numbers((bar) => bar.atMs),
    beginMs: numbers((bar) => bar.beginMs),
    endMs: numbers((bar) => bar.endMs),
    session: found.map((bar) => bar.session),
    open: numbers((bar) => bar.open),
    high: numbers((bar) => bar.high),
    low: numbers((bar) => bar.low),
    close: numbers((bar) => bar.close),
    volume: numbers((bar) => bar.volume),
    turnover: numbers((bar) => bar.turnover),
    count: Int32Array.from(found, (bar) => bar.count),
    complete: Uint8Array.from(found, (bar) => Number(bar.isComplete)),
  };
}
