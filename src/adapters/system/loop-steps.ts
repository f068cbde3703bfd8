import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import type { LoopWatch } from '../../control/step/local-host.ts';
import type { StepResult, StepTask } from '../../control/step/task.ts';
import type { LoopStep } from './loop-watchdog.ts';

type Carried = LoopStep & { readonly fail: (error: unknown) => void; isOver: boolean };

export type LoopStepsOptions = {
  /** Told whenever a step begins or ends. */
  readonly onSteps: (steps: readonly LoopStep[]) => void;
  /** Told of each error that nobody caught, and of the steps that are failed for it; none when theirs is over. */
  readonly onStray: (error: unknown, failed: readonly LoopStep[], from: LoopStep | null) => void;
};

/**
 * The steps that work in the loop of this process. An error that one of them throws where nobody catches it (a timer, a
 * promise nobody waits for) fails that step and nothing else; when it cannot be told whose it is, all of them. With no
 * step at work such an error is as it would be without us.
 */
export class LoopSteps implements LoopWatch, Disposable {
  readonly #options: LoopStepsOptions;
  readonly #current = new AsyncLocalStorage<Carried>();
  readonly #working = new Set<Carried>();
  readonly #onRejection = (error: unknown): void => {
    if (!this.#hear(error) && process.listenerCount('unhandledRejection') === 1) passOn(error);
  };
  readonly #hasCapture: boolean;

  constructor(options: LoopStepsOptions) {
    this.#options = options;
    process.on('unhandledRejection', this.#onRejection);
    this.#hasCapture = !process.hasUncaughtExceptionCaptureCallback();
    if (!this.#hasCapture) return;
    // Before all listeners: those of a command line end the program.
    process.setUncaughtExceptionCaptureCallback((error) => {
      if (!this.#hear(error)) passOn(error);
    });
  }

  async carry(
    { runId, stepKey, attempt }: StepTask,
    fail: (error: unknown) => void,
    work: () => Promise<StepResult>,
  ): Promise<StepResult> {
    const carried: Carried = { runId, stepKey, attempt, fail, isOver: false };
    this.#working.add(carried);
    this.#tell();
    try {
      return await this.#current.run(carried, work);
    } finally {
      carried.isOver = true;
      this.#working.delete(carried);
      this.#tell();
    }
  }

  [Symbol.dispose](): void {
    process.off('unhandledRejection', this.#onRejection);
    if (this.#hasCapture) process.setUncaughtExceptionCaptureCallback(null);
  }

  #tell(): void {
    this.#options.onSteps([...this.#working].map(nameOf));
  }

  /** False for an error that is none of a step. */
  #hear(error: unknown): boolean {
    const from = this.#current.getStore() ?? null;
    const blamed = from === null ? [...this.#working] : [from].filter((each) => !each.isOver);
    if (from === null && blamed.length === 0) return false;
    for (const each of blamed) each.fail(error);
    this.#options.onStray(error, blamed.map(nameOf), from === null ? null : nameOf(from));
    return true;
  }
}

const nameOf = ({ runId, stepKey, attempt }: Carried): LoopStep => ({ runId, stepKey, attempt });

/** As if nobody had looked: whoever listens hears it, otherwise the process ends. */
function passOn(error: unknown): void {
  if (process.listenerCount('uncaughtException') > 0) {
    process.emit('uncaughtException', error as Error);
    return;
  }
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(1);
}
