import { intersectRegions, type Region, uniteAll, withoutRegion } from '../../core/regions.ts';
import type { Asset } from '../definition/asset.ts';
import { readChangesSince } from '../state/partition/changes.ts';
import type { StateReader } from '../state/store.ts';
import { type AssetStatus, assetStatus } from './asset-status.ts';
import { type BlockInKeys, blockInKeys, existingIn, type Grid } from './grid.ts';
import type { PartitionKeeper } from './keeper.ts';

/** Slices as those see them who watch an asset; null for one that has none, or that may never be late. */
export type SliceLook = {
  /** What changed with the versions after one, up to another. */
  readonly changed: (asset: string, after: number, version: number) => Promise<readonly BlockInKeys[] | null>;
  /** What was missing for longer than it may at an instant that has passed, and is missing still. */
  readonly late: (asset: string, atMs: number) => Promise<readonly BlockInKeys[] | null>;
};

export type SliceLooking = {
  readonly assets: readonly Asset[];
  readonly keeper: PartitionKeeper;
  readonly store: Pick<StateReader, 'range' | 'snapshot'>;
};

export function sliceLook({ assets, keeper, store }: SliceLooking): SliceLook {
  const named = (name: string): Asset | null => assets.find((asset) => asset.name === name) ?? null;
  return {
    async changed(name, after, version) {
      const asset = named(name);
      if (asset === null || asset.partitions === null) return null;
      const all = await readChangesSince((query) => store.range(query), name, after);
      const own = all.filter((change) => change.version <= version);
      return inKeys(await keeper.gridOf(asset.partitions), uniteAll(own.map(({ changed }) => changed)));
    },
    async late(name, atMs) {
      const asset = named(name);
      if (asset === null || asset.partitions === null || asset.freshWithinMs === null) return null;
      const status = await assetStatus(asset, { store, keeper, nowMs: atMs });
      return inKeys(status.grid, lateIn(asset, status, atMs));
    },
  };
}

/** What is missing although its time was over so long ago that it should be there. */
export function lateIn(
  { freshWithinMs, freshForMs }: Pick<Asset, 'freshWithinMs' | 'freshForMs'>,
  { grid, missing }: Pick<AssetStatus, 'grid' | 'missing'>,
  nowMs: number,
): Region {
  if (freshWithinMs === null) return [];
  const due = intersectRegions(missing, existingIn(grid, nowMs - freshWithinMs));
  return freshForMs === null ? due : withoutRegion(due, existingIn(grid, nowMs - freshForMs));
}

const inKeys = (grid: Grid, region: Region): readonly BlockInKeys[] => region.map((block) => blockInKeys(grid, block));
