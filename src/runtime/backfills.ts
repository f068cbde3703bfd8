import { systemClock } from '../adapters/system/clock.ts';
import { systemRandom } from '../adapters/system/random.ts';
import { BackfillDecider } from '../control/backfill/decider.ts';
import { type BackfillPlan, planBackfill } from '../control/backfill/plan.ts';
import type { PartitionKeeper } from '../control/partition/keeper.ts';
import type { BackfillAsk } from '../control/state/backfill/port.ts';
import { type BackfillRow, readBackfill, readBackfillRuns, readBackfills } from '../control/state/backfill/read.ts';
import { RUN_STATES_OVER } from '../control/state/rows.ts';
import type { EngineLease, RequestBody, StateReader, StateStore } from '../control/state/store.ts';
import { fromErrorRecord, isTapelineError, TapelineError } from '../core/errors.ts';
import { newRunId } from '../core/ids.ts';
import { stateOf } from './asset-models.ts';
import { holderOfThisProcess, startEngine } from './engine-process.ts';
import { keeperOf } from './partition-keeper.ts';
import type { RunJobOptions } from './run-job.ts';
import { openState } from './state.ts';
import type { Workspace } from './workspace.ts';

/** The engine's part that makes the runs of backfills. */
export function backfillsOf(around: {
  readonly workspace: Workspace;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly keeper: PartitionKeeper;
}): BackfillDecider {
  const { workspace, store, lease, keeper } = around;
  const { project, definition, profileName, settings } = workspace;
  const context = { definition, profile: profileName, layers: settings.configLayers, partitions: keeper };
  return new BackfillDecider({
    ...{ store, lease, project, keeper, context },
    clock: systemClock,
    random: systemRandom,
  });
}

export const newBackfillId = (): string => newRunId(systemClock, systemRandom);

/** What a backfill would do now. Nothing is written. */
export async function backfillPlan(workspace: Workspace, ask: BackfillAsk): Promise<BackfillPlan> {
  await using state = await stateOf(workspace);
  const { project } = workspace;
  return await planBackfill(ask, {
    project,
    keeper: keeperOf(project, state),
    store: state,
    nowMs: systemClock.nowMs(),
  });
}

export type BackfillModel = BackfillRow & {
  /** Runs by state, and the slices that runs have taken so far. */
  readonly runs: Readonly<Record<'open' | 'succeeded' | 'failed', number>>;
};

export async function backfillModels(workspace: Workspace, limit: number): Promise<readonly BackfillModel[]> {
  await using state = await stateOf(workspace);
  const rows = await readBackfills(state, limit);
  return await Promise.all(rows.map((row) => withRuns(state, row)));
}

/** By id, or by its beginning or end, or `last`. @throws usage.unknown_name */
export async function backfillModel(workspace: Workspace, name: string): Promise<BackfillModel> {
  await using state = await stateOf(workspace);
  const rows = await readBackfills(state);
  const isNamed = (id: string): boolean => id === name || id.startsWith(name) || id.endsWith(name);
  const found = name === 'last' ? rows.slice(0, 1) : rows.filter((row) => isNamed(row.started.backfill));
  if (found.length === 1) return await withRuns(state, found[0]!);
  const known = rows.slice(0, 5).map((row) => row.started.backfill);
  throw new TapelineError('usage.unknown_name', { facts: { kind: 'backfill', name, nearest: null, known } });
}

async function withRuns(state: Pick<StateReader, 'range' | 'run'>, row: BackfillRow): Promise<BackfillModel> {
  const runs = { open: 0, succeeded: 0, failed: 0 };
  for (const { runId } of await readBackfillRuns(state, row.started.backfill)) {
    const run = await state.run(runId);
    if (run === null || run.state === 'succeeded') runs.succeeded += 1;
    else if (RUN_STATES_OVER.includes(run.state)) runs.failed += 1;
    else runs.open += 1;
  }
  return { ...row, runs };
}

const LOOK_AGAIN_MS = 500;

export type BackfillOptions = Pick<RunJobOptions, 'observe' | 'signal' | 'onFollowing' | 'onSpace'> & {
  readonly onProgress: (model: BackfillModel) => void;
};

/**
 * Carries a backfill to its end: as the engine when no other holds the folder, otherwise by watching the one that
 * does. When `request` is null, one that is open already. Aborted: its runs stop, and it stays open.
 *
 * @throws what the request was refused with
 */
export async function backfillToEnd(
  workspace: Workspace,
  backfill: string,
  request: RequestBody | null,
  options: BackfillOptions,
): Promise<BackfillModel> {
  await using store = await openState(workspace, options);
  const id = request === null ? null : await store.submit({ ...request, atMs: systemClock.nowMs() });
  const watch = watching(store, backfill, options);
  let isFollowing = false;
  while (!options.signal.aborted && !(await isOver(store, backfill, id))) {
    if (await serve(workspace, store, options)) continue;
    const holder = await store.engineHolder();
    if (holder !== null && !isFollowing) options.onFollowing?.(holder);
    isFollowing = true;
    await systemClock.sleep(LOOK_AGAIN_MS, options.signal).catch(() => {});
  }
  watch.stop();
  return await withRuns(store, (await readBackfill(store, backfill))!);
}

async function isOver(store: StateStore, backfill: string, id: number | null): Promise<boolean> {
  const answer = id === null ? null : ((await store.request(id))?.answer ?? null);
  if (answer !== null && answer.error !== null) throw fromErrorRecord(answer.error);
  const row = await readBackfill(store, backfill);
  return row !== null && row.state !== 'running';
}

async function serve(workspace: Workspace, store: StateStore, { observe, signal }: BackfillOptions): Promise<boolean> {
  let lease: EngineLease;
  try {
    lease = await store.acquireEngine(holderOfThisProcess('backfill'));
  } catch (error) {
    if (isTapelineError(error) && error.code === 'engine.held') return false;
    throw error;
  }
  try {
    await using engine = await startEngine({ workspace, store, lease, observe });
    await engine.serve(signal, 'with backfills');
  } finally {
    await store.releaseEngine(lease);
  }
  return true;
}

function watching(store: StateStore, backfill: string, { onProgress }: BackfillOptions): { stop: () => void } {
  const over = new AbortController();
  const look = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const row = await readBackfill(store, backfill);
      if (row !== null && !over.signal.aborted) onProgress(await withRuns(store, row));
      await systemClock.sleep(LOOK_AGAIN_MS, over.signal);
    }
  };
  look().catch(() => {});
  return { stop: () => over.abort() };
}
