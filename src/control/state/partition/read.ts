import type { CheckVerdict, PartitionInput } from '../../../core/partition.ts';
import { parseRegion, type Region } from '../../../core/regions.ts';
import type { Cells } from '../cells.ts';
import type { StateReader } from '../store.ts';

/** A part of what is current: made by one code from the same inputs. */
export type CoverageRow = {
  readonly number: number;
  readonly axis: string;
  readonly region: Region;
  readonly inputs: Readonly<Record<string, PartitionInput>>;
  readonly codeVersion: string | null;
};

/** One making, as the history has it. */
export type MaterializationRow = {
  readonly asset: string;
  readonly number: number;
  readonly version: number;
  readonly axis: string;
  readonly covers: Region;
  readonly changed: Region;
  readonly inputs: Readonly<Record<string, PartitionInput>>;
  readonly codeVersion: string | null;
  readonly dataVersion: string | null;
  readonly rows: number | null;
  readonly reason: string;
  readonly checks: Readonly<Record<string, CheckVerdict>>;
  readonly runId: string | null;
  readonly stepKey: string | null;
  readonly atMs: number;
};

export type PartitionKeyRow = {
  readonly key: string;
  readonly lane: number;
  readonly isRemoved: boolean;
  /** The first and the last date on which it has slices; null: there is none. */
  readonly first: string | null;
  readonly last: string | null;
};

/** Slices that are not to be had, for one reason. */
export type AbsenceRow = { readonly reason: string; readonly axis: string; readonly region: Region };

type Reads = Pick<StateReader, 'range'>;

export async function readCoverage(reader: Reads, asset: string): Promise<readonly CoverageRow[]> {
  return (await reader.range({ table: 'coverage', prefix: [asset] })).map(coverageRowOf);
}

export async function readAbsences(reader: Reads, asset: string): Promise<readonly AbsenceRow[]> {
  return (await reader.range({ table: 'partition_absence', prefix: [asset] })).map((row) => ({
    reason: row.reason as string,
    axis: row.axis as string,
    region: parseRegion(row.region as string),
  }));
}

/** Newest first. */
export async function readMaterializations(
  reader: Reads,
  asset: string,
  limit: number,
): Promise<readonly MaterializationRow[]> {
  const query = { table: 'materialization', prefix: [asset], order: 'descending', limit } as const;
  return (await reader.range(query)).map(materializationRowOf);
}

/** Names of a set of lanes, in the order of their numbers. */
export async function readPartitionKeys(reader: Reads, keysOf: string): Promise<readonly PartitionKeyRow[]> {
  const rows = await reader.range({ table: 'partition_key', prefix: [keysOf] });
  const keys = rows.map((row) => ({
    key: row.key as string,
    lane: row.lane as number,
    isRemoved: row.removed_at_ms !== null,
    first: row.first_date as string | null,
    last: row.last_date as string | null,
  }));
  return keys.sort((left, right) => left.lane - right.lane);
}

export function coverageRowOf(row: Cells): CoverageRow {
  return {
    number: row.number as number,
    axis: row.axis as string,
    region: parseRegion(row.region as string),
    inputs: JSON.parse(row.inputs as string),
    codeVersion: row.code_version as string | null,
  };
}

function materializationRowOf(row: Cells): MaterializationRow {
  return {
    ...coverageRowOf({ ...row, region: row.covers! }),
    asset: row.asset as string,
    version: row.version as number,
    covers: parseRegion(row.covers as string),
    changed: parseRegion(row.changed as string),
    dataVersion: row.data_version as string | null,
    rows: row.rows as number | null,
    reason: row.reason as string,
    checks: JSON.parse(row.checks as string),
    runId: row.run_id as string | null,
    stepKey: row.step_key as string | null,
    atMs: row.at_ms as number,
  };
}
