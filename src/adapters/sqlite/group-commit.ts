import { assert, isTapelineError, type TapelineError } from '../../core/errors.ts';
import { isBusy, isFileFailure, storeError } from './sqlite-error.ts';
import type { Statements } from './statements.ts';

/**
 * Calls of one turn of the event loop share one transaction, and so one fsync. A call that throws is rolled back to
 * its savepoint and rejects alone. When the file itself fails, or the commit does, every call of the turn rejects
 * and nothing of any is kept; but calls that may wait for space stay where they are and are tried again, in order.
 */
export class GroupCommit {
  readonly #statements: Statements;
  readonly #path: string;
  readonly #busyMaxMs: number;
  readonly #space: SpaceWatch | null;
  #waiting: Call[] = [];
  #isScheduled = false;
  #isClosed = false;
  #busySinceMs: number | null = null;
  #isFull = false;

  constructor(
    statements: Statements,
    path: string,
    { busyMaxMs = BUSY_MAX_MS, space = null }: GroupCommitOptions = {},
  ) {
    this.#statements = statements;
    this.#path = path;
    this.#busyMaxMs = busyMaxMs;
    this.#space = space;
  }

  /**
   * Resolves with what `work` gave once it is durable. `work` must not wait for anything; it may be called again when
   * nothing of it was kept.
   */
  call<T>(work: () => T, whenFull: WhenFull = 'reject'): Promise<T> {
    assert(!this.#isClosed, 'the state store is closed');
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.push({ work, whenFull, resolve: resolve as (value: unknown) => void, reject });
    this.#schedule();
    return promise;
  }

  /** Commits what was called so far; later calls are refused. */
  async close(): Promise<void> {
    const last = this.#waiting.length > 0 ? this.call(() => null) : null;
    this.#isClosed = true;
    await last?.catch(() => null);
  }

  #schedule(afterMs = 0): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (afterMs === 0) setImmediate(() => this.#flush());
    else setTimeout(() => this.#flush(), afterMs);
  }

  #flush(): void {
    this.#isScheduled = false;
    const calls = this.#waiting.slice(0, CALLS_PER_COMMIT_MAX);
    const outcomes = this.#commit(calls);
    if (outcomes === 'busy') {
      this.#schedule(BUSY_PAUSE_MS);
      return;
    }
    const held = calls.filter((call, index) => this.#mustWait(call, outcomes[index]!));
    this.#waiting = [...held, ...this.#waiting.slice(calls.length)];
    if (this.#waiting.length > 0) this.#schedule(held.length > 0 ? FULL_PAUSE_MS : 0);
    for (const [index, { resolve, reject }] of calls.entries()) {
      if (held.includes(calls[index]!)) continue;
      const outcome = outcomes[index]!;
      if (outcome.isKept) resolve(outcome.value);
      else reject(outcome.error);
    }
  }

  /** Whether a call stays in its place until there is space again. */
  #mustWait({ whenFull }: Call, outcome: Outcome): boolean {
    if (outcome.isKept) this.#tellSpace(null);
    if (outcome.isKept || whenFull === 'reject' || this.#space === null || !isNoSpace(outcome.error)) return false;
    this.#tellSpace(outcome.error);
    return !this.#isClosed && !this.#space.until.aborted;
  }

  /** Each change is told once. */
  #tellSpace(problem: TapelineError | null): void {
    if ((problem !== null) === this.#isFull) return;
    this.#isFull = problem !== null;
    this.#space?.onChange(problem);
  }

  #commit(calls: readonly Call[]): readonly Outcome[] | 'busy' {
    try {
      if (!this.#begin()) return 'busy';
      const outcomes = calls.length === 1 ? [this.#alone(calls[0]!)] : calls.map((call) => this.#besideOthers(call));
      this.#statements.run(outcomes.some(({ isKept }) => isKept) ? 'COMMIT' : 'ROLLBACK');
      return outcomes;
    } catch (error) {
      const failure = { isKept: false, error: storeError(error, 'write', this.#path) } as const;
      this.#rollBack();
      return calls.map(() => failure);
    }
  }

  /** False when another process is writing and there is still time to wait for it. */
  #begin(): boolean {
    try {
      this.#statements.run('BEGIN IMMEDIATE');
      this.#busySinceMs = null;
      return true;
    } catch (error) {
      if (!isBusy(error) || !this.#mayWait()) throw error;
      return false;
    }
  }

  #alone({ work }: Call): Outcome {
    try {
      return { isKept: true, value: work() };
    } catch (error) {
      if (isFileFailure(error)) throw error;
      return { isKept: false, error };
    }
  }

  #besideOthers(call: Call): Outcome {
    this.#statements.run('SAVEPOINT call');
    const outcome = this.#alone(call);
    if (!outcome.isKept) this.#statements.run('ROLLBACK TO call');
    this.#statements.run('RELEASE call');
    return outcome;
  }

  #rollBack(): void {
    try {
      // Some failures (a full disk) have rolled back already.
      if (this.#statements.db.isTransaction) this.#statements.run('ROLLBACK');
    } catch {
      // The connection is beyond help; the file keeps what was committed before.
    }
  }

  #mayWait(): boolean {
    const nowMs = performance.now();
    this.#busySinceMs ??= nowMs;
    if (nowMs - this.#busySinceMs < this.#busyMaxMs) return true;
    this.#busySinceMs = null;
    return false;
  }
}

export type GroupCommitOptions = {
  /** How long another writer is waited for, outside of SQLite, so that the event loop goes on. */
  readonly busyMaxMs?: number;
  readonly space?: SpaceWatch | null;
};

function isNoSpace(error: unknown): error is TapelineError {
  return isTapelineError(error) && error.code === 'io.no_space';
}

/** What becomes of a call that found no space: its caller hears of it, or it is tried again until there is some. */
export type WhenFull = 'reject' | 'wait';

export type SpaceWatch = {
  /** Aborted: nobody waits for space any more. */
  readonly until: AbortSignal;
  /** Told when there is no space, and with null when there is again. */
  readonly onChange: (problem: TapelineError | null) => void;
};

type Call = {
  readonly whenFull: WhenFull;
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Outcome = { readonly isKept: true; readonly value: unknown } | { readonly isKept: false; readonly error: unknown };

/** Bounds how long one commit may hold the event loop. */
const CALLS_PER_COMMIT_MAX = 512;
const BUSY_PAUSE_MS = 5;
const FULL_PAUSE_MS = 500;
const BUSY_MAX_MS = 5000;
