import { watchedFiles } from '../adapters/files/watched-files.ts';
import type { Job } from '../control/definition/job.ts';
import { defineProject, findJob, type Project } from '../control/definition/project.ts';
import type { Resources } from '../control/definition/resource.ts';
import type { Schedule } from '../control/definition/schedule.ts';
import type { Sensor } from '../control/definition/sensor.ts';
import { opOfStep } from '../control/run/code-of-job.ts';
import { emissionOf } from '../control/sensor/event-inbox.ts';
import { checkEvent } from '../control/sensor/known-sensor.ts';
import type { SensorObservation } from '../control/sensor/observation.ts';
import type { RunRow } from '../control/state/rows.ts';
import { readTicks } from '../control/state/schedule/read.ts';
import { ResourceScope } from '../control/step/resources.ts';
import type { Random } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import { type Duration, durationMs } from '../core/time.ts';
import { onProfileCalendar } from '../runtime/profile-calendar.ts';
import { seededRandom } from '../runtime/seeded-random.ts';
import { openWorld, type World, type WorldOptions } from '../runtime/simulation/world.ts';
import { type WorldSensorsOptions, worldSensors } from '../runtime/simulation/world-sensors.ts';
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
  /** The project's folder, as ops see it and where file sensors look; one that does not exist when it is not given. */
  readonly projectDir?: string;
  readonly random?: Random;
};

/** A project that is up, in memory, under a clock that you move. */
export type ProjectInMemory = AsyncDisposable & {
  readonly clock: VirtualClock;
  /**
   * Lets time pass: schedules, sensors, retries and ops that sleep on their clock all see it go by. It stands while a
   * sensor looks.
   */
  readonly pass: (forTime: Duration) => Promise<void>;
  /** Oldest first. */
  readonly ticks: (schedule: string) => Promise<readonly TickInMemory[]>;
  /** Oldest first; of every job when none is named. */
  readonly runs: (job?: string) => Promise<readonly RunRow[]>;
  /** Tells event sensors that something happened, as `tapeline emit` does. It is seen when time passes. */
  readonly emit: (event: string, data?: Json, options?: { readonly key?: string }) => Promise<void>;
  /** What people would be woken for: alarms of sensors, and evaluations that failed. Oldest first. */
  readonly alarms: (sensor?: string) => readonly AlarmInMemory[];
  /** A schedule or a sensor, by its name. */
  readonly pause: (name: string) => Promise<void>;
  readonly resume: (name: string) => Promise<void>;
};

export type AlarmInMemory = {
  readonly at: string;
  readonly sensor: string;
  readonly code: string;
  readonly message: string;
};

/**
 * Brings a project up in memory: the same engine, scheduler and sensors as `tapeline up`, with your ops, on a clock
 * that you move. Your sensors' own code runs, and gets what stands in for its resources.
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
  const project = onItsCalendar('profiles' in what ? what : defineProject(what));
  const clock = virtualClock(instantOf(options.at));
  const random = options.random ?? seededRandom(1);
  const { settings = {}, projectDir = '/project' } = options;
  const providers = providersOf(options.resources ?? {}, resourcesIn(resourcesNamed(project)));
  const around = { random, providers, projectDir, setting: (key: string): string | undefined => settings[key] };
  const virtual = virtualHost((job, step) => opOfStep(findJob(project, job), step), around, clock);
  const alarms: AlarmInMemory[] = [];
  const outside: WorldSensorsOptions = {
    files: watchedFiles(projectDir),
    scope: (log, signal) => new ResourceScope(providers, { ...around, clock, log, signal }),
    observe: (sensor, atMs, seen) => alarms.push(...alarmsIn(sensor, atMs, seen)),
    momentsOf: () => null,
  };
  const sensors: WorldOptions['sensors'] = (known) => worldSensors(known, outside);
  const world = await openWorld({ project, clock, random, ...virtual, settings, sensors });
  const { store, lease } = world;
  const atMs = (): number => clock.nowMs();
  const isSensor = (name: string): boolean => project.sensors.some((sensor) => sensor.name === name);
  return {
    clock,
    pass: (forTime) => world.pass(durationMs(forTime)),
    ticks: (schedule) => ticksOf(world, schedule),
    runs: async (job) => (await store.runs(job === undefined ? {} : { job })).toReversed(),
    alarms: (sensor) => alarms.filter((alarm) => sensor === undefined || alarm.sensor === sensor),
    async emit(event, data = null, { key = null }: { readonly key?: string | null } = {}) {
      checkEvent(project, event);
      await store.emitEvent(lease, {
        ...emissionOf({ name: event, data, key, by: BY }),
        requestId: null,
        atMs: atMs(),
      });
      world.tell();
    },
    async pause(name) {
      if (isSensor(name)) await store.pauseSensor(lease, { sensor: name, reason: BY, requestId: null, atMs: atMs() });
      else await store.pauseSchedule(lease, { name, by: BY, requestId: null, atMs: atMs() });
    },
    async resume(name) {
      if (isSensor(name)) await store.resumeSensor(lease, { sensor: name, requestId: null, atMs: atMs() });
      else await store.resumeSchedule(lease, { name, by: BY, requestId: null, atMs: atMs() });
      world.tell();
    },
    [Symbol.asyncDispose]: () => world.stop(),
  };
}

const BY = 'test';

/** As with the profile that the program would take when nobody names one. */
function onItsCalendar(project: Project): Project {
  const { profiles, defaultProfile } = project;
  const profile = profiles[defaultProfile ?? Object.keys(profiles)[0] ?? ''];
  return onProfileCalendar(project, profile ?? { description: '', simulated: true, providers: [] });
}

function resourcesNamed({ jobs, sensors }: Project): readonly Resources[] {
  const steps = jobs.flatMap(({ pipeline }) => pipeline.steps);
  const ofSensors = sensors.flatMap(({ watch }) => ('resources' in watch ? [watch.resources] : []));
  return [...steps.map((step) => step.op.resources), ...ofSensors];
}

function alarmsIn(sensor: string, atMs: number, seen: SensorObservation): readonly AlarmInMemory[] {
  if (seen.kind !== 'sensor_alarmed' && seen.kind !== 'sensor_failed') return [];
  const { code, message } = seen.error;
  return [{ at: new Date(atMs).toISOString(), sensor, code, message }];
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
