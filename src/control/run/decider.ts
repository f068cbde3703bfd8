import type { RunRow } from '../state/rows.ts';
import type { Request } from '../state/store.ts';

/**
 * Something in the engine's loop that makes runs nobody asked for by hand: schedules, sensors. Everything it does is
 * durable when its promise resolves. What it throws stops the engine, so it throws only what the store does.
 */
export type Decider = {
  /** Once, before the first turn: after the runs of an engine before this one were taken up. */
  readonly begin: () => Promise<void>;
  /** Every turn of the loop: does what is due. Cheap when nothing is. */
  readonly decide: () => Promise<Decided>;
  /** Does what somebody asked for; false when that is not its business. */
  readonly take?: (request: Request) => Promise<boolean>;
  /** A run of this engine is over, whoever asked for it, and durable. */
  readonly afterRunEnded?: (run: RunRow) => Promise<void>;
  /** Once, when the engine stops in order. */
  readonly end?: () => Promise<void>;
};

export type Decided = {
  /** Runs were created: the queue is looked at in this turn. */
  readonly hasCreated: boolean;
  /** Runs that work and are to stop. */
  readonly cancel: readonly { readonly runId: string; readonly reason: string }[];
  /** The next moment by the wall clock at which something is due; null when only a commit can change that. */
  readonly nextAtMs: number | null;
};

export const NOTHING_DECIDED: Decided = { hasCreated: false, cancel: [], nextAtMs: null };

/** Of two moments that may be none. */
export const earlier = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? (left ?? right) : Math.min(left, right);
