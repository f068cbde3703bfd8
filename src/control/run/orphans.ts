import type { Clock } from '../../core/clock.ts';
import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import type { RunEnded } from '../event/events.ts';
import type { RunRow } from '../state/rows.ts';
import type { EngineLease, StateStore } from '../state/store.ts';
import { ENGINE_DIED } from './resume.ts';

/** What became of the runs that an engine left open when it died. */
export type Recovered = {
  /** They go on where they stood. */
  readonly resumed: readonly string[];
  /** They ended: `cancelled` as somebody had asked, or `interrupted` because the code has changed since. */
  readonly closed: readonly string[];
};

/** Runs that are under way though no engine carries them, newest first. Whoever holds the lease knows that nobody does. */
export async function orphansOf(store: Pick<StateStore, 'runs'>): Promise<readonly RunRow[]> {
  const open = await store.runs({ states: ['queued', 'running'] });
  // Nobody has begun a queued run: it waits for the next engine.
  return open.filter(({ state, cancelReason }) => state === 'running' || cancelReason !== null);
}

export type ClosingSurroundings = {
  readonly store: Pick<StateStore, 'steps' | 'advance'>;
  readonly lease: EngineLease;
  readonly clock: Pick<Clock, 'nowMs'>;
};

/** Ends a run that nobody carries: its attempts are over, what they finished stays, and it can be retried. */
export async function closeRun(around: ClosingSurroundings, { runId }: RunRow, endRun: RunEnded): Promise<void> {
  const { store, lease, clock } = around;
  const steps = await store.steps(runId);
  const running = steps.filter(({ state }) => state === 'running');
  const end = running.map(
    ({ stepKey, token }) => ({ stepKey, token: token!, outcome: 'lost', reason: ENGINE_DIED }) as const,
  );
  await store.advance(lease, { runId, atMs: clock.nowMs(), end, endRun });
}

export function cancelledNow({ job, cancelReason }: RunRow): RunEnded {
  const facts = { step: job, reason: cancelReason ?? ENGINE_DIED };
  return { outcome: 'cancelled', error: toErrorRecord(new TapelineError('step.cancelled', { facts })) };
}
