import { systemClock } from '../adapters/system/clock.ts';
import { answerScheduleAsk, isScheduleAsk } from '../control/schedule/requests.ts';
import type { EngineLease, Holder, RequestBody, StateStore } from '../control/state/store.ts';
import { fromErrorRecord, isTapelineError } from '../core/errors.ts';
import { holderOfThisProcess } from './engine-process.ts';
import { schedulerOf } from './schedules.ts';
import { openState } from './state.ts';
import type { Workspace } from './workspace.ts';

type PauseRequest = Extract<RequestBody, { kind: 'pause_schedule' | 'resume_schedule' }>;

const POLL_MS = 50;

/** Pauses or resumes: asks the engine that works here, or does it when none does. @throws usage.unknown_name */
export async function changePause(workspace: Workspace, request: PauseRequest): Promise<void> {
  await using store = await openState(workspace);
  const id = await store.submit({ ...request, atMs: systemClock.nowMs() });
  for (;;) {
    const answer = (await store.request(id))?.answer ?? null;
    if (answer !== null) {
      if (answer.error !== null) throw fromErrorRecord(answer.error);
      return;
    }
    const lease = await tryAcquire(store, holderOfThisProcess('schedule'));
    if (lease === null) await systemClock.sleep(POLL_MS);
    else await answerHere(workspace, store, lease, id);
  }
}

async function answerHere(workspace: Workspace, store: StateStore, lease: EngineLease, id: number): Promise<void> {
  try {
    await schedulerOf({ workspace, store, lease, notice: () => {} }).register();
    const request = await store.request(id);
    if (request === null || request.answer !== null || !isScheduleAsk(request)) return;
    await answerScheduleAsk({ store, lease, clock: systemClock }, request);
  } finally {
    await store.releaseEngine(lease);
  }
}

async function tryAcquire(store: StateStore, holder: Holder): Promise<EngineLease | null> {
  try {
    return await store.acquireEngine(holder);
  } catch (error) {
    if (isTapelineError(error) && error.code === 'engine.held') return null;
    throw error;
  }
}
