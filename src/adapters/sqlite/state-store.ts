import type { CommittedRequest } from '../../control/event/sensor-events.ts';
import type { Admitted, CancelQueued, ReplanRun } from '../../control/state/admission/port.ts';
import { admitRuns, cancelQueued, replanRun } from '../../control/state/admission/rules.ts';
import type { EndBackfill, StartBackfill } from '../../control/state/backfill/port.ts';
import * as backfillRules from '../../control/state/backfill/rules.ts';
import type { Checkpoint } from '../../control/state/checkpoint/port.ts';
import type {
  ForgottenPartitions,
  PartitionKeysChange,
  PartitionKeysGone,
} from '../../control/state/partition/port.ts';
import * as partitionRules from '../../control/state/partition/rules.ts';
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
  Holder,
  Move,
  NewRequest,
  NewRun,
  RequestAnswer,
  StateStore,
} from '../../control/state/store.ts';
import { advanceRun, answerRequest, createRun, recordPruned } from '../../control/state/transitions.ts';
import { TapelineError } from '../../core/errors.ts';
import { instantText } from '../../core/time.ts';
import { type Connect, connectDirectly, type Durability, openWriter, quickCheck } from './connection.ts';
import { type EngineLock, takeEngineLock } from './engine-lock.ts';
import { GroupCommit, type SpaceWatch } from './group-commit.ts';
import type { Migration } from './migrations.ts';
import { SqliteStateReader, statePath } from './state-reader.ts';
import { SqliteTransaction } from './state-transaction.ts';
import { Statements } from './statements.ts';

export type { Durability } from './connection.ts';
export type { SpaceWatch } from './group-commit.ts';
export { openStateReader, openStillReader, type StateReaderOptions } from './state-reader.ts';

export type StateStoreOptions = {
  readonly folder: string;
  readonly durability?: Durability;
  readonly connect?: Connect;
  /** With it, what the engine writes waits for space on a full disk; without, it is refused. */
  readonly space?: SpaceWatch;
  /** Called before each statement that changes the file; tests kill the process in it. */
  readonly crashPoint?: () => void;
  /** For tests: what brings a file to the newest version. */
  readonly migrations?: readonly Migration[];
};

/**
 * The state in one SQLite file, `state.db` in `folder`; both are created when they are not there. Opening takes no right:
 * any process may submit and read; `acquireEngine` makes this handle the one that moves runs.
 *
 * @throws store.corrupt, store.newer, io.failed, each naming the path
 */
export async function openStateStore(options: StateStoreOptions): Promise<StateStore> {
  const { folder, durability = 'full', connect = connectDirectly, crashPoint = null, space = null } = options;
  const db = await openWriter(statePath(folder), { durability, connect, ...migrationsOf(options) });
  return new SqliteStateStore(folder, new Statements(db, crashPoint), { connect, space });
}

const migrationsOf = ({ migrations }: StateStoreOptions) => (migrations === undefined ? {} : { migrations });

class SqliteStateStore extends SqliteStateReader implements StateStore {
  readonly #transaction: SqliteTransaction;
  readonly #commits: GroupCommit;
  #lock: EngineLock | null = null;

  constructor(
    folder: string,
    statements: Statements,
    { connect, space }: { connect: Connect; space: SpaceWatch | null },
  ) {
    super(folder, statements, connect);
    this.#transaction = new SqliteTransaction(statements);
    this.#commits = new GroupCommit(statements, this.path, { space });
  }

  async acquireEngine(holder: Holder): Promise<EngineLease> {
    const lock = await takeEngineLock(this.lockPath, this.connect);
    if (lock === null) throw this.#held();
    try {
      quickCheck(this.statements.db, this.path);
      const lease = await this.#commits.call(() => this.#becomeHolder(holder));
      this.#lock = lock;
      return lease;
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  }

  async releaseEngine(lease: EngineLease): Promise<void> {
    await this.#write(lease, () => {
      this.statements.run('UPDATE engine SET holder = NULL');
      this.#transaction.countChange();
    });
    this.#unlock();
  }

  async submit({ kind, atMs, data }: NewRequest): Promise<number> {
    return this.#commits.call(() => {
      const text = JSON.stringify(data);
      return this.statements.row(INSERT_REQUEST, kind, atMs, text)!.id as number;
    });
  }

  async answerRequest(lease: EngineLease, id: number, answer: RequestAnswer): Promise<void> {
    return this.#write(lease, () => answerRequest(this.#transaction, id, answer));
  }

  async createRun(lease: EngineLease, run: NewRun): Promise<void> {
    return this.#write(lease, () => createRun(this.#transaction, run));
  }

  async admitRuns(lease: EngineLease, atMs: number): Promise<Admitted> {
    return this.#write(lease, () => admitRuns(this.#transaction, atMs));
  }

  async replanRun(lease: EngineLease, replan: ReplanRun): Promise<void> {
    return this.#write(lease, () => replanRun(this.#transaction, replan));
  }

  async cancelQueued(lease: EngineLease, cancel: CancelQueued): Promise<void> {
    return this.#write(lease, () => cancelQueued(this.#transaction, cancel));
  }

  async advance(lease: EngineLease, move: Move): Promise<Advanced> {
    return this.#write(lease, () => {
      const { started, assets } = advanceRun(this.#transaction, move);
      return { started, snapshots: assets.map((asset) => this.snapshotNow(asset)) };
    });
  }

  async registerSchedules(lease: EngineLease, register: RegisterSchedules): Promise<readonly ScheduleRow[]> {
    return this.#write(lease, () => schedules.registerSchedules(this.#transaction, register));
  }

  async decideTicks(lease: EngineLease, proposal: TickProposal): Promise<DecidedTicks> {
    return this.#write(lease, () => schedules.decideTicks(this.#transaction, proposal));
  }

  async pauseSchedule(lease: EngineLease, change: PauseChange): Promise<void> {
    return this.#write(lease, () => schedules.pauseSchedule(this.#transaction, change));
  }

  async resumeSchedule(lease: EngineLease, change: PauseChange): Promise<void> {
    return this.#write(lease, () => schedules.resumeSchedule(this.#transaction, change));
  }

  async recordEvaluated(lease: EngineLease, untilMs: number): Promise<void> {
    return this.#write(lease, () => schedules.recordEvaluated(this.#transaction, untilMs));
  }

  async recordClockStep(lease: EngineLease, step: { byMs: number; atMs: number }): Promise<void> {
    return this.#write(lease, () => schedules.recordClockStep(this.#transaction, step));
  }

  async recordPruned(lease: EngineLease, asset: string, paths: readonly string[], atMs: number): Promise<void> {
    return this.#write(lease, () => recordPruned(this.#transaction, asset, paths, atMs));
  }

  async registerSensors(lease: EngineLease, registration: Registration): Promise<void> {
    return this.#write(lease, () => sensorRules.registerSensors(this.#transaction, registration));
  }

  async commitEvaluation(lease: EngineLease, evaluation: NewEvaluation): Promise<readonly CommittedRequest[]> {
    return this.#write(lease, () => sensorRules.commitEvaluation(this.#transaction, evaluation));
  }

  async recordLook(lease: EngineLease, look: NewLook): Promise<void> {
    return this.#write(lease, () => sensorRules.recordLook(this.#transaction, look));
  }

  async failEvaluation(lease: EngineLease, failure: NewFailure): Promise<void> {
    return this.#write(lease, () => sensorRules.failEvaluation(this.#transaction, failure));
  }

  async pauseSensor(lease: EngineLease, pause: SensorPause): Promise<void> {
    return this.#write(lease, () => sensorRules.pauseSensor(this.#transaction, pause));
  }

  async resumeSensor(lease: EngineLease, resume: Omit<SensorPause, 'reason'>): Promise<void> {
    return this.#write(lease, () => sensorRules.resumeSensor(this.#transaction, resume));
  }

  async emitEvent(lease: EngineLease, emission: NewEmission): Promise<Emitted> {
    return this.#write(lease, () => sensorRules.emitEvent(this.#transaction, emission));
  }

  async recordHookFailure(lease: EngineLease, failure: NewHookFailure): Promise<void> {
    return this.#write(lease, () => sensorRules.recordHookFailure(this.#transaction, failure));
  }

  async addPartitionKeys(lease: EngineLease, change: PartitionKeysChange): Promise<void> {
    return this.#write(lease, () => partitionRules.addPartitionKeys(this.#transaction, change));
  }

  async removePartitionKeys(lease: EngineLease, gone: PartitionKeysGone): Promise<void> {
    return this.#write(lease, () => partitionRules.removePartitionKeys(this.#transaction, gone));
  }

  async forgetPartitions(lease: EngineLease, forgotten: ForgottenPartitions): Promise<void> {
    return this.#write(lease, () => partitionRules.forgetPartitions(this.#transaction, forgotten));
  }

  async checkpoint(lease: EngineLease, checkpoint: Checkpoint): Promise<void> {
    return this.#write(lease, () => {
      this.#transaction.checkpoint(checkpoint);
      this.#transaction.countChange();
    });
  }

  async startBackfill(lease: EngineLease, start: StartBackfill): Promise<void> {
    return this.#write(lease, () => backfillRules.startBackfill(this.#transaction, start));
  }

  async createBackfillRun(lease: EngineLease, run: NewRun): Promise<void> {
    return this.#write(lease, () => backfillRules.createBackfillRun(this.#transaction, run));
  }

  async endBackfill(lease: EngineLease, end: EndBackfill): Promise<void> {
    return this.#write(lease, () => backfillRules.endBackfill(this.#transaction, end));
  }

  async rebuild(lease: EngineLease): Promise<void> {
    return this.#write(lease, () => {
      this.#transaction.refold();
      this.#transaction.countChange();
    });
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits.close();
    await super[Symbol.asyncDispose]();
    this.#unlock();
  }

  #write<T>(lease: EngineLease, work: () => T): Promise<T> {
    return this.#commits.call(() => {
      const { epoch, isHeld, lastSeq } = this.statements.row(SELECT_RIGHT)!;
      if (epoch !== lease.epoch || isHeld !== 1) throw fenced(lease, epoch as number);
      this.#transaction.beginAt(lastSeq as number);
      return work();
    }, 'wait');
  }

  #becomeHolder(holder: Holder): EngineLease {
    const row = this.statements.row(UPDATE_HOLDER, JSON.stringify(holder))!;
    return { epoch: row.epoch as number };
  }

  #unlock(): void {
    this.#lock?.[Symbol.dispose]();
    this.#lock = null;
  }

  #held(): TapelineError {
    const { pid, host, sinceMs } = this.read(() => this.holderRow()) ?? UNKNOWN_HOLDER;
    const facts = { folder: this.folder, pid, host, since: instantText(sinceMs) };
    return new TapelineError('engine.held', { facts, retry: 'later' });
  }
}

/** The lock is taken an instant before the holder's name is written, and outlives a name that could not be. */
const UNKNOWN_HOLDER = { pid: 0, host: 'unknown', sinceMs: 0 };

/** Who may write, and where the log ends: one look for both, since every call needs both. */
const SELECT_RIGHT = `
  SELECT epoch, holder IS NOT NULL AS isHeld, coalesce((SELECT max(seq) FROM event), 0) AS lastSeq FROM engine`;
const INSERT_REQUEST = 'INSERT INTO request (kind, at_ms, data) VALUES (?, ?, ?) RETURNING id';
const UPDATE_HOLDER = 'UPDATE engine SET epoch = epoch + 1, holder = ?, changes = changes + 1 RETURNING epoch';

function fenced(lease: EngineLease, epoch: number): TapelineError {
  const what = `its lease has epoch ${lease.epoch}, the state is at ${epoch}`;
  return new TapelineError('engine.fenced', { facts: { what } });
}
