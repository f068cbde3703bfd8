import type { ColumnType, Frame } from '../../core/frame.ts';

/** A table of the user's own database, as an asset looks there. */
export type PublishedTable = {
  readonly name: string;
  readonly columns: readonly PublishedColumn[];
  /** Columns that make a row unique: the business key. */
  readonly key: readonly string[];
};

export type PublishedColumn = { readonly name: string; readonly type: ColumnType };

/** How far a table is: kept in the database itself, and moved in the transaction that moves its rows. */
export type Watermark = {
  readonly asset: string;
  readonly version: number;
  /** Content-named files that the table has the rows of. */
  readonly files: readonly string[];
  readonly simulated: boolean;
  readonly atMs: number;
};

/**
 * The user's database, where results are kept for others to read. The lake stays the truth: a table here can be thrown
 * away and published again.
 *
 * Fails with `database.*`: unreachable and busy ones may be tried again later, the others not.
 */
export interface TablePublisher extends AsyncDisposable {
  /** What it is and where, without secrets: `PostgreSQL quant at 127.0.0.1:5432`. */
  readonly description: string;
  /** Creates the table, or checks that the one that is there can take the rows. @throws database.schema */
  prepare(table: PublishedTable, signal: AbortSignal): Promise<void>;
  /** Null: nothing was published into a table of this name. */
  watermark(table: string, signal: AbortSignal): Promise<Watermark | null>;
  /**
   * Rows by their key, new or in place of the old ones, and the watermark, in one transaction: all of it or nothing.
   * `replace`: rows that are not among them go.
   */
  publish(publication: Publication, signal: AbortSignal): Promise<Written>;
}

export type Publication = {
  readonly table: PublishedTable;
  readonly rows: AsyncIterable<Frame>;
  readonly replace: boolean;
  readonly watermark: Watermark;
};

/** Rows that were sent, and how many of them were new or had other values before. */
export type Written = { readonly sent: number; readonly changed: number };
