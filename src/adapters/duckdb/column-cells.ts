import { NO_FLAG, NO_INT, NO_TEXT } from '../../core/frame.ts';

/** Plain loops, one per kind of cell, so that each stays monomorphic. */

export type Cells = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

type Rows = {
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly count: number;
  /** One bit per row, 1 = there. Written whole. */
  readonly valid: Uint8Array;
};

/** All return how many cells are missing. Missing cells become 0 under a cleared bit, so that bytes never depend on leftovers. */
export function copyDoubles({
  from,
  to,
  order,
  start,
  count,
  valid,
}: Rows & { from: Float64Array; to: Float64Array }): number {
  let missing = 0;
  valid.fill(0xff);
  for (let row = 0; row < count; row += 1) {
    // Adding 0 turns -0 into 0: Parquet dictionaries would keep whichever of the two came first.
    const value = from[order === null ? start + row : order[start + row]!]! + 0;
    if (!Number.isNaN(value)) to[row] = value;
    else {
      to[row] = 0;
      valid[row >> 3]! &= ~(1 << (row & 7));
      missing += 1;
    }
  }
  return missing;
}

export function copyInts({
  from,
  to,
  order,
  start,
  count,
  valid,
}: Rows & { from: Int32Array; to: Int32Array }): number {
  let missing = 0;
  valid.fill(0xff);
  for (let row = 0; row < count; row += 1) {
    const value = from[order === null ? start + row : order[start + row]!]!;
    if (value !== NO_INT) to[row] = value;
    else {
      to[row] = 0;
      valid[row >> 3]! &= ~(1 << (row & 7));
      missing += 1;
    }
  }
  return missing;
}

export function copyFlags({
  from,
  to,
  order,
  start,
  count,
  valid,
}: Rows & { from: Uint8Array; to: Uint8Array }): number {
  let missing = 0;
  valid.fill(0xff);
  for (let row = 0; row < count; row += 1) {
    const value = from[order === null ? start + row : order[start + row]!]!;
    if (value !== NO_FLAG) to[row] = value;
    else {
      to[row] = 0;
      valid[row >> 3]! &= ~(1 << (row & 7));
      missing += 1;
    }
  }
  return missing;
}

type Ranks = Rows & {
  readonly from: Int32Array;
  readonly rankOfCode: Int32Array;
  readonly to: Uint8Array | Uint16Array | Uint32Array;
};

export function copyRanks({ from, rankOfCode, to, order, start, count, valid }: Ranks): number {
  let missing = 0;
  valid.fill(0xff);
  for (let row = 0; row < count; row += 1) {
    const code = from[order === null ? start + row : order[start + row]!]!;
    if (code !== NO_TEXT) to[row] = rankOfCode[code]!;
    else {
      to[row] = 0;
      valid[row >> 3]! &= ~(1 << (row & 7));
      missing += 1;
    }
  }
  return missing;
}
