import type { Clock } from '../../core/clock.ts';
import type { EngineLease, StateStore } from '../state/store.ts';

export type OrphanSurroundings = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Pick<Clock, 'nowMs'>;
};

/**
 * Ends the runs that an engine left open when it died: their attempts are lost, what they finished stays, and they can
 * be retried. A run that was being cancelled is cancelled now. Whoever holds the lease knows that nobody carries them.
 */
export async function closeOrphans({ store, lease, clock }: OrphanSurroundings): Promise<readonly string[]> {
  const open = await store.runs({ states: ['queued', 'running'] });
  // Nobody has begun a queued run: it waits for the next engine.
  const orphans = open.filter(({ state, cancelReason }) => state === 'running' || cancelReason !== null);
  for (const { runId, cancelReason } of orphans) {
    const running = (await store.steps(runId)).filter((step) => step.state === 'running');
    const reason = 'the engine that ran it ended without a word';
    const end = running.map(({ stepKey, token }) => ({ stepKey, token: token!, outcome: 'lost', reason }) as const);
    const outcome = cancelReason === null ? 'interrupted' : 'cancelled';
    await store.advance(lease, { runId, atMs: clock.nowMs(), end, endRun: { outcome, error: null } });
  }
  return orphans.map((run) => run.runId);
}
