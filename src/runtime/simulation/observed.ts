import type { Project } from '../../control/definition/project.ts';
import type { StateReader } from '../../control/state/store.ts';

const RUNS_LOOKED_AT = 10;
const STEP_MS_DEFAULT = 60_000;

/** How long each step took in the last successful runs of its job: the middle one; a minute where none is known. */
export async function observedDurations(
  reader: StateReader | null,
  project: Project,
): Promise<(job: string, step: string) => number> {
  const known = new Map<string, number[]>();
  for (const { name } of reader === null ? [] : project.jobs) {
    for (const { runId } of await reader!.runs({ job: name, states: ['succeeded'], limit: RUNS_LOOKED_AT })) {
      for (const { stepKey, startedAtMs, endedAtMs } of await reader!.steps(runId)) {
        if (startedAtMs === null || endedAtMs === null) continue;
        const key = `${name}/${stepKey}`;
        known.set(key, [...(known.get(key) ?? []), Math.max(endedAtMs - startedAtMs, 1)]);
      }
    }
  }
  return (job, step) => {
    const times = (known.get(`${job}/${step}`) ?? []).toSorted((left, right) => left - right);
    return times[Math.floor(times.length / 2)] ?? STEP_MS_DEFAULT;
  };
}
