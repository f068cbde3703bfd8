import { inputError, parameterError } from '../indicators/kernel/options.ts';
import { type Bucket, bucketFinder, type KlineGrid } from './grid.ts';

export type KlineOptions = {
  readonly grid: KlineGrid;
  /** Whether a bar bears the instant it begins or the one it ends: no default, since both are in use. */
  readonly stamp: 'start' | 'end';
  /** Everything up to this instant, itself included, has arrived: bars that nothing can be added to are complete. */
  readonly knownUntilMs?: number;
};

/** What is put in: trades, or shorter bars of one length with one convention of stamps. */
export type KlineFold = KlineOptions & {
  readonly source:
    | { readonly kind: 'trades' }
    | { readonly kind: 'bars'; readonly stamp: 'start' | 'end'; readonly intervalMs: number };
};

export type SourceRow = {
  readonly atMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly turnover: number;
};

export type Kline = Bucket &
  SourceRow & {
    readonly count: number;
    /** False for the bar that is still forming. */
    readonly isComplete: boolean;
  };

/** Everything a stream knows, as plain values. */
export type KlineState = {
  readonly lastMs: number | null;
  readonly knownUntilMs: number | null;
  readonly forming: Kline | null;
};

/** Bars as they come: the bars of the batch form, a row at a time. */
export type KlineStream = {
  /** Takes the next trade or shorter bar; returns the bars it completed. */
  readonly update: (row: SourceRow) => readonly Kline[];
  /** Says that everything up to an instant has arrived; returns the bars that this completes. */
  readonly advance: (knownUntilMs: number) => readonly Kline[];
  /** The bar that is still forming, never final. */
  readonly forming: () => Kline | null;
  readonly save: () => KlineState;
};

/**
 * A stream of bars, from nothing or from where `saved` was taken.
 *
 * @throws quant.parameter; its verbs quant.input for rows that are late, outside all sessions, or not finite
 */
export function openKlines(options: KlineFold, saved?: KlineState): KlineStream {
  const { source, stamp } = options;
  const find = bucketFinder(options.grid);
  const lengthMs = source.kind === 'bars' ? source.intervalMs : 0;
  if (source.kind === 'bars' && !(Number.isInteger(lengthMs) && lengthMs > 0)) {
    throw parameterError('klines', 'source.intervalMs', String(lengthMs), 'Give whole milliseconds above 0.');
  }
  let { lastMs, knownUntilMs, forming } = saved ?? { lastMs: null, knownUntilMs: null, forming: null };

  const advance = (untilMs: number): readonly Kline[] => {
    knownUntilMs = Math.max(untilMs, knownUntilMs ?? untilMs);
    const overMs = source.kind === 'bars' ? forming?.endMs : forming?.lastMs;
    if (forming === null || overMs === undefined || overMs > knownUntilMs) return [];
    const closed = { ...forming, isComplete: true };
    forming = null;
    return [closed];
  };
  const update = (row: SourceRow): readonly Kline[] => {
    checkRow(row, lastMs, source.kind, knownUntilMs);
    const beginMs = source.kind === 'bars' && source.stamp === 'end' ? row.atMs - lengthMs : row.atMs;
    const bucket = bucketOf(find(beginMs), row, source.kind === 'bars' ? beginMs + lengthMs : null);
    lastMs = row.atMs;
    const isNext = forming !== null && bucket.beginMs !== forming.beginMs;
    const closed = isNext ? [{ ...forming!, isComplete: true }] : [];
    forming = forming === null || isNext ? firstOf(bucket, row, stamp) : withRow(forming, row);
    // A shorter bar is there because its time is over.
    return source.kind === 'trades' ? closed : [...closed, ...advance(beginMs + lengthMs)];
  };
  return { update, advance, forming: () => forming, save: () => ({ lastMs, knownUntilMs, forming }) };
}

function firstOf(bucket: Bucket, row: SourceRow, stamp: 'start' | 'end'): Kline {
  const atMs = stamp === 'start' ? bucket.beginMs : bucket.endMs;
  return { ...row, ...bucket, atMs, count: 1, isComplete: false };
}

function withRow(bar: Kline, row: SourceRow): Kline {
  return {
    ...bar,
    high: Math.max(bar.high, row.high),
    low: Math.min(bar.low, row.low),
    close: row.close,
    volume: bar.volume + row.volume,
    turnover: bar.turnover + row.turnover,
    count: bar.count + 1,
  };
}

function bucketOf(bucket: Bucket | null, row: SourceRow, rowEndMs: number | null): Bucket {
  if (bucket === null) {
    throw inputError(
      'klines',
      'atMs',
      `${row.atMs}`,
      'It lies outside all sessions given; drop it or give its session.',
    );
  }
  if (rowEndMs === null || rowEndMs <= bucket.endMs) return bucket;
  const got = `a bar up to ${rowEndMs} in one that ends at ${bucket.endMs}`;
  throw inputError('klines', 'atMs', got, 'Shorter bars must fit into longer ones; check the stamp and the interval.');
}

function checkRow(row: SourceRow, lastMs: number | null, kind: 'trades' | 'bars', knownUntilMs: number | null): void {
  if (lastMs !== null && (row.atMs < lastMs || (kind === 'bars' && row.atMs === lastMs))) {
    const word = row.atMs === lastMs ? 'twice' : `after ${lastMs}`;
    throw inputError('klines', 'atMs', `${row.atMs} ${word}`, 'Sort rows by time and remove duplicates.');
  }
  if (kind === 'trades' && knownUntilMs !== null && row.atMs <= knownUntilMs) {
    throw inputError('klines', 'atMs', `${row.atMs}`, `Everything up to ${knownUntilMs} had arrived; it is late.`);
  }
  const { atMs, open, high, low, close, volume } = row;
  for (const [name, value] of Object.entries({ atMs, open, high, low, close, volume })) {
    if (!Number.isFinite(value)) throw inputError('klines', name, `${value} at ${row.atMs}`, 'Leave such a row out.');
  }
  if (volume < 0) throw inputError('klines', 'volume', `${volume} at ${row.atMs}`, 'Volumes are not below 0.');
}
