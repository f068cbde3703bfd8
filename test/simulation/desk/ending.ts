import type { StateStore } from '../../../src/control/state/store.ts';

export type DeskEnding = {
  readonly store: StateStore;
  readonly report: (violation: string) => void;
};

/** When all is quiet: everything was answered, nobody holds anything. */
export async function endChecks({ store, report }: DeskEnding): Promise<void> {
  const open = await store.openRequests();
  if (open.length > 0) report(`L1 ${open.length} requests were never answered`);
  for (const { runId, state } of await store.runs({ states: ['queued', 'running'] }))
    report(`L1 run ${runId} is ${state}`);
  if ((await store.engineHolder()) !== null) report('L2 somebody still holds the engine');
  for (let id = 1, request = await store.request(id); request !== null; id += 1, request = await store.request(id)) {
    const { runId = null, error = null } = request.answer ?? {};
    if (runId !== null && error !== null) report(`I6 request ${id} was answered with a run and an error`);
    if (['run', 'retry'].includes(request.kind) && runId === null && error === null)
      report(`I6 request ${id} was answered with nothing`);
  }
}
