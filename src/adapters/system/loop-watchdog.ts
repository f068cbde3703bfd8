import { Worker } from 'node:worker_threads';

/** A step that works in the loop of the engine, as the watchdog names it. */
export type LoopStep = { readonly runId: string; readonly stepKey: string; readonly attempt: number };

/** What the watchdog leaves behind when it has ended its process. */
export type BlockedRecord = {
  readonly pid: number;
  readonly atMs: number;
  readonly blockedMs: number;
  readonly steps: readonly LoopStep[];
};

export type WatchdogData = {
  readonly turns: Int32Array;
  readonly limitMs: number;
  readonly recordPath: string;
};

export type LoopWatchdogOptions = {
  /** The loop may stand still for so long; then the process is ended. 0: however long. */
  readonly limitMs: number;
  readonly recordPath: string;
  /** Told when a loop that stood still goes on. */
  readonly onBlocked: (blockedMs: number, steps: readonly LoopStep[]) => void;
};

const TURN_MS = 500;
/** A loop that stands still for longer is told of. */
const BLOCKED_MS = 2000;

/**
 * Watches the loop of this process, in which the engine and its steps take turns, from a thread of its own. A step that
 * does not let go is named; one that never does would hang every run, so the process is ended and leaves word.
 */
export class LoopWatchdog implements AsyncDisposable {
  readonly #onBlocked: LoopWatchdogOptions['onBlocked'];
  readonly #turns = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread: Worker | null;
  readonly #timer: NodeJS.Timeout;
  #steps: readonly LoopStep[] = [];
  #turnedAtMs = performance.now();

  constructor({ limitMs, recordPath, onBlocked }: LoopWatchdogOptions) {
    this.#onBlocked = onBlocked;
    this.#thread = limitMs === 0 ? null : startThread({ turns: this.#turns, limitMs, recordPath });
    this.#timer = setInterval(() => this.#turn(), TURN_MS).unref();
  }

  /** The steps that work in the loop from now on. */
  steps(steps: readonly LoopStep[]): void {
    // Before the list changes: a loop that stood still did so under the old one.
    this.#turn();
    this.#steps = steps;
    this.#thread?.postMessage(steps);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#thread?.terminate();
  }

  #turn(): void {
    Atomics.add(this.#turns, 0, 1);
    const nowMs = performance.now();
    const blockedMs = nowMs - this.#turnedAtMs;
    this.#turnedAtMs = nowMs;
    if (blockedMs > BLOCKED_MS + TURN_MS) this.#onBlocked(Math.round(blockedMs), this.#steps);
  }
}

function startThread(workerData: WatchdogData): Worker {
  const file = import.meta.url.endsWith('.ts') ? './loop-watchdog-thread.ts' : './loop-watchdog-thread.js';
  const thread = new Worker(new URL(file, import.meta.url), { workerData, execArgv: [], stdin: false });
  // An engine without its watchdog still does its work.
  thread.on('error', () => {});
  thread.unref();
  return thread;
}
