import type { Frame, Schema } from '../../core/frame.ts';
import type { Provenance } from '../../core/provenance.ts';
import type { QueryResult } from '../../core/query-result.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import type { SessionDay } from '../../core/time.ts';

/**
 * The lake: immutable, content-named Parquet files. A file becomes visible to others only when the state store
 * commits a snapshot that lists it; writing one is harmless.
 *
 * What a caller may rely on after a crash: a `LakeFile` that `write` returned is complete and durable (checked,
 * hashed, fsynced, renamed, folder fsynced). Anything else lies in staging or is an orphan, and is swept.
 * Equal rows, schema and provenance inputs give equal bytes, so an unchanged partition keeps its path.
 */
export interface Lake extends AsyncDisposable {
  write(request: LakeWrite): Promise<LakeFile>;
  /** Rows of exactly these files. @throws data.invalid when a file is missing, short, or its schema differs. */
  read(files: readonly LakeFile[], query: LakeQuery): Promise<Frame>;
  /** Run lengths by instrument over these files, sorted by instrument. */
  instruments(files: readonly LakeFile[]): Promise<readonly { readonly instrument: string; readonly rows: number }[]>;
  /** Runs one read-only statement in which every asset is a view of its name. */
  query(request: LakeSql): Promise<QueryResult>;
  /** Writes tables of a standalone DuckDB file (replaced by rename), one per name. */
  exportDuckdb(path: string, tables: Readonly<Record<string, readonly LakeFile[]>>): Promise<void>;
  /** Rebuilds `catalog.duckdb`: one view per asset over its current files, replaced by rename. */
  writeCatalog(views: LakeViews, empty?: EmptyViews): Promise<void>;
  /** Absolute path of the lake folder. */
  readonly folder: string;
}

export type LakeWrite = {
  readonly asset: string;
  readonly partition: string;
  readonly rows: Frame;
  readonly schema: Schema;
  /** Rows are sorted by these columns in the file; duplicates of the whole key are refused. */
  readonly key: readonly string[];
  readonly provenance: Provenance;
  /** Store doubles as 4-byte floats: for derived numbers, where 7 digits do. */
  readonly compact?: boolean;
};

export type LakeQuery = {
  readonly columns: Schema;
  readonly orderBy: readonly string[];
  readonly instruments?: { readonly from: string; readonly to: string } | readonly string[];
  /** Inclusive bounds on a day column. */
  readonly days?: { readonly column: string; readonly from?: SessionDay; readonly to?: SessionDay };
};

/** The current files of each asset. */
export type LakeViews = Readonly<Record<string, readonly LakeFile[]>>;

/** What an asset without files would look like: a view of these columns without rows. */
export type EmptyViews = Readonly<Record<string, Schema>>;

export type LakeSql = {
  readonly sql: string;
  readonly views: LakeViews;
  readonly empty?: EmptyViews;
  readonly rowsMax: number;
  readonly signal?: AbortSignal;
};
