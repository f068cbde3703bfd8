import { systemClock } from '../adapters/system/clock.ts';
import type { EngineLease, Holder, Request, RequestBody, StateStore } from '../control/state/store.ts';
import { fromErrorRecord, isTapelineError } from '../core/errors.ts';
import { holderOfThisProcess } from './engine-process.ts';
import { openState } from './state.ts';
import type { Workspace } from './workspace.ts';

export type Answering = {
  /** As what this process is the engine, where it has to be. */
  readonly what: string;
  /** Does what is asked, as the engine, and answers. */
  readonly answer: (store: StateStore, lease: EngineLease, request: Request) => Promise<void>;
};

const POLL_MS = 50;

/** Asks the engine that works here for something that is no run, or does it when none does. @throws what it is refused with */
export async function askEngine(workspace: Workspace, body: RequestBody, { what, answer }: Answering): Promise<void> {
  await using store = await openState(workspace);
  const id = await store.submit({ ...body, atMs: systemClock.nowMs() });
  for (;;) {
    const request = await store.request(id);
    const answered = request?.answer ?? null;
    if (answered !== null) {
      if (answered.error !== null) throw fromErrorRecord(answered.error);
      return;
    }
    const lease = await tryAcquire(store, holderOfThisProcess(what));
    if (lease === null) await systemClock.sleep(POLL_MS);
    else await answerHere(store, lease, id, answer);
  }
}

/** An engine may have answered before this process became one. */
async function answerHere(
  store: StateStore,
  lease: EngineLease,
  id: number,
  answer: Answering['answer'],
): Promise<void> {
  try {
    const request = await store.request(id);
    if (request !== null && request.answer === null) await answer(store, lease, request);
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
