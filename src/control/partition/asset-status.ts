import { assert } from '../../core/errors.ts';
import { NO_REGION, type Region, uniteRegions } from '../../core/regions.ts';
import type { Asset } from '../definition/asset.ts';
import { readChangesSince } from '../state/partition/changes.ts';
import { type CoverageRow, readCoverage } from '../state/partition/read.ts';
import type { StateReader } from '../state/store.ts';
import { countSlices, existingIn, type Grid, laterOn } from './grid.ts';
import type { PartitionKeeper } from './keeper.ts';
import { type PartitionStatus, partitionStatus, type StatusQuestion } from './status.ts';

export type AssetStatus = PartitionStatus & {
  readonly grid: Grid;
  readonly counts: {
    readonly existing: number;
    readonly current: number;
    readonly missing: number;
    readonly stale: number;
  };
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
  const status = partitionStatus({
    existing: existingIn(grid, nowMs),
    axis: grid.fingerprint,
    rows,
    codeVersion: asset.codeVersion,
    inputs: await inputsOf(rows, store),
    later: laterOn(grid.axis),
  });
  const stale = status.stale.map((part) => part.region).reduce(uniteRegions, NO_REGION);
  const count = (region: Region): number => countSlices(grid, region);
  const counts = {
    existing: count(status.existing),
    current: count(status.current),
    missing: count(status.missing),
    stale: count(stale),
  };
  return { ...status, grid, counts };
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
