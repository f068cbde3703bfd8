import { type Clock, NOT_NEEDED } from '../../core/clock.ts';
import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import { NO_METRICS, type StepResult } from '../step/task.ts';

export type EndedAttempt = { readonly stepKey: string; readonly result: StepResult };
export type AttemptWork = (signal: AbortSignal) => Promise<StepResult>;

type Working = {
  readonly controller: AbortController;
  readonly timeoutMs: number | null;
  /** Aborted when the time no longer counts. */
  timer: AbortController;
};

/** The attempts of one run that work right now: their timeouts, their abort signals, and the queue of those that ended. */
export class Attempts {
  readonly #clock: Clock;
  readonly #working = new Map<string, Working>();
  #ended: EndedAttempt[] = [];
  #isWoken = false;
  #wake: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  launch(stepKey: string, timeoutMs: number | null, work: AttemptWork): void {
    const working = { controller: new AbortController(), timeoutMs, timer: new AbortController() };
    this.#working.set(stepKey, working);
    this.#countTime(stepKey, working);
    void this.#carry(stepKey, working, work);
  }

  /** Queues an end, whether anything was launched for it or not. */
  settle(stepKey: string, result: StepResult): void {
    this.#ended.push({ stepKey, result });
    this.wake();
  }

  /** The attempt waits for a worker: its time does not count. */
  hold(stepKey: string): void {
    this.#working.get(stepKey)?.timer.abort(NOT_NEEDED);
  }

  /** The attempt has its worker: its time counts from here. */
  resume(stepKey: string): void {
    const working = this.#working.get(stepKey);
    if (working === undefined) return;
    working.timer.abort(NOT_NEEDED);
    working.timer = new AbortController();
    this.#countTime(stepKey, working);
  }

  abort(stepKey: string, reason: TapelineError): void {
    this.#working.get(stepKey)?.controller.abort(reason);
  }

  abortAll(reasonOf: (stepKey: string) => TapelineError): void {
    for (const [stepKey, { controller }] of this.#working) controller.abort(reasonOf(stepKey));
  }

  /** Ends the wait of `next`, the one to come when nobody waits now. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** Everything that ended since the last call; waits for the first, for `dueMs` (monotonic), or for a wake. */
  async next(dueMs: number | null): Promise<readonly EndedAttempt[]> {
    if (!this.#isWoken) await this.#pause(dueMs);
    this.#isWoken = false;
    return this.#ended.splice(0);
  }

  /** Nothing works, and no end waits to be taken. */
  get isIdle(): boolean {
    return this.#working.size + this.#ended.length === 0;
  }

  /** Resolves when nothing works any more. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await this.next(null);
  }

  async #carry(stepKey: string, working: Working, work: AttemptWork): Promise<void> {
    const { signal } = working.controller;
    const result = await resultOf(work, signal);
    working.timer.abort(NOT_NEEDED);
    this.#working.delete(stepKey);
    this.settle(stepKey, withReason(result, signal));
  }

  async #pause(dueMs: number | null): Promise<void> {
    const timer = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const leftMs = dueMs === null ? null : Math.max(dueMs - this.#clock.monotonicMs(), 0);
    const due = leftMs === null ? woken : this.#clock.sleep(leftMs, timer.signal).catch(() => {});
    await Promise.race([woken, due]);
    timer.abort(NOT_NEEDED);
    this.#wake = () => {};
  }

  #countTime(stepKey: string, { controller, timeoutMs, timer }: Working): void {
    if (timeoutMs === null) return;
    const tooLate = (): void =>
      controller.abort(new TapelineError('timeout.step', { facts: { step: stepKey, timeoutMs }, retry: 'later' }));
    // The sleep rejects when the attempt was over first.
    this.#clock.sleep(timeoutMs, timer.signal).then(tooLate, () => {});
  }
}

/** A host that throws instead of answering is a bug; the attempt has failed all the same. */
async function resultOf(work: AttemptWork, signal: AbortSignal): Promise<StepResult> {
  try {
    return await work(signal);
  } catch (bug) {
    return { outcome: 'failed', error: toErrorRecord(bug), retryIf: null, metrics: NO_METRICS };
  }
}

/** An attempt that was told to stop failed for that reason, whatever its op made of the signal. */
function withReason(result: StepResult, signal: AbortSignal): StepResult {
  if (!signal.aborted || result.outcome !== 'failed') return result;
  return { ...result, error: toErrorRecord(signal.reason), retryIf: null };
}
