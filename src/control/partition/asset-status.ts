import { assert } from '../../core/errors.ts';
import { intersectRegions, type Region, uniteAll, withoutRegion } from '../../core/regions.ts';
import type { Asset } from '../definition/asset.ts';
import { readChangesSince } from '../state/partition/changes.ts';
import { type CoverageRow, readAbsences, readCoverage } from '../state/partition/read.ts';
import type { StateReader } from '../state/store.ts';
import { countSlices, existingIn, type Grid, laterOn } from './grid.ts';
import type { PartitionKeeper } from './keeper.ts';
import { type PartitionStatus, partitionStatus, type StatusQuestion } from './status.ts';

export type AssetStatus = PartitionStatus & {
  readonly grid: Grid;
  /** Slices that cannot be made yet, because the asset that they lie within does not have them. */
  readonly awaiting: Region;
  readonly counts: ReturnType<typeof countsIn>;
};

export type StatusSurroundings = {
  readonly store: Pick<StateReader, 'range' | 'snapshot'>;
  readonly keeper: Pick<PartitionKeeper, 'gridOf'>;
  readonly nowMs: number;
};

/** Where every slice of a partitioned asset stands now. What it costs depends on how regular the state is, not on its size. */
export async function assetStatus(asset: Asset, { store, keeper, nowMs }: StatusSurroundings): Promise<AssetStatus> {
  assert(asset.partitions !== null, `asset "${asset.name}" has no partitions`);
  const grid = await keeper.gridOf(asset.partitions);
  const rows = await readCoverage(store, asset.name);
  const all = existingIn(grid, nowMs);
  const existing = asset.within === null ? all : intersectRegions(all, await heldBy(asset.within, grid, store));
  const status = partitionStatus({
    existing,
    axis: grid.fingerprint,
    rows,
    absences: await readAbsences(store, asset.name),
    openReasons: asset.openReasons,
    codeVersion: asset.codeVersion,
    inputs: await inputsOf(rows, store),
    later: laterOn(grid.axis),
  });
  const counts = countsIn({ ...status, grid }, null);
  return { ...status, grid, awaiting: withoutRegion(all, existing), counts };
}

/** How many slices of a region stand how; null: of all. */
export function countsIn(status: PartitionStatus & { readonly grid: Grid }, within: Region | null) {
  const count = (region: Region): number =>
    countSlices(status.grid, within === null ? region : intersectRegions(region, within));
  return {
    existing: count(status.existing),
    current: count(status.current),
    absent: status.absent.reduce((sum, { region }) => sum + count(region), 0),
    missing: count(status.missing),
    stale: count(uniteAll(status.stale.map((part) => part.region))),
  };
}

/** What another asset of the same slices has. */
async function heldBy(asset: string, { fingerprint }: Grid, store: StatusSurroundings['store']): Promise<Region> {
  const rows = (await readCoverage(store, asset)).filter((row) => row.axis === fingerprint);
  return uniteAll(rows.map((row) => row.region));
}

async function inputsOf(
  rows: readonly CoverageRow[],
  store: StatusSurroundings['store'],
): Promise<StatusQuestion['inputs']> {
  const oldest = new Map<string, number>();
  for (const { inputs } of rows)
    for (const [name, { version }] of Object.entries(inputs))
      oldest.set(name, Math.min(oldest.get(name) ?? version, version));
  const found = [...oldest].map(async ([name, since]) => {
    const { version } = await store.snapshot(name);
    const changes = await readChangesSince((query) => store.range(query), name, since);
    return [name, { version, changes }] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
