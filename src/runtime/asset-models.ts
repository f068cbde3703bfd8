import { openMemoryStateStore } from '../adapters/memory/state-store.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { partitionedAsset } from '../control/backfill/plan.ts';
import type { Asset } from '../control/definition/asset.ts';
import { type Partitions, sidesOf } from '../control/definition/partitions.ts';
import type { Project } from '../control/definition/project.ts';
import { type AssetStatus, assetStatus, countsIn } from '../control/partition/asset-status.ts';
import { askedIn, type BlockInKeys, blockInKeys, countSlices, outsideDates } from '../control/partition/grid.ts';
import { lateIn } from '../control/partition/slice-look.ts';
import type { AbsentPart, StaleReason } from '../control/partition/status.ts';
import { type MaterializationRow, readMaterializations } from '../control/state/partition/read.ts';
import type { StateReader } from '../control/state/store.ts';
import type { PartitionAsk } from '../core/partition.ts';
import { intersectRegions, type Region, uniteAll, withoutRegion } from '../core/regions.ts';
import { keeperOf } from './partition-keeper.ts';
import { readState } from './state.ts';
import type { Workspace } from './workspace.ts';

export type AssetModel = {
  readonly name: string;
  readonly description: string;
  /** In words: `sessions of XSHG since 2020-01-01, by markets`; null where it is made as a whole. */
  readonly partitions: string | null;
  readonly version: number;
  readonly rows: number;
  readonly committedAtMs: number | null;
  readonly madeBy: readonly { readonly job: string; readonly op: string }[];
  readonly deps: readonly string[];
  readonly checks: readonly string[];
  /** How many slices there are, by state; null where it has none. `late` ones are missing longer than they may. */
  readonly slices: (AssetStatus['counts'] & { readonly late: number }) | null;
};

export type AssetDetail = AssetModel & {
  readonly feeds: readonly string[];
  readonly makings: readonly MakingModel[];
};

export type MakingModel = Pick<
  MaterializationRow,
  'version' | 'runId' | 'stepKey' | 'atMs' | 'reason' | 'codeVersion' | 'dataVersion' | 'rows' | 'checks'
> & {
  readonly slices: readonly BlockInKeys[];
  readonly changed: number;
  readonly inputs: Readonly<Record<string, number>>;
};

const MAKINGS_SHOWN = 20;

/** A state to look at: the workspace's, or an empty one where nothing ever ran. */
export async function stateOf(workspace: Workspace): Promise<StateReader> {
  return (await readState(workspace)) ?? openMemoryStateStore();
}

export async function assetModels(workspace: Workspace): Promise<readonly AssetModel[]> {
  await using state = await stateOf(workspace);
  const models: AssetModel[] = [];
  for (const asset of workspace.project.assets) models.push(await assetModel(workspace.project, asset, state));
  return models.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** @throws usage.unknown_name */
export async function assetDetail(workspace: Workspace, name: string): Promise<AssetDetail> {
  const { project } = workspace;
  const asset = namedAsset(project, name);
  await using state = await stateOf(workspace);
  const grid = asset.partitions === null ? null : await keeperOf(project, state).gridOf(asset.partitions);
  const makings = (await readMaterializations(state, name, MAKINGS_SHOWN)).map((row): MakingModel => {
    const { version, runId, stepKey, atMs, reason, codeVersion, dataVersion, rows, checks, covers } = row;
    const isSame = grid !== null && grid.fingerprint === row.axis;
    return {
      ...{ version, runId, stepKey, atMs, reason, codeVersion, dataVersion, rows, checks },
      slices: isSame ? covers.map((block) => blockInKeys(grid, block)) : [],
      changed: isSame ? countSlices(grid, row.changed) : 0,
      inputs: Object.fromEntries(Object.entries(row.inputs).map(([input, read]) => [input, read.version])),
    };
  });
  const feeds = project.assets.filter((each) => sourcesOf(project, each).includes(name)).map((each) => each.name);
  return { ...(await assetModel(project, asset, state)), feeds, makings };
}

function namedAsset(project: Project, name: string): Asset {
  return project.assets.find((asset) => asset.name === name) ?? partitionedAsset(project, name);
}

async function assetModel(project: Project, asset: Asset, state: StateReader): Promise<AssetModel> {
  const { name, description, partitions } = asset;
  const { version, rows, committedAtMs } = await state.snapshot(name);
  return {
    name,
    description,
    partitions: partitions === null ? null : partitionsText(partitions),
    version,
    rows,
    committedAtMs: version === 0 ? null : committedAtMs,
    madeBy: makersOf(project, name),
    deps: sourcesOf(project, asset),
    checks: asset.checks.map((check) => check.name),
    slices: partitions === null ? null : await slicesOf(project, asset, state),
  };
}

async function slicesOf(project: Project, asset: Asset, state: StateReader): Promise<AssetModel['slices']> {
  const nowMs = systemClock.nowMs();
  const status = await assetStatus(asset, { store: state, keeper: keeperOf(project, state), nowMs });
  return { ...status.counts, late: countSlices(status.grid, lateIn(asset, status, nowMs)) };
}

function makersOf(project: Project, asset: string): readonly { readonly job: string; readonly op: string }[] {
  return project.jobs.flatMap((job) =>
    job.pipeline.steps.filter(({ op }) => op.writes.includes(asset)).map(({ op }) => ({ job: job.name, op: op.name })),
  );
}

/** What it says it is made from, and what the ops that make it read. */
function sourcesOf(project: Project, asset: Asset): readonly string[] {
  const makers = project.jobs.flatMap((job) => job.pipeline.steps.map(({ op }) => op));
  const read = makers.filter((op) => op.writes.includes(asset.name)).flatMap((op) => op.reads);
  return [...new Set([...Object.keys(asset.deps), ...read])].filter((name) => name !== asset.name).sort();
}

export type LineageModel = { readonly asset: string; readonly from: readonly Edge[]; readonly into: readonly Edge[] };
/** `depth` 1 is next to the asset. */
export type Edge = { readonly from: string; readonly to: string; readonly depth: number };

/** Everything an asset is made from, and everything that is made from it, step by step. */
export async function lineageModel(workspace: Workspace, name: string): Promise<LineageModel> {
  const { project } = workspace;
  namedAsset(project, name);
  const sources = new Map(project.assets.map((asset) => [asset.name, sourcesOf(project, asset)]));
  const feeds = (asset: string): readonly string[] =>
    [...sources].filter(([, of]) => of.includes(asset)).map(([other]) => other);
  const up = walk(name, (asset) => sources.get(asset) ?? []);
  const down = walk(name, feeds);
  return {
    asset: name,
    from: up.map(({ near, far, depth }) => ({ from: far, to: near, depth })),
    into: down.map(({ near, far, depth }) => ({ from: near, to: far, depth })),
  };
}

function walk(
  begin: string,
  next: (asset: string) => readonly string[],
): readonly { readonly near: string; readonly far: string; readonly depth: number }[] {
  const edges: { near: string; far: string; depth: number }[] = [];
  const seen = new Set([begin]);
  for (let level = [begin], depth = 1; level.length > 0; depth += 1) {
    const found = level.flatMap((near) => next(near).map((far) => ({ near, far, depth })));
    edges.push(...found);
    level = [...new Set(found.map(({ far }) => far))].filter((far) => !seen.has(far));
    for (const asset of level) seen.add(asset);
  }
  return edges;
}

export type CoverageModel = {
  readonly asset: string;
  readonly counts: NonNullable<AssetModel['slices']>;
  readonly parts: readonly CoveragePart[];
};

/** One block of slices that stand alike. */
export type CoveragePart = BlockInKeys & {
  readonly state: 'current' | 'stale' | 'missing' | 'late' | 'absent';
  readonly slices: number;
  readonly reason: StaleReason | AbsentReason | null;
};

/**
 * Why slices are not to be had: what the maker said (`suspended`, `not_delivered`), what the set of names calls the time
 * outside of a name's dates (`not_begun`, `ended`), or `awaits_input` where the asset they lie within has none.
 */
export type AbsentReason = { readonly because: 'absent'; readonly why: string };

/** What of an asset is there, as ranges: never a row a slice. */
export async function coverageModel(workspace: Workspace, name: string, ask: PartitionAsk): Promise<CoverageModel> {
  const { project } = workspace;
  const asset = partitionedAsset(project, name);
  await using state = await stateOf(workspace);
  const nowMs = systemClock.nowMs();
  const status = await assetStatus(asset, { store: state, keeper: keeperOf(project, state), nowMs });
  const { grid } = status;
  const asked = askedIn(grid, ask);
  const late = lateIn(asset, status, nowMs);
  const stale = uniteAll(status.stale.map((part) => part.region));
  const parts = (
    what: CoveragePart['state'],
    region: Region,
    reason: CoveragePart['reason'],
  ): readonly CoveragePart[] =>
    intersectRegions(region, asked)
      .map((block) => ({ ...blockInKeys(grid, block), state: what, slices: countSlices(grid, [block]), reason }))
      .filter((part) => part.slices > 0);
  return {
    asset: name,
    counts: { ...countsIn(status, asked), late: countSlices(grid, intersectRegions(late, asked)) },
    parts: [
      ...parts('current', withoutRegion(status.current, stale), null),
      ...status.stale.flatMap((part) => parts('stale', part.region, part.reason)),
      ...status.explained.flatMap(({ region, reason }) => parts('missing', region, { because: 'absent', why: reason })),
      ...parts('missing', withoutRegion(status.missing, uniteAll(status.explained.map(({ region }) => region))), null),
      ...parts('late', late, null),
      ...absentParts(asset, status, nowMs).flatMap(({ region, reason }) =>
        parts('absent', region, { because: 'absent', why: reason }),
      ),
    ],
  };
}

/** What is not to be had, with the reason: what makers said, then what lies outside of the names' dates. */
function absentParts(
  { partitions }: Asset,
  { grid, absent, awaiting }: AssetStatus,
  nowMs: number,
): readonly AbsentPart[] {
  const { lanes } = sidesOf(partitions!);
  const outside = (side: 'before' | 'after'): readonly AbsentPart[] =>
    lanes?.kind === 'dynamic' ? [{ reason: lanes[side], region: outsideDates(grid, side, nowMs) }] : [];
  return [...absent, { reason: 'awaits_input', region: awaiting }, ...outside('before'), ...outside('after')];
}

export function partitionsText(partitions: Partitions): string {
  switch (partitions.kind) {
    case 'session':
      return `sessions of ${partitions.calendar} since ${partitions.from}`;
    case 'month':
      return `months of ${partitions.zone} since ${partitions.from}`;
    case 'interval':
      return `every ${partitions.everyMs / 1000} s since ${new Date(partitions.anchorMs).toISOString()}`;
    case 'grid':
      return `${partitionsText(partitions.points)}, by ${partitions.lanes.name}`;
    default:
      return `by ${partitions.name}`;
  }
}
