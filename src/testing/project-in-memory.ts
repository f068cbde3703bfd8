import type { Job } from '../control/definition/job.ts';
import { defineProject, findJob, type Project } from '../control/definition/project.ts';
import type { Schedule } from '../control/definition/schedule.ts';
import type { Sensor } from '../control/definition/sensor.ts';
import { opOfStep } from '../control/run/code-of-job.ts';
import type { RunRow } from '../control/state/rows.ts';
import { readTicks } from '../control/state/schedule/read.ts';
import type { Random } from '../core/clock.ts';
import { type Duration, durationMs } from '../core/time.ts';
import { seededRandom } from '../runtime/seeded-random.ts';
import { openWorld, type World } from '../runtime/simulation/world.ts';
import { type VirtualClock, virtualClock } from '../runtime/virtual-clock.ts';
import { providersOf, type ResourceStubs, resourcesIn } from './stubs.ts';
import { virtualHost } from './virtual-host.ts';

/** A tick and what became of it. */
export type TickInMemory = {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly session: string | null;
  readonly outcome: string;
  readonly runId: string | null;
};

export type ProjectInMemoryOptions = {
  /** When it begins: an instant with offset, such as `2026-11-20T16:00:00+08:00`. */
  readonly at: string;
  /** What stands in for resources, by their names. The others open themselves. */
  readonly resources?: ResourceStubs;
  readonly settings?: Readonly<Record<string, string>>;
  readonly random?: Random;
};

/** A project that is up, in memory, under a clock that you move. */
export type ProjectInMemory = AsyncDisposable & {
  readonly clock: VirtualClock;
  /** Lets time pass: schedules, listeners, retries and ops that sleep on their clock all see it go by. */
  readonly pass: (forTime: Duration) => Promise<void>;
  /** Oldest first. */
  readonly ticks: (schedule: string) => Promise<readonly TickInMemory[]>;
  /** Oldest first; of every job when none is named. */
  readonly runs: (job?: string) => Promise<readonly RunRow[]>;
  readonly pause: (schedule: string) => Promise<void>;
  readonly resume: (schedule: string) => Promise<void>;
};

/**
 * Brings a project up in memory: the same engine, scheduler and listeners as `tapeline up`, with your ops, on a clock
 * that you move. Sensors that watch runs work; those that look outside see nothing.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { job, op, pipeline, schedule } from 'tapeline';
 * import { projectInMemory } from 'tapeline/testing';
 *
 * const sync = op({ name: 'sync', run: (_, { clock, signal }) => clock.sleep(60_000, signal) });
 * const nav = job(pipeline('nav', (p) => p.add(sync)));
 * const evening = schedule(nav, { name: 'evening', calendar: 'XSHG', at: 'close+90m', misfireGrace: '1h' });
 *
 * await using desk = await projectInMemory({ jobs: [nav], schedules: [evening] }, { at: '2026-11-20T16:00:00+08:00' });
 * await desk.pass('30m');
 * assert.deepEqual((await desk.ticks('evening')).map(({ session, outcome }) => [session, outcome]), [['2026-11-20', 'fired']]);
 * assert.equal((await desk.runs('nav'))[0]?.state, 'running');
 * await desk.pass('2d');
 * assert.equal((await desk.runs('nav')).length, 1, 'nothing on the weekend');
 */
export async function projectInMemory(
  what: Project | ProjectParts,
  options: ProjectInMemoryOptions,
): Promise<ProjectInMemory> {
  const project = 'profiles' in what ? what : defineProject(what);
  const clock = virtualClock(instantOf(options.at));
  const random = options.random ?? seededRandom(1);
  const steps = project.jobs.flatMap(({ pipeline }) => pipeline.steps);
  const providers = providersOf(options.resources ?? {}, resourcesIn(steps.map((step) => step.op.resources)));
  const setting = (key: string): string | undefined => options.settings?.[key];
  const around = { random, providers, projectDir: '/project', setting };
  const virtual = virtualHost((job, step) => opOfStep(findJob(project, job), step), around, clock);
  const { host, isQuiet } = virtual;
  const world = await openWorld({ project, clock, random, host, isQuiet, settings: options.settings ?? {} });
  const change = (schedule: string) => ({ name: schedule, by: 'test', requestId: null, atMs: clock.nowMs() });
  return {
    clock,
    pass: (forTime) => world.pass(durationMs(forTime)),
    ticks: (schedule) => ticksOf(world, schedule),
    runs: async (job) => (await world.store.runs(job === undefined ? {} : { job })).toReversed(),
    pause: (schedule) => world.store.pauseSchedule(world.lease, change(schedule)),
    resume: (schedule) => world.store.resumeSchedule(world.lease, change(schedule)),
    [Symbol.asyncDispose]: () => world.stop(),
  };
}

export type ProjectParts = {
  readonly jobs: readonly Job[];
  readonly schedules?: readonly Schedule[];
  readonly sensors?: readonly Sensor[];
};

async function ticksOf({ store }: World, schedule: string): Promise<readonly TickInMemory[]> {
  const rows = (await readTicks(store, schedule)).toReversed();
  return rows.map(({ atMs, session, outcome, runId }) => ({
    at: new Date(atMs).toISOString(),
    session,
    outcome,
    runId,
  }));
}

function instantOf(text: string): number {
  const atMs = Date.parse(text);
  const hasOffset = /(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  if (hasOffset && Number.isFinite(atMs)) return atMs;
  throw new Error(`"at" wants an instant with offset like 2026-11-20T16:00:00+08:00, got "${text}"`);
}
