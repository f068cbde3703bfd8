import type { RunEvent } from '../../control/event/events.ts';
import type { CommittedRequest } from '../../control/event/sensor-events.ts';
import type { Admitted, CancelQueued, ReplanRun } from '../../control/state/admission/port.ts';
import { admitRuns, cancelQueued, replanRun } from '../../control/state/admission/rules.ts';
import type { EndBackfill, StartBackfill } from '../../control/state/backfill/port.ts';
import * as backfillRules from '../../control/state/backfill/rules.ts';
import { type Cells, compareText, runRowOf, sortByKey, stepRowOf } from '../../control/state/cells.ts';
import type { Checkpoint } from '../../control/state/checkpoint/port.ts';
import type {
  ForgottenPartitions,
  PartitionKeysChange,
  PartitionKeysGone,
} from '../../control/state/partition/port.ts';
import * as partitionRules from '../../control/state/partition/rules.ts';
import type { RangeQuery } from '../../control/state/range.ts';
import type { RunRow, StepRow } from '../../control/state/rows.ts';
import type { DecidedTicks, PauseChange, RegisterSchedules, TickProposal } from '../../control/state/schedule/port.ts';
import type { ScheduleRow } from '../../control/state/schedule/read.ts';
import * as schedules from '../../control/state/schedule/rules.ts';
import type {
  Emitted,
  NewEmission,
  NewEvaluation,
  NewFailure,
  NewHookFailure,
  NewLook,
  Registration,
  SensorPause,
} from '../../control/state/sensor/port.ts';
import * as sensorRules from '../../control/state/sensor/rules.ts';
import type {
  Advanced,
  EngineLease,
  EventQuery,
  Holder,
  Move,
  NewRequest,
  NewRun,
  Request,
  RequestAnswer,
  RunQuery,
  StateStore,
} from '../../control/state/store.ts';
import { type Cell, STATE_TABLES, type StateTable } from '../../control/state/tables.ts';
import { advanceRun, answerRequest, createRun, recordPruned } from '../../control/state/transitions.ts';
import { snapshotOf } from '../../control/state/versions.ts';
import { assert, TapelineError } from '../../core/errors.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { instantText } from '../../core/time.ts';
import { eventOf, MemoryTables } from './state-tables.ts';

/** A state that several handles can share, as several processes share a file. It lives as long as this object. */
export type MemoryState = { readonly tables: MemoryTables };

export function newMemoryState(): MemoryState {
  return { tables: new MemoryTables() };
}

/** A state store without a disk, for tests: the same promises as any other, save that nothing outlives the process. */
export function openMemoryStateStore(state: MemoryState = newMemoryState()): StateStore {
  return new MemoryStateStore(state.tables);
}

class MemoryStateStore implements StateStore {
  readonly #tables: MemoryTables;
  #isClosed = false;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
  }

  async acquireEngine(holder: Holder): Promise<EngineLease> {
    const { engine } = this.#open();
    if (engine.owner !== null) throw held(engine.holder);
    return this.#tables.transact(() => {
      engine.epoch += 1;
      engine.holder = structuredClone(holder);
      engine.owner = this;
      return { epoch: engine.epoch };
    });
  }

  async releaseEngine(lease: EngineLease): Promise<void> {
    this.#write(lease, () => this.#letGo());
  }

  async engineHolder(): Promise<Holder | null> {
    return structuredClone(this.#open().engine.holder);
  }

  async submit(request: NewRequest): Promise<number> {
    const { requests } = this.#open();
    return this.#tables.transact(() => {
      const id = ([...requests.keys()].at(-1) ?? 0) + 1;
      requests.set(id, { ...structuredClone(request), id, answer: null });
      return id;
    });
  }

  async openRequests(): Promise<readonly Request[]> {
    return structuredClone([...this.#open().requests.values()].filter(({ answer }) => answer === null));
  }

  async answeredRequests({ afterId, limit }: Parameters<StateStore['answeredRequests']>[0]) {
    const answered = [...this.#open().requests.values()].filter(({ id, answer }) => answer !== null && id > afterId);
    return structuredClone(answered.slice(0, limit));
  }

  async request(id: number): Promise<Request | null> {
    return structuredClone(this.#open().requests.get(id) ?? null);
  }

  async answerRequest(lease: EngineLease, id: number, answer: RequestAnswer): Promise<void> {
    this.#write(lease, (tables) => answerRequest(tables, id, answer));
  }

  async createRun(lease: EngineLease, run: NewRun): Promise<void> {
    this.#write(lease, (tables) => createRun(tables, run));
  }

  async admitRuns(lease: EngineLease, atMs: number): Promise<Admitted> {
    return this.#write(lease, (tables) => admitRuns(tables, atMs));
  }

  async replanRun(lease: EngineLease, replan: ReplanRun): Promise<void> {
    this.#write(lease, (tables) => replanRun(tables, replan));
  }

  async cancelQueued(lease: EngineLease, cancel: CancelQueued): Promise<void> {
    this.#write(lease, (tables) => cancelQueued(tables, cancel));
  }

  async advance(lease: EngineLease, move: Move): Promise<Advanced> {
    const { started, assets } = this.#write(lease, (tables) => advanceRun(tables, move));
    return { started, snapshots: assets.map((asset) => this.#snapshot(asset)) };
  }

  async registerSchedules(lease: EngineLease, register: RegisterSchedules): Promise<readonly ScheduleRow[]> {
    return this.#write(lease, (tables) => schedules.registerSchedules(tables, register));
  }

  async decideTicks(lease: EngineLease, proposal: TickProposal): Promise<DecidedTicks> {
    return this.#write(lease, (tables) => schedules.decideTicks(tables, proposal));
  }

  async pauseSchedule(lease: EngineLease, change: PauseChange): Promise<void> {
    this.#write(lease, (tables) => schedules.pauseSchedule(tables, change));
  }

  async resumeSchedule(lease: EngineLease, change: PauseChange): Promise<void> {
    this.#write(lease, (tables) => schedules.resumeSchedule(tables, change));
  }

  async recordEvaluated(lease: EngineLease, untilMs: number): Promise<void> {
    this.#write(lease, (tables) => schedules.recordEvaluated(tables, untilMs));
  }

  async recordClockStep(lease: EngineLease, step: { byMs: number; atMs: number }): Promise<void> {
    this.#write(lease, (tables) => schedules.recordClockStep(tables, step));
  }

  async recordPruned(lease: EngineLease, asset: string, paths: readonly string[], atMs: number): Promise<void> {
    this.#write(lease, (tables) => recordPruned(tables, asset, paths, atMs));
  }

  async registerSensors(lease: EngineLease, registration: Registration): Promise<void> {
    return this.#write(lease, (tables) => sensorRules.registerSensors(tables, registration));
  }

  async commitEvaluation(lease: EngineLease, evaluation: NewEvaluation): Promise<readonly CommittedRequest[]> {
    return this.#write(lease, (tables) => sensorRules.commitEvaluation(tables, evaluation));
  }

  async recordLook(lease: EngineLease, look: NewLook): Promise<void> {
    return this.#write(lease, (tables) => sensorRules.recordLook(tables, look));
  }

  async failEvaluation(lease: EngineLease, failure: NewFailure): Promise<void> {
    return this.#write(lease, (tables) => sensorRules.failEvaluation(tables, failure));
  }

  async pauseSensor(lease: EngineLease, pause: SensorPause): Promise<void> {
    return this.#write(lease, (tables) => sensorRules.pauseSensor(tables, pause));
  }

  async resumeSensor(lease: EngineLease, resume: Omit<SensorPause, 'reason'>): Promise<void> {
    return this.#write(lease, (tables) => sensorRules.resumeSensor(tables, resume));
  }

  async emitEvent(lease: EngineLease, emission: NewEmission): Promise<Emitted> {
    return this.#write(lease, (tables) => sensorRules.emitEvent(tables, emission));
  }

  async recordHookFailure(lease: EngineLease, failure: NewHookFailure): Promise<void> {
    return this.#write(lease, (tables) => sensorRules.recordHookFailure(tables, failure));
  }

  async addPartitionKeys(lease: EngineLease, change: PartitionKeysChange): Promise<void> {
    return this.#write(lease, (tables) => partitionRules.addPartitionKeys(tables, change));
  }

  async removePartitionKeys(lease: EngineLease, gone: PartitionKeysGone): Promise<void> {
    return this.#write(lease, (tables) => partitionRules.removePartitionKeys(tables, gone));
  }

  async forgetPartitions(lease: EngineLease, forgotten: ForgottenPartitions): Promise<void> {
    return this.#write(lease, (tables) => partitionRules.forgetPartitions(tables, forgotten));
  }

  async startBackfill(lease: EngineLease, start: StartBackfill): Promise<void> {
    return this.#write(lease, (tables) => backfillRules.startBackfill(tables, start));
  }

  async createBackfillRun(lease: EngineLease, run: NewRun): Promise<void> {
    return this.#write(lease, (tables) => backfillRules.createBackfillRun(tables, run));
  }

  async endBackfill(lease: EngineLease, end: EndBackfill): Promise<void> {
    return this.#write(lease, (tables) => backfillRules.endBackfill(tables, end));
  }

  async run(runId: string): Promise<RunRow | null> {
    const row = this.#open().row('run', runId);
    return row === null ? null : runRowOf(row);
  }

  async runs(query: RunQuery): Promise<readonly RunRow[]> {
    const found = this.#open()
      .rows('run')
      .map(runRowOf)
      .filter((run) => matches(run, query));
    const newestFirst = found.sort((a, b) => b.createdAtMs - a.createdAtMs || compareText(b.runId, a.runId));
    return newestFirst.slice(0, query.limit);
  }

  async steps(runId: string): Promise<readonly StepRow[]> {
    const rows = this.#open().group('step', runId);
    return rows.map(stepRowOf).sort((left, right) => left.position - right.position);
  }

  async events({ runId, afterSeq = 0, limit }: EventQuery): Promise<readonly RunEvent[]> {
    const later = this.#open().eventsAfter(afterSeq);
    return later
      .filter(({ head }) => runId === undefined || head.runId === runId)
      .slice(0, limit)
      .map(eventOf);
  }

  async snapshot(asset: string, version?: number): Promise<Snapshot> {
    return this.#snapshot(asset, version);
  }

  async snapshots(): Promise<readonly Snapshot[]> {
    const assets = new Set(
      this.#open()
        .rows('snapshot')
        .map((row) => row.asset as string),
    );
    return [...assets].sort(compareText).map((asset) => this.#snapshot(asset));
  }

  async prunable(asset: string, versionsKept: number): Promise<readonly string[]> {
    const firstKept = this.#open().assetHead(asset).version - versionsKept + 1;
    const stays = this.#tables.group('lake_file', asset);
    const isLive = ({ removed_in }: Cells) => removed_in === null || (removed_in as number) > firstKept;
    const live = new Set(stays.filter(isLive).map((row) => row.path as string));
    const old = stays.filter((row) => row.pruned === 0 && !isLive(row)).map((row) => row.path as string);
    return [...new Set(old)].filter((path) => !live.has(path)).sort(compareText);
  }

  async range(query: RangeQuery): Promise<readonly Cells[]> {
    // Rows are flat: a copy of each is one of all.
    return this.#open()
      .range(query)
      .map((row) => ({ ...row }));
  }

  async changeMark(): Promise<number> {
    return this.#open().changes;
  }

  async checkpoint(lease: EngineLease, checkpoint: Checkpoint): Promise<void> {
    this.#write(lease, (tables) => tables.checkpoint(checkpoint));
  }

  async rebuild(lease: EngineLease): Promise<void> {
    this.#write(lease, (tables) => tables.refold());
  }

  async dump(): Promise<Readonly<Record<StateTable, readonly Readonly<Record<string, Cell>>[]>>> {
    const tables = Object.keys(STATE_TABLES) as readonly StateTable[];
    const rows = tables.map((table) => [table, sortByKey(table, this.#open().rows(table))] as const);
    return Object.fromEntries(rows) as Record<StateTable, readonly Cells[]>;
  }

  /** What the end of a process does: the engine's right is free again, nothing is said. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#tables.engine.owner === this) this.#letGo();
    this.#isClosed = true;
  }

  #write<T>(lease: EngineLease, work: (tables: MemoryTables) => T): T {
    const tables = this.#open();
    const { epoch, owner } = tables.engine;
    if (owner === null || epoch !== lease.epoch) throw fenced(lease, epoch);
    return tables.transact(() => work(tables));
  }

  #open(): MemoryTables {
    assert(!this.#isClosed, 'the state store is closed');
    return this.#tables;
  }

  #letGo(): void {
    this.#tables.engine.holder = null;
    this.#tables.engine.owner = null;
  }

  #snapshot(asset: string, version?: number): Snapshot {
    const tables = this.#open();
    const row = tables.row('snapshot', asset, version ?? tables.assetHead(asset).version);
    const all = tables.group('lake_file', asset);
    const at = (wanted: number) => all.filter((stay) => covers(stay, wanted));
    const wholeVersions = () =>
      tables
        .group('snapshot', asset)
        .map((other) => other.version as number)
        .filter((other) => at(other).every((stay) => stay.pruned === 0))
        .sort((left, right) => left - right);
    const stays = row === null ? [] : at(row.version as number);
    return snapshotOf({ asset, asked: version, row, stays, wholeVersions });
  }
}

function covers(stay: Cells, version: number): boolean {
  return (stay.added_in as number) <= version && (stay.removed_in === null || (stay.removed_in as number) > version);
}

function matches(run: RunRow, { job, states, tags }: RunQuery): boolean {
  if (job !== undefined && run.job !== job) return false;
  if (states !== undefined && !states.includes(run.state)) return false;
  return Object.entries(tags ?? {}).every(([key, value]) => run.tags[key] === value);
}

function held(holder: Holder | null): TapelineError {
  const { pid, host, sinceMs } = holder!;
  const facts = { folder: 'memory', pid, host, since: instantText(sinceMs) };
  return new TapelineError('engine.held', { facts, retry: 'later' });
}

function fenced(lease: EngineLease, epoch: number): TapelineError {
  const what = `its lease has epoch ${lease.epoch}, the state is at ${epoch}`;
  return new TapelineError('engine.fenced', { facts: { what } });
}
