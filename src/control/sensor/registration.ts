import { canonicalJson } from '../../core/hash.ts';
import type { Sensor } from '../definition/sensor.ts';
import type { Watch } from '../definition/watch.ts';
import type { LookFrom, Registration } from '../state/sensor/port.ts';

/** How sensors are made known to the state: what each watches, and from where on. */
export function registrationOf(sensors: readonly Sensor[], atMs: number): Registration {
  const each = sensors.map(({ name, watch, startsPaused }) => ({
    sensor: name,
    watches: watchesText(watch),
    from: lookFrom(watch, atMs),
    startsPaused,
  }));
  return { sensors: each, atMs };
}

/** What a sensor watches, for people and for telling a change of it. */
export function watchesText(watch: Watch): string {
  switch (watch.kind) {
    case 'run': {
      const { job, tags } = watch.filter;
      const which = job ?? (Object.keys(tags).length === 0 ? 'any' : canonicalJson(tags));
      return `run ${which} ${watch.outcome}`;
    }
    case 'asset':
      return `asset ${watch.asset}`;
    case 'freshness':
      return `freshness ${watch.asset} ${canonicalJson(watch.deadline)}`;
    case 'file':
      return `file ${watch.glob}`;
    case 'event':
      return `event ${watch.event}`;
    case 'readiness':
      return `readiness ${canonicalJson(watch.trigger)}`;
    case 'custom':
      return 'custom';
  }
}

function lookFrom(watch: Watch, atMs: number): LookFrom {
  switch (watch.kind) {
    case 'run':
    case 'event':
      return { kind: 'log' };
    case 'asset':
      return { kind: 'asset', asset: watch.asset };
    case 'freshness':
    case 'readiness':
      return { kind: 'moment', cursor: String(atMs) };
    case 'file':
    case 'custom':
      return { kind: 'nothing' };
  }
}
