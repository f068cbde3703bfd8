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
  /** Input → JSON text; null where what it takes was left out. */
  readonly inputs: Readonly<Record<string, string | null>>;
};

/** An attempt that was started, as plain data for whoever does the work. */
export async function taskOf({ key: stepKey, plan, attempt, token }: BoardStep, source: TaskSource): Promise<StepTask> {
  const { runId, settings, store, inputs } = source;
  const { job, definition, profile, config, asOfMs } = source.created;
  return {
    runId,
    stepKey,
    attempt,
    token: token!,
    job,
    definition,
    profile,
    asOfMs,
    ...(source.created.partitions === undefined ? {} : { partitions: source.created.partitions }),
    settings,
    config: config[plan.key] ?? {},
    inputs,
    memoryBytes: plan.memoryBytes ?? null,
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
