import { TapelineError } from '../../core/errors.ts';
import type { RunRow } from '../state/rows.ts';

/** Cancelling twice is fine; a run that ended otherwise, or never was, cannot be cancelled. */
export function refusalToCancel(runId: string, run: RunRow | null): TapelineError | null {
  if (run === null) return unknownRun(runId);
  if (run.state === 'cancelled') return null;
  const facts = {
    what: `Run ${runId} is over and cannot be cancelled`,
    got: run.state,
    wayOut: 'Nothing is left to do.',
  };
  return new TapelineError('usage.invalid', { facts });
}

export function unknownRun(runId: string): TapelineError {
  return new TapelineError('usage.unknown_name', { facts: { kind: 'run', name: runId, nearest: null, known: [] } });
}
