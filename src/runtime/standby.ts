import { systemClock } from '../adapters/system/clock.ts';
import type { EngineLease, Holder, StateStore } from '../control/state/store.ts';
import { isTapelineError } from '../core/errors.ts';

export type StandbyOptions = {
  /** Aborted: nobody waits any more. */
  readonly signal: AbortSignal;
  /** Told once when somebody else has the right. */
  readonly onWaiting: (holder: Holder | null) => void;
};

/** The right is the operating system's lock: it is free the instant its holder is gone, however that went. */
const POLL_MS = 200;

/**
 * Waits until nobody has the engine's right, and takes it. Of several that wait one gets it.
 * @throws the signal's reason
 */
export function waitForRight({ signal, onWaiting }: StandbyOptions) {
  return async (store: StateStore, holder: Holder): Promise<EngineLease> => {
    for (let isFirst = true; ; isFirst = false) {
      const lease = await tryAcquire(store, { ...holder, sinceMs: systemClock.nowMs() });
      if (lease !== null) return lease;
      if (isFirst) onWaiting(await store.engineHolder());
      await systemClock.sleep(POLL_MS, signal);
    }
  };
}

async function tryAcquire(store: StateStore, holder: Holder): Promise<EngineLease | null> {
  try {
    return await store.acquireEngine(holder);
  } catch (error) {
    if (isTapelineError(error) && error.code === 'engine.held') return null;
    throw error;
  }
}
