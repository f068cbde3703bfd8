/** No broken sensor waits longer than this, unless it looks even more seldom when it is well. */
const BACK_OFF_MS_MAX = 3_600_000;

/** Back-off begins with so much, however often the sensor looks. */
const BACK_OFF_MS_MIN = 5000;

/** The pause after the n-th failure in a row (1, 2, …): twice the one before it. */
export function backOffMs(everyMs: number, failures: number): number {
  const firstMs = Math.max(everyMs, BACK_OFF_MS_MIN);
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 30), Math.max(BACK_OFF_MS_MAX, everyMs));
}
