import { assert } from '../core/errors.ts';
import { days, type Frame, type Schema, text } from '../core/frame.ts';
import { sha256Hex } from '../core/hash.ts';
import type { LakeFile, Snapshot } from '../core/snapshot.ts';
import { datasetOf, emptySnapshot, filesAfter } from '../core/snapshot.ts';
import { type Draft, draftOf } from './lake/draft.ts';
import { concatRows, keepRows, runsOf, selectColumns, sortRows } from './rows.ts';
import { rowsOf } from './rows-kit.ts';
import type { Lake, LakeQuery, LakeWrite } from './stored/lake.ts';

/** For tests of pure stages: a lake in memory, and the snapshots that a state store would hold. */
export type TestLake = {
  readonly lake: Lake;
  readonly snapshot: (asset: string) => Snapshot;
  /** What one step does and commits: its changes become the current snapshots. */
  readonly step: <T>(work: (draft: Draft) => Promise<T>) => Promise<T>;
  /** All rows of an asset, sorted by `orderBy`. */
  readonly rows: (asset: string, schema: Schema, orderBy: readonly string[]) => Promise<ReturnType<typeof rowsOf>>;
  /** Paths written so far, in order. */
  readonly written: readonly string[];
  /** What was exported, by path and table. */
  readonly exported: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** `committedAtMs`: when every step is said to have committed. */
export function lakeForTests(committedAtMs = 0): TestLake {
  const content = new Map<string, Frame>();
  const snapshots = new Map<string, Snapshot>();
  const written: string[] = [];
  const exported: Record<string, Record<string, number>> = {};
  const lake: Lake = {
    folder: '/lake',
    async write(request) {
      const { file, rows } = await fileOf(request);
      content.set(file.path, rows);
      written.push(file.path);
      return file;
    },
    async read(files, query) {
      return readFrames(
        files.map((file) => frameAt(content, file)),
        query,
      );
    },
    async instruments(files) {
      const all = concatRows(
        { instrument: 'text' },
        files.map((file) => frameAt(content, file)),
      );
      const { names, offsets } = runsOf(text(sortRows(all, ['instrument']), 'instrument'));
      return names.map((instrument, k) => ({ instrument, rows: offsets[k + 1]! - offsets[k]! }));
    },
    async query() {
      throw new Error('the lake for tests speaks no SQL');
    },
    async exportDuckdb(path, tables) {
      exported[path] = Object.fromEntries(
        Object.entries(tables).map(([name, files]) => [name, datasetOf(name, files).rows]),
      );
    },
    async writeCatalog() {},
    async [Symbol.asyncDispose]() {},
  };
  const snapshot = (asset: string) => snapshots.get(asset) ?? emptySnapshot(asset);
  return {
    lake,
    snapshot,
    async step(work) {
      const draft = draftOf(lake, snapshot);
      const result = await work(draft);
      for (const change of draft.changes()) {
        const before = snapshot(change.asset);
        const files = filesAfter(before, change);
        assertOnePerPartition(files);
        const rows = files.reduce((sum, file) => sum + file.rows, 0);
        snapshots.set(change.asset, { ...before, version: before.version + 1, files, rows, committedAtMs });
      }
      return result;
    },
    async rows(asset, schema, orderBy) {
      return rowsOf(await lake.read(snapshot(asset).files, { columns: schema, orderBy }));
    },
    written,
    exported,
  };
}

async function fileOf(request: LakeWrite): Promise<{ readonly file: LakeFile; readonly rows: Frame }> {
  const rows = sortRows(selectColumns(request.rows, request.schema), request.key);
  const keys = rowsOf(rows).map((row) => JSON.stringify(request.key.map((name) => row[name])));
  assert(new Set(keys).size === keys.length, `${request.asset} ${request.partition} repeats a key`);
  const sha256 = await sha256Hex(JSON.stringify([request.provenance.inputs, request.schema, rowsOf(rows)]));
  const path = `${request.asset}/${request.partition}/${sha256.slice(0, 16)}.parquet`;
  return { file: { path, partition: request.partition, rows: rows.rows, bytes: rows.rows, sha256 }, rows };
}

function frameAt(content: ReadonlyMap<string, Frame>, file: LakeFile): Frame {
  const rows = content.get(file.path);
  assert(rows !== undefined, `file ${file.path} is in the lake`);
  return rows;
}

function readFrames(frames: readonly Frame[], query: LakeQuery): Frame {
  const { instruments, days: bounds } = query;
  const needed: Record<string, Frame['columns'][string]['type']> = { ...query.columns };
  if (instruments !== undefined) needed.instrument = 'text';
  if (bounds !== undefined) needed[bounds.column] = 'day';
  for (const name of query.orderBy) assert(name in query.columns, `ordered by "${name}", which is not read`);
  const all = concatRows(needed, frames);
  const keep = new Uint8Array(all.rows).fill(1);
  if (instruments !== undefined) keepInstruments(all, instruments, keep);
  if (bounds !== undefined) {
    const values = days(all, bounds.column);
    for (let row = 0; row < all.rows; row += 1) {
      if (values[row]! < (bounds.from ?? -Infinity) || values[row]! > (bounds.to ?? Infinity)) keep[row] = 0;
    }
  }
  return selectColumns(sortRows(keepRows(all, keep), query.orderBy), query.columns);
}

function keepInstruments(all: Frame, wanted: NonNullable<LakeQuery['instruments']>, keep: Uint8Array): void {
  const { codes, dictionary } = text(all, 'instrument');
  const isWanted = dictionary.map((name) =>
    'from' in wanted ? name >= wanted.from && name <= wanted.to : wanted.includes(name),
  );
  for (let row = 0; row < all.rows; row += 1) if (isWanted[codes[row]!] !== true) keep[row] = 0;
}

function assertOnePerPartition(files: readonly LakeFile[]): void {
  const partitions = files.map((file) => file.partition);
  assert(new Set(partitions).size === partitions.length, `one file per partition: ${partitions.join(', ')}`);
}
