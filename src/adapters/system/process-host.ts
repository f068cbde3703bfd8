import {
  NO_METRICS,
  type StepHost,
  type StepListener,
  type StepResult,
  type StepTask,
} from '../../control/step/task.ts';
import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import { ChildWorker, type ChildWorkerOptions } from './child-worker.ts';

export type ProcessHostOptions = ChildWorkerOptions & {
  /** Children kept warm, and the most that work at once. */
  readonly size: number;
};

/**
 * Runs steps in child processes, each the leader of its own group. A child does one step at a time and stays warm for
 * the next; one that crashed, was cancelled or timed out is replaced. A killed group takes grandchildren with it.
 */
export class ProcessHost implements StepHost {
  readonly #options: ProcessHostOptions;
  readonly #idle: ChildWorker[] = [];
  readonly #all = new Set<ChildWorker>();
  readonly #waiting = new Set<(worker: ChildWorker | null) => void>();
  #isClosed = false;

  constructor(options: ProcessHostOptions) {
    this.#options = options;
  }

  /** Starts the children before there is work for them. */
  warm(): void {
    while (this.#all.size < this.#options.size) this.#idle.push(this.#spawn());
  }

  async run(task: StepTask, listener: StepListener, signal: AbortSignal): Promise<StepResult> {
    const worker = await this.#takeWorker(listener, signal);
    if (worker === null) return notBegun(task, signal);
    try {
      return await worker.work(task, listener, signal);
    } finally {
      this.#giveBack(worker);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const give of this.#waiting) give(null);
    await Promise.all([...this.#all].map((worker) => worker.stop()));
    this.#all.clear();
    this.#idle.length = 0;
  }

  /** Null when the wait for one was broken off. */
  async #takeWorker(listener: StepListener, signal: AbortSignal): Promise<ChildWorker | null> {
    if (this.#isClosed || signal.aborted) return null;
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.isAlive) return idle;
      this.#all.delete(idle);
    }
    if (this.#all.size < this.#options.size) return this.#spawn();
    listener.onWaiting?.();
    const worker = await this.#nextFree(signal);
    listener.onBegun?.();
    return worker;
  }

  #nextFree(signal: AbortSignal): Promise<ChildWorker | null> {
    return new Promise((resolve) => {
      const give = (worker: ChildWorker | null): void => {
        this.#waiting.delete(give);
        signal.removeEventListener('abort', stop);
        resolve(worker);
      };
      const stop = (): void => give(null);
      this.#waiting.add(give);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #giveBack(worker: ChildWorker): void {
    if (!worker.isAlive) this.#all.delete(worker);
    if (this.#isClosed) return;
    const [next] = this.#waiting;
    if (next !== undefined) next(worker.isAlive ? worker : this.#spawn());
    else if (worker.isAlive) this.#idle.push(worker);
  }

  #spawn(): ChildWorker {
    const worker = new ChildWorker(this.#options);
    this.#all.add(worker);
    return worker;
  }
}

function notBegun({ stepKey: step }: StepTask, signal: AbortSignal): StepResult {
  const closed = new TapelineError('step.cancelled', { facts: { step, reason: 'the engine stopped' } });
  const error = toErrorRecord(signal.aborted ? signal.reason : closed);
  return { outcome: 'failed', error, retryIf: null, metrics: NO_METRICS };
}
