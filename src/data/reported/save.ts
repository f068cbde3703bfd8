import { days, type Frame, type Schema, textColumn } from '../../core/frame.ts';
import { dayOfSession, type Session, type SessionDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { sessionPartition, WHOLE } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, writePartition } from '../lake/upsert.ts';
import { blankColumn, cellsOf, keepRows, matchRows, sortRows } from '../rows.ts';
import { ASSETS, type AssetName } from '../stored/assets.ts';
import type { OutputLine } from './report.ts';

export type SaveOptions = {
  /** Columns of merged_daily besides the key. */
  readonly columns: Schema;
  /** Sessions that were scored, and the columns their parts stand in; empty when nothing was scored. */
  readonly scoredSessions: readonly Session[];
  readonly parts: readonly string[];
  readonly duckdbPath: string;
  readonly nowMs: number;
  readonly author: Authorship;
};

const SCORE = { score: 'double', percentile: 'double', score_rank: 'int', coverage: 'double' } as const;
const KEY = ['instrument', 'session'] as const;

/**
 * Saves the result in both forms, then says what lies where: Parquet (processed_daily), one DuckDB file, metadata.
 *
 * reads   merged_daily, scores, and the counts of every dataset
 * writes  processed_daily, dataset_metadata, the DuckDB file (replaced by rename); idempotent by content
 */
export async function saveProcessed(draft: Draft, options: SaveOptions): Promise<readonly OutputLine[]> {
  const files = await saveParquet(draft, options);
  const tables = { processed_daily: files, merged_daily: draft.files('merged_daily'), scores: draft.files('scores') };
  await draft.lake.exportDuckdb(options.duckdbPath, tables);
  await saveMetadata(draft, options);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const parquet = files.map((file) => ({
    what: 'processed_daily',
    format: 'parquet' as const,
    path: `${draft.lake.folder}/${file.path}`,
    rows: file.rows,
  }));
  return [...parquet, { what: Object.keys(tables).join(', '), format: 'duckdb', path: options.duckdbPath, rows }];
}

/** merged_daily with each row’s score beside it, for the sessions that were scored; all sessions when none was. */
async function saveParquet(draft: Draft, { columns, scoredSessions, parts, author }: SaveOptions) {
  const schema = { instrument: 'text', session: 'day', ...columns } as const;
  const merged = await draft.lake.read(draft.files('merged_daily'), { columns: schema, orderBy: KEY });
  const scored = new Set(scoredSessions.map(dayOfSession));
  const isWanted = (day: SessionDay) => (scored.size === 0 || scored.has(day) ? 1 : 0);
  const rows = keepRows(merged, Uint8Array.from(days(merged, 'session'), isWanted));
  const beside: Schema = { ...SCORE, ...Object.fromEntries(parts.map((name) => [name, 'double'])) };
  const isScored = scored.size > 0;
  const wide = isScored ? await withScores(draft, rows, beside, scored) : rows;
  const asset = ASSETS.processed_daily;
  const inputs = (['merged_daily', 'scores'] as const).map((name) => ({
    asset: name,
    version: draft.snapshot(name).version,
  }));
  return writePartition(draft, {
    asset,
    partition: WHOLE,
    rows: wide,
    schema: isScored ? { ...schema, ...beside } : schema,
    provenance: provenanceOf(asset.name, author, inputs),
  });
}

async function withScores(
  draft: Draft,
  rows: Frame,
  beside: Schema,
  sessions: ReadonlySet<SessionDay>,
): Promise<Frame> {
  const partitions = new Set([...sessions].map(sessionPartition));
  const files = draft.files('scores').filter((file) => partitions.has(file.partition));
  const schema = { instrument: 'text', session: 'day', ...beside } as const;
  const scores = sortRows(await draft.lake.read(files, { columns: schema, orderBy: KEY }), KEY);
  const match = matchRows(rows, scores);
  const columns = Object.entries(beside).map(([name, type]) => {
    const target = blankColumn(type, rows.rows);
    const [to, from] = [cellsOf(target), cellsOf(scores.columns[name]!)];
    for (let row = 0; row < rows.rows; row += 1) if (match[row] !== -1) to[row] = from[match[row]!]!;
    return [name, target] as const;
  });
  return { rows: rows.rows, columns: { ...rows.columns, ...Object.fromEntries(columns) } };
}

/** Datasets that someone may want to know about. */
const DESCRIBED: readonly AssetName[] = [
  'ohlcv_daily',
  'indicators_daily',
  'fundamental_indicators_daily',
  'merged_daily',
  'scores',
  'processed_daily',
];

async function saveMetadata(draft: Draft, { duckdbPath, nowMs, author }: SaveOptions): Promise<void> {
  const present = DESCRIBED.filter((name) => draft.files(name).length > 0);
  const ranges = await Promise.all(present.map((name) => sessionRange(draft, name)));
  const sum = (name: AssetName, pick: 'rows' | 'bytes') =>
    draft.files(name).reduce((total, file) => total + file[pick], 0);
  const ints = (pick: (name: AssetName, k: number) => number) =>
    ({ type: 'int', values: Int32Array.from(present, pick) }) as const;
  const dayColumn = (pick: (k: number) => SessionDay) =>
    ({ type: 'day', values: Int32Array.from(present, (_, k) => pick(k)) }) as const;
  const columns = {
    dataset: textColumn(present),
    rows: ints((name) => sum(name, 'rows')),
    files: ints((name) => draft.files(name).length),
    bytes: { type: 'double', values: Float64Array.from(present, (name) => sum(name, 'bytes')) } as const,
    first_session: dayColumn((k) => ranges[k]!.first),
    last_session: dayColumn((k) => ranges[k]!.last),
    providers: textColumn(present.map(() => author.providers.join(', '))),
    simulated: { type: 'flag', values: new Uint8Array(present.length).fill(author.simulated ? 1 : 0) } as const,
    duckdb_path: textColumn(present.map(() => duckdbPath)),
    run_id: textColumn(present.map(() => author.runId)),
    updated_at: { type: 'instant', values: new Float64Array(present.length).fill(nowMs) } as const,
  };
  const asset = ASSETS.dataset_metadata;
  const rows = sortRows({ rows: present.length, columns }, asset.key);
  await writePartition(draft, { asset, partition: WHOLE, rows, provenance: provenanceOf(asset.name, author) });
}

/** Years are looked at from both ends; other datasets have every session in any file. */
async function sessionRange(draft: Draft, asset: AssetName) {
  const all = [...draft.files(asset)].sort((left, right) => (left.partition < right.partition ? -1 : 1));
  const years = all.filter((file) => file.partition.startsWith('y='));
  const files = years.length > 2 ? all.filter((file) => file === years[0] || !years.slice(0, -1).includes(file)) : all;
  const rows = await draft.lake.read(files, { columns: { session: 'day' }, orderBy: [] });
  let [first, last] = [Infinity, -Infinity];
  for (const day of days(rows, 'session')) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return { first, last };
}
