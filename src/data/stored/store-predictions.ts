import { doubles, type Frame } from '../../core/frame.ts';
import type { Draft } from '../lake/draft.ts';
import { addMergeCounts, type MergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { monthPartition } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, readFiles, upsertPartition, writePartition } from '../lake/upsert.ts';
import { sortRows, takeRows } from '../rows.ts';
import type { StoredKind } from '../validated/prediction-rules.ts';
import type { Validated } from '../validated/validated.ts';
import type { AssetSchema } from './assets.ts';
import { PREDICTION_ASSETS, type PredictionAssetName } from './prediction-assets.ts';

/** Where one part of the desk keeps its rows: files of other symbols and venues are never touched. */
export type Shelf = { readonly symbol: string; readonly provider: string; readonly interval?: string };

export function shelfOf({ symbol, provider, interval }: Shelf): string {
  return [`s=${symbol}`, `p=${provider}`, ...(interval === undefined ? [] : [`i=${interval}`])].join(',');
}

export const KIND_ASSETS = {
  markets: 'prediction_markets',
  probabilities: 'prediction_prices',
  trades: 'prediction_trades',
  klines: 'coin_bars',
} as const satisfies Readonly<Record<StoredKind, PredictionAssetName>>;

const INSTANTS: Readonly<Record<StoredKind, string | null>> = {
  markets: null,
  probabilities: 'priced_at',
  trades: 'traded_at',
  klines: 'begins_at',
};

/** What comes with a row and is no news by itself. */
const UNCOMPARED = ['ingested_at', 'fidelity_minutes'];

/**
 * Merges rows into the shelf's files, a month each. A changed row replaces the old one; the raw bodies keep what was said
 * before.
 *
 * reads, writes  the asset of the kind; idempotent by key and values
 */
export async function storePredictions(
  draft: Draft,
  { kind, rows }: Validated<StoredKind>,
  { shelf, author }: { readonly shelf: Shelf; readonly author: Authorship },
): Promise<MergeCounts> {
  return upsertMonths(draft, PREDICTION_ASSETS[KIND_ASSETS[kind]], { rows, instant: INSTANTS[kind], shelf, author });
}

export type MonthlyRows = {
  readonly rows: Frame;
  /** The column that months are told by; null keeps the shelf in one file. */
  readonly instant: string | null;
  readonly shelf: Shelf;
  readonly author: Authorship;
};

export async function upsertMonths(
  draft: Draft,
  asset: AssetSchema,
  { rows, instant, shelf, author }: MonthlyRows,
): Promise<MergeCounts> {
  const compared = Object.keys(asset.schema).filter((name) => !asset.key.includes(name) && !UNCOMPARED.includes(name));
  const provenance = provenanceOf(asset.name, author);
  let counts = NO_CHANGE;
  for (const [month, part] of monthsOf(sortRows(rows, asset.key), instant)) {
    const partition = [shelfOf(shelf), ...(month === null ? [] : [month])].join(',');
    const upserted = await upsertPartition(draft, { asset, partition, rows: part, compared, provenance });
    counts = addMergeCounts(counts, upserted.counts);
  }
  return counts;
}

function monthsOf(rows: Frame, instant: string | null): ReadonlyMap<string | null, Frame> {
  if (rows.rows === 0) return new Map();
  if (instant === null) return new Map([[null, rows]]);
  const at = doubles(rows, instant);
  const places = Map.groupBy(Array.from(at.keys()), (row) => monthPartition(at[row]!));
  return new Map([...places].map(([month, own]) => [month, takeRows(rows, Int32Array.from(own))]));
}

/** Replaces the whole shelf: for what is worked out anew each time. @writes the asset */
export async function writeShelf(
  draft: Draft,
  asset: AssetSchema,
  { rows, shelf, author }: Omit<MonthlyRows, 'instant'>,
): Promise<void> {
  const provenance = provenanceOf(asset.name, author);
  await writePartition(draft, { asset, partition: shelfOf(shelf), rows: sortRows(rows, asset.key), provenance });
}

/** All rows of one shelf, in the order of the key. */
export async function readShelf(draft: Draft, asset: AssetSchema, shelf: Shelf): Promise<Frame> {
  const name = shelfOf(shelf);
  const files = draft
    .files(asset.name)
    .filter(({ partition }) => partition === name || partition.startsWith(`${name},`));
  return readFiles(draft, asset, files);
}
