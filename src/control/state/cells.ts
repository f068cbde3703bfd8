import { assert } from '../../core/errors.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import type { RunHead, RunRow, RunState, StepRow, StepState } from './rows.ts';
import { type Cell, STATE_TABLES, type StateTable } from './tables.ts';
import type { OpenRun } from './transaction.ts';

/** A state row as stores keep it: the cells of `STATE_TABLES`, JSON still as text. */
export type Cells = Readonly<Record<string, Cell>>;

export function runRowOf(cells: Cells): RunRow {
  return { ...runHeadOf(cells), created: JSON.parse(text(cells, 'created')) };
}

export function runHeadOf(cells: Cells): RunHead {
  return {
    runId: text(cells, 'run_id'),
    job: text(cells, 'job'),
    state: text(cells, 'state') as RunState,
    tags: JSON.parse(text(cells, 'tags')),
    trigger: JSON.parse(text(cells, 'trigger')),
    createdAtMs: int(cells, 'created_at_ms'),
    startedAtMs: intOrNull(cells, 'started_at_ms'),
    endedAtMs: intOrNull(cells, 'ended_at_ms'),
    error: jsonOrNull(cells, 'error'),
    cancelReason: textOrNull(cells, 'cancel_reason'),
  };
}

export function openRunOf(cells: Cells): OpenRun {
  return {
    runId: text(cells, 'run_id'),
    job: text(cells, 'job'),
    state: text(cells, 'state') as OpenRun['state'],
    createdAtMs: int(cells, 'created_at_ms'),
    priority: int(cells, 'priority'),
    instancesMax: intOrNull(cells, 'instances_max'),
    notBeforeMs: intOrNull(cells, 'not_before_ms'),
    graceMs: intOrNull(cells, 'grace_ms'),
  };
}

export function stepRowOf(cells: Cells): StepRow {
  return {
    runId: text(cells, 'run_id'),
    stepKey: text(cells, 'step_key'),
    op: text(cells, 'op'),
    position: int(cells, 'position'),
    state: text(cells, 'state') as StepState,
    attempt: int(cells, 'attempt'),
    token: intOrNull(cells, 'token'),
    startedAtMs: intOrNull(cells, 'started_at_ms'),
    endedAtMs: intOrNull(cells, 'ended_at_ms'),
    retryAtMs: intOrNull(cells, 'retry_at_ms'),
    output: textOrNull(cells, 'output'),
    reused: int(cells, 'reused') === 1,
    metrics: jsonOrNull(cells, 'metrics'),
    error: jsonOrNull(cells, 'error'),
    skip: jsonOrNull(cells, 'skip'),
    items: jsonOrNull(cells, 'items'),
  };
}

export function lakeFileOf(cells: Cells): LakeFile {
  return {
    path: text(cells, 'path'),
    partition: text(cells, 'partition'),
    rows: int(cells, 'rows'),
    bytes: int(cells, 'bytes'),
    sha256: text(cells, 'sha256'),
  };
}

/** The order of files in every snapshot: by partition, then by path. */
export function byPartition(left: LakeFile, right: LakeFile): number {
  return compareText(left.partition, right.partition) || compareText(left.path, right.path);
}

/** By UTF-16 code units: the same in every store, whatever its collation. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

type Columns = { readonly key: readonly string[]; readonly cells: readonly string[] };

const COLUMNS: ReadonlyMap<string, Columns> = new Map(
  Object.entries(STATE_TABLES).map(([table, of]) => [
    table,
    { key: Object.keys(of.key), cells: Object.keys(of.cells) },
  ]),
);

/** The names of a table's key columns, then of its others. */
export function columnsOf(table: StateTable): Columns {
  return COLUMNS.get(table)!;
}

export function sortByKey(table: StateTable, rows: readonly Cells[]): readonly Cells[] {
  const { key } = columnsOf(table);
  return rows.toSorted((left, right) => {
    for (const column of key) {
      const order = compareCells(left[column]!, right[column]!);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareCells(left: string | number, right: string | number): number {
  return typeof left === 'number' && typeof right === 'number' ? left - right : compareText(`${left}`, `${right}`);
}

function text(cells: Cells, name: string): string {
  const cell = cells[name];
  assert(typeof cell === 'string', `state cell "${name}" is ${typeof cell}, expected text`);
  return cell;
}

function int(cells: Cells, name: string): number {
  const cell = cells[name];
  assert(typeof cell === 'number', `state cell "${name}" is ${typeof cell}, expected a number`);
  return cell;
}

const textOrNull = (cells: Cells, name: string): string | null => (cells[name] === null ? null : text(cells, name));
const intOrNull = (cells: Cells, name: string): number | null => (cells[name] === null ? null : int(cells, name));

/** The stored text was made by `apply` from the type that the caller names. */
function jsonOrNull<T>(cells: Cells, name: string): T | null {
  return cells[name] === null ? null : (JSON.parse(text(cells, name)) as T);
}
