import { systemClock } from '../adapters/system/clock.ts';
import { type EventInbox, emissionOf } from '../control/sensor/event-inbox.ts';
import { checkEvent, findSensor } from '../control/sensor/known-sensor.ts';
import { answerSensorAsk, isSensorAsk } from '../control/sensor/requests.ts';
import type { SensorRequestBody } from '../control/state/sensor/port.ts';
import type { EngineLease, StateStore } from '../control/state/store.ts';
import { fromErrorRecord, isTapelineError } from '../core/errors.ts';
import { holderOfThisProcess } from './engine-process.ts';
import { openState } from './state.ts';
import type { Workspace } from './workspace.ts';

/** `done`: it is in the state. `asked`: an engine that works was asked, and has not answered yet. */
export type AskedResult = 'done' | 'asked';

const ANSWER_AWAITED_MS = 10_000;
const ANSWER_POLL_MS = 100;

/** Events from outside for this workspace. */
export function eventInbox(workspace: Workspace): EventInbox {
  return {
    async emit(event) {
      await askAboutSensors(workspace, { kind: 'emit', data: emissionOf(event) });
    },
  };
}

/**
 * Asks the engine that works for something about sensors; does it itself when there is none.
 *
 * @throws usage.unknown_name before anything is written, for a sensor or an event that is not there
 */
export async function askAboutSensors(workspace: Workspace, body: SensorRequestBody): Promise<AskedResult> {
  if (body.kind === 'emit') checkEvent(workspace.project, body.data.name);
  else findSensor(workspace.project, body.data.sensor);
  await using store = await openState(workspace);
  const id = await store.submit({ ...body, atMs: systemClock.nowMs() });
  for (let waitedMs = 0; waitedMs <= ANSWER_AWAITED_MS; waitedMs += ANSWER_POLL_MS) {
    const request = await store.request(id);
    const answer = request?.answer ?? null;
    if (answer !== null) {
      if (answer.error !== null) throw fromErrorRecord(answer.error);
      return 'done';
    }
    if (!(await answeredHere(workspace, store, id))) await systemClock.sleep(ANSWER_POLL_MS);
  }
  return 'asked';
}

/** False while another engine holds the state. */
async function answeredHere({ project }: Workspace, store: StateStore, id: number): Promise<boolean> {
  let lease: EngineLease;
  try {
    lease = await store.acquireEngine(holderOfThisProcess('sensor'));
  } catch (error) {
    if (isTapelineError(error) && error.code === 'engine.held') return false;
    throw error;
  }
  try {
    const request = (await store.request(id))!;
    if (request.answer === null && isSensorAsk(request))
      await answerSensorAsk({ store, lease, clock: systemClock, project }, request);
    return true;
  } finally {
    await store.releaseEngine(lease);
  }
}
