import { TapelineError } from '../../core/errors.ts';
import { emptySnapshot, type Snapshot } from '../../core/snapshot.ts';
import { byPartition, type Cells, lakeFileOf } from './cells.ts';

/** What a store found when it was asked for an asset's version (the current one when `asked` is absent). */
export type FoundVersion = {
  readonly asset: string;
  readonly asked: number | undefined;
  /** The row of `snapshot`, if there is one. */
  readonly row: Cells | null;
  /** The rows of `lake_file` that the version covers. */
  readonly stays: readonly Cells[];
  /** The asset's versions without a pruned file, ascending. */
  readonly wholeVersions: () => readonly number[];
};

/** @throws usage.unknown_name for a version that never was, or that lost a file to pruning. */
export function snapshotOf({ asset, asked, row, stays, wholeVersions }: FoundVersion): Snapshot {
  if (row === null && (asked === undefined || asked === 0)) return emptySnapshot(asset);
  if (row === null || stays.some((stay) => stay.pruned === 1)) throw unknownVersion(asset, asked, wholeVersions());
  return {
    asset,
    version: row.version as number,
    files: stays.map(lakeFileOf).sort(byPartition),
    rows: row.rows as number,
    committedAtMs: row.committed_at_ms as number,
    runId: row.run_id as string | null,
    stepKey: row.step_key as string | null,
  };
}

const VERSIONS_NAMED_MAX = 10;

function unknownVersion(asset: string, asked: number | undefined, whole: readonly number[]): TapelineError {
  const known = whole.slice(-VERSIONS_NAMED_MAX).map((version) => `${asset}@${version}`);
  const name = asked === undefined ? asset : `${asset}@${asked}`;
  return new TapelineError('usage.unknown_name', { facts: { kind: 'version', name, nearest: null, known } });
}
