import type { Decider } from '../run/decider.ts';
import { SensorLoop, type SensorSurroundings } from './sensor-loop.ts';

/** Sensors as a part of the engine's loop. What they see while a turn goes on is queued in the next one. */
export function sensorDecider(around: Omit<SensorSurroundings, 'onRuns' | 'onFailure'>): Decider {
  let hasCreated = false;
  let failure: { readonly error: unknown } | null = null;
  const loop = new SensorLoop({
    ...around,
    onRuns: () => {
      hasCreated = true;
    },
    onFailure: (error) => {
      failure ??= { error };
    },
  });
  return {
    begin: () => loop.begin(),
    async decide() {
      if (failure !== null) throw failure.error;
      await loop.turn();
      const decided = { hasCreated, cancel: [], nextAtMs: nextAtMs(loop, around) };
      hasCreated = false;
      return decided;
    },
    end: () => loop.stop('the engine stops'),
  };
}

function nextAtMs(loop: SensorLoop, { clock }: Pick<SensorSurroundings, 'clock'>): number | null {
  const inMs = loop.nextInMs();
  return inMs === null ? null : clock.nowMs() + inMs;
}
