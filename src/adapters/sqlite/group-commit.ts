import { assert } from '../../core/errors.ts';
import { isBusy, isFileFailure, storeError } from './sqlite-error.ts';
import type { Statements } from './statements.ts';

/**
 * Calls of one turn of the event loop share one transaction, and so one fsync. A call that throws is rolled back to
 * its savepoint and rejects alone. When the file itself fails, or the commit does, every call of the turn rejects
 * and nothing of any is kept.
 */
export class GroupCommit {
  readonly #statements: Statements;
  readonly #path: string;
  readonly #busyMaxMs: number;
  #waiting: Call[] = [];
  #isScheduled = false;
  #isClosed = false;
  #busySinceMs: number | null = null;

  constructor(statements: Statements, path: string, { busyMaxMs = BUSY_MAX_MS }: GroupCommitOptions = {}) {
    this.#statements = statements;
    this.#path = path;
    this.#busyMaxMs = busyMaxMs;
  }

  /** Resolves with what `work` gave once it is durable. `work` must not wait for anything. */
  call<T>(work: () => T): Promise<T> {
    assert(!this.#isClosed, 'the state store is closed');
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
    this.#schedule();
    return promise;
  }

  /** Commits what was called so far; later calls are refused. */
  async close(): Promise<void> {
    const last = this.#waiting.length > 0 ? this.call(() => null) : null;
    this.#isClosed = true;
    await last?.catch(() => null);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#isScheduled = false;
    const calls = this.#waiting.slice(0, CALLS_PER_COMMIT_MAX);
    const settle = this.#commit(calls);
    if (settle === 'busy') {
      this.#isScheduled = true;
      setTimeout(() => this.#flush(), BUSY_PAUSE_MS);
      return;
    }
    this.#waiting = this.#waiting.slice(calls.length);
    if (this.#waiting.length > 0) this.#schedule();
    for (const [index, { resolve, reject }] of calls.entries()) {
      const outcome = settle[index]!;
      if (outcome.isKept) resolve(outcome.value);
      else reject(outcome.error);
    }
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
};

type Call = {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Outcome = { readonly isKept: true; readonly value: unknown } | { readonly isKept: false; readonly error: unknown };

/** Bounds how long one commit may hold the event loop. */
const CALLS_PER_COMMIT_MAX = 512;
const BUSY_PAUSE_MS = 5;
const BUSY_MAX_MS = 5000;
