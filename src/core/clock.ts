/** Time as an argument. The real one lives in adapters/system; tests and simulations bring their own. */
export type Clock = {
  /** Epoch milliseconds, UTC. May jump. */
  readonly nowMs: () => number;
  /** Milliseconds that only ever grow: for durations. */
  readonly monotonicMs: () => number;
  /** Resolves after `delayMs`; rejects with the signal's reason when aborted first. */
  readonly sleep: (delayMs: number, signal?: AbortSignal) => Promise<void>;
};

/** Why a sleep is ended that nobody waits for any more. Said with the abort, it saves making an exception of each. */
export const NOT_NEEDED = 'nobody waits any more';

/** Randomness as an argument. */
export type Random = {
  /** A double in [0, 1). */
  readonly next: () => number;
  /** `count` random bytes. */
  readonly bytes: (count: number) => Uint8Array;
};
