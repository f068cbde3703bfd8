import type { Sensor } from '../../control/definition/sensor.ts';
import { SensorLoop, type SensorSurroundings } from '../../control/sensor/sensor-loop.ts';
import { readSensor } from '../../control/state/sensor/read.ts';
import { isTapelineError } from '../../core/errors.ts';
import type { TickSource, Trigger } from '../../core/trigger.ts';
import type { SensorsAround, WorldSensors } from './world.ts';

export type WorldSensorsOptions = Pick<SensorSurroundings, 'files' | 'scope' | 'observe'> & {
  /** Between the moments of this trigger there is nothing for the sensor to see; null where nobody can say so. */
  readonly momentsOf: (sensor: Sensor) => Trigger | null;
};

/**
 * Sensors as `tapeline up` has them, on a clock that is moved: it stands while one looks. Who waits for something to
 * happen looks after news, who waits for moments at those, and everybody else as often as it says.
 */
export function worldSensors(around: SensorsAround, { momentsOf, ...outside }: WorldSensorsOptions): WorldSensors {
  const failures: unknown[] = [];
  let hasCreated = false;
  const onRuns = (): void => {
    hasCreated = true;
  };
  const onFailure = (error: unknown): void => void failures.push(error);
  const lookers = around.project.sensors.map((sensor) => {
    const project = { ...around.project, sensors: [sensor] };
    const loop = new SensorLoop({ ...around, ...outside, project, onRuns, onFailure });
    return new Looker({ sensor, around, loop, moments: momentsOf(sensor) });
  });
  return {
    tell() {
      for (const looker of lookers) looker.tell();
    },
    async begin() {
      for (const looker of lookers) await looker.begin();
    },
    async decide() {
      const nowMs = around.clock.nowMs();
      for (const looker of lookers) if (looker.dueMs <= nowMs) await looker.look();
      if (failures.length > 0) throw failures[0];
      const dueMs = Math.min(NEVER, ...lookers.map((looker) => looker.dueMs));
      const decided = { hasCreated, cancel: [], nextAtMs: dueMs === NEVER ? null : dueMs };
      hasCreated = false;
      return decided;
    },
  };
}

const NEVER = Number.POSITIVE_INFINITY;

type LookerOptions = {
  readonly sensor: Sensor;
  readonly around: SensorsAround;
  readonly loop: SensorLoop;
  readonly moments: Trigger | null;
};

/** One sensor, and when it looks next. */
class Looker {
  dueMs: number = NEVER;
  readonly #sensor: Sensor;
  readonly #around: SensorsAround;
  readonly #loop: SensorLoop;
  readonly #moments: TickSource | null;

  constructor({ sensor, around, loop, moments }: LookerOptions) {
    this.#sensor = sensor;
    this.#around = around;
    this.#loop = loop;
    this.#moments = moments === null ? null : around.ticksOf(moments);
  }

  async begin(): Promise<void> {
    await this.#loop.begin();
    await this.#plan();
  }

  /** Something was committed: it is seen so much later at the latest. */
  tell(): void {
    if (this.#moments === null) this.dueMs = Math.min(this.dueMs, this.#around.clock.nowMs() + this.#sensor.everyMs);
  }

  async look(): Promise<void> {
    await this.#loop.turn();
    await this.#loop.idle();
    await this.#plan();
  }

  async #plan(): Promise<void> {
    const inMs = this.#loop.nextInMs() ?? NEVER;
    const againMs = this.#around.clock.nowMs() + inMs;
    this.dueMs = this.#moments === null ? againMs : Math.max(againMs, await this.#nextMoment(this.#moments));
  }

  async #nextMoment(moments: TickSource): Promise<number> {
    const row = await readSensor(this.#around.store, this.#sensor.name);
    try {
      return moments.next(Number(row!.cursor))?.atMs ?? NEVER;
    } catch (error) {
      if (isTapelineError(error) && error.code === 'calendar.beyond_horizon') return NEVER;
      throw error;
    }
  }
}
