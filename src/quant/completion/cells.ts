/** How a cell came by its value. */
export const FILL = { observed: 0, missing: 1, forward: 2, linear: 3, time: 4 } as const;
export type FillCode = (typeof FILL)[keyof typeof FILL];

/** One instrument's series over its sessions, holes included. */
export type GappySeries = {
  /** NaN where the session has no value. */
  readonly values: Float64Array;
  /** Days since 1970-01-01, ascending: one per value. */
  readonly sessions: Int32Array;
  /** 1 where trading was suspended: such a session has no price to guess, and nothing is carried over it. */
  readonly suspended?: Uint8Array;
  /** 1 on an ex-date: prices before it are in another unit. */
  readonly exDate?: Uint8Array;
};

export type Completed = {
  readonly values: Float64Array;
  /** A `FILL` code per cell. */
  readonly method: Uint8Array;
  /** The index of the session at which the cell's value was known; -1 while missing. Later than the cell itself for interpolated ones. */
  readonly knownAt: Int32Array;
};
