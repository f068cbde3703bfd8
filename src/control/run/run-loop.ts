import { isTapelineError, TapelineError, toErrorRecord } from '../../core/errors.ts';
import type { RunCreated, RunEnded, SkipReason } from '../event/events.ts';
import type { StepRow } from '../state/rows.ts';
import type { Advanced, AttemptEnd, Move } from '../state/store.ts';
import type { StepResult } from '../step/task.ts';
import { askedOnce } from './asked-once.ts';
import { dueMs, endOfAttempt, failure, withoutSecrets } from './attempt-end.ts';
import { Attempts, type EndedAttempt } from './attempts.ts';
import { type BoardStep, newBoard } from './board.ts';
import { doStep } from './do-step.ts';
import { inputText } from './input-text.ts';
import type { Observation } from './observer.ts';
import { boardOfRows, criticalFailureOf, ENGINE_DIED, ENGINE_DRAINED, endOfLost, type OpenRun } from './resume.ts';
import { RunBoard, type Settling } from './run-board.ts';
import { endOfRun } from './run-end.ts';
import type { RunSurroundings } from './run-surroundings.ts';
import { isEmpty, NOTHING, observationsOf, REFUSALS, type Settled, seenSuccess, withSnapshots } from './settled.ts';
import { Starter } from './starter.ts';
import { taskOf } from './step-task.ts';
import { takenOf } from './taken.ts';
import { workOnStep } from './work-on-step.ts';

/**
 * Carries one created run to its end. Between two transactions it holds the board; every change of the board is first
 * a transaction: what ended, what that skips, what may start now, all in one move.
 */
export class RunLoop {
  readonly #around: RunSurroundings;
  readonly #runId: string;
  readonly #created: RunCreated;
  readonly #board: RunBoard;
  readonly #starter: Starter;
  readonly #attempts: Attempts;
  readonly #selected: ReadonlySet<string>;
  readonly #beganMs: number;
  #cancelReason: string | null = null;
  #isCancelRecorded = false;
  #criticalFailure: string | null = null;
  /** Outputs of an earlier run's items, by step. */
  #taken: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
  /** Why nothing else was to start, when that was last looked at. */
  #stoppedFor: string | null = null;
  #isResumed = false;
  #deaths: ReadonlyMap<string, number> = new Map();
  #isDraining = false;
  #isLeaving = false;
  /** Attempts that stood as running when the run was taken up. */
  #leftRunning: readonly StepRow[] = [];

  constructor(
    runId: string,
    created: RunCreated,
    selected: readonly string[],
    around: RunSurroundings,
    steps: Iterable<BoardStep> = newBoard(created.steps, created.reused).values(),
  ) {
    this.#around = around;
    this.#runId = runId;
    this.#created = created;
    this.#selected = new Set(selected);
    this.#attempts = new Attempts(around.clock);
    const { job, concurrency } = created;
    const taker = { runId, job, concurrency, wake: () => this.#attempts.wake() };
    this.#starter = new Starter(taker, around, () => this.#board);
    this.#board = this.#newBoard(steps);
    this.#beganMs = around.clock.monotonicMs();
  }

  /** Takes up a run that another engine left open: what it finished is kept, what it worked on is done again. */
  static resumed(open: OpenRun, around: RunSurroundings): RunLoop {
    const { runId, created, cancelReason } = open.run;
    const steps = boardOfRows(open, (step) => dueMs(around.clock, step));
    const selected = created.selected ?? created.steps.map(({ key }) => key);
    const loop = new RunLoop(runId, created, selected, around, steps.values());
    loop.#cancelReason = cancelReason;
    loop.#criticalFailure = criticalFailureOf(steps, open.failures);
    loop.#leftRunning = open.steps.filter(({ state }) => state === 'running');
    loop.#isResumed = true;
    loop.#deaths = open.deaths;
    return loop;
  }

  #newBoard(steps: Iterable<BoardStep>): RunBoard {
    const rules = {
      judge: askedOnce(this.#around.judge),
      keysOf: this.#around.keysOf,
      itemsOf: (stepKey: string) => this.#created.items?.[stepKey] ?? null,
      taken: (stepKey: string) => this.#taken[stepKey] ?? {},
      stopped: (step: BoardStep) => this.#stopOf(step),
      halted: () => this.#haltOf(),
    };
    return new RunBoard(steps, rules, (step) => this.#starter.add(step));
  }

  get runId(): string {
    return this.#runId;
  }

  get job(): string {
    return this.#created.job;
  }

  get isResumed(): boolean {
    return this.#isResumed;
  }

  /** Stops starting, aborts what runs, and ends the run as cancelled. Idempotent. */
  cancel(reason: string): void {
    if (this.#cancelReason !== null) return;
    this.#cancelReason = reason;
    this.#attempts.abortAll((stepKey) => new TapelineError('step.cancelled', { facts: { step: stepKey, reason } }));
    this.#attempts.wake();
  }

  /** Starts nothing more: the run is left as it stands when what works has ended. */
  drain(): void {
    this.#isDraining = true;
    this.#attempts.wake();
  }

  /** Stops what still works; another engine does it again, and no retry is used up. */
  leave(): void {
    this.#isLeaving = true;
    const reason = ENGINE_DRAINED;
    this.#attempts.abortAll((step) => new TapelineError('step.cancelled', { facts: { step, reason } }));
  }

  /**
   * Null: the run was left to the next engine.
   * @throws what the store throws, after everything that still works was stopped.
   */
  async run(): Promise<RunEnded | null> {
    try {
      return await this.#carry();
    } catch (error) {
      const reason = 'the engine failed';
      this.#attempts.abortAll((step) => new TapelineError('step.cancelled', { facts: { step, reason } }));
      await this.#attempts.idle();
      throw error;
    } finally {
      this.#starter.leave();
    }
  }

  async #carry(): Promise<RunEnded | null> {
    this.#tell({ kind: 'run_created', created: this.#created });
    this.#taken = await takenOf(this.#created, this.#around.store);
    await this.#around.shares?.load(this.#around.store);
    if (this.#isResumed) await this.#takeUp();
    for (let results: readonly EndedAttempt[] = []; ; results = await this.#nextResults()) {
      const ended = await this.#moveOn(results);
      if (ended === null && this.#isDraining && this.#attempts.isIdle) return null;
      if (ended === null) continue;
      const durationMs = Math.round(this.#around.clock.monotonicMs() - this.#beganMs);
      this.#tell({ kind: 'run_ended', ended, durationMs });
      return ended;
    }
  }

  /** The attempts of the engine before are over, whatever they still do: their tokens are worth nothing from here on. */
  async #takeUp(): Promise<void> {
    const { store, lease, clock } = this.#around;
    const end = this.#leftRunning.map((row) => endOfLost(row, this.#deaths.get(row.stepKey) ?? 0));
    const observations = end.map((each) => this.#applyEnd(each));
    const resume = { steps: [], reason: ENGINE_DIED };
    await store.advance(lease, { runId: this.#runId, atMs: clock.nowMs(), resume, end });
    this.#tell({ kind: 'run_resumed', reason: ENGINE_DIED });
    for (const observation of observations) this.#tell(observation);
  }

  /** One transaction: what ended, and everything that follows from it. */
  async #moveOn(results: readonly EndedAttempt[]): Promise<RunEnded | null> {
    const settled = await this.#settle(results);
    await this.#followUp(settled);
    return settled.endRun;
  }

  async #settle(results: readonly EndedAttempt[]): Promise<Settled> {
    const isRefusable = results.some(({ result }) => result.outcome === 'succeeded' && result.changes.length > 0);
    const criticalBefore = this.#criticalFailure;
    if (isRefusable) this.#board.begin();
    const atMs = this.#around.clock.nowMs();
    const end: AttemptEnd[] = [];
    const observations: Observation[] = [];
    for (const result of results) {
      end.push(this.#endOf(result, atMs));
      observations.push(this.#applyEnd(end.at(-1)!));
    }
    const { move, settled } = this.#whatFollows(atMs, end);
    try {
      const advanced = isEmpty(move) ? NOTHING : await this.#around.store.advance(this.#around.lease, move);
      this.#board.keep();
      this.#isCancelRecorded ||= move.cancel !== undefined;
      return {
        advanced,
        endRun: move.endRun ?? null,
        observations: [...withSnapshots(observations, advanced), ...settled],
      };
    } catch (error) {
      if (!isRefusable || !isTapelineError(error) || !REFUSALS.includes(error.code)) throw error;
      this.#board.takeBack();
      this.#starter.takeBack(move.start ?? []);
      this.#criticalFailure = criticalBefore;
      return this.#settleRefused(results, error);
    }
  }

  /** Everything that the ends lead to, as one move: skips, items, starts, the run's own end. */
  #whatFollows(
    atMs: number,
    end: readonly AttemptEnd[],
  ): { readonly move: Move; readonly settled: readonly Observation[] } {
    const settlings = [this.#settleBoard()];
    const start = this.#isDraining ? [] : this.#starter.choose();
    if (this.#starter.failure !== null) settlings.push(this.#settleBoard());
    const [skip, map, join] = [
      settlings.flatMap((each) => each.skip),
      settlings.flatMap((each) => each.map),
      settlings.flatMap((each) => each.join),
    ];
    const endRun = this.#endOfRun(start.length);
    const cancel = this.#isCancelRecorded ? null : this.#cancelReason;
    const move: Move = {
      runId: this.#runId,
      atMs,
      end,
      map,
      skip,
      join,
      start,
      ...(endRun === null ? {} : { endRun }),
      ...(cancel === null ? {} : { cancel: { reason: cancel, requestId: null } }),
    };
    return { move, settled: observationsOf({ map, skip, join }) };
  }

  #settleBoard(): Settling {
    const stop = this.#cancelReason ?? this.#criticalFailure ?? this.#starter.failure?.message ?? null;
    if (stop !== this.#stoppedFor) this.#board.touchAll();
    this.#stoppedFor = stop;
    return this.#board.settle(this.#around.clock.monotonicMs());
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
    for (const observation of [...settled.observations, ...this.#starter.newWaits()]) this.#tell(observation);
    await this.#launch(settled.advanced.started);
  }

  #applyEnd(end: AttemptEnd): Observation {
    this.#starter.ended(end.stepKey);
    const step = this.#board.get(end.stepKey)!;
    const { stepKey } = end;
    switch (end.outcome) {
      case 'succeeded':
        this.#board.put({ ...step, state: 'succeeded', output: end.output, token: null });
        return seenSuccess(stepKey, end);
      case 'failed': {
        const { error, retryAtMs } = end;
        this.#board.put({
          ...step,
          state: retryAtMs === null ? 'failed' : 'pending',
          error,
          retryDueMs: dueMs(this.#around.clock, { retryAtMs, endedAtMs: this.#around.clock.nowMs() }),
          token: null,
        });
        if (retryAtMs === null && step.plan.critical) this.#criticalFailure ??= stepKey;
        return { kind: 'step_failed', stepKey, attempt: step.attempt, error, retryAtMs };
      }
      case 'cancelled':
        this.#board.put({ ...step, state: 'cancelled', token: null });
        return { kind: 'step_cancelled', stepKey, reason: end.reason };
      case 'lost':
        this.#board.put({ ...step, state: 'pending', losses: step.losses + 1, token: null });
        return { kind: 'step_lost', stepKey, attempt: step.attempt, reason: end.reason };
    }
  }

  /** What speaks against a step, whatever stands before it. */
  #stopOf(step: BoardStep): SkipReason | null {
    if (this.#cancelReason !== null) return { because: 'cancelled', reason: this.#cancelReason };
    return this.#selected.has(step.plan.key) ? null : { because: 'not_selected', selection: 'this run' };
  }

  /** What speaks against starting anything at all. */
  #haltOf(): SkipReason | null {
    if (this.#criticalFailure !== null) return { because: 'critical_failure', upstream: this.#criticalFailure };
    const { failure } = this.#starter;
    return failure === null ? null : { because: 'run_failed', reason: failure.message };
  }

  #endOfRun(starting: number): RunEnded | null {
    if (starting > 0 || !this.#board.isOver) return null;
    const { job } = this.#created;
    return endOfRun(this.#board.values(), { job, cancelReason: this.#cancelReason, failure: this.#starter.failure });
  }

  async #launch(started: Advanced['started']): Promise<void> {
    for (const { stepKey, attempt, token } of started) {
      const step: BoardStep = { ...this.#board.get(stepKey)!, attempt, token };
      this.#board.put(step);
      this.#tell({ kind: 'step_started', stepKey, attempt });
      const fate = this.#board.fateOf(step);
      const overspent = this.#starter.overspent(stepKey);
      if (overspent !== null) this.#attempts.settle(stepKey, failure(overspent));
      else if (fate.fate === 'condition_threw') this.#attempts.settle(stepKey, failure(fate.error));
      else await this.#begin(step);
      if (this.#cancelReason !== null)
        this.#attempts.abort(
          stepKey,
          new TapelineError('step.cancelled', { facts: { step: stepKey, reason: this.#cancelReason } }),
        );
    }
  }

  async #begin(step: BoardStep): Promise<void> {
    let inputs: Readonly<Record<string, string | null>>;
    try {
      const { inputs: planned } = step.plan;
      inputs = Object.fromEntries(
        Object.entries(planned).map(([name, input]) => [name, inputText(this.#board, step, input)]),
      );
    } catch (error) {
      // More than can be handed on.
      return this.#attempts.settle(step.key, failure(error));
    }
    this.#attempts.launch(step.key, step.plan.timeoutMs, await this.#work(step, inputs));
  }

  async #work(
    step: BoardStep,
    inputs: Readonly<Record<string, string | null>>,
  ): Promise<(signal: AbortSignal) => Promise<StepResult>> {
    const { store, settings } = this.#around;
    const task = await taskOf(step, { runId: this.#runId, created: this.#created, settings, store, inputs });
    const work = { task, plan: step.plan, attempts: this.#attempts, tell: (seen: Observation) => this.#tell(seen) };
    const doing = { task, writes: step.plan.writes, created: this.#created, around: this.#around };
    return (signal) => doStep({ ...doing, work: () => workOnStep(this.#around, work, signal) });
  }

  /** Waits for the next end, retry time or cancel; takes everything that has ended by then. */
  async #nextResults(): Promise<readonly EndedAttempt[]> {
    const results = await this.#attempts.next(this.#nextDueMs());
    return results.map(({ stepKey, result }) => ({ stepKey, result: withoutSecrets(result, this.#around.redact) }));
  }

  /** When time alone changes something: a retry is due, a budget is full again. */
  #nextDueMs(): number | null {
    const dues = [this.#board.nextRetryMs(), this.#starter.nextDueMs()].filter((due) => due !== null);
    return dues.length === 0 || this.#isDraining ? null : Math.min(...dues);
  }

  /** What becomes of a result, as the run stands after the ones before it: a retry is promised only if it may come. */
  #endOf({ stepKey, result }: EndedAttempt, atMs: number): AttemptEnd {
    const step = this.#board.get(stepKey)!;
    const isLeft = this.#isLeaving && this.#cancelReason === null && result.outcome === 'failed';
    if (isLeft) return { stepKey, token: step.token!, outcome: 'lost', reason: ENGINE_DRAINED };
    return endOfAttempt(step, result, {
      atMs,
      cancelReason: this.#cancelReason,
      mayRetry: this.#criticalFailure === null,
      retryRule: this.#around.retryRule,
      random: this.#around.random,
    });
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
