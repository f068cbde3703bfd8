import { type Clock, NOT_NEEDED, type Random } from '../../core/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../../core/errors.ts';
import { newRunId } from '../../core/ids.ts';
import { redactTexts } from '../../core/secret.ts';
import { findJob, type Project } from '../definition/project.ts';
import type { RunEnded } from '../event/events.ts';
import { RUN_STATES_OVER, type RunRow } from '../state/rows.ts';
import type { Asker, EngineLease, Request, StateStore } from '../state/store.ts';
import type { StepHost } from '../step/task.ts';
import { answerElse } from './asked-else.ts';
import { afterOthers, asksForRun, prepareAsked } from './asked-run.ts';
import { ClockWatch, type ClockWatchSurroundings } from './clock-watch.ts';
import { codeOf } from './code-of-job.ts';
import { type Decider, earlier } from './decider.ts';
import type { Observe } from './observer.ts';
import { cancelledNow, closeRun, orphansOf, type Recovered } from './orphans.ts';
import { ofThisCode } from './plan-again.ts';
import type { PrepareContext, PreparedRun } from './prepare.ts';
import { type DayOf, dayOfUtc } from './purse.ts';
import { refusalToCancel } from './refusals.ts';
import { readOpenRun } from './resume.ts';
import { RunLoop } from './run-loop.ts';
import type { RunSurroundings } from './run-surroundings.ts';
import { Shares } from './shares.ts';

export type EngineSurroundings = Pick<ClockWatchSurroundings, 'onClockStep'> & {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
  readonly random: Random;
  readonly project: Project;
  readonly hosts: { readonly none: StepHost; readonly process: StepHost };
  readonly context: Omit<PrepareContext, 'asOfMs'>;
  readonly settings: Readonly<Record<string, string>>;
  /** The instant runs are judged at; the clock's now unless the user turned it. */
  readonly asOfMs: number | null;
  readonly observe: Observe;
  /** Takes secrets out of the text of errors before they are stored or told; nothing is taken out without it. */
  readonly redact?: (text: string) => string;
  /** Puts what steps made of partitioned assets into the state's words; without it there are none. */
  readonly recordMade?: NonNullable<RunSurroundings['recordMade']>;
  /** Whether the process that asked for something still waits for it. */
  readonly isWaiting: (asker: Asker) => boolean;
  /** Days of the zones of budgets; of UTC only without it. */
  readonly dayOf?: DayOf;
  /** How long it sleeps at most before it looks at requests and clocks again. */
  readonly pollMs?: number;
};

const REQUESTS_POLL_MS = 200;

export type ServeOptions = {
  /** Aborted: nothing more is started, and the engine goes when what works has ended. */
  readonly drain: AbortSignal;
  readonly deciders: readonly Decider[];
  /** How long what works may take to end; then it is left to the next engine, which does it again. */
  readonly drainGraceMs: number;
  /** Told once, with the runs that are waited for, when draining begins. */
  readonly onDraining?: (why: string, runIds: readonly string[]) => void;
};

/**
 * The one process that moves run state of a folder. It takes requests, whoever appended them, carries runs to their
 * ends, and when it begins it takes up what an engine that died left open.
 */
export class Engine {
  readonly #around: EngineSurroundings & { readonly shares: Shares };
  readonly #loops = new Map<string, { readonly loop: RunLoop; readonly over: Promise<RunEnded | null> }>();
  readonly #clockWatch: ClockWatch;
  #failure: { readonly error: unknown } | null = null;
  #stopReason: string | null = null;
  /** Something has happened since the last pause. */
  #isWoken = false;
  /** Something may have come into the queue, or a place in it become free. */
  #mayAdmit = true;
  /** When a queued run's moment comes. */
  #admitAtMs: number | null = null;
  /** Runs that are over and were not told to the deciders yet. */
  #ended: string[] = [];
  #deciders: readonly Decider[] = [];
  /** Somebody asked for the engine to go. */
  #drainedBy: string | null = null;
  /** Runs that were asked for while this engine served: a stop cancels them wherever they stand. */
  readonly #asked = new Set<string>();
  /** Runs of an engine before this one that go on when this one serves. */
  #recovered: readonly RunLoop[] = [];
  #wake: () => void = () => {};

  constructor(around: EngineSurroundings) {
    const { clock, dayOf = dayOfUtc } = around;
    const { pools, budgets } = around.project;
    this.#around = { ...around, shares: new Shares({ pools, budgets, clock, dayOf }) };
    this.#clockWatch = new ClockWatch(around);
  }

  /** Takes up what an engine that died left open; to be called once, before serving. The runs go on when this serves. */
  async recover(): Promise<Recovered> {
    const { store } = this.#around;
    await this.#clockWatch.lookBack();
    const [resumed, closed]: [string[], string[]] = [[], []];
    for (const run of (await orphansOf(store)).toReversed()) {
      const end = run.cancelReason === null ? await this.#refusalToResume(run) : cancelledNow(run);
      if (end === null) this.#recovered = [...this.#recovered, await this.#resumed((await store.run(run.runId))!)];
      else await closeRun(this.#around, run, end);
      (end === null ? resumed : closed).push(run.runId);
    }
    return { resumed, closed };
  }

  /** Serves requests until none is open and no run works, or until `signal` says to stop starting. */
  async serveUntilIdle(signal: AbortSignal, deciders: readonly Decider[] = []): Promise<void> {
    const stop = (): void => this.cancelAll(reasonText(signal));
    this.#stopReason = null;
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await this.#begin(deciders);
      for (;;) {
        const { taken, nextAtMs } = await this.#turn(signal);
        if (taken === 0 && this.#isIdle()) return;
        await this.#pause(nextAtMs);
      }
    } catch (error) {
      this.#leaveAll();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      await this.#allOver();
    }
  }

  /** Serves for as long as nobody asks it to go: requests, the queue, and whatever the deciders find due. */
  async serve({ drain, deciders, drainGraceMs, onDraining }: ServeOptions): Promise<void> {
    const wake = (): void => this.wake();
    drain.addEventListener('abort', wake);
    try {
      await this.#begin(deciders);
      while (!drain.aborted && this.#drainedBy === null) {
        const { nextAtMs } = await this.#turn(drain);
        if (!drain.aborted && this.#drainedBy === null) await this.#pause(nextAtMs);
      }
      onDraining?.(this.#drainedBy ?? reasonText(drain), [...this.#loops.keys()]);
      await this.#drain(drainGraceMs);
      this.#throwFailure();
      for (const decider of deciders) await decider.end?.();
    } catch (error) {
      this.#leaveAll();
      throw error;
    } finally {
      drain.removeEventListener('abort', wake);
      await this.#allOver();
    }
  }

  async #begin(deciders: readonly Decider[]): Promise<void> {
    this.#deciders = deciders;
    for (const decider of deciders) await decider.begin();
    for (const loop of this.#recovered) this.#start(loop);
    this.#recovered = [];
  }

  /** What was asked for, what is due, what may start. */
  async #turn(signal: AbortSignal): Promise<{ readonly taken: number; readonly nextAtMs: number | null }> {
    this.#throwFailure();
    await this.#lookAtClock();
    const taken = await this.#takeRequests(signal);
    await this.#tellEnded();
    let nextAtMs: number | null = null;
    for (const decider of signal.aborted ? [] : this.#deciders) {
      const decided = await decider.decide();
      this.#mayAdmit ||= decided.hasCreated;
      for (const { runId, reason } of decided.cancel) this.#loops.get(runId)?.loop.cancel(reason);
      nextAtMs = earlier(nextAtMs, decided.nextAtMs);
    }
    if (this.#drainedBy === null) await this.#admit();
    this.#throwFailure();
    return { taken, nextAtMs: earlier(nextAtMs, this.#admitAtMs) };
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  #isIdle(): boolean {
    return this.#loops.size + this.#ended.length === 0 && !this.#mayAdmit && this.#admitAtMs === null;
  }

  async #tellEnded(): Promise<void> {
    for (const runId of this.#ended.splice(0)) {
      const listeners = this.#deciders.filter((decider) => decider.afterRunEnded !== undefined);
      const run = listeners.length === 0 ? null : await this.#around.store.run(runId);
      // One that was left to the next engine is not over.
      if (run === null || !RUN_STATES_OVER.includes(run.state)) continue;
      for (const decider of listeners) await decider.afterRunEnded!(run);
    }
  }

  /** Moments that were waited for by the wall clock are others when it was set. */
  async #lookAtClock(): Promise<void> {
    if (!(await this.#clockWatch.look())) return;
    this.#mayAdmit = true;
    this.#around.shares.wakeAll();
  }

  /** Nothing starts any more; what works gets its time, then it is left to the next engine. */
  async #drain(graceMs: number): Promise<void> {
    for (const { loop } of this.#loops.values()) loop.drain();
    const over = new AbortController();
    const grace = this.#around.clock.sleep(graceMs, over.signal).catch(() => {});
    await Promise.race([grace, this.#allOver()]);
    over.abort(NOT_NEEDED);
    for (const { loop } of this.#loops.values()) loop.leave();
    await this.#allOver();
    await this.#tellEnded();
  }

  async #allOver(): Promise<void> {
    await Promise.allSettled([...this.#loops.values()].map(({ over }) => over));
  }

  /** Cancels the runs that work, and those that are being prepared as soon as they exist. */
  cancelAll(reason: string): void {
    this.#stopReason ??= reason;
    for (const { loop } of this.#loops.values()) loop.cancel(reason);
  }

  /** Ends the pause between two turns: something may be due that was not when it began. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** The state cannot be written: what works is stopped, and left to the next engine as it stands. */
  #leaveAll(): void {
    for (const { loop } of this.#loops.values()) {
      loop.drain();
      loop.leave();
    }
  }

  /** Until a run is over, something is due, or it is time to look at the requests again. */
  async #pause(nextAtMs: number | null): Promise<void> {
    const { clock } = this.#around;
    const timer = new AbortController();
    this.#wake = () => timer.abort(NOT_NEEDED);
    const { pollMs = REQUESTS_POLL_MS } = this.#around;
    const leftMs = nextAtMs === null ? pollMs : Math.max(nextAtMs - clock.nowMs(), 1);
    if (!this.#isWoken) await clock.sleep(Math.min(leftMs, pollMs), timer.signal).catch(() => {});
    this.#isWoken = false;
    this.#wake = () => {};
  }

  async #takeRequests(signal: AbortSignal): Promise<number> {
    const requests = signal.aborted ? [] : await this.#around.store.openRequests();
    for (const request of requests) if (!signal.aborted) await this.#take(request);
    return requests.length;
  }

  async #take(request: Request): Promise<void> {
    if (request.kind === 'cancel') return this.#cancel(request);
    if (request.kind === 'drain') return this.#drainFor(request);
    for (const decider of this.#deciders) if ((await decider.take?.(request)) === true) return;
    if (!asksForRun(request)) return answerElse(this.#around, request);
    const { store, lease, clock, random } = this.#around;
    const runId = newRunId(clock, random);
    let prepared: PreparedRun;
    try {
      prepared = await prepareAsked(this.#around, request);
    } catch (error) {
      return store.answerRequest(lease, request.id, { runId: null, error: this.#record(error) });
    }
    this.#asked.add(runId);
    this.#mayAdmit = true;
    const created = this.#isTakingUp(prepared.created.job) ? afterOthers(prepared.created) : prepared.created;
    const run = { runId, created, requestId: request.id, atMs: clock.nowMs() };
    const isCreated = store.createRun(lease, run);
    if (this.#stopReason !== null) await isCreated;
    // Both in one turn, so that they share a commit.
    await Promise.all([isCreated, this.#admit()]);
  }

  async #drainFor({ id, data }: Extract<Request, { kind: 'drain' }>): Promise<void> {
    const { store, lease } = this.#around;
    this.#drainedBy = data.by;
    await store.answerRequest(lease, id, { runId: null, error: null });
  }

  /** Starts what the queue lets go. */
  async #admit(): Promise<void> {
    const { store, lease, clock } = this.#around;
    if (this.#stopReason !== null) return this.#cancelAsked(this.#stopReason);
    if (!this.#mayAdmit && (this.#admitAtMs === null || this.#admitAtMs > clock.nowMs())) return;
    this.#mayAdmit = false;
    const { started, misfired, nextAtMs } = await store.admitRuns(lease, clock.nowMs());
    this.#admitAtMs = nextAtMs;
    this.#ended.push(...misfired);
    for (const runId of started) await this.#carry((await store.run(runId))!);
  }

  /** A run that left the queue. One whose job is no longer defined has failed, one that other code planned may be left. */
  async #carry(queued: RunRow): Promise<void> {
    const { store, lease, clock, project } = this.#around;
    const { runId } = queued;
    let run = queued;
    let code: ReturnType<typeof codeOf>;
    try {
      const job = findJob(project, queued.job);
      run = await ofThisCode(this.#around, queued, job);
      code = codeOf(job);
    } catch (error) {
      const record = this.#record(error);
      // Its place in the queue is free again.
      this.#mayAdmit = true;
      this.#ended.push(runId);
      if (record.code === 'definition.changed')
        return closeRun(this.#around, run, { outcome: 'interrupted', error: record });
      const reason = { because: 'cancelled', reason: record.message } as const;
      const skip = run.created.steps.map(({ key: stepKey }) => ({ stepKey, reason }));
      await store.advance(lease, { runId, atMs: clock.nowMs(), skip, endRun: { outcome: 'failed', error: record } });
      return;
    }
    const { created } = run;
    const selected = created.selected ?? created.steps.map(({ key }) => key);
    this.#start(new RunLoop(runId, created, selected, { ...this.#around, ...code }));
  }

  async #resumed(run: RunRow): Promise<RunLoop> {
    const code = codeOf(findJob(this.#around.project, run.job));
    return RunLoop.resumed(await readOpenRun(this.#around.store, run), { ...this.#around, ...code });
  }

  /** What has begun is done by the code that it began with, or by none. */
  async #refusalToResume(run: RunRow): Promise<RunEnded | null> {
    try {
      await ofThisCode(this.#around, run, findJob(this.#around.project, run.job));
      return null;
    } catch (error) {
      return { outcome: 'interrupted', error: this.#record(error) };
    }
  }

  #isTakingUp(job: string): boolean {
    return [...this.#loops.values()].some(({ loop }) => loop.isResumed && loop.job === job);
  }

  async #cancelAsked(reason: string): Promise<void> {
    const { store, lease, clock } = this.#around;
    this.#mayAdmit = false;
    this.#admitAtMs = null;
    for (const runId of this.#asked) {
      if ((await store.run(runId))?.state === 'queued')
        await store.cancelQueued(lease, { runId, reason, requestId: null, atMs: clock.nowMs() });
    }
    this.#asked.clear();
  }

  #record(error: unknown): ErrorRecord {
    const record = toErrorRecord(error);
    const { redact } = this.#around;
    return redact === undefined ? record : redactTexts(record, redact);
  }

  #start(loop: RunLoop): void {
    if (this.#stopReason !== null) loop.cancel(this.#stopReason);
    const over = loop.run();
    this.#loops.set(loop.runId, { loop, over });
    over
      .catch((error: unknown) => {
        this.#failure ??= { error };
        this.#leaveAll();
      })
      .finally(() => {
        this.#loops.delete(loop.runId);
        this.#asked.delete(loop.runId);
        this.#ended.push(loop.runId);
        this.#mayAdmit = true;
        this.wake();
      });
  }

  async #cancel(request: Extract<Request, { kind: 'cancel' }>): Promise<void> {
    const { store, lease, clock } = this.#around;
    const { runId, reason } = request.data;
    if ((await store.run(runId))?.state === 'queued' && !this.#loops.has(runId))
      return store.cancelQueued(lease, { runId, reason, requestId: request.id, atMs: clock.nowMs() });
    this.#loops.get(runId)?.loop.cancel(reason);
    const refusal = this.#loops.has(runId) ? null : refusalToCancel(runId, await store.run(runId));
    const error = refusal === null ? null : toErrorRecord(refusal);
    await store.answerRequest(lease, request.id, { runId: error === null ? runId : null, error });
  }
}

function reasonText(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
}
