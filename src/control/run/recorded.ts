import { toErrorRecord } from '../../core/errors.ts';
import type { StepResult, StepTask } from '../step/task.ts';
import type { RunSurroundings } from './run-surroundings.ts';

/** A success with what it made of partitioned assets. Slices that cannot be are the op's failure, not the engine's. */
export async function recorded(
  task: StepTask,
  writes: readonly string[],
  result: StepResult,
  recordMade: NonNullable<RunSurroundings['recordMade']>,
): Promise<StepResult> {
  if (result.outcome !== 'succeeded' || writes.length === 0) return result;
  try {
    const made = await recordMade({ task, writes, result });
    return made.length === 0 ? result : { ...result, recorded: made };
  } catch (error) {
    return { outcome: 'failed', error: toErrorRecord(error), retryIf: false, metrics: result.metrics };
  }
}
