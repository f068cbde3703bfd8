import type { Clock } from '../../core/clock.ts';
import { toErrorRecord } from '../../core/errors.ts';
import type { Project } from '../definition/project.ts';
import type { SensorRequestBody } from '../state/sensor/port.ts';
import type { EngineLease, Request, StateStore } from '../state/store.ts';
import { checkEvent, findSensor } from './known-sensor.ts';
import { registrationOf } from './registration.ts';

type SensorAsk = Extract<Request, { kind: SensorRequestBody['kind'] }>;

export type AskedSurroundings = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly project: Project;
};

const KINDS: readonly string[] = ['emit', 'pause_sensor', 'resume_sensor'] satisfies SensorRequestBody['kind'][];

export function isSensorAsk(request: Request): request is SensorAsk {
  return KINDS.includes(request.kind);
}

/** Does what is asked about sensors and answers, with the reason when it cannot be done. */
export async function answerSensorAsk(around: AskedSurroundings, request: SensorAsk): Promise<void> {
  const { store, lease, clock, project } = around;
  const asked = { requestId: request.id, atMs: clock.nowMs() };
  try {
    if (request.kind === 'emit') checkEvent(project, request.data.name);
    else findSensor(project, request.data.sensor);
  } catch (error) {
    return store.answerRequest(lease, request.id, { runId: null, error: toErrorRecord(error) });
  }
  if (request.kind === 'emit') {
    // Those who wait for it are known before it is there: it may be told before the first engine that stays.
    const waiting = project.sensors.filter(({ watch }) => watch.kind === 'event' && watch.event === request.data.name);
    await store.registerSensors(lease, registrationOf(waiting, asked.atMs));
    await store.emitEvent(lease, { ...request.data, ...asked });
    return;
  }
  const { name: sensor } = findSensor(project, request.data.sensor);
  await store.registerSensors(lease, registrationOf(project.sensors, asked.atMs));
  if (request.kind === 'pause_sensor') await store.pauseSensor(lease, { ...request.data, sensor, ...asked });
  else await store.resumeSensor(lease, { sensor, ...asked });
}
