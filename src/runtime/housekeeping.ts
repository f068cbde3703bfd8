import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOG_NAME } from '../adapters/duckdb/lake-paths.ts';
import { systemClock } from '../adapters/system/clock.ts';
import type { LogFiles } from '../adapters/system/log.ts';
import type { EngineLease, StateStore } from '../control/state/store.ts';
import type { StepHost, StepResult } from '../control/step/task.ts';
import { fromErrorRecord } from '../core/errors.ts';
import { backUpDaily } from './daily-backup.ts';
import { SYSTEM_JOB, type SystemOp } from './system-ops.ts';
import { viewsOf } from './views.ts';
import type { Workspace } from './workspace.ts';

export type Household = {
  readonly workspace: Workspace;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly children: StepHost;
  readonly logs: LogFiles;
};

/**
 * After the runs: brings the catalog up to date, forgets files of old versions, copies the state once a day. What attempts
 * left behind is swept when an engine begins: see `sweep.ts`. None of it can fail a run. What goes wrong is logged, gives
 * false, and is done again next time, also by another engine.
 */
export async function keepHouse(house: Household): Promise<boolean> {
  const isCurrent = await showCurrent(house);
  return (await attempt(house, 'The daily backup could not be made', () => backUpOnceADay(house))) && isCurrent;
}

async function backUpOnceADay({ workspace, store, children }: Household): Promise<void> {
  const [first] = await store.events({ limit: 1 });
  if (first === undefined) return;
  await backUpDaily({
    folder: join(workspace.folders.state, 'backups'),
    kept: Number(workspace.settings.get('TAPELINE_BACKUPS_KEPT')),
    nowMs: systemClock.nowMs(),
    beganAtMs: first.atMs,
    async make(to) {
      await runSystemOp(workspace, children, 'back_up', {}, { to }, new AbortController().signal);
    },
  });
}

/** Catalog and files as the state has them; a file beside the catalog tells what it shows. */
async function showCurrent(house: Household): Promise<boolean> {
  const { workspace, store } = house;
  const snapshots = await store.snapshots();
  if (snapshots.length === 0) return true;
  const views = viewsOf(workspace.project, snapshots);
  const shown = createHash('sha256').update(JSON.stringify(views)).digest('hex');
  const { lake } = workspace.folders;
  if (isShown(lake, shown)) return true;
  const isRefreshed = await attempt(house, 'Catalog could not be refreshed', async () => {
    await runSystemOp(workspace, house.children, 'refresh_catalog', views, {}, new AbortController().signal);
  });
  const isPruned = await attempt(house, 'Old versions could not be pruned', () => pruneVersions(house));
  const isDone = isRefreshed && isPruned;
  return isDone && (await attempt(house, 'The catalog could not be marked', async () => markShown(lake, shown)));
}

async function attempt({ logs }: Household, message: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    logs.write({ level: 'warn', message, fields: {}, error }, null);
    return false;
  }
}

const markOf = (lake: string): string => join(lake, '.catalog-shows');

function isShown(lake: string, shown: string): boolean {
  const mark = markOf(lake);
  return existsSync(join(lake, CATALOG_NAME)) && existsSync(mark) && readFileSync(mark, 'utf8') === shown;
}

function markShown(lake: string, shown: string): void {
  writeFileSync(markOf(lake), shown);
}

/** Runs one of the program's own ops in a child. @throws what the op failed with. */
export async function runSystemOp(
  workspace: Workspace,
  children: StepHost,
  name: SystemOp,
  inputs: Readonly<Record<string, unknown>>,
  config: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const { url, version } = workspace.definition;
  const encoded = Object.entries(inputs).map(([key, value]) => [key, JSON.stringify(value)] as const);
  const task = {
    runId: SYSTEM_JOB,
    stepKey: name,
    attempt: 1,
    token: 0,
    job: SYSTEM_JOB,
    definition: { url, version, hash: '' },
    profile: workspace.profileName,
    settings: workspace.flags,
    config,
    inputs: Object.fromEntries(encoded),
    snapshots: {},
    asOfMs: systemClock.nowMs(),
  };
  const result: StepResult = await children.run(task, { onLog() {}, onProgress() {} }, signal);
  if (result.outcome === 'failed') throw fromErrorRecord(result.error);
  return JSON.parse(result.output);
}

async function pruneVersions({ workspace, store, lease }: Household): Promise<void> {
  const kept = Number(workspace.settings.get('TAPELINE_KEEP_VERSIONS'));
  const { deleteLakeFiles } = await import('../adapters/files/delete-lake-files.ts');
  for (const { asset } of await store.snapshots()) {
    const paths = await store.prunable(asset, kept);
    if (paths.length === 0) continue;
    await deleteLakeFiles(workspace.folders.lake, paths);
    await store.recordPruned(lease, asset, paths, systemClock.nowMs());
  }
}
