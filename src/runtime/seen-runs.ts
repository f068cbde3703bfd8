import { RUN_STATES_OVER, type RunRow, type StepRow } from '../control/state/rows.ts';
import type { RunQuery, StateReader } from '../control/state/store.ts';

/**
 * Runs as somebody sees them who only looks. An engine that was killed leaves its runs standing as running until the
 * next engine closes them; without an engine nobody carries them, and they are shown as what they will be: interrupted.
 */
export async function seenRuns(reader: StateReader, query: RunQuery): Promise<readonly RunRow[]> {
  const runs = await reader.runs(query);
  if (runs.every(isStill) || (await reader.engineHolder()) !== null) return runs;
  // The engine may have ended them between the two looks.
  return (await reader.runs(query)).map(left);
}

export async function seenRun(reader: StateReader, runId: string): Promise<RunRow | null> {
  const run = await reader.run(runId);
  if (run === null || isStill(run) || (await reader.engineHolder()) !== null) return run;
  const again = await reader.run(runId);
  return again === null ? null : left(again);
}

/** The steps of a run as seen: attempts that nobody carries are no longer running. */
export async function seenSteps(reader: StateReader, run: RunRow): Promise<readonly StepRow[]> {
  const steps = await reader.steps(run.runId);
  return isOver(run) ? steps.map((step) => (step.state === 'running' ? { ...step, state: 'pending' } : step)) : steps;
}

const isOver = (run: RunRow): boolean => RUN_STATES_OVER.includes(run.state);

/** No engine is needed for it to stay what it is. */
const isStill = (run: RunRow): boolean => isOver(run) || run.state === 'queued';

const left = (run: RunRow): RunRow => {
  if (isOver(run) || run.state === 'queued') return run;
  return { ...run, state: run.cancelReason === null ? 'interrupted' : 'cancelled' };
};
