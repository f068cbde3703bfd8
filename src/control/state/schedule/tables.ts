/** Schedules as they were last defined, and what became of their ticks. */
export const SCHEDULE_TABLES = {
  schedule: {
    key: { name: 'text' },
    cells: {
      job: 'text',
      hash: 'text',
      definition: 'json',
      /** Every tick up to here has its outcome. */
      cursor_ms: 'int',
      first_seen_ms: 'int',
      paused: 'int',
      paused_at_ms: 'int',
      paused_by: 'text',
      archived_at_ms: 'int',
    },
  },
  /** One row per tick; of very many that were skipped at once, one row for all, at the last of them. */
  tick: {
    key: { schedule: 'text', at_ms: 'int' },
    cells: {
      outcome: 'text',
      run_id: 'text',
      /** The facts of the outcome. */
      detail: 'json',
      decided_at_ms: 'int',
      session: 'text',
      offset_minutes: 'int',
      version: 'text',
      /** How many ticks the row stands for. */
      count: 'int',
    },
  },
  /** How far all schedules have been looked at together. One row, `schedules`. */
  evaluation: { key: { name: 'text' }, cells: { until_ms: 'int' } },
  /** When the wall clock jumped, and by how much. */
  clock_step: { key: { seq: 'int' }, cells: { at_ms: 'int', by_ms: 'int' } },
} as const;
