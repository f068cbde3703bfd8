import { systemClock } from '../adapters/system/clock.ts';
import { cancelledNow, closeRun } from '../control/run/orphans.ts';
import { RUN_STATES_OVER } from '../control/state/rows.ts';
import { holderOfThisProcess } from './engine-process.ts';
import { openState } from './state.ts';
import type { Workspace } from './workspace.ts';

export type CancelResult = 'asked' | 'closed' | 'over';

/**
 * Asks the living engine to stop a run; without one, closes it here, whatever an engine that died left of it. A run
 * that is over stays as it is.
 */
export async function cancelRun(workspace: Workspace, runId: string): Promise<CancelResult> {
  await using store = await openState(workspace);
  const run = await store.run(runId);
  if (run === null || RUN_STATES_OVER.includes(run.state)) return 'over';
  if ((await store.engineHolder()) !== null) {
    await store.submit({ kind: 'cancel', data: { runId, reason: 'asked for' }, atMs: systemClock.nowMs() });
    return 'asked';
  }
  const lease = await store.acquireEngine(holderOfThisProcess('runs cancel'));
  try {
    const cancel = { runId, reason: 'asked for', requestId: null, atMs: systemClock.nowMs() };
    if (run.state === 'queued') await store.cancelQueued(lease, cancel);
    else {
      await store.advance(lease, { runId, atMs: cancel.atMs, cancel });
      await closeRun({ store, lease, clock: systemClock }, run, cancelledNow({ ...run, cancelReason: cancel.reason }));
    }
    return 'closed';
  } finally {
    await store.releaseEngine(lease);
  }
}
