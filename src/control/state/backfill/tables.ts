/** Backfills, and the runs they are made of. */
export const BACKFILL_TABLES = {
  backfill: {
    key: { backfill: 'text' },
    cells: {
      asset: 'text',
      job: 'text',
      state: 'text',
      started: 'json',
      started_at_ms: 'int',
      ended_at_ms: 'int',
      end_reason: 'text',
    },
  },
  backfill_run: {
    key: { backfill: 'text', run_id: 'text' },
    cells: { region: 'text' },
  },
} as const;
