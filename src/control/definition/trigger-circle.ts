import { TapelineError } from '../../core/errors.ts';
import type { Job } from './job.ts';
import type { Sensor } from './sensor.ts';

/** From a job to one that its end or its data sets off, by way of a sensor. */
type Edge = { readonly to: string; readonly sensor: string };
type Edges = ReadonlyMap<string, readonly Edge[]>;
type Passed = { readonly job: string; readonly sensor: string };

/**
 * Refuses sensors that set jobs off in a circle, as far as they say what they may ask for: a job's end, or an asset
 * that the job writes. What is not declared is stopped while it runs, by the length of its chain.
 *
 * @throws definition.job_circle naming the way round
 */
export function checkNoCircle(jobs: readonly Job[], sensors: readonly Sensor[]): void {
  const edges: Edges = new Map(jobs.map((job) => [job.name, edgesOf(job, sensors)]));
  const done = new Set<string>();
  for (const job of jobs) walk(job.name, edges, done, []);
}

function edgesOf(job: Job, sensors: readonly Sensor[]): readonly Edge[] {
  const setOff = sensors.filter((sensor) => isSetOffBy(sensor, job));
  return setOff.flatMap(({ name, targets }) => (targets ?? []).map((to) => ({ to, sensor: name })));
}

/** Tags of single runs are not known here: a filter counts when the job's own tags do not contradict it. */
function isSetOffBy({ watch }: Sensor, job: Job): boolean {
  if (watch.kind === 'asset') return job.pipeline.steps.some(({ op }) => op.writes.includes(watch.asset));
  if (watch.kind !== 'run') return false;
  const { filter } = watch;
  if (filter.job !== null) return filter.job === job.name;
  return Object.entries(filter.tags).every(([key, value]) => job.tags[key] === value);
}

/** `trail`: the jobs passed on the way here, each with the sensor that led on from it. */
function walk(job: string, edges: Edges, done: Set<string>, trail: readonly Passed[]): void {
  const start = trail.findIndex((passed) => passed.job === job);
  if (start !== -1) throw circle(job, trail.slice(start));
  if (done.has(job)) return;
  for (const { to, sensor } of edges.get(job) ?? []) walk(to, edges, done, [...trail, { job, sensor }]);
  done.add(job);
}

function circle(job: string, around: readonly Passed[]): TapelineError {
  const facts = { path: [...around.map((passed) => passed.job), job], sensors: around.map(({ sensor }) => sensor) };
  return new TapelineError('definition.job_circle', { facts });
}
