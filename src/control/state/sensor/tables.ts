/** Tables of what looks: sensors and how far each has come, and what they look at. */
export const SENSOR_TABLES = {
  sensor: {
    key: { sensor: 'text' },
    cells: {
      watches: 'text',
      registered_at_ms: 'int',
      cursor: 'json',
      tick: 'int',
      evaluated_at_ms: 'int',
      outcome: 'text',
      skip_reason: 'text',
      alarm: 'json',
      /** Failures in a row; 0 after an evaluation that worked. */
      failures: 'int',
      error: 'json',
      next_at_ms: 'int',
      paused_at_ms: 'int',
      pause_reason: 'text',
    },
  },
  /** The newest evaluations: each takes the place of the one that was `EVALUATIONS_KEPT` before it. */
  sensor_evaluation: {
    key: { sensor: 'text', slot: 'int' },
    cells: {
      tick: 'int',
      at_ms: 'int',
      outcome: 'text',
      requests: 'json',
      refused: 'json',
      skip_reason: 'text',
      /** Why it failed, or what it alarms of. */
      error: 'json',
      duration_ms: 'int',
    },
  },
  /** What a sensor asked for once it never makes twice. */
  run_key: {
    key: { sensor: 'text', job: 'text', run_key: 'text' },
    cells: { run_id: 'text', at_ms: 'int' },
  },
  emitted_event: {
    key: { name: 'text', seq: 'int' },
    cells: { event_key: 'text', data: 'json', at_ms: 'int', by: 'text' },
  },
  emitted_key: {
    key: { name: 'text', event_key: 'text' },
    cells: { seq: 'int' },
  },
  /** The ends of runs in the order of the log. */
  run_end: {
    key: { seq: 'int' },
    cells: { run_id: 'text', outcome: 'text', at_ms: 'int' },
  },
  hook_failure: {
    key: { run_id: 'text', seq: 'int' },
    cells: { hook: 'text', step_key: 'text', error: 'json', at_ms: 'int' },
  },
} as const;

/** How many evaluations of one sensor can be looked at. */
export const EVALUATIONS_KEPT = 50;
