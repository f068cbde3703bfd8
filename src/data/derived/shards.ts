/** Consecutive instruments, by their first and last name, that are computed together. */
export type Shard = { readonly partition: string; readonly from: string; readonly to: string; readonly rows: number };

/** As many rows as fit a few hundred megabytes with ten indicators beside them. */
const SHARD_ROWS_MAX = 600_000;

/**
 * Cuts instruments, sorted by name, into ranges of about equal size. `count` 0 chooses by size. The cut depends
 * on the instruments alone, so the same data always gives the same files.
 */
export function shardsOf(
  instruments: readonly { readonly instrument: string; readonly rows: number }[],
  count: number,
): readonly Shard[] {
  const total = instruments.reduce((sum, each) => sum + each.rows, 0);
  const wanted = count === 0 ? Math.ceil(total / SHARD_ROWS_MAX) : count;
  const rowsPerShard = total / Math.max(1, Math.min(wanted, instruments.length));
  const shards: Shard[] = [];
  let [begin, rows, seen] = [0, 0, 0];
  instruments.forEach((each, k) => {
    rows += each.rows;
    seen += each.rows;
    if (seen < rowsPerShard * (shards.length + 1) - 0.5 && k + 1 < instruments.length) return;
    const partition = `shard=${String(shards.length).padStart(3, '0')}`;
    shards.push({ partition, from: instruments[begin]!.instrument, to: each.instrument, rows });
    [begin, rows] = [k + 1, 0];
  });
  return shards;
}
