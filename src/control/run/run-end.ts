import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import type { RunEnded } from '../event/events.ts';
import type { BoardStep } from './board.ts';

type Ending = {
  readonly job: string;
  readonly cancelReason: string | null;
  /** Something of the run itself failed, and none of its steps. */
  readonly failure: TapelineError | null;
};

/** How a run ends whose steps are all over. */
export function endOfRun(all: Iterable<BoardStep>, { job, cancelReason, failure }: Ending): RunEnded {
  // What became of items stands in their map.
  const steps = [...all].filter(({ item }) => item === null);
  if (cancelReason !== null && steps.some(wasCancelled)) {
    const facts = { step: job, reason: cancelReason };
    return { outcome: 'cancelled', error: toErrorRecord(new TapelineError('step.cancelled', { facts })) };
  }
  if (failure !== null) return { outcome: 'failed', error: toErrorRecord(failure) };
  const failed = steps.find((step) => step.state === 'failed');
  return failed === undefined ? { outcome: 'succeeded', error: null } : { outcome: 'failed', error: failed.error };
}

const wasCancelled = ({ state, skip }: BoardStep): boolean => state === 'cancelled' || skip?.because === 'cancelled';

export function orderThrew(job: string, cause: unknown): TapelineError {
  const problem = `its order threw: ${toErrorRecord(cause).message}`;
  const facts = { where: `Job "${job}"`, problem, wayOut: 'Give a number for any two steps.' };
  return new TapelineError('definition.invalid', { facts, cause });
}
