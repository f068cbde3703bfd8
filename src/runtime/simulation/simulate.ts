import type { ConfigLayer } from '../../control/definition/config.ts';
import type { Project } from '../../control/definition/project.ts';
import type { TickOutcome } from '../../control/schedule/decide.ts';
import type { RunRow } from '../../control/state/rows.ts';
import { readTicks } from '../../control/state/schedule/read.ts';
import { toErrorRecord } from '../../core/errors.ts';
import { instantText } from '../../core/time.ts';
import { ticksOf } from '../schedules.ts';
import { seededRandom } from '../seeded-random.ts';
import { virtualClock } from '../virtual-clock.ts';
import { stubHost } from './stub-host.ts';
import { type Assumption, stubProject } from './stub-project.ts';
import { openWorld, type World } from './world.ts';

export type SimulateInput = {
  readonly project: Project;
  readonly fromMs: number;
  readonly toMs: number;
  readonly layers?: readonly ConfigLayer[];
  /** How long a step takes. */
  readonly durationMs?: (job: string, step: string) => number;
  readonly failRate?: number;
  readonly seed?: number;
};

export type SimulationModel = {
  readonly from: string;
  readonly to: string;
  readonly seed: number;
  readonly schedules: readonly SimulatedSchedule[];
  readonly jobs: readonly SimulatedJob[];
  /** The most runs that worked at once, by hour of the day (UTC) at which they began. */
  readonly load: readonly number[];
  readonly concurrentMax: number;
  readonly assumptions: readonly (Assumption | Unknown)[];
};

/** What no calendar tells any more. */
export type Unknown = { readonly kind: 'beyond_horizon'; readonly schedule: string; readonly from: string };

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

/** Turns the clock over a project: every schedule, listener, retry and overlap, with steps that do nothing. */
export async function simulate(input: SimulateInput): Promise<SimulationModel> {
  const { fromMs, toMs, failRate = 0, seed = 1, durationMs = () => STEP_MS_DEFAULT, layers = [] } = input;
  const { project, assumptions, tagsOf } = stubProject(input.project);
  const clock = virtualClock(fromMs);
  const random = seededRandom(seed);
  const host = stubHost({ project, clock, random, durationMs, failRate });
  const world = await openWorld({ project, clock, random, host, layers, tagsOf });
  await world.pass(toMs - fromMs);
  const schedules = await Promise.all(project.schedules.map(({ name, job }) => scheduleOf(world, name, job)));
  const runs = await world.store.runs({});
  await world.stop();
  return {
    from: instantText(fromMs),
    to: instantText(toMs),
    seed,
    schedules,
    jobs: jobsOf(runs),
    ...loadOf(runs, toMs),
    assumptions: [...assumptions, ...unknownsOf(project, toMs)],
  };
}

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

function unknownsOf({ schedules }: Project, toMs: number): readonly (Unknown | Assumption)[] {
  return schedules.flatMap(({ name, trigger }) => {
    try {
      const { horizonMs } = ticksOf(trigger);
      if (horizonMs === null || horizonMs >= toMs) return [];
      return [{ kind: 'beyond_horizon', schedule: name, from: instantText(horizonMs) } as const];
    } catch (error) {
      return [{ kind: 'beyond_horizon', schedule: name, from: toErrorRecord(error).message } as const];
    }
  });
}
