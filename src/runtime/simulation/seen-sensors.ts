import type { Sensor } from '../../control/definition/sensor.ts';
import type { Watch } from '../../control/definition/watch.ts';
import type { ObserveSensor } from '../../control/sensor/observation.ts';
import { instantText } from '../../core/time.ts';

export type SimulatedSensor = {
  readonly sensor: string;
  readonly watches: Watch['kind'];
  /** Runs that it made, and of them the first and the last. */
  readonly runs: number;
  readonly first: string | null;
  readonly last: string | null;
  /** What people would have been woken for: alarms, and evaluations that failed. */
  readonly alarms: readonly SimulatedAlarm[];
  readonly failures: readonly SimulatedAlarm[];
};

export type SimulatedAlarm = { readonly utc: string; readonly code: string; readonly message: string };

type Tally = { runs: number; firstMs: number | null; lastMs: number | null } & {
  readonly alarms: SimulatedAlarm[];
  readonly failures: SimulatedAlarm[];
};

/** What the sensors of a simulation did. */
export class SeenSensors {
  readonly #sensors: readonly Sensor[];
  readonly #tallies: ReadonlyMap<string, Tally>;

  constructor(sensors: readonly Sensor[]) {
    this.#sensors = sensors;
    this.#tallies = new Map(
      sensors.map(({ name }) => [name, { runs: 0, firstMs: null, lastMs: null, alarms: [], failures: [] }]),
    );
  }

  readonly observe: ObserveSensor = (sensor, atMs, seen) => {
    const tally = this.#tallies.get(sensor)!;
    if (seen.kind === 'sensor_failed') tally.failures.push(alarmOf(atMs, seen.error));
    if (seen.kind === 'sensor_alarmed') tally.alarms.push(alarmOf(atMs, seen.error));
    const made = seen.kind === 'sensor_evaluated' ? seen.requests.filter(({ isNew }) => isNew).length : 0;
    if (made === 0) return;
    tally.runs += made;
    tally.firstMs ??= atMs;
    tally.lastMs = atMs;
  };

  all(): readonly SimulatedSensor[] {
    return this.#sensors.map(({ name, watch }) => {
      const { firstMs, lastMs, ...rest } = this.#tallies.get(name)!;
      return { sensor: name, watches: watch.kind, ...rest, first: textOf(firstMs), last: textOf(lastMs) };
    });
  }
}

const textOf = (atMs: number | null): string | null => (atMs === null ? null : instantText(atMs));

function alarmOf(atMs: number, { code, message }: { readonly code: string; readonly message: string }): SimulatedAlarm {
  return { utc: instantText(atMs), code, message };
}
