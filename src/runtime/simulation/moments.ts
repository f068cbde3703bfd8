import type { Sensor } from '../../control/definition/sensor.ts';
import type { Trigger } from '../../core/trigger.ts';

/** The moments at which a sensor asks or judges; null for one that waits for something to happen. */
export function momentsOf({ watch }: Pick<Sensor, 'watch'>): Trigger | null {
  if (watch.kind === 'readiness') return watch.trigger;
  return watch.kind === 'freshness' ? watch.deadline : null;
}
