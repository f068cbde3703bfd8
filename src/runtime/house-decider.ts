import { type Decider, NOTHING_DECIDED } from '../control/run/decider.ts';
import type { Clock } from '../core/clock.ts';

/** How long a round that could not be finished (a full disk, say) is left alone. */
const AGAIN_AFTER_MS = 60_000;

/**
 * Keeps house while the engine goes on: at its beginning, after runs, and again where a round was not finished; one round
 * at a time. `keepHouse` gives whether everything is done; it does only what is left to do.
 */
export function houseDecider(clock: Pick<Clock, 'monotonicMs'>, keepHouse: () => Promise<boolean>): Decider {
  let dueMs: number | null = clock.monotonicMs();
  let round: Promise<void> | null = null;
  const once = async (): Promise<void> => {
    dueMs = null;
    const isDone = await keepHouse();
    if (!isDone) dueMs ??= clock.monotonicMs() + AGAIN_AFTER_MS;
  };
  return {
    async begin() {},
    async decide() {
      if (dueMs === null || dueMs > clock.monotonicMs() || round !== null) return NOTHING_DECIDED;
      // It logs what goes wrong; nothing of it stops the engine.
      round = once()
        .catch(() => {})
        .finally(() => {
          round = null;
        });
      return NOTHING_DECIDED;
    },
    async afterRunEnded() {
      dueMs = clock.monotonicMs();
    },
    async end() {
      await round;
      if (dueMs !== null) await once();
    },
  };
}
