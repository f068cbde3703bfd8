/** What was made of partitioned assets, and what of it is current. */
export const PARTITION_TABLES = {
  /** One row per making: the history and the lineage. `number` is the seq of its event. */
  materialization: {
    key: { asset: 'text', number: 'int' },
    cells: {
      /** The asset's version that came of it, or that it left as it was. */
      version: 'int',
      axis: 'text',
      covers: 'text',
      /** The slices whose content is another one than before; empty when all was found unchanged. */
      changed: 'text',
      inputs: 'json',
      code_version: 'text',
      data_version: 'text',
      rows: 'int',
      reason: 'text',
      checks: 'json',
      run_id: 'text',
      step_key: 'text',
      at_ms: 'int',
    },
  },
  /** What is current, as few regions as its inputs allow: two makings of one code from the same inputs are one row. */
  coverage: {
    key: { asset: 'text', number: 'int' },
    cells: { axis: 'text', region: 'text', inputs: 'json', code_version: 'text' },
  },
  /** Slices that were looked for and are not to be had: they are not missing. */
  partition_absence: {
    key: { asset: 'text', reason: 'text' },
    cells: { axis: 'text', region: 'text' },
  },
  /**
   * Names of lanes, and the first and last date on which each has slices. A number is never given twice; a name that
   * was removed keeps its own.
   */
  partition_key: {
    key: { keys_of: 'text', key: 'text' },
    cells: { lane: 'int', added_at_ms: 'int', removed_at_ms: 'int', first_date: 'text', last_date: 'text' },
  },
} as const;
