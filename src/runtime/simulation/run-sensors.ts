import type { Log } from '../../control/definition/log.ts';
import type { Project } from '../../control/definition/project.ts';
import type { Decider } from '../../control/run/decider.ts';
import type { PrepareContext } from '../../control/run/prepare.ts';
import { SensorLoop } from '../../control/sensor/sensor-loop.ts';
import type { EngineLease, StateStore } from '../../control/state/store.ts';
import type { Clock } from '../../core/clock.ts';
import { ticksOf } from '../schedules.ts';

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

export type RunSensorSurroundings = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
  readonly project: Project;
  readonly context: Omit<PrepareContext, 'asOfMs'>;
};

/** Sensors that watch runs: all that they look at is there. What looks outside is left out. */
export function runSensors(around: RunSensorSurroundings): Decider {
  const { store, clock } = around;
  const sensors = around.project.sensors.filter(({ watch }) => watch.kind === 'run');
  const soonMs = Math.min(...sensors.map(({ everyMs }) => everyMs));
  let hasCreated = false;
  let failure: { readonly error: unknown } | null = null;
  let seenMark = -1;
  const loop = new SensorLoop({
    ...around,
    project: { ...around.project, sensors },
    asOfMs: null,
    ticksOf,
    files: nothingArrives,
    scope: () => ({ openAll: async () => ({}), async [Symbol.asyncDispose]() {} }),
    logOf: () => SILENT,
    observe: () => {},
    onRuns: () => {
      hasCreated = true;
    },
    onFailure: (error) => {
      failure ??= { error };
    },
  });
  return {
    begin: () => loop.begin(),
    async decide() {
      await loop.turn();
      await loop.idle();
      if (failure !== null) throw failure.error;
      const mark = sensors.length === 0 ? seenMark : await store.changeMark();
      // They look again a while after each commit, as they do where somebody polls.
      const nextAtMs = mark === seenMark ? null : clock.nowMs() + soonMs;
      seenMark = mark;
      const decided = { hasCreated, cancel: [], nextAtMs };
      hasCreated = false;
      return decided;
    },
  };
}

const nothingArrives = { list: async () => [] } as never;
