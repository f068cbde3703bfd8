import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../adapters/system/clock.ts';
import { auditState, eventsOf } from '../control/audit/audit-state.ts';
import { type PrunePlan, planPrune } from '../control/retention/plan-prune.ts';
import type { StateTable } from '../control/state/tables.ts';
import { TapelineError } from '../core/errors.ts';
import { holderOfThisProcess } from './engine-process.ts';
import { openState } from './state.ts';
import type { Workspace } from './workspace.ts';

export type PruneModel = {
  readonly profile: string;
  readonly beforeMs: number;
  readonly isDone: boolean;
  readonly runs: number;
  /** Events that one checkpoint takes the place of. */
  readonly events: number;
  readonly rows: Readonly<Partial<Record<StateTable, number>>>;
  readonly logFiles: number;
};

export type PruneOptions = { readonly olderThanMs: number; readonly mode: 'plan' | 'do' };

/**
 * Forgets runs, ticks, events and logs that were over before a moment. The log keeps folding to the tables that are
 * left: a checkpoint takes the place of what goes. Refused while an engine works, and for a state that fails its audit.
 */
export async function prune(workspace: Workspace, { olderThanMs, mode }: PruneOptions): Promise<PruneModel> {
  await using store = await openState(workspace);
  const lease = await store.acquireEngine(holderOfThisProcess('prune'));
  try {
    const beforeMs = systemClock.nowMs() - olderThanMs;
    const { violations } = await auditState(store);
    if (violations.length > 0) throw notSound(workspace, violations[0]!.what);
    const plan = await planPrune(() => eventsOf(store), await store.dump(), beforeMs);
    const logs = plan === null ? [] : logFilesOf(workspace, plan);
    if (plan !== null && mode === 'do') {
      await store.checkpoint(lease, { ...plan, atMs: systemClock.nowMs() });
      for (const path of logs) rmSync(path, { force: true });
    }
    return {
      profile: workspace.profileName,
      beforeMs,
      isDone: mode === 'do' && plan !== null,
      runs: plan?.runIds.length ?? 0,
      events: plan?.untilSeq ?? 0,
      rows: countsOf(plan),
      logFiles: logs.length,
    };
  } finally {
    await store.releaseEngine(lease);
  }
}

function countsOf(plan: PrunePlan | null): PruneModel['rows'] {
  const counts: Partial<Record<StateTable, number>> = {};
  for (const { table } of plan?.gone ?? []) counts[table] = (counts[table] ?? 0) + 1;
  return counts;
}

function logFilesOf({ folders }: Workspace, { runIds }: PrunePlan): readonly string[] {
  const folder = join(folders.logs, 'runs');
  const wanted = new Set(runIds.map((runId) => `${runId}.log`));
  try {
    return readdirSync(folder)
      .filter((name) => wanted.has(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function notSound({ folders }: Workspace, problem: string): TapelineError {
  return new TapelineError('store.corrupt', { facts: { path: join(folders.state, 'state.db'), problem } });
}
