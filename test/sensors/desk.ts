import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { type Job, job } from '../../src/control/definition/job.ts';
import type { LogLevel } from '../../src/control/definition/log.ts';
import { op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import type { Sensor } from '../../src/control/definition/sensor.ts';
import type { RunEvent } from '../../src/control/event/events.ts';
import type { SeenFile } from '../../src/control/sensor/look/look.ts';
import type { SensorObservation } from '../../src/control/sensor/observation.ts';
import { SensorLoop, type SensorSurroundings } from '../../src/control/sensor/sensor-loop.ts';
import type { RunRow } from '../../src/control/state/rows.ts';
import { readSensor, type SensorRow } from '../../src/control/state/sensor/read.ts';
import type { EngineLease, StateStore } from '../../src/control/state/store.ts';
import { ResourceScope } from '../../src/control/step/resources.ts';
import type { TickSource } from '../../src/core/trigger.ts';
import { everythingElse, type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';

export const START_MS = Date.UTC(2026, 10, 20, 11);

/** Jobs with one step that does nothing. */
export function jobNamed(
  name: string,
  options: { readonly writes?: readonly string[]; readonly tags?: Record<string, string> } = {},
): Job {
  const { writes = [], tags = {} } = options;
  return job(
    pipeline(name, (p) => p.add(op({ name: `do_${name}`, writes, run: () => null }))),
    { tags },
  );
}

/** Sensors over a state in memory, under a clock that the test moves; nobody carries the runs. */
export type SensorDesk = {
  readonly clock: VirtualClock;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly seen: { readonly sensor: string; readonly observation: SensorObservation }[];
  readonly logged: string[];
  readonly files: SeenFile[];
  readonly failures: unknown[];
  /** Takes turns, a second each, for so long; a minute each when it is long. */
  readonly pass: (forMs: number) => Promise<void>;
  /** Ends this engine without a word and begins another one over the same state. */
  readonly crash: () => Promise<void>;
  readonly row: (sensor: string) => Promise<SensorRow>;
  /** Oldest first. */
  readonly runs: () => Promise<readonly RunRow[]>;
  /** Creates a run and ends it. */
  readonly endedRun: (job: string, ended?: Partial<EndedAs>) => Promise<string>;
  /** Ends a run that is open. */
  readonly end: (runId: string, outcome?: RunOutcome) => Promise<void>;
  readonly eventsOf: (kind: RunEvent['kind']) => Promise<readonly RunEvent[]>;
};

type RunOutcome = 'succeeded' | 'failed' | 'cancelled' | 'interrupted';
type EndedAs = { readonly outcome: RunOutcome; readonly tags: Readonly<Record<string, string>> };

export type SensorDeskOptions = {
  readonly jobs: readonly Job[];
  readonly sensors: readonly Sensor[];
  readonly ticks?: TickSource;
  /** One of the sensors hangs: its evaluation is not waited for. */
  readonly hangs?: true;
  readonly around?: Partial<SensorSurroundings>;
};

const SLICE_MS = 1000;
const LONG_MS = 1_800_000;
const LONG_SLICE_MS = 60_000;

export async function openSensorDesk(options: SensorDeskOptions): Promise<SensorDesk> {
  const clock = virtualClock(START_MS);
  const store = openMemoryStateStore(newMemoryState());
  const project = defineProject({ jobs: options.jobs, sensors: options.sensors });
  const desk = { seen: [], logged: [], files: [], failures: [] } as Pick<
    SensorDesk,
    'seen' | 'logged' | 'files' | 'failures'
  >;
  let lease = await store.acquireEngine({ pid: 1, host: 'desk', sinceMs: START_MS, what: 'test' });
  const newLoop = async (): Promise<SensorLoop> => {
    const loop = new SensorLoop({ ...surroundings(desk, clock, options), store, lease, project, ...options.around });
    await loop.begin();
    return loop;
  };
  let loop = await newLoop();
  let runs = 0;
  const end = async (runId: string, outcome: RunOutcome = 'succeeded'): Promise<void> => {
    const steps = await store.steps(runId);
    const skip = steps.map(({ stepKey }) => ({ stepKey, reason: { because: 'cancelled', reason: 'test' } as const }));
    await store.advance(lease, { runId, atMs: clock.nowMs(), skip, endRun: { outcome, error: null } });
  };
  return {
    ...desk,
    clock,
    store,
    get lease() {
      return lease;
    },
    async pass(forMs) {
      const sliceMs = forMs > LONG_MS ? LONG_SLICE_MS : SLICE_MS;
      for (let left = forMs; left >= 0; left -= sliceMs) {
        await loop.turn();
        await (options.hangs === true ? settle() : loop.idle());
        if (left > 0) await clock.advance(Math.min(sliceMs, left));
      }
    },
    async crash() {
      await store.releaseEngine(lease);
      lease = await store.acquireEngine({ pid: 2, host: 'desk', sinceMs: clock.nowMs(), what: 'test' });
      loop = await newLoop();
    },
    row: async (sensor) => (await readSensor(store, sensor))!,
    runs: async () => (await store.runs({})).toReversed(),
    async endedRun(name, { outcome = 'succeeded', tags = {} } = {}) {
      runs += 1;
      const runId = `run-${`${runs}`.padStart(4, '0')}`;
      const created = { ...CREATED, job: name, tags, asOfMs: clock.nowMs() };
      await store.createRun(lease, { runId, created, requestId: null, atMs: clock.nowMs() });
      await end(runId, outcome);
      return runId;
    },
    end,
    eventsOf: async (kind) => (await store.events({})).filter((event) => event.kind === kind),
  };
}

function surroundings(
  desk: Pick<SensorDesk, 'seen' | 'logged' | 'files' | 'failures'>,
  clock: VirtualClock,
  { ticks }: SensorDeskOptions,
): Omit<SensorSurroundings, 'store' | 'lease' | 'project'> {
  const say = (level: LogLevel) => (message: string) => desk.logged.push(`${level} ${message}`);
  const log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  return {
    clock,
    context: { definition: { url: 'test:', version: '1' }, profile: null, layers: [] },
    asOfMs: null,
    ticksOf: () => ticks!,
    files: { list: async () => [...desk.files] },
    scope: (_log, signal) =>
      new ResourceScope([], { clock, log, signal, projectDir: '/desk', setting: () => undefined }),
    logOf: () => log,
    observe: (sensor, _atMs, observation) => desk.seen.push({ sensor, observation }),
    onRuns: () => {},
    onFailure: (error) => desk.failures.push(error),
  };
}

/** Evaluations that wait for nothing but each other are over after so many turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 25; turn += 1) await everythingElse();
}

const CREATED = {
  trigger: { kind: 'manual', by: 'test', parentRunId: null },
  definition: { url: 'test:', hash: 'x', version: '1' },
  config: {},
  profile: null,
  steps: [],
  concurrency: 1,
  reused: {},
} as const;

/** Ticks at these moments, each of the session whose name it has. */
export function ticksAt(moments: Readonly<Record<string, number>>): TickSource {
  const all = Object.entries(moments)
    .map(([session, atMs]) => ({ atMs, session: session as never, note: null }))
    .sort((left, right) => left.atMs - right.atMs);
  return {
    between: ({ afterMs, untilMs, limit }) =>
      all.filter(({ atMs }) => atMs > afterMs && atMs <= untilMs).slice(0, limit),
    next: (afterMs) => all.find(({ atMs }) => atMs > afterMs) ?? null,
    explain: () => [],
    zone: 'UTC',
    horizonMs: null,
    version: 'test',
  };
}
