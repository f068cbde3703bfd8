import type { ConfigLayer } from '../../control/definition/config.ts';
import type { Project } from '../../control/definition/project.ts';
import type { TickOutcome } from '../../control/schedule/decide.ts';
import type { SensorSurroundings } from '../../control/sensor/sensor-loop.ts';
import type { RunRow } from '../../control/state/rows.ts';
import { readTicks } from '../../control/state/schedule/read.ts';
import { toErrorRecord } from '../../core/errors.ts';
import { instantText } from '../../core/time.ts';
import type { Trigger } from '../../core/trigger.ts';
import { ticksOf } from '../schedules.ts';
import { seededRandom } from '../seeded-random.ts';
import { virtualClock } from '../virtual-clock.ts';
import { momentsOf } from './moments.ts';
import { SeenSensors, type SimulatedSensor } from './seen-sensors.ts';
import { stubHost } from './stub-host.ts';
import { type Assumption, stubProject } from './stub-project.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';
import { worldSensors } from './world-sensors.ts';

export type SimulateInput = {
  readonly project: Project;
  readonly fromMs: number;
  readonly toMs: number;
  readonly layers?: readonly ConfigLayer[];
  /** How long a step takes. */
  readonly durationMs?: (job: string, step: string) => number;
  readonly failRate?: number;
  readonly seed?: number;
  /** How long after its moment a readiness sensor finds what it waits for. */
  readonly readyAfterMs?: number;
};

export type SimulationModel = {
  readonly from: string;
  readonly to: string;
  readonly seed: number;
  readonly schedules: readonly SimulatedSchedule[];
  readonly sensors: readonly SimulatedSensor[];
  readonly jobs: readonly SimulatedJob[];
  /** The most runs that worked at once, by hour of the day (UTC) at which they began. */
  readonly load: readonly number[];
  readonly concurrentMax: number;
  readonly assumptions: readonly (Assumption | Unknown)[];
};

/** What no calendar tells any more. */
export type Unknown = { readonly kind: 'beyond_horizon'; readonly name: string; readonly from: string };

export type SimulatedSchedule = {
  readonly schedule: string;
  readonly job: string;
  readonly ticks: readonly { readonly utc: string; readonly session: string | null; readonly outcome: string }[];
  readonly outcomes: Readonly<Partial<Record<TickOutcome['outcome'], number>>>;
  readonly first: string | null;
  readonly last: string | null;
};

export type SimulatedJob = {
  readonly job: string;
  readonly runs: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly by: Readonly<Record<string, number>>;
};

const STEP_MS_DEFAULT = 60_000;

/** Turns the clock over a project: every schedule, sensor, retry and overlap, with steps that do nothing. */
export async function simulate(input: SimulateInput): Promise<SimulationModel> {
  const { fromMs, toMs, failRate = 0, seed = 1, durationMs = () => STEP_MS_DEFAULT, layers = [] } = input;
  const { project, assumptions, watched } = stubProject(input.project, { readyAfterMs: input.readyAfterMs ?? 0 });
  const clock = virtualClock(fromMs);
  const random = seededRandom(seed);
  const host = stubHost({ project, clock, random, durationMs, failRate, published: watched });
  const seen = new SeenSensors(project.sensors);
  const outside = { ...NOTHING_OUTSIDE, observe: seen.observe, momentsOf };
  const sensors: WorldOptions['sensors'] = (around) => worldSensors(around, outside);
  const world = await openWorld({ project, clock, random, host, layers, sensors });
  await world.pass(toMs - fromMs);
  const schedules = await Promise.all(project.schedules.map(({ name, job }) => scheduleOf(world, name, job)));
  const runs = await world.store.runs({});
  await world.stop();
  return {
    from: instantText(fromMs),
    to: instantText(toMs),
    seed,
    schedules,
    sensors: seen.all(),
    jobs: jobsOf(runs),
    ...loadOf(runs, toMs),
    assumptions: [...assumptions, ...unknownsOf(project, toMs)],
  };
}

const NOTHING_OUTSIDE: Pick<SensorSurroundings, 'files' | 'scope'> = {
  files: { list: async () => [] },
  scope: () => ({ openAll: async () => ({}), async [Symbol.asyncDispose]() {} }),
};

async function scheduleOf({ store }: World, schedule: string, job: string): Promise<SimulatedSchedule> {
  const rows = (await readTicks(store, schedule)).toReversed();
  const ticks = rows.map(({ atMs, session, outcome }) => ({ utc: instantText(atMs), session, outcome }));
  const outcomes: Partial<Record<TickOutcome['outcome'], number>> = {};
  for (const { outcome, count } of rows) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  return { schedule, job, ticks, outcomes, first: ticks[0]?.utc ?? null, last: ticks.at(-1)?.utc ?? null };
}

function jobsOf(runs: readonly RunRow[]): readonly SimulatedJob[] {
  const jobs = Map.groupBy(runs, ({ job }) => job);
  return [...jobs]
    .map(([job, own]) => ({
      job,
      runs: own.length,
      outcomes: countBy(own, ({ state }) => state),
      by: countBy(own, ({ trigger }) => trigger.by),
    }))
    .sort((left, right) => (left.job < right.job ? -1 : 1));
}

function countBy<T>(values: readonly T[], keyOf: (value: T) => string): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(values, keyOf)].map(([key, own]) => [key, own.length]));
}

/** Walks over begins and ends in the order of time; an end comes before a begin of the same instant. */
function loadOf(runs: readonly RunRow[], toMs: number): Pick<SimulationModel, 'load' | 'concurrentMax'> {
  const moves = runs.flatMap(({ startedAtMs, endedAtMs }) =>
    startedAtMs === null
      ? []
      : [
          { atMs: startedAtMs, by: 1 },
          { atMs: endedAtMs ?? toMs, by: -1 },
        ],
  );
  moves.sort((left, right) => left.atMs - right.atMs || left.by - right.by);
  const load = new Array<number>(24).fill(0);
  let working = 0;
  for (const { atMs, by } of moves) {
    working += by;
    const hour = new Date(atMs).getUTCHours();
    load[hour] = Math.max(load[hour]!, working);
  }
  return { load, concurrentMax: Math.max(...load) };
}

function unknownsOf({ schedules, sensors }: Project, toMs: number): readonly Unknown[] {
  const moments = sensors.flatMap((sensor) => {
    const trigger = momentsOf(sensor);
    return trigger === null ? [] : [{ name: sensor.name, trigger }];
  });
  return [...schedules, ...moments].flatMap(({ name, trigger }) => {
    const from = knownUntil(trigger, toMs);
    return from === null ? [] : [{ kind: 'beyond_horizon', name, from } as const];
  });
}

/** Null when its calendar knows all of the stretch. */
function knownUntil(trigger: Trigger, toMs: number): string | null {
  try {
    const { horizonMs } = ticksOf(trigger);
    return horizonMs === null || horizonMs >= toMs ? null : instantText(horizonMs);
  } catch (error) {
    return toErrorRecord(error).message;
  }
}
