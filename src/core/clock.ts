/** Time as an argument. The real one lives in adapters/system; tests and simulations bring their own. */
export type Clock = {
  /** Epoch milliseconds, UTC. May jump. */
  readonly nowMs: () => number;
  /** Milliseconds that only ever grow: for durations. */
  readonly monotonicMs: () => number;
  /** Resolves after `delayMs`; rejects with the signal's reason when aborted first. */
  readonly sleep: (delayMs: number, signal?: AbortSignal) => Promise<void>;
};

/** Randomness as an argument. */
export type Random = {
  /** A double in [0, 1). */
  readonly next: () => number;
  /** `count` random bytes. */
  readonly bytes: (count: number) => Uint8Array;
};
