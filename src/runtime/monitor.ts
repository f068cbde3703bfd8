import { systemClock } from '../adapters/system/clock.ts';
import type { Asset } from '../control/definition/asset.ts';
import { sidesOf } from '../control/definition/partitions.ts';
import type { Project } from '../control/definition/project.ts';
import { type AssetStatus, assetStatus } from '../control/partition/asset-status.ts';
import type { Axis } from '../control/partition/axis.ts';
import { existingIn } from '../control/partition/grid.ts';
import type { RunRow, StepRow } from '../control/state/rows.ts';
import type { StateReader } from '../control/state/store.ts';
import { intersectRegions, type Region, uniteAll, withoutRegion } from '../core/regions.ts';
import { stateOf } from './asset-models.ts';
import { keeperOf } from './partition-keeper.ts';
import { seenRuns, seenSteps } from './seen-runs.ts';
import type { Workspace } from './workspace.ts';

/** How the desk is: is the data fresh, what did the last hours do, and what the last days, table by table. */
export type MonitorModel = {
  readonly profile: string;
  readonly simulated: boolean;
  readonly atMs: number;
  readonly freshness: readonly FreshnessLine[];
  readonly hours: number;
  readonly recent: RunCounts;
  readonly days: number;
  /** Of the runs of those days that are over, the share that succeeded; null when none is. */
  readonly successRate: number | null;
  /** Newest day first. */
  readonly tables: readonly TableLine[];
};

export type FreshnessLine = {
  readonly asset: string;
  /** The newest slice that is there, and the newest that should be by now. */
  readonly newest: string | null;
  readonly expected: string | null;
  /** How many slices lie between them: sessions, where it is cut into sessions. Null: nothing is there. */
  readonly behind: number | null;
  /** `behind`: it lacks slices, and never said how late they may be. */
  readonly state: 'fresh' | 'stale' | 'behind' | 'empty';
  /** It says how late it may be. */
  readonly isPromised: boolean;
};

export type RunCounts = {
  readonly runs: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Cancelled, or left by an engine that died. */
  readonly stopped: number;
  readonly open: number;
};

/** What the runs of one day did to one table. */
export type TableLine = {
  /** Local date of the run's beginning. */
  readonly day: string;
  readonly table: string;
  readonly jobs: number;
  readonly succeeded: number;
  readonly failed: number;
  /** As the steps that write it counted. */
  readonly records: number;
  readonly meanMs: number | null;
};

export type MonitorWish = { readonly hours: number; readonly days: number };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A desk makes tens of runs a day; beyond this the oldest are left out. */
const RUNS_MAX = 5000;

export async function monitorModel(workspace: Workspace, { hours, days }: MonitorWish): Promise<MonitorModel> {
  const { project, profile, profileName } = workspace;
  await using state = await stateOf(workspace);
  const seen = await monitorOf({ project, state, atMs: systemClock.nowMs() }, { hours, days });
  return { profile: profileName, simulated: profile.simulated, ...seen };
}

type Watched = {
  readonly project: Pick<Project, 'assets' | 'jobs'>;
  readonly state: StateReader;
  readonly atMs: number;
};

/** The same of any state, at any moment. */
export async function monitorOf(
  { project, state, atMs }: Watched,
  { hours, days }: MonitorWish,
): Promise<Omit<MonitorModel, 'profile' | 'simulated'>> {
  const since = (spanMs: number) => (run: RunRow) => run.createdAtMs > atMs - spanMs;
  const runs = await seenRuns(state, { limit: RUNS_MAX });
  const week = runs.filter(since(days * DAY_MS));
  const counts = countsOf(week);
  const over = counts.succeeded + counts.failed + counts.stopped;
  return {
    atMs,
    freshness: await freshnessOf(project, state, atMs),
    hours,
    recent: countsOf(runs.filter(since(hours * HOUR_MS))),
    days,
    successRate: over === 0 ? null : counts.succeeded / over,
    tables: await tablesOf(project, state, week),
  };
}

function countsOf(runs: readonly RunRow[]): RunCounts {
  const count = (...states: readonly RunRow['state'][]) => runs.filter(({ state }) => states.includes(state)).length;
  return {
    runs: runs.length,
    succeeded: count('succeeded'),
    failed: count('failed'),
    stopped: count('cancelled', 'interrupted'),
    open: count('queued', 'running'),
  };
}

async function freshnessOf(
  project: Watched['project'],
  state: StateReader,
  atMs: number,
): Promise<readonly FreshnessLine[]> {
  const timed = project.assets.filter(isCutByTime);
  const lines = await Promise.all(timed.map((asset) => freshness(project, asset, state, atMs)));
  return lines.filter((line) => line !== null);
}

function isCutByTime({ partitions }: Asset): boolean {
  return partitions !== null && sidesOf(partitions).points !== null;
}

async function freshness(
  project: Watched['project'],
  asset: Asset,
  state: StateReader,
  atMs: number,
): Promise<FreshnessLine | null> {
  const status = await assetStatus(asset, { store: state, keeper: keeperOf(project, state), nowMs: atMs });
  const { axis } = status.grid;
  if (axis === null) return null;
  const isPromised = asset.freshWithinMs !== null;
  const due = lastPoint(axis, dueIn(status, atMs - (asset.freshWithinMs ?? 0)));
  const last = lastPoint(axis, status.current);
  const expected = due === null ? null : axis.keyOf(due);
  if (last === null) return { asset: asset.name, newest: null, expected, behind: null, state: 'empty', isPromised };
  const behind = Math.max(0, (due ?? last) - last);
  const late = isPromised ? 'stale' : 'behind';
  const line = { asset: asset.name, newest: axis.keyOf(last), expected, behind, isPromised };
  return { ...line, state: behind > 0 ? late : 'fresh' };
}

/** What should be there by now: not what is known to be not to be had, as a source's sessions after its end. */
function dueIn({ grid, existing, absent }: AssetStatus, atMs: number): Region {
  const ended = intersectRegions(existing, existingIn(grid, atMs));
  return withoutRegion(ended, uniteAll(absent.map(({ region }) => region)));
}

/** The newest point of which any lane has its slice. */
function lastPoint(axis: Axis, made: Region): number | null {
  const stamps = made.flatMap(({ points }) => points.map(({ to }) => to));
  if (stamps.length === 0) return null;
  const last = Math.max(...stamps);
  return axis.withStamps({ from: Math.min(...stamps), to: last }).to;
}

/** Tables are the assets that are cut into slices; where a project has none, every asset that a step says it writes. */
async function tablesOf(
  project: Watched['project'],
  state: StateReader,
  runs: readonly RunRow[],
): Promise<readonly TableLine[]> {
  const cut = new Set(project.assets.filter(({ partitions }) => partitions !== null).map(({ name }) => name));
  const writes = writersOf(project);
  const touched: Touch[] = [];
  for (const run of runs) {
    const day = localDay(run.startedAtMs ?? run.createdAtMs);
    for (const step of await seenSteps(state, run)) {
      if (step.state !== 'succeeded' && step.state !== 'failed') continue;
      const written = writes.get(`${run.job} ${step.op}`) ?? [];
      for (const table of written) if (cut.size === 0 || cut.has(table)) touched.push({ day, table, run, step });
    }
  }
  const groups = Map.groupBy(touched, ({ day, table }) => `${day} ${table}`);
  return [...groups.values()].map(lineOf).sort(newestFirst);
}

type Touch = { readonly day: string; readonly table: string; readonly run: RunRow; readonly step: StepRow };

function lineOf(touches: readonly Touch[]): TableLine {
  const { day, table } = touches[0]!;
  const steps = touches.map(({ step }) => step);
  const took = steps.flatMap(({ startedAtMs, endedAtMs }) =>
    startedAtMs === null || endedAtMs === null ? [] : [endedAtMs - startedAtMs],
  );
  return {
    day,
    table,
    jobs: new Set(touches.map(({ run }) => run.runId)).size,
    succeeded: steps.filter(({ state }) => state === 'succeeded').length,
    failed: steps.filter(({ state }) => state === 'failed').length,
    records: steps.reduce((sum, { metrics }) => sum + (metrics?.rows ?? 0), 0),
    meanMs: took.length === 0 ? null : took.reduce((sum, ms) => sum + ms, 0) / took.length,
  };
}

function newestFirst(left: TableLine, right: TableLine): number {
  if (left.day !== right.day) return left.day < right.day ? 1 : -1;
  return left.table < right.table ? -1 : 1;
}

function writersOf({ jobs }: Watched['project']): ReadonlyMap<string, readonly string[]> {
  return new Map(jobs.flatMap((job) => job.pipeline.steps.map(({ op }) => [`${job.name} ${op.name}`, op.writes])));
}

/** The date on the wall of whoever looks. */
function localDay(atMs: number): string {
  const at = new Date(atMs);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
