/**
 * The shapes that the data path and the control path share: what a step published, and what an asset is now.
 * Neither path imports the other; both speak of these.
 */

/** One immutable file of an asset. Its name never gets other bytes. */
export type LakeFile = {
  /** Relative to the lake folder, with forward slashes. */
  readonly path: string;
  /** The slice of the asset that the file holds: `y=2024`, `session=2024-05-06`, `all`. Opaque to the control path. */
  readonly partition: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** What an asset consists of at one version. Version 0 has no files: nothing was ever published. */
export type Snapshot = {
  readonly asset: string;
  readonly version: number;
  readonly files: readonly LakeFile[];
  readonly rows: number;
  readonly committedAtMs: number;
  readonly runId: string | null;
  readonly stepKey: string | null;
};

/**
 * What a step wants published. It is refused when a file it removes is no longer current, or when another file
 * has meanwhile taken a partition it adds.
 */
export type SnapshotChange = {
  readonly asset: string;
  /** Paths of the current files that the change replaces. */
  readonly removed: readonly string[];
  readonly added: readonly LakeFile[];
};

/** A step's output that lies in the lake: what travels between steps instead of the rows. */
export type Dataset<Row = unknown> = {
  readonly kind: 'dataset';
  readonly asset: string;
  readonly files: readonly LakeFile[];
  readonly rows: number;
  /** Never present: carries the row type for the compiler. */
  readonly __row?: Row;
};

export function emptySnapshot(asset: string): Snapshot {
  return { asset, version: 0, files: [], rows: 0, committedAtMs: 0, runId: null, stepKey: null };
}

export function datasetOf<Row>(asset: string, files: readonly LakeFile[]): Dataset<Row> {
  return { kind: 'dataset', asset, files, rows: files.reduce((sum, file) => sum + file.rows, 0) };
}

/** The file list after a change, for whoever reads on before the commit. */
export function filesAfter(snapshot: Snapshot, change: SnapshotChange): readonly LakeFile[] {
  const removed = new Set(change.removed);
  return [...snapshot.files.filter((file) => !removed.has(file.path)), ...change.added];
}
