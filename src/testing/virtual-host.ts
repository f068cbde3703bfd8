import type { AnyOp } from '../control/definition/pipeline.ts';
import type { StepSurroundings } from '../control/step/execute.ts';
import { localHost } from '../control/step/local-host.ts';
import type { StepHost, StepTask } from '../control/step/task.ts';
import type { Clock } from '../core/clock.ts';

/** A host for all steps, isolated or not, that knows whether time may move. */
export type VirtualHost = {
  readonly host: StepHost;
  /** Every op that works sleeps on its clock, or none works: nothing happens before time moves. */
  readonly isQuiet: () => boolean;
};

export function virtualHost(
  opOf: (job: string, stepKey: string) => AnyOp,
  around: Omit<StepSurroundings, 'clock'>,
  clock: Clock,
): VirtualHost {
  const working = new Set<StepTask>();
  const asleep = new Map<StepTask, number>();
  const surroundingsOf = (task: StepTask): StepSurroundings => ({ ...around, clock: watched(clock, task, asleep) });
  const inner = localHost(opOf, surroundingsOf, clock);
  return {
    isQuiet: () => [...working].every((task) => (asleep.get(task) ?? 0) > 0),
    host: {
      async run(task, listener, signal) {
        working.add(task);
        try {
          return await inner.run(task, listener, signal);
        } finally {
          working.delete(task);
          asleep.delete(task);
        }
      },
      [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
    },
  };
}

/** The clock as one attempt sees it: its sleeps are counted. */
function watched(clock: Clock, task: StepTask, asleep: Map<StepTask, number>): Clock {
  const count = (by: number): void => void asleep.set(task, (asleep.get(task) ?? 0) + by);
  return {
    ...clock,
    async sleep(delayMs, signal) {
      count(1);
      try {
        await clock.sleep(delayMs, signal);
      } finally {
        count(-1);
      }
    },
  };
}
