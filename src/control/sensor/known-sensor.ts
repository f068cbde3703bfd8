import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Project } from '../definition/project.ts';
import type { Sensor } from '../definition/sensor.ts';

/** The sensor of this name, or the only one whose name ends with it. @throws usage.unknown_name with the nearest known one */
export function findSensor({ sensors }: Pick<Project, 'sensors'>, name: string): Sensor {
  const exact = sensors.find((sensor) => sensor.name === name);
  if (exact !== undefined) return exact;
  const byLastPart = sensors.filter((sensor) => sensor.name.endsWith(`.${name}`));
  if (byLastPart.length === 1) return byLastPart[0]!;
  throw unknown(
    'sensor',
    name,
    sensors.map((sensor) => sensor.name),
  );
}

/** The events that some sensor waits for, by name. */
export function knownEvents({ sensors }: Pick<Project, 'sensors'>): readonly string[] {
  const names = sensors.flatMap(({ watch }) => (watch.kind === 'event' ? [watch.event] : []));
  return [...new Set(names)].sort();
}

/** @throws usage.unknown_name: an event that nobody waits for is a slip of the pen. */
export function checkEvent(project: Pick<Project, 'sensors'>, name: string): void {
  const known = knownEvents(project);
  if (!known.includes(name)) throw unknown('event', name, known);
}

function unknown(kind: string, name: string, known: readonly string[]): TapelineError {
  return new TapelineError('usage.unknown_name', { facts: { kind, name, nearest: nearestName(name, known), known } });
}
