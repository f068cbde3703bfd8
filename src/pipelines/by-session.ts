import type { Job } from '../control/definition/job.ts';
import { runRequest, type Sensor, type SensorRequest } from '../control/definition/sensor.ts';
import { onRun } from '../control/definition/sensor-kinds.ts';

/** A run for a session: asked for twice, it is the same run. */
export function runFor(job: Job, session: string | null | undefined): SensorRequest | null {
  return session === null || session === undefined ? null : runRequest(job, { runKey: session, tags: { session } });
}

/** What follows in the same session. Runs that were started by hand belong to no session and set nothing off. */
export function follow(name: string, first: Job, then: Job): Sensor {
  const description = `After ${first.name} of a session: ${then.name} of the same one.`;
  return onRun(first, 'success', ({ tags }) => runFor(then, tags.session), { name, description, targets: [then] });
}
