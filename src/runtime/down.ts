import { hostname } from 'node:os';
import { systemClock } from '../adapters/system/clock.ts';
import type { Holder, StateStore } from '../control/state/store.ts';
import { isTapelineError, TapelineError } from '../core/errors.ts';
import { instantText } from '../core/time.ts';
import { openState } from './state.ts';
import type { Workspace } from './workspace.ts';

export type DownOptions = {
  readonly by: string;
  readonly signal: AbortSignal;
  /** Told when it is asked to go, and whenever what it waits for changes. */
  readonly onWaiting?: (holder: Holder, jobs: readonly string[]) => void;
};

/** `none`: nobody was up. `left`: it still drains, and goes when it is done. */
export type DownResult = { readonly result: 'none' | 'down' | 'left'; readonly holder: Holder | null };

const POLL_MS = 100;

/** Asks the engine that is up to drain, and waits until it is gone. @throws usage.invalid when a `run` holds the folder */
export async function down(workspace: Workspace, { by, signal, onWaiting }: DownOptions): Promise<DownResult> {
  await using store = await openState(workspace);
  const holder = await store.engineHolder();
  if (holder === null) return { result: 'none', holder };
  if (holder.what !== 'up') throw notUp(holder);
  await askToDrain(store, holder, by);
  let told: string | null = null;
  while (!signal.aborted) {
    const now = await store.engineHolder();
    if (now === null || now.pid !== holder.pid || now.sinceMs !== holder.sinceMs) return { result: 'down', holder };
    const jobs = await jobsOf(store);
    if (jobs.join() !== told) onWaiting?.(holder, jobs);
    told = jobs.join();
    await systemClock.sleep(POLL_MS, signal).catch(() => {});
  }
  return { result: 'left', holder };
}

/** On a full disk nothing can be asked in writing; a signal says the same. */
async function askToDrain(store: StateStore, { pid, host }: Holder, by: string): Promise<void> {
  try {
    await store.submit({ kind: 'drain', data: { by }, atMs: systemClock.nowMs() });
  } catch (error) {
    if (!isTapelineError(error) || error.code !== 'io.no_space' || host !== hostname()) throw error;
    process.kill(pid, 'SIGTERM');
  }
}

async function jobsOf(store: StateStore): Promise<readonly string[]> {
  return (await store.runs({ states: ['running'] })).map(({ job }) => job);
}

function notUp({ pid, host, what, sinceMs }: Holder): TapelineError {
  const got = `tapeline ${what}, pid ${pid} on ${host}, since ${instantText(sinceMs)}`;
  const wayOut = 'Wait for its end, or cancel its run with "tapeline runs cancel".';
  return new TapelineError('usage.invalid', { facts: { what: 'Nobody is up here; a command works', got, wayOut } });
}
