/** What an entry of the log is about. */
export const ENTRY = {
  fill: 1,
  dividend: 2,
  /** A dividend that was owed has been paid. */
  paid: 3,
  split: 4,
  /** The part of a share that a split left over, in cash. */
  fraction: 5,
  payout: 6,
  borrow: 7,
  refusal: 8,
} as const;

/** Numbers per entry. */
export const STRIDE = 10;
export const FIELD = {
  kind: 0,
  bar: 1,
  asset: 2,
  order: 3,
  /** Change of the position; of a split: shares afterwards per share before; of a refusal: what was asked for. */
  quantity: 4,
  price: 5,
  /** Change of the cash, in units of money, fees included; of a dividend: what is owed. */
  cash: 6,
  fees: 7,
  /** The bar at whose close the order was decided. */
  decided: 8,
  /** Why an order was refused or cut; a code of `reason.ts`. */
  reason: 9,
} as const;

/** Everything that changed cash or positions, in order: plain numbers, so that a run of a million orders stays cheap. */
export type Log = { values: Float64Array; length: number };

const ENTRIES_AT_FIRST = 64;

export function openLog(): Log {
  return { values: new Float64Array(ENTRIES_AT_FIRST * STRIDE), length: 0 };
}

/** Where the next entry's fields go. */
export function nextEntry(log: Log): number {
  const at = log.length * STRIDE;
  if (at === log.values.length) {
    const larger = new Float64Array(log.values.length * 2);
    larger.set(log.values);
    log.values = larger;
  }
  log.length += 1;
  return at;
}
