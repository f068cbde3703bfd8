import { toErrorRecord } from '../../core/errors.ts';
import { decodeOutput, encodeOutput } from '../../core/json.ts';
import type { Memo, RunCreated, StepSkipped } from '../event/events.ts';
import { NO_METRICS, type StepResult, type StepTask } from '../step/task.ts';
import { memoOf, type NamedSkip, standing } from './memo.ts';
import type { RunSurroundings } from './run-surroundings.ts';

export type Doing = {
  readonly task: StepTask;
  readonly writes: readonly string[];
  readonly created: Pick<RunCreated, 'isForced' | 'backfill'>;
  readonly around: Pick<RunSurroundings, 'store' | 'skipUnchanged'>;
  readonly work: () => Promise<StepResult>;
};

/** An attempt: the work itself, or what it made last time where nothing that decides it has changed since. */
export async function doStep({ task, writes, created, around, work }: Doing): Promise<StepResult> {
  const skip = around.skipUnchanged?.(task.stepKey) ?? null;
  if (skip === null) return work();
  let memo: Memo;
  try {
    memo = await memoOf(task, skip, { writes, store: around.store });
    const stands = mustBeDone(created) ? null : await standing(memo, around.store);
    if (stands !== null) return taken(task.stepKey, stands, skip);
  } catch (error) {
    // What the definition says of its inputs threw.
    return { outcome: 'failed', error: toErrorRecord(error), retryIf: false, metrics: NO_METRICS };
  }
  const result = await work();
  return result.outcome === 'succeeded' ? { ...result, memo } : result;
}

/** A backfill names what it wants made, and who forces a run wants all of it. */
const mustBeDone = ({ isForced = false, backfill }: Doing['created']): boolean => isForced || backfill !== undefined;

function taken(
  stepKey: string,
  { output: text, ...unchanged }: StepSkipped & { readonly output: string },
  { skip }: NamedSkip,
): StepResult {
  const output = skip.output === undefined ? text : encodeOutput(stepKey, skip.output(decodeOutput(text) as never));
  return { outcome: 'succeeded', output, changes: [], unchanged, metrics: NO_METRICS };
}
