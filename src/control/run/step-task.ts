import type { Snapshot } from '../../core/snapshot.ts';
import type { RunCreated } from '../event/events.ts';
import type { StateStore } from '../state/store.ts';
import type { StepTask } from '../step/task.ts';
import type { BoardStep } from './board.ts';

/** What a run lends to the tasks of its steps. */
export type TaskSource = {
  readonly runId: string;
  readonly created: RunCreated;
  readonly settings: Readonly<Record<string, string>>;
  readonly store: Pick<StateStore, 'snapshot'>;
  /** The stored output of another step; null when it was left out. */
  readonly inputOf: (stepKey: string) => string | null;
};

/** An attempt that was started, as plain data for whoever does the work. */
export async function taskOf({ plan, attempt, token }: BoardStep, source: TaskSource): Promise<StepTask> {
  const { runId, settings, store, inputOf } = source;
  const { job, definition, profile, config, asOfMs } = source.created;
  const inputs = Object.entries(plan.inputs).map(([name, { from }]) => [name, inputOf(from)] as const);
  return {
    runId,
    stepKey: plan.key,
    attempt,
    token: token!,
    job,
    definition,
    profile,
    asOfMs,
    settings,
    config: config[plan.key] ?? {},
    inputs: Object.fromEntries(inputs),
    snapshots: await snapshotsOf([...plan.reads, ...plan.writes], store),
  };
}

async function snapshotsOf(
  assets: readonly string[],
  store: TaskSource['store'],
): Promise<Readonly<Record<string, Snapshot>>> {
  const names = [...new Set(assets)];
  const snapshots = await Promise.all(names.map((name) => store.snapshot(name)));
  return Object.fromEntries(snapshots.map((snapshot) => [snapshot.asset, snapshot]));
}
