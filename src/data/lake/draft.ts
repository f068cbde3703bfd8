import { filesAfter, type LakeFile, type Snapshot, type SnapshotChange } from '../../core/snapshot.ts';
import type { Lake } from '../stored/lake.ts';

/**
 * The lake as one step sees it: the snapshots at its start plus what it has written itself. Nobody else sees that
 * until the step's changes are committed with its success.
 */
export type Draft = {
  readonly lake: Lake;
  /** The asset's files now, own changes included. */
  readonly files: (asset: string) => readonly LakeFile[];
  readonly snapshot: (asset: string) => Snapshot;
  readonly apply: (change: SnapshotChange) => void;
  /** Takes back what this step wrote to these assets. */
  readonly forget: (assets: readonly string[]) => void;
  /** The net change per asset: what to publish. Files written and replaced again by this step are left out. */
  readonly changes: () => readonly SnapshotChange[];
};

export function draftOf(lake: Lake, snapshot: (asset: string) => Snapshot): Draft {
  const changed = new Map<string, readonly LakeFile[]>();
  const files = (asset: string) => changed.get(asset) ?? snapshot(asset).files;
  return {
    lake,
    files,
    snapshot,
    apply(change) {
      const now = filesAfter({ ...snapshot(change.asset), files: files(change.asset) }, change);
      changed.set(change.asset, now);
    },
    forget(assets) {
      for (const asset of assets) changed.delete(asset);
    },
    changes: () => [...changed].flatMap(([asset, now]) => netChange(asset, snapshot(asset).files, now)),
  };
}

function netChange(asset: string, before: readonly LakeFile[], now: readonly LakeFile[]): readonly SnapshotChange[] {
  const pathsBefore = new Set(before.map((file) => file.path));
  const pathsNow = new Set(now.map((file) => file.path));
  const removed = [...pathsBefore].filter((path) => !pathsNow.has(path));
  const added = now.filter((file) => !pathsBefore.has(file.path));
  return removed.length === 0 && added.length === 0 ? [] : [{ asset, removed, added }];
}
