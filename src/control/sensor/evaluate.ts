import { TapelineError } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Project } from '../definition/project.ts';
import type { Sensor } from '../definition/sensor.ts';
import { checkCount, invalidResult } from './look/answers.ts';
import { lookAtAsset, lookAtFreshness } from './look/asset.ts';
import { lookByCode } from './look/custom.ts';
import { lookAtEmitted } from './look/emitted.ts';
import { lookAtFiles } from './look/files.ts';
import type { Look, Seen } from './look/look.ts';
import { lookAtReadiness } from './look/readiness.ts';
import { lookAtRunEnds } from './look/run-ends.ts';

/** From where a sensor looks, and the number of the evaluation. */
export type Standing = { readonly cursor: Json; readonly tick: number };

/**
 * What a sensor sees now and would ask for. Writes nothing.
 *
 * @throws what its code throws, sensor.invalid_result, sensor.too_many_requests, usage.unknown_name for a job
 */
export async function evaluateSensor(
  project: Pick<Project, 'jobs'>,
  sensor: Sensor,
  standing: Standing,
  look: Look,
): Promise<Seen> {
  const seen = await lookOf(sensor, standing, look);
  checkCount(sensor.name, seen.requests.length);
  for (const { job } of seen.requests) checkJob(project, sensor, job);
  return seen;
}

function lookOf({ watch }: Sensor, { cursor, tick }: Standing, look: Look): Promise<Seen> {
  switch (watch.kind) {
    case 'run':
      return lookAtRunEnds(watch, cursor, look);
    case 'asset':
      return lookAtAsset(watch, cursor, look);
    case 'freshness':
      return lookAtFreshness(watch, cursor, look);
    case 'file':
      return lookAtFiles(watch, cursor, look);
    case 'event':
      return lookAtEmitted(watch, cursor, look);
    case 'readiness':
      return lookAtReadiness(watch, cursor, look);
    case 'custom':
      return lookByCode(watch, cursor, look, tick);
  }
}

function checkJob({ jobs }: Pick<Project, 'jobs'>, { name, targets }: Sensor, job: string): void {
  const known = jobs.map((each) => each.name);
  if (!known.includes(job)) {
    const facts = { kind: 'job', name: job, nearest: nearestName(job, known), known, where: `sensor "${name}"` };
    throw new TapelineError('usage.unknown_name', { facts });
  }
  if (targets === null || targets.includes(job)) return;
  const problem = `it asks for job "${job}", its targets are ${targets.map((each) => `"${each}"`).join(', ')}`;
  throw invalidResult(name, problem, 'Add the job to its targets.');
}
