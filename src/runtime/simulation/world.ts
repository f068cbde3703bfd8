import { newMemoryState, openMemoryStateStore } from '../../adapters/memory/state-store.ts';
import { dayInZone } from '../../calendar/zone.ts';
import type { ConfigLayer } from '../../control/definition/config.ts';
import type { Log } from '../../control/definition/log.ts';
import type { Project } from '../../control/definition/project.ts';
import { registerPartitionKeys } from '../../control/partition/keys.ts';
import { madeRecorder } from '../../control/partition/record-made.ts';
import type { Decider } from '../../control/run/decider.ts';
import { Engine } from '../../control/run/engine.ts';
import type { Observe } from '../../control/run/observer.ts';
import { Scheduler } from '../../control/schedule/scheduler.ts';
import type { SensorSurroundings } from '../../control/sensor/sensor-loop.ts';
import type { EngineLease, StateStore } from '../../control/state/store.ts';
import type { StepHost } from '../../control/step/task.ts';
import type { Random } from '../../core/clock.ts';
import { DAY_MS } from '../../core/time.ts';
import { keeperOf } from '../partition-keeper.ts';
import { offsetMinutesOf, ticksOf } from '../schedules.ts';
import { everythingElse, type VirtualClock } from '../virtual-clock.ts';

/** The engine that stays, over a state in memory and a clock that is moved: the very same classes as `tapeline up`. */
export type World = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: VirtualClock;
  /** Lets time pass; whatever comes due meanwhile happens. @throws what the engine throws */
  readonly pass: (forMs: number) => Promise<void>;
  /** Something was written into the state from here. */
  readonly tell: () => void;
  /** Asks the engine to go. What works then is left as it stands. */
  readonly stop: () => Promise<void>;
};

export type WorldOptions = {
  readonly project: Project;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly host: StepHost;
  readonly layers?: readonly ConfigLayer[];
  readonly settings?: Readonly<Record<string, string>>;
  readonly observe?: Observe;
  readonly sensors: (around: SensorsAround) => WorldSensors;
  /** False while something works that time must wait for. */
  readonly isQuiet?: () => boolean;
};

/** With what sensors look here: all but what lies outside of the state. */
export type SensorsAround = Omit<SensorSurroundings, 'files' | 'scope' | 'observe' | 'onRuns' | 'onFailure'>;

export type WorldSensors = Pick<Decider, 'begin' | 'decide'> & {
  /** Something has happened that they may wait for. */
  readonly tell: () => void;
};

export async function openWorld(options: WorldOptions): Promise<World> {
  const { project, clock, random, host, observe = () => {}, settings = {} } = options;
  const store = openMemoryStateStore(newMemoryState());
  const lease = await store.acquireEngine({ pid: 0, host: 'simulation', sinceMs: clock.nowMs(), what: 'up' });
  const definition = { url: 'simulation:', version: 'simulation' };
  const keeper = keeperOf(project, store);
  await registerPartitionKeys(project.assets, store, lease, clock.nowMs());
  const context = { definition, profile: null, layers: options.layers ?? [], partitions: keeper };
  const shared = { store, lease, clock, project, context };
  const busy = { calls: 0 };
  const sensors = options.sensors({ ...shared, asOfMs: null, ticksOf, logOf: () => SILENT });
  // Ticks may end runs that wait, too.
  const scheduler = new Scheduler({ ...shared, ticksOf, offsetMinutesOf, notice: () => sensors.tell() });
  const deciders = [scheduler, { ...sensors, afterRunEnded: async () => sensors.tell() }];
  const tell = (): void => {
    sensors.tell();
    engine.wake();
  };
  const engine = new Engine({
    ...shared,
    random,
    hosts: { none: host, process: host },
    recordMade: madeRecorder({ assets: project.assets, keeper, store, lease, clock }),
    settings,
    asOfMs: null,
    observe(runId, atMs, observation) {
      observe(runId, atMs, observation);
      if (observation.kind === 'step_succeeded' && observation.snapshots.length > 0) tell();
    },
    isWaiting: () => true,
    dayOf: dayInZone,
    // Nobody else writes requests here: it sleeps until something is due.
    pollMs: DAY_MS,
  });
  const drain = new AbortController();
  const served = failing(
    engine.serve({ drain: drain.signal, deciders: deciders.map((each) => counted(each, busy)), drainGraceMs: 0 }),
  );
  const { isQuiet = () => true } = options;
  const settled = async (): Promise<void> => {
    for (let quiet = 0; quiet < 2; quiet = busy.calls === 0 && isQuiet() ? quiet + 1 : 0) await everythingElse();
    if (served.failure !== null) throw served.failure.error;
  };
  await settled();
  return {
    store,
    lease,
    clock,
    tell,
    pass: (forMs) => pass(clock, forMs, settled),
    async stop() {
      drain.abort(new Error('the simulation is over'));
      while (!served.isOver) {
        await settled();
        await clock.fireNext();
      }
    },
  };
}

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** One timer after the other; what each sets off is done before the next one fires. */
async function pass(clock: VirtualClock, forMs: number, settled: () => Promise<void>): Promise<void> {
  const untilMs = clock.monotonicMs() + forMs;
  for (;;) {
    await settled();
    const [nextMs, leftMs] = [clock.nextInMs(), untilMs - clock.monotonicMs()];
    if (nextMs === null || nextMs > leftMs) break;
    await clock.fireNext();
  }
  await clock.advance(untilMs - clock.monotonicMs());
}

type Failing = { failure: { readonly error: unknown } | null; isOver: boolean };

function failing(work: Promise<void>): Failing {
  const state: Failing = { failure: null, isOver: false };
  work.then(
    () => {
      state.isOver = true;
    },
    (error: unknown) => {
      state.failure = { error };
      state.isOver = true;
    },
  );
  return state;
}

/** The decider, and whether it is at work: hashing takes real time, in which the virtual one must stand. */
function counted(decider: Decider, busy: { calls: number }): Decider {
  const count = async <T>(work: Promise<T>): Promise<T> => {
    busy.calls += 1;
    try {
      return await work;
    } finally {
      busy.calls -= 1;
    }
  };
  return {
    begin: () => count(decider.begin()),
    decide: () => count(decider.decide()),
    ...(decider.take === undefined ? {} : { take: (request) => count(decider.take!(request)) }),
    ...(decider.afterRunEnded === undefined ? {} : { afterRunEnded: (run) => count(decider.afterRunEnded!(run)) }),
    ...(decider.end === undefined ? {} : { end: () => count(decider.end!()) }),
  };
}
