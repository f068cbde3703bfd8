import type { NewEvent, RunEvent } from '../../control/event/events.ts';
import { apply } from '../../control/state/apply.ts';
import { type Cells, openRunOf } from '../../control/state/cells.ts';
import { type Checkpoint, partsOf } from '../../control/state/checkpoint/port.ts';
import type { RangeQuery } from '../../control/state/range.ts';
import type { RunState, StepState } from '../../control/state/rows.ts';
import type { RequestAnswer } from '../../control/state/store.ts';
import type { StateTable } from '../../control/state/tables.ts';
import type { AssetHead, OpenRun, StateTransaction, StayRow, StepHead } from '../../control/state/transaction.ts';
import { rangeNow } from './range.ts';
import { dropStateTablesSql, RUN_IS_OPEN, stateTablesSql } from './schema.ts';
import type { Row, Statements } from './statements.ts';

/** What the rules see and change inside a transaction that `GroupCommit` has begun. */
export class SqliteTransaction implements StateTransaction {
  readonly #statements: Statements;
  #lastSeq = 0;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Begins a call: the log ends at `lastSeq`. */
  beginAt(lastSeq: number): void {
    this.#lastSeq = lastSeq;
  }

  nextSeq(): number {
    return this.#lastSeq + 1;
  }

  append(event: NewEvent): void {
    const seq = this.nextSeq();
    const { runId, stepKey, attempt, kind, v, atMs } = event;
    this.#statements.run(INSERT_EVENT, seq, runId, stepKey, attempt, kind, v, atMs, JSON.stringify(event.data));
    this.#lastSeq = seq;
    this.#apply({ ...event, seq });
  }

  row(table: StateTable, ...key: readonly (string | number)[]): Cells | null {
    return rangeNow(this.#statements, { table, prefix: key })[0] ?? null;
  }

  range(query: RangeQuery): readonly Cells[] {
    return rangeNow(this.#statements, query);
  }

  runState(runId: string): RunState | null {
    return (this.#statements.row('SELECT state FROM run WHERE run_id = ?', runId)?.state ?? null) as RunState | null;
  }

  openRuns(job?: string): readonly OpenRun[] {
    const rows =
      job === undefined
        ? this.#statements.rows(SELECT_OPEN_RUNS)
        : this.#statements.rows(`${SELECT_OPEN_RUNS} AND job = ?`, job);
    return rows.map(openRunOf);
  }

  stepHead(runId: string, stepKey: string): StepHead | null {
    return this.#statements.row(SELECT_STEP_HEAD, runId, stepKey) as StepHead | null;
  }

  stepCounts(runId: string): Partial<Record<StepState, number>> {
    const rows = this.#statements.rows('SELECT state, count(*) AS n FROM step WHERE run_id = ? GROUP BY state', runId);
    return Object.fromEntries(rows.map((row) => [row.state, row.n]));
  }

  assetHead(asset: string): AssetHead {
    return (this.#statements.row(SELECT_ASSET_HEAD, asset) as AssetHead | null) ?? { version: 0, rows: 0 };
  }

  fileStays(asset: string, path: string): readonly StayRow[] {
    return this.#statements.rows(SELECT_STAYS, asset, path).map((row) => ({
      partition: row.partition as string,
      rows: int(row, 'rows'),
      sha256: row.sha256 as string,
      addedIn: int(row, 'added_in'),
      removedIn: row.removed_in as number | null,
      isPruned: row.pruned === 1,
    }));
  }

  partitionPaths(asset: string, partition: string): readonly string[] {
    return this.#statements.rows(SELECT_PARTITION, asset, partition).map((row) => row.path as string);
  }

  requestState(id: number): 'open' | 'answered' | null {
    const row = this.#statements.row('SELECT answer FROM request WHERE id = ?', id);
    if (row === null) return null;
    return row.answer === null ? 'open' : 'answered';
  }

  answer(id: number, answer: RequestAnswer): void {
    this.#statements.run('UPDATE request SET answer = ? WHERE id = ?', JSON.stringify(answer), id);
    this.countChange();
  }

  /** For what leaves no event and no request behind. */
  countChange(): void {
    this.#statements.run('UPDATE engine SET changes = changes + 1');
  }

  /** Puts a shorter log in the place of the old part, and drops what was to go. */
  checkpoint({ untilSeq, rows, gone, beforeMs, atMs }: Checkpoint): void {
    const old = int(this.#statements.row('SELECT count(*) AS n FROM event WHERE seq <= ?', untilSeq)!, 'n');
    const parts = partsOf(rows, old);
    this.#statements.run('DELETE FROM event WHERE seq <= ?', untilSeq);
    for (const [index, part] of parts.entries()) {
      const data = JSON.stringify({ rows: part, part: index + 1, parts: parts.length, beforeMs });
      const seq = untilSeq - parts.length + index + 1;
      this.#statements.run(INSERT_EVENT, seq, null, null, null, 'state_checkpointed', 1, atMs, data);
    }
    for (const patch of gone) this.#statements.patch(patch);
    this.#statements.run(DELETE_REQUESTS, beforeMs);
  }

  /** Drops the state tables and folds the whole log again. */
  refold(): void {
    for (const sql of [...dropStateTablesSql(), ...stateTablesSql()]) this.#statements.db.exec(sql);
    for (let after = 0; ; ) {
      const page = this.#statements.rows(SELECT_EVENTS_AFTER, after, FOLD_PAGE_ROWS);
      for (const row of page) this.#apply(eventOfRow(row));
      if (page.length < FOLD_PAGE_ROWS) return;
      after = int(page.at(-1)!, 'seq');
    }
  }

  #apply(event: RunEvent): void {
    for (const patch of apply(event)) this.#statements.patch(patch);
  }
}

export function eventOfRow(row: Row): RunEvent {
  return {
    seq: row.seq,
    runId: row.run_id,
    stepKey: row.step_key,
    attempt: row.attempt,
    kind: row.kind,
    v: row.v,
    atMs: row.at_ms,
    data: JSON.parse(row.data as string),
  } as RunEvent;
}

const FOLD_PAGE_ROWS = 1000;

/** The newest stays, so that no number is given twice. */
const DELETE_REQUESTS =
  'DELETE FROM request WHERE answer IS NOT NULL AND at_ms < ? AND id < (SELECT max(id) FROM request)';
const INSERT_EVENT =
  'INSERT INTO event (seq, run_id, step_key, attempt, kind, v, at_ms, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const SELECT_EVENTS_AFTER = 'SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?';
const SELECT_OPEN_RUNS = `
  SELECT run_id, job, state, created_at_ms, priority, instances_max, not_before_ms, grace_ms
  FROM run WHERE ${RUN_IS_OPEN}`;
const SELECT_STEP_HEAD = 'SELECT state, attempt, token FROM step WHERE run_id = ? AND step_key = ?';
const SELECT_ASSET_HEAD = 'SELECT version, rows FROM snapshot WHERE asset = ? ORDER BY version DESC LIMIT 1';
const SELECT_STAYS = 'SELECT * FROM lake_file WHERE asset = ? AND path = ? ORDER BY added_in';
const SELECT_PARTITION = 'SELECT path FROM lake_file WHERE asset = ? AND partition = ? AND removed_in IS NULL';

function int(row: Row, name: string): number {
  return row[name] as number;
}
