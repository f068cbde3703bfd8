import type { NewEvent } from '../event/events.ts';
import type { Cells } from './cells.ts';
import type { RangeQuery } from './range.ts';
import type { RunState, StepState } from './rows.ts';
import type { RequestAnswer } from './store.ts';
import type { StateTable } from './tables.ts';

/**
 * What a store hands to the rules (`transitions.ts`, `publish.ts`) inside one of its transactions: single rows to
 * look at, and one way to change them. Reads see what was appended before them in the same transaction.
 */
export interface StateTransaction {
  /** The seq that the next appended event gets. */
  nextSeq(): number;
  /** Writes the event, then the patches that `apply` makes of it. */
  append(event: NewEvent): void;

  /** One row of a state table by its whole key, and rows by a part of it. */
  row(table: StateTable, ...key: readonly (string | number)[]): Cells | null;
  range(query: RangeQuery): readonly Cells[];

  runState(runId: string): RunState | null;
  /** Every run that is queued or running, of one job or of all, in no order. */
  openRuns(job?: string): readonly OpenRun[];
  stepHead(runId: string, stepKey: string): StepHead | null;
  /** Steps per state; states without a step are absent. */
  stepCounts(runId: string): Readonly<Partial<Record<StepState, number>>>;

  /** The newest version of an asset; version 0 with 0 rows when there is none. */
  assetHead(asset: string): AssetHead;
  /** Every stay of a file in an asset, oldest first. */
  fileStays(asset: string, path: string): readonly StayRow[];
  /** Paths of the current files of a partition. */
  partitionPaths(asset: string, partition: string): readonly string[];

  requestState(id: number): 'open' | 'answered' | null;
  answer(id: number, answer: RequestAnswer): void;
}

/** A run that is not over, with what its admission is judged by. */
export type OpenRun = {
  readonly runId: string;
  readonly job: string;
  readonly state: 'queued' | 'running';
  readonly createdAtMs: number;
  readonly priority: number;
  readonly instancesMax: number | null;
  readonly notBeforeMs: number | null;
  readonly graceMs: number | null;
};

export type StepHead = { readonly state: StepState; readonly attempt: number; readonly token: number | null };
export type AssetHead = { readonly version: number; readonly rows: number };
export type StayRow = {
  readonly partition: string;
  readonly rows: number;
  readonly sha256: string;
  readonly addedIn: number;
  /** Null while the file is current. */
  readonly removedIn: number | null;
  readonly isPruned: boolean;
};
