import type { NewEvent, RunEvent } from '../../control/event/events.ts';
import { apply } from '../../control/state/apply.ts';
import { type Cells, columnsOf, openRunOf } from '../../control/state/cells.ts';
import { type Checkpoint, partsOf } from '../../control/state/checkpoint/port.ts';
import { inRange, type RangeQuery } from '../../control/state/range.ts';
import type { RunState, StepState } from '../../control/state/rows.ts';
import type { Holder, Request, RequestAnswer } from '../../control/state/store.ts';
import { type Cell, type Patch, STATE_TABLES, type StateTable } from '../../control/state/tables.ts';
import type { AssetHead, OpenRun, StateTransaction, StayRow, StepHead } from '../../control/state/transaction.ts';
import { RowGroups } from './row-groups.ts';

/** The whole state in maps. Rows are replaced, never edited, so that undoing is putting the old one back. */
export class MemoryTables implements StateTransaction {
  readonly events: StoredEvent[] = [];
  readonly requests = new Map<number, Request>();
  readonly engine: { epoch: number; holder: Holder | null; owner: object | null } = {
    epoch: 0,
    holder: null,
    owner: null,
  };
  changes = 0;
  readonly #tables = emptyTables();
  readonly #openRuns = new Set<string>();
  #undo: (() => void)[] = [];

  /** All of `work` or, when it throws, nothing of it. */
  transact<T>(work: () => T): T {
    this.#undo = [];
    try {
      const result = work();
      this.changes += 1;
      return result;
    } catch (error) {
      for (const back of this.#undo.reverse()) back();
      throw error;
    }
  }

  rows(table: StateTable): readonly Cells[] {
    return this.#tables[table].between({});
  }

  /** The rows whose first key column is `first`. */
  group(table: StateTable, first: string | number): readonly Cells[] {
    return [...(this.#tables[table].get(first)?.values() ?? [])];
  }

  range(query: RangeQuery): readonly Cells[] {
    return inRange(query, this.#candidates(query));
  }

  /** Empties the state tables and folds the log again. */
  refold(): void {
    for (const rows of Object.values(this.#tables)) rows.clear();
    this.#openRuns.clear();
    for (const event of this.events) for (const patch of apply(eventOf(event))) this.#patch(patch);
  }

  /** Events after a seq; numbers have no gaps. */
  eventsAfter(afterSeq: number): readonly StoredEvent[] {
    const first = this.events[0]?.head.seq ?? 1;
    return this.events.slice(Math.max(0, afterSeq - first + 1));
  }

  /** Puts a shorter log in the place of the old part, and drops what was to go. */
  checkpoint({ untilSeq, rows, gone, beforeMs, atMs }: Checkpoint): void {
    const old = this.events.length - this.eventsAfter(untilSeq).length;
    const parts = partsOf(rows, old);
    const head = { runId: null, stepKey: null, attempt: null, v: 1, atMs, kind: 'state_checkpointed' } as const;
    const stored = parts.map(
      (part, index): StoredEvent => ({
        head: { ...head, seq: untilSeq - parts.length + index + 1 },
        data: JSON.stringify({ rows: part, part: index + 1, parts: parts.length, beforeMs }),
      }),
    );
    const removed = this.events.splice(0, old, ...stored);
    this.#undo.push(() => this.events.splice(0, stored.length, ...removed));
    for (const patch of gone) this.#patch(patch);
    this.#forgetRequests(beforeMs);
  }

  #forgetRequests(beforeMs: number): void {
    const before = [...this.requests.values()];
    const newest = before.at(-1);
    for (const { id, answer, atMs } of before)
      if (answer !== null && atMs < beforeMs && id !== newest?.id) this.requests.delete(id);
    this.#undo.push(() => {
      this.requests.clear();
      for (const request of before) this.requests.set(request.id, request);
    });
  }

  nextSeq(): number {
    return (this.events.at(-1)?.head.seq ?? 0) + 1;
  }

  append(event: NewEvent): void {
    const { data, ...head } = event;
    const stored: StoredEvent = { head: { ...head, seq: this.nextSeq() }, data: JSON.stringify(data) };
    this.events.push(stored);
    this.#undo.push(() => this.events.pop());
    // What is applied is what a later fold will read: the text, parsed.
    for (const patch of apply(eventOf(stored))) this.#patch(patch);
  }

  row(table: StateTable, ...key: readonly (string | number)[]): Cells | null {
    return this.#tables[table].get(key[0]!)?.get(keyText(key)) ?? null;
  }

  runState(runId: string): RunState | null {
    return (this.row('run', runId)?.state ?? null) as RunState | null;
  }

  openRuns(job?: string): readonly OpenRun[] {
    const open = [...this.#openRuns].map((runId) => this.row('run', runId)!);
    return open.filter((row) => job === undefined || row.job === job).map(openRunOf);
  }

  stepHead(runId: string, stepKey: string): StepHead | null {
    const row = this.row('step', runId, stepKey);
    if (row === null) return null;
    return { state: row.state as StepState, attempt: row.attempt as number, token: row.token as number | null };
  }

  stepCounts(runId: string): Partial<Record<StepState, number>> {
    const counts: Partial<Record<StepState, number>> = {};
    for (const row of this.group('step', runId)) {
      const state = row.state as StepState;
      counts[state] = (counts[state] ?? 0) + 1;
    }
    return counts;
  }

  assetHead(asset: string): AssetHead {
    let head: AssetHead = { version: 0, rows: 0 };
    for (const row of this.group('snapshot', asset)) {
      const version = row.version as number;
      if (version > head.version) head = { version, rows: row.rows as number };
    }
    return head;
  }

  fileStays(asset: string, path: string): readonly StayRow[] {
    const stays = this.group('lake_file', asset).filter((row) => row.path === path);
    return stays.map(stayOf).sort((left, right) => left.addedIn - right.addedIn);
  }

  partitionPaths(asset: string, partition: string): readonly string[] {
    return this.group('lake_file', asset)
      .filter((row) => row.partition === partition && row.removed_in === null)
      .map((row) => row.path as string);
  }

  requestState(id: number): 'open' | 'answered' | null {
    const request = this.requests.get(id);
    if (request === undefined) return null;
    return request.answer === null ? 'open' : 'answered';
  }

  answer(id: number, answer: RequestAnswer): void {
    const before = this.requests.get(id)!;
    this.requests.set(id, { ...before, answer: structuredClone(answer) });
    this.#undo.push(() => this.requests.set(id, before));
  }

  #patch({ table, key, set }: Patch): void {
    const values = Object.values(key);
    const rows = this.#tables[table].made(values[0]!);
    const at = keyText(values);
    const before = rows.get(at);
    if (set === null) rows.delete(at);
    else rows.set(at, { ...(before ?? { ...key, ...EMPTY_CELLS[table] }), ...set });
    if (table === 'run') this.#noteOpen(values[0] as string);
    this.#undo.push(() => {
      if (before === undefined) rows.delete(at);
      else rows.set(at, before);
      if (table === 'run') this.#noteOpen(values[0] as string);
    });
  }

  /** Rows among which all of the range are. */
  #candidates({ table, prefix, after, until }: RangeQuery): readonly Cells[] {
    const [first] = prefix;
    if (first === undefined) return this.#tables[table].between({ after, until });
    if (prefix.length < KEY_COLUMNS[table]) return this.group(table, first);
    const row = this.row(table, ...prefix);
    return row === null ? [] : [row];
  }

  #noteOpen(runId: string): void {
    const state = this.runState(runId);
    if (state === 'queued' || state === 'running') this.#openRuns.add(runId);
    else this.#openRuns.delete(runId);
  }
}

/** An event with its data as text, so that nobody can edit the log from outside. */
export type StoredEvent = {
  readonly head: Omit<RunEvent, 'kind' | 'data'> & { readonly kind: RunEvent['kind'] };
  readonly data: string;
};

export function eventOf({ head, data }: StoredEvent): RunEvent {
  return { ...head, data: JSON.parse(data) } as RunEvent;
}

const TABLES = Object.keys(STATE_TABLES) as readonly StateTable[];

function emptyTables(): Readonly<Record<StateTable, RowGroups>> {
  return Object.fromEntries(TABLES.map((table) => [table, new RowGroups()])) as Record<StateTable, RowGroups>;
}

const KEY_COLUMNS = Object.fromEntries(TABLES.map((table) => [table, columnsOf(table).key.length])) as Record<
  StateTable,
  number
>;

const EMPTY_CELLS = Object.fromEntries(
  TABLES.map((table) => [table, Object.fromEntries(columnsOf(table).cells.map((name) => [name, null]))]),
) as Record<StateTable, Record<string, Cell>>;

const keyText = (key: readonly (string | number)[]): string => JSON.stringify(key);

function stayOf(row: Cells): StayRow {
  return {
    partition: row.partition as string,
    rows: row.rows as number,
    sha256: row.sha256 as string,
    addedIn: row.added_in as number,
    removedIn: row.removed_in as number | null,
    isPruned: row.pruned === 1,
  };
}
