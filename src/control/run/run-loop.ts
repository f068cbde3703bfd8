import type { Clock, Random } from '../../core/clock.ts';
import { type ErrorRecord, isTapelineError, TapelineError, toErrorRecord } from '../../core/errors.ts';
import { redactTexts } from '../../core/secret.ts';
import { retryDelayMs } from '../definition/retry.ts';
import type { RunCreated, RunEnded, SkipReason } from '../event/events.ts';
import type { Advanced, AttemptEnd, EngineLease, Move, StateStore } from '../state/store.ts';
import { NO_METRICS, type StepHost, type StepResult } from '../step/task.ts';
import { askedOnce } from './asked-once.ts';
import { Attempts, type EndedAttempt } from './attempts.ts';
import { type BoardStep, byStartOrder, fateOf, isOver, type JudgeCondition, newBoard } from './board.ts';
import type { Observation, Observe } from './observer.ts';
import { taskOf } from './step-task.ts';

/** What a run needs from the engine around it. */
export type RunSurroundings = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
  readonly random: Random;
  readonly hosts: { readonly none: StepHost; readonly process: StepHost };
  readonly judge: JudgeCondition;
  /** What the step's own `retryIf` says of an error; null when it has none. For ends that no op has judged. */
  readonly retryRule: (stepKey: string, error: ErrorRecord) => boolean | null;
  readonly observe: Observe;
  /** Takes secrets out of the text of errors before they are stored or told; nothing is taken out without it. */
  readonly redact?: (text: string) => string;
  /** Settings that go with every task: flags, and what the profile's service told. */
  readonly settings: Readonly<Record<string, string>>;
};

/**
 * Carries one created run to its end. Between two transactions it holds the board; every change of the board is first
 * a transaction: what ended, what that skips, what may start now, all in one move.
 */
export class RunLoop {
  readonly #around: RunSurroundings;
  readonly #runId: string;
  readonly #created: RunCreated;
  readonly #board: Map<string, BoardStep>;
  readonly #attempts: Attempts;
  readonly #selected: ReadonlySet<string>;
  readonly #judge: JudgeCondition;
  readonly #beganMs: number;
  /** When it was last decided what may start, by the clock that does not jump. */
  #choseMs = Number.NEGATIVE_INFINITY;
  #cancelReason: string | null = null;
  #isCancelRecorded = false;
  #criticalFailure: string | null = null;

  constructor(runId: string, created: RunCreated, selected: readonly string[], around: RunSurroundings) {
    this.#around = around;
    this.#runId = runId;
    this.#created = created;
    this.#board = newBoard(created.steps, created.reused);
    this.#selected = new Set(selected);
    this.#attempts = new Attempts(around.clock);
    this.#judge = askedOnce(around.judge);
    this.#beganMs = around.clock.monotonicMs();
  }

  get runId(): string {
    return this.#runId;
  }

  /** Stops starting, aborts what runs, and ends the run as cancelled. Idempotent. */
  cancel(reason: string): void {
    if (this.#cancelReason !== null) return;
    this.#cancelReason = reason;
    this.#attempts.abortAll((stepKey) => new TapelineError('step.cancelled', { facts: { step: stepKey, reason } }));
    this.#attempts.wake();
  }

  /** @throws what the store throws, after everything that still works was stopped. */
  async run(): Promise<RunEnded> {
    try {
      return await this.#carry();
    } catch (error) {
      const reason = 'the engine failed';
      this.#attempts.abortAll((step) => new TapelineError('step.cancelled', { facts: { step, reason } }));
      await this.#attempts.idle();
      throw error;
    }
  }

  async #carry(): Promise<RunEnded> {
    this.#tell({ kind: 'run_created', created: this.#created });
    for (let results: readonly EndedAttempt[] = []; ; results = await this.#nextResults()) {
      const ended = await this.#moveOn(results);
      if (ended === null) continue;
      const durationMs = Math.round(this.#around.clock.monotonicMs() - this.#beganMs);
      this.#tell({ kind: 'run_ended', ended, durationMs });
      return ended;
    }
  }

  /** One transaction: what ended, and everything that follows from it. */
  async #moveOn(results: readonly EndedAttempt[]): Promise<RunEnded | null> {
    const settled = await this.#settle(results);
    await this.#followUp(settled);
    return settled.endRun;
  }

  async #settle(results: readonly EndedAttempt[]): Promise<Settled> {
    const isRefusable = results.some(({ result }) => result.outcome === 'succeeded' && result.changes.length > 0);
    const before = { board: isRefusable ? new Map(this.#board) : NO_BOARD, criticalFailure: this.#criticalFailure };
    const atMs = this.#around.clock.nowMs();
    const end: AttemptEnd[] = [];
    const observations: Observation[] = [];
    for (const result of results) {
      end.push(this.#endOf(result, atMs));
      observations.push(this.#applyEnd(end.at(-1)!));
    }
    const skip = this.#applySkips();
    const start = this.#chooseStarts();
    const endRun = this.#endOfRun(start.length);
    const cancel = this.#isCancelRecorded ? null : this.#cancelReason;
    const move: Move = {
      runId: this.#runId,
      atMs,
      end,
      skip,
      start,
      ...(endRun === null ? {} : { endRun }),
      ...(cancel === null ? {} : { cancel: { reason: cancel, requestId: null } }),
    };
    try {
      const advanced = isEmpty(move) ? NOTHING : await this.#around.store.advance(this.#around.lease, move);
      this.#isCancelRecorded ||= cancel !== null;
      const skipped = skip.map(({ stepKey, reason }): Observation => ({ kind: 'step_skipped', stepKey, reason }));
      return { advanced, endRun, observations: [...withSnapshots(observations, advanced), ...skipped] };
    } catch (error) {
      if (!isRefusable || !isTapelineError(error) || !REFUSALS.includes(error.code)) throw error;
      for (const [key, step] of before.board) this.#board.set(key, step);
      this.#criticalFailure = before.criticalFailure;
      return this.#settleRefused(results, error);
    }
  }

  /** A publication was refused: alone it becomes a failed attempt; among others each is tried by itself. */
  async #settleRefused(results: readonly EndedAttempt[], refusal: TapelineError): Promise<Settled> {
    const [first, ...others] = results;
    if (first !== undefined && others.length === 0) {
      const { metrics } = first.result;
      const retryIf = refusal.retry === 'later';
      const result = { outcome: 'failed', error: toErrorRecord(refusal), retryIf, metrics } as const;
      return this.#settle([{ ...first, result }]);
    }
    let last: Settled | null = null;
    for (const each of results) {
      if (last !== null) await this.#followUp(last);
      last = await this.#settle([each]);
    }
    return last!;
  }

  async #followUp(settled: Settled): Promise<void> {
    for (const observation of settled.observations) this.#tell(observation);
    await this.#launch(settled.advanced.started);
  }

  #applyEnd(end: AttemptEnd): Observation {
    const step = this.#board.get(end.stepKey)!;
    const { stepKey } = end;
    switch (end.outcome) {
      case 'succeeded':
        this.#board.set(stepKey, { ...step, state: 'succeeded', output: end.output, token: null });
        return { kind: 'step_succeeded', stepKey, metrics: end.metrics, snapshots: [] };
      case 'failed': {
        const { error, retryAtMs } = end;
        this.#board.set(stepKey, {
          ...step,
          state: retryAtMs === null ? 'failed' : 'pending',
          error,
          retryDueMs: this.#dueMs(retryAtMs),
          token: null,
        });
        if (retryAtMs === null && step.plan.critical) this.#criticalFailure ??= stepKey;
        return { kind: 'step_failed', stepKey, attempt: step.attempt, error, retryAtMs };
      }
      case 'cancelled':
        this.#board.set(stepKey, { ...step, state: 'cancelled', token: null });
        return { kind: 'step_cancelled', stepKey, reason: end.reason };
      case 'lost':
        throw new Error('Broken invariant: a living engine does not lose its own attempts');
    }
  }

  /** Walks the plan once: it is in order, so that every skip is known before its descendants are looked at. */
  #applySkips(): NonNullable<Move['skip']> {
    const skips: { stepKey: string; reason: SkipReason }[] = [];
    for (const [stepKey, step] of this.#board) {
      if (step.state !== 'pending') continue;
      const reason = this.#skipOf(step);
      if (reason === null) continue;
      this.#board.set(stepKey, { ...step, state: 'skipped', skip: reason });
      skips.push({ stepKey, reason });
    }
    return skips;
  }

  #skipOf(step: BoardStep): SkipReason | null {
    if (this.#cancelReason !== null) return { because: 'cancelled', reason: this.#cancelReason };
    if (!this.#selected.has(step.plan.key)) return { because: 'not_selected', selection: 'this run' };
    const fate = fateOf(this.#board, step, this.#judge);
    if (fate.fate === 'skip') return fate.reason;
    return this.#criticalFailure === null ? null : { because: 'critical_failure', upstream: this.#criticalFailure };
  }

  #chooseStarts(): NonNullable<Move['start']> {
    const now = this.#around.clock.monotonicMs();
    this.#choseMs = now;
    const steps = [...this.#board.values()];
    const free = this.#created.concurrency - steps.filter((step) => step.state === 'running').length;
    const ready = steps.filter(
      (step) => step.state === 'pending' && (step.retryDueMs ?? 0) <= now && this.#mayStart(step),
    );
    return byStartOrder(ready)
      .slice(0, Math.max(free, 0))
      .map((step) => {
        this.#board.set(step.plan.key, { ...step, state: 'running', retryDueMs: null });
        return { stepKey: step.plan.key, isolated: step.plan.isolate === 'process' };
      });
  }

  #mayStart(step: BoardStep): boolean {
    const { fate } = fateOf(this.#board, step, this.#judge);
    return fate === 'start' || fate === 'condition_threw';
  }

  #endOfRun(starting: number): RunEnded | null {
    const steps = [...this.#board.values()];
    if (starting > 0 || !steps.every(isOver)) return null;
    if (this.#cancelReason !== null && steps.some(wasCancelled)) {
      const facts = { step: this.#created.job, reason: this.#cancelReason };
      return { outcome: 'cancelled', error: toErrorRecord(new TapelineError('step.cancelled', { facts })) };
    }
    const failed = steps.find((step) => step.state === 'failed');
    return failed === undefined ? { outcome: 'succeeded', error: null } : { outcome: 'failed', error: failed.error };
  }

  async #launch(started: Advanced['started']): Promise<void> {
    for (const { stepKey, attempt, token } of started) {
      const step: BoardStep = { ...this.#board.get(stepKey)!, attempt, token };
      this.#board.set(stepKey, step);
      this.#tell({ kind: 'step_started', stepKey, attempt });
      const fate = fateOf(this.#board, step, this.#judge);
      if (fate.fate === 'condition_threw') this.#attempts.settle(stepKey, failure(fate.error));
      else this.#attempts.launch(stepKey, step.plan.timeoutMs, await this.#work(step));
      if (this.#cancelReason !== null)
        this.#attempts.abort(
          stepKey,
          new TapelineError('step.cancelled', { facts: { step: stepKey, reason: this.#cancelReason } }),
        );
    }
  }

  async #work(step: BoardStep): Promise<(signal: AbortSignal) => Promise<StepResult>> {
    const inputOf = (key: string) => this.#board.get(key)!.output;
    const { store, settings } = this.#around;
    const task = await taskOf(step, { runId: this.#runId, created: this.#created, settings, store, inputOf });
    const host = this.#around.hosts[step.plan.isolate];
    const stepKey = step.plan.key;
    const listener = {
      onLog: (line: Extract<Observation, { kind: 'step_logged' }>['line']) =>
        this.#tell({ kind: 'step_logged', stepKey, line }),
      onProgress: (progress: Extract<Observation, { kind: 'step_progressed' }>['progress']) =>
        this.#tell({ kind: 'step_progressed', stepKey, progress }),
      onWaiting: () => this.#attempts.hold(stepKey),
      onBegun: () => this.#attempts.resume(stepKey),
    };
    return (signal) => host.run(task, listener, signal);
  }

  /** Waits for the next end, retry time or cancel; takes everything that has ended by then. */
  async #nextResults(): Promise<readonly EndedAttempt[]> {
    const results = await this.#attempts.next(this.#nextRetryMs());
    return results.map(({ stepKey, result }) => ({ stepKey, result: withoutSecrets(result, this.#around.redact) }));
  }

  /** The next moment at which waiting helps: a retry that was due and found no free place starts when something ends. */
  #nextRetryMs(): number | null {
    let next: number | null = null;
    for (const { state, retryDueMs } of this.#board.values()) {
      if (state !== 'pending' || retryDueMs === null || retryDueMs <= this.#choseMs) continue;
      next = Math.min(next ?? retryDueMs, retryDueMs);
    }
    return next;
  }

  /** The log has the wall clock's time of a retry; a wall clock that jumps must not make it wait a day. */
  #dueMs(retryAtMs: number | null): number | null {
    const { clock } = this.#around;
    return retryAtMs === null ? null : clock.monotonicMs() + Math.max(retryAtMs - clock.nowMs(), 0);
  }

  /** What becomes of a result, as the run stands after the ones before it: a retry is promised only if it may come. */
  #endOf({ stepKey, result }: EndedAttempt, atMs: number): AttemptEnd {
    const { plan, attempt, token } = this.#board.get(stepKey)!;
    const { metrics } = result;
    const end = { stepKey, token: token!, metrics } as const;
    if (result.outcome === 'succeeded')
      return { ...end, outcome: 'succeeded', output: result.output, changes: result.changes };
    if (this.#cancelReason !== null)
      return { stepKey, token: token!, outcome: 'cancelled', reason: this.#cancelReason };
    const { error, retryIf } = result;
    const isWorthIt = retryIf ?? this.#around.retryRule(stepKey, error) ?? error.retry === 'later';
    const mayRetry = attempt <= plan.retry.max && isWorthIt && this.#criticalFailure === null;
    const delayMs = retryDelayMs(plan.retry, attempt, error.retryAfterMs, this.#around.random.next());
    return { ...end, outcome: 'failed', error, retryAtMs: mayRetry ? atMs + delayMs : null };
  }

  /** An observer that throws does not touch the run. */
  #tell(observation: Observation): void {
    try {
      this.#around.observe(this.#runId, this.#around.clock.nowMs(), observation);
    } catch {
      // It was told; the run goes on.
    }
  }
}

type Settled = {
  readonly advanced: Advanced;
  readonly endRun: RunEnded | null;
  readonly observations: readonly Observation[];
};

const NOTHING: Advanced = { started: [], snapshots: [] };
const NO_BOARD: ReadonlyMap<string, BoardStep> = new Map();

/** What the store says of a change that cannot be published: the asset moved on, or the change contradicts it. */
const REFUSALS: readonly string[] = ['store.conflict', 'data.invalid'];

function isEmpty({ end = [], skip = [], start = [], endRun, cancel }: Move): boolean {
  return end.length + skip.length + start.length === 0 && endRun === undefined && cancel === undefined;
}

const wasCancelled = ({ state, skip }: BoardStep): boolean => state === 'cancelled' || skip?.because === 'cancelled';

function failure(error: unknown): Extract<StepResult, { outcome: 'failed' }> {
  return { outcome: 'failed', error: toErrorRecord(error), retryIf: false, metrics: NO_METRICS };
}

function withoutSecrets(result: StepResult, redact: RunSurroundings['redact']): StepResult {
  if (result.outcome !== 'failed' || redact === undefined) return result;
  return { ...result, error: redactTexts(result.error, redact) };
}

/** The new versions belong to the step that published them. */
function withSnapshots(observations: readonly Observation[], { snapshots }: Advanced): readonly Observation[] {
  return observations.map((each) =>
    each.kind === 'step_succeeded'
      ? { ...each, snapshots: snapshots.filter((snapshot) => snapshot.stepKey === each.stepKey) }
      : each,
  );
}
