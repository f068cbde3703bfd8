import { BACKFILL_TABLES } from './backfill/tables.ts';
import { BUDGET_TABLES } from './budget/tables.ts';
import { PARTITION_TABLES } from './partition/tables.ts';
import { SCHEDULE_TABLES } from './schedule/tables.ts';
import { SENSOR_TABLES } from './sensor/tables.ts';

export type Cell = string | number | null;

/** Insert the row, or set these cells of it; columns not named keep their value (null in a new row). Null: the row goes. */
export type Patch = {
  readonly table: StateTable;
  readonly key: Readonly<Record<string, string | number>>;
  readonly set: Readonly<Record<string, Cell>> | null;
};

/** Runs, their steps, and what they published. */
const RUN_TABLES = {
  run: {
    key: { run_id: 'text' },
    cells: {
      job: 'text',
      state: 'text',
      tags: 'json',
      trigger: 'json',
      created: 'json',
      created_at_ms: 'int',
      started_at_ms: 'int',
      ended_at_ms: 'int',
      priority: 'int',
      instances_max: 'int',
      not_before_ms: 'int',
      grace_ms: 'int',
      error: 'json',
      cancel_reason: 'text',
    },
  },
  step: {
    key: { run_id: 'text', step_key: 'text' },
    cells: {
      op: 'text',
      position: 'int',
      state: 'text',
      attempt: 'int',
      token: 'int',
      started_at_ms: 'int',
      ended_at_ms: 'int',
      retry_at_ms: 'int',
      output: 'text',
      reused: 'int',
      metrics: 'json',
      error: 'json',
      skip: 'json',
      items: 'json',
    },
  },
  /**
   * What each op that may be skipped was last done with: all that decides what it makes, as one hash, and the versions
   * that it left of the assets it writes.
   */
  memo: {
    key: { op: 'text' },
    cells: { fingerprint: 'text', writes: 'json', run_id: 'text', step_key: 'text', at_ms: 'int' },
  },
  /** One row per published version of an asset. */
  snapshot: {
    key: { asset: 'text', version: 'int' },
    cells: { rows: 'int', committed_at_ms: 'int', run_id: 'text', step_key: 'text' },
  },
  /**
   * One stay of a file: it belongs to versions `added_in` .. `removed_in` - 1; `removed_in` is null while it is
   * current. A file that left and came back has two stays.
   */
  lake_file: {
    key: { asset: 'text', path: 'text', added_in: 'int' },
    cells: {
      partition: 'text',
      rows: 'int',
      bytes: 'int',
      sha256: 'text',
      removed_in: 'int',
      pruned: 'int',
    },
  },
} as const;

/** The state tables, their keys and their cells: the same names in every store. A room adds its own here. */
export const STATE_TABLES = {
  ...RUN_TABLES,
  ...BUDGET_TABLES,
  ...PARTITION_TABLES,
  ...BACKFILL_TABLES,
  ...SCHEDULE_TABLES,
  ...SENSOR_TABLES,
} as const;
export type StateTable = keyof typeof STATE_TABLES;
