import type { Frame, Schema } from '../../core/frame.ts';
import type { Provenance } from '../../core/provenance.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import { emptyFrame, takeRows } from '../rows.ts';
import type { AssetSchema } from '../stored/assets.ts';
import type { Draft } from './draft.ts';
import { type MergeCounts, meetRows, mergedRows } from './merge-rows.ts';

/** Who writes, and out of what: what every file says about itself. */
export type Authorship = {
  readonly runId: string;
  readonly stepKey: string;
  readonly codeVersion: string;
  readonly providers: readonly string[];
  readonly simulated: boolean;
};

export function provenanceOf(asset: string, author: Authorship, inputs: Provenance['inputs'] = []): Provenance {
  return { asset, ...author, inputs };
}

export type Upsert = {
  readonly asset: AssetSchema;
  readonly partition: string;
  /** All columns of the asset, in the order of its key. */
  readonly rows: Frame;
  readonly compared: readonly string[];
  readonly provenance: Provenance;
  /** Says what a changed row becomes: by default the incoming row as it is. */
  readonly revise?: (pair: RevisedRows) => Frame;
};

export type RevisedRows = {
  readonly current: Frame;
  readonly incoming: Frame;
  readonly currentRows: Int32Array;
  readonly incomingRows: Int32Array;
};

export type Upserted = {
  readonly counts: MergeCounts;
  /** What changed rows said before, and which incoming row took the place of each. */
  readonly superseded: Frame;
  readonly successors: Int32Array;
  readonly isWritten: boolean;
};

/**
 * Merges rows into one partition. When no row is new or changed nothing is written, so the partition keeps its file.
 *
 * reads, writes  the asset's files of this partition; idempotent by key
 */
export async function upsertPartition(draft: Draft, upsert: Upsert): Promise<Upserted> {
  const { asset, partition, provenance } = upsert;
  const spec = { schema: asset.schema, key: asset.key, compared: upsert.compared };
  const files = draft.files(asset.name).filter((file) => file.partition === partition);
  const current = await readFiles(draft, asset, files);
  const meeting = meetRows(spec, current, upsert.rows);
  const { current: currentRows, incoming: incomingRows } = meeting.revised;
  const superseded = takeRows(current, currentRows);
  if (meeting.counts.inserted + meeting.counts.revised === 0)
    return { counts: meeting.counts, superseded, successors: incomingRows, isWritten: false };
  const incoming = upsert.revise?.({ current, incoming: upsert.rows, currentRows, incomingRows }) ?? upsert.rows;
  const rows = mergedRows(spec, current, incoming, meeting);
  await writePartition(draft, { asset, partition, rows, provenance });
  return { counts: meeting.counts, superseded, successors: incomingRows, isWritten: true };
}

/** Replaces whatever the partition holds; without rows the partition goes. */
export async function writePartition(
  draft: Draft,
  request: {
    readonly asset: AssetSchema;
    readonly partition: string;
    readonly rows: Frame;
    readonly provenance: Provenance;
    readonly schema?: Schema;
    readonly compact?: boolean;
  },
): Promise<readonly LakeFile[]> {
  const { asset, partition, rows, provenance, schema = asset.schema, compact = false } = request;
  const before = draft.files(asset.name).filter((file) => file.partition === partition);
  const write = { asset: asset.name, partition, rows, schema, key: asset.key, provenance, compact };
  const added = rows.rows === 0 ? [] : [await draft.lake.write(write)];
  const kept = new Set(added.map((file) => file.path));
  const removed = before.map((file) => file.path).filter((path) => !kept.has(path));
  const isNew = added.filter((file) => !before.some((each) => each.path === file.path));
  draft.apply({ asset: asset.name, removed, added: isNew });
  return added;
}

/** All rows of these files in the order of the key; an empty frame when there are none. */
export async function readFiles(draft: Draft, asset: AssetSchema, files: readonly LakeFile[]): Promise<Frame> {
  if (files.length === 0) return emptyFrame(asset.schema);
  return draft.lake.read(files, { columns: asset.schema, orderBy: asset.key });
}

export function readAsset(draft: Draft, asset: AssetSchema): Promise<Frame> {
  return readFiles(draft, asset, draft.files(asset.name));
}
