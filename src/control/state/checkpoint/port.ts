import type { EngineLease } from '../store.ts';
import type { Patch } from '../tables.ts';

/** A shorter log that folds to the same tables, save for what was to go. */
export type Checkpoint = {
  /** The last event that the checkpoint stands for. */
  readonly untilSeq: number;
  /** Every row that the log up to there gives and that is kept. */
  readonly rows: readonly Patch[];
  /** Rows that leave the tables. */
  readonly gone: readonly Patch[];
  /** Runs that were over before this moment may be gone. */
  readonly beforeMs: number;
  readonly atMs: number;
};

export interface CheckpointStore {
  /**
   * Puts checkpoint events in the place of all events up to `untilSeq`, and forgets requests from before `beforeMs` that
   * were answered, in one transaction. The newest request stays, so that no number is given twice.
   */
  checkpoint(lease: EngineLease, checkpoint: Checkpoint): Promise<void>;
}

const ROWS_PER_EVENT = 500;

/** The rows in as many parts as fit where the old events were. */
export function partsOf(rows: readonly Patch[], eventsOld: number): readonly (readonly Patch[])[] {
  const size = Math.max(ROWS_PER_EVENT, Math.ceil(rows.length / eventsOld));
  const parts: (readonly Patch[])[] = [];
  for (let at = 0; at < Math.max(rows.length, 1); at += size) parts.push(rows.slice(at, at + size));
  return parts;
}
