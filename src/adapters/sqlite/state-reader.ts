import { join } from 'node:path';
import type { RunEvent } from '../../control/event/events.ts';
import { type Cells, compareText, runRowOf, sortByKey, stepRowOf } from '../../control/state/cells.ts';
import type { RangeQuery } from '../../control/state/range.ts';
import type { RunRow, StepRow } from '../../control/state/rows.ts';
import type { EventQuery, Holder, Request, RunQuery, StateReader } from '../../control/state/store.ts';
import { type Cell, STATE_TABLES, type StateTable } from '../../control/state/tables.ts';
import { snapshotOf } from '../../control/state/versions.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { type Connect, connectDirectly, openForReading } from './connection.ts';
import { isEngineLocked } from './engine-lock.ts';
import { rangeNow } from './range.ts';
import { quoted } from './schema.ts';
import { storeError } from './sqlite-error.ts';
import { eventOfRow } from './state-transaction.ts';
import { type Bound, type Row, Statements } from './statements.ts';

export type StateReaderOptions = { readonly folder: string; readonly connect?: Connect };

/**
 * Looks at the state in `folder`, which another process may be writing. Never creates the state or changes it;
 * null when none was ever written there.
 *
 * @throws store.corrupt, store.newer, io.failed, each naming the path
 */
export async function openStateReader(options: StateReaderOptions): Promise<StateReader | null> {
  const { folder, connect = connectDirectly } = options;
  const path = statePath(folder);
  const db = openForReading(path, connect);
  return db === null ? null : new SqliteStateReader(folder, new Statements(db), connect);
}

/** The same, standing still: it sees one moment, whatever is committed meanwhile. For audits; close it soon. */
export async function openStillReader(options: StateReaderOptions): Promise<StateReader | null> {
  const { folder, connect = connectDirectly } = options;
  const db = openForReading(statePath(folder), connect);
  if (db === null) return null;
  // The moment is that of the first look, not of BEGIN.
  db.exec('BEGIN; SELECT count(*) FROM engine');
  return new SqliteStateReader(folder, new Statements(db), connect);
}

export const statePath = (folder: string): string => join(folder, 'state.db');

/** The reading half of the store; `SqliteStateStore` adds the writing one. */
export class SqliteStateReader implements StateReader {
  protected readonly folder: string;
  protected readonly connect: Connect;
  protected readonly statements: Statements;

  constructor(folder: string, statements: Statements, connect: Connect) {
    this.folder = folder;
    this.statements = statements;
    this.connect = connect;
  }

  async engineHolder(): Promise<Holder | null> {
    return isEngineLocked(this.lockPath, this.connect) ? this.read(() => this.holderRow()) : null;
  }

  async openRequests(): Promise<readonly Request[]> {
    return this.read(() => this.statements.rows(SELECT_OPEN_REQUESTS).map(requestOf));
  }

  async answeredRequests({ afterId, limit }: Parameters<StateReader['answeredRequests']>[0]) {
    return this.read(() => this.statements.rows(SELECT_ANSWERED_REQUESTS, afterId, limit).map(requestOf));
  }

  async request(id: number): Promise<Request | null> {
    const row = this.read(() => this.statements.row('SELECT * FROM request WHERE id = ?', id));
    return row === null ? null : requestOf(row);
  }

  async run(runId: string): Promise<RunRow | null> {
    const row = this.read(() => this.statements.row('SELECT * FROM run WHERE run_id = ?', runId));
    return row === null ? null : runRowOf(row);
  }

  async runs(query: RunQuery): Promise<readonly RunRow[]> {
    const { sql, values } = runsSql(query);
    return this.read(() => this.statements.rows(sql, ...values)).map(runRowOf);
  }

  async steps(runId: string): Promise<readonly StepRow[]> {
    return this.read(() => this.statements.rows(SELECT_STEPS, runId)).map(stepRowOf);
  }

  async events({ runId, afterSeq = 0, limit = NO_LIMIT }: EventQuery): Promise<readonly RunEvent[]> {
    const rows = this.read(() =>
      runId === undefined
        ? this.statements.rows(SELECT_EVENTS, afterSeq, limit)
        : this.statements.rows(SELECT_RUN_EVENTS, runId, afterSeq, limit),
    );
    return rows.map(eventOfRow);
  }

  async snapshot(asset: string, version?: number): Promise<Snapshot> {
    return this.read(() => this.snapshotNow(asset, version));
  }

  async snapshots(): Promise<readonly Snapshot[]> {
    return this.read(() => {
      const assets = this.statements.rows('SELECT DISTINCT asset FROM snapshot').map((row) => row.asset as string);
      return assets.sort(compareText).map((asset) => this.snapshotNow(asset));
    });
  }

  async prunable(asset: string, versionsKept: number): Promise<readonly string[]> {
    const rows = this.read(() => this.statements.rows(SELECT_PRUNABLE, versionsKept, asset));
    return rows.map((row) => row.path as string).sort(compareText);
  }

  async range(query: RangeQuery): Promise<readonly Cells[]> {
    return this.read(() => rangeNow(this.statements, query));
  }

  async changeMark(): Promise<number> {
    return this.read(() => this.statements.row(SELECT_CHANGE_MARK)!.mark as number);
  }

  async dump(): Promise<Readonly<Record<StateTable, readonly Readonly<Record<string, Cell>>[]>>> {
    const tables = Object.keys(STATE_TABLES) as readonly StateTable[];
    const rowsOf = (table: StateTable): readonly Cells[] =>
      this.statements.rows(`SELECT * FROM ${quoted(table)}`).map((row) => ({ ...row }));
    const dumped = this.read(() => tables.map((table) => [table, sortByKey(table, rowsOf(table))] as const));
    return Object.fromEntries(dumped) as Record<StateTable, readonly Cells[]>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.statements.db.isOpen) this.statements.db.close();
  }

  protected get path(): string {
    return statePath(this.folder);
  }

  protected get lockPath(): string {
    return join(this.folder, 'engine.lock');
  }

  /** Everything that `work` reads is of one moment. */
  protected read<T>(work: () => T): T {
    try {
      return this.statements.atOnce(work);
    } catch (error) {
      throw storeError(error, 'read', this.path);
    }
  }

  protected holderRow(): Holder | null {
    const holder = this.statements.row('SELECT holder FROM engine')!.holder as string | null;
    return holder === null ? null : (JSON.parse(holder) as Holder);
  }

  protected snapshotNow(asset: string, asked?: number): Snapshot {
    const row =
      asked === undefined
        ? this.statements.row(SELECT_CURRENT_VERSION, asset)
        : this.statements.row('SELECT * FROM snapshot WHERE asset = ? AND version = ?', asset, asked);
    const wholeVersions = () =>
      this.statements.rows(SELECT_WHOLE_VERSIONS, asset).map((other) => other.version as number);
    return snapshotOf({ asset, asked, row, stays: this.#stays(asset, asked, row), wholeVersions });
  }

  #stays(asset: string, asked: number | undefined, row: Row | null): readonly Row[] {
    if (row === null) return [];
    if (asked === undefined) return this.statements.rows(SELECT_CURRENT_FILES, asset);
    return this.statements.rows(SELECT_FILES_AT, asset, asked, asked);
  }
}

function requestOf(row: Row): Request {
  const { id, kind, at_ms: atMs, data, answer } = row;
  const parsed = { data: JSON.parse(data as string), answer: answer === null ? null : JSON.parse(answer as string) };
  return { id, kind, atMs, ...parsed } as Request;
}

function runsSql({ job, states, tags, limit }: RunQuery): { readonly sql: string; readonly values: readonly Bound[] } {
  const pairs = Object.entries(tags ?? {});
  const conditions = [
    ...(job === undefined ? [] : ['job = ?']),
    ...(states === undefined ? [] : [`state IN (${states.map(() => '?').join(', ')})`]),
    ...pairs.map(() => 'EXISTS (SELECT 1 FROM json_each(run.tags) WHERE json_each.key = ? AND json_each.value = ?)'),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT * FROM run ${where} ORDER BY created_at_ms DESC, run_id DESC LIMIT ?`;
  const values = [...(job === undefined ? [] : [job]), ...(states ?? []), ...pairs.flat(), limit ?? NO_LIMIT];
  return { sql, values };
}

/** What SQLite takes for "all". */
const NO_LIMIT = -1;

const SELECT_OPEN_REQUESTS = 'SELECT * FROM request WHERE answer IS NULL ORDER BY id';
const SELECT_ANSWERED_REQUESTS = 'SELECT * FROM request WHERE answer IS NOT NULL AND id > ? ORDER BY id LIMIT ?';
const SELECT_STEPS = 'SELECT * FROM step WHERE run_id = ? ORDER BY position';
const SELECT_EVENTS = 'SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?';
const SELECT_RUN_EVENTS = 'SELECT * FROM event WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?';
const SELECT_CURRENT_VERSION = 'SELECT * FROM snapshot WHERE asset = ? ORDER BY version DESC LIMIT 1';
const SELECT_CURRENT_FILES = 'SELECT * FROM lake_file WHERE asset = ? AND removed_in IS NULL';
const SELECT_FILES_AT =
  'SELECT * FROM lake_file WHERE asset = ? AND added_in <= ? AND (removed_in IS NULL OR removed_in > ?)';
const SELECT_WHOLE_VERSIONS = `
  SELECT version FROM snapshot
  WHERE asset = ? AND NOT EXISTS (
    SELECT 1 FROM lake_file
    WHERE lake_file.asset = snapshot.asset AND pruned = 1 AND added_in <= version AND removed_in > version
  ) ORDER BY version`;
/** `removed_in` <= the first version that is kept: the file's last version came before it. */
const SELECT_PRUNABLE = `
  WITH kept (asset, first) AS (SELECT asset, max(version) - ? + 1 FROM snapshot WHERE asset = ? GROUP BY asset)
  SELECT DISTINCT path FROM kept JOIN lake_file AS old USING (asset)
  WHERE pruned = 0 AND removed_in <= first AND NOT EXISTS (
    SELECT 1 FROM lake_file AS live
    WHERE live.asset = old.asset AND live.path = old.path AND (live.removed_in IS NULL OR live.removed_in > first)
  )`;
/** Three counters that only grow; every commit moves at least one of them. */
const SELECT_CHANGE_MARK = `
  SELECT coalesce((SELECT max(seq) FROM event), 0) + coalesce((SELECT max(id) FROM request), 0)
    + (SELECT changes FROM engine) AS mark`;
