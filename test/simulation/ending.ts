import type { RunEvent } from '../../src/control/event/events.ts';
import type { StateStore } from '../../src/control/state/store.ts';

export type Ending = {
  readonly store: StateStore;
  readonly events: readonly RunEvent[];
  readonly report: (violation: string) => void;
  readonly saw: (what: string) => void;
};

/** When all is quiet: everything asked for was answered, the tables say what the log says, nobody holds the right. */
export async function checkEnd({ store, events, report, saw }: Ending): Promise<void> {
  const open = await store.openRequests();
  if (open.length > 0) report(`L1 ${open.length} requests were never answered`);
  for (let id = 1, request = await store.request(id); request !== null; id += 1, request = await store.request(id)) {
    const { runId = null, error = null } = request.answer ?? {};
    if ((runId === null) === (error === null))
      report(`I6 request ${id} was answered with ${runId === null ? 'nothing' : 'a run and an error'}`);
    if (runId !== null && request.kind === 'retry' && request.data.mode.kind === 'failed')
      await checkRetry(store, request.data.runId, runId, report);
    if (error !== null) saw(`refused: ${request.kind} with ${error.code}`);
  }
  for (const run of await store.runs({})) if (run.state === 'running') report(`L1 run ${run.runId} is still running`);
  if ((await store.engineHolder()) !== null) report('L2 somebody still holds the engine');
  await checkSnapshots(store, events, report);
  await checkFold(store, report);
}

/** I14: a retry of what failed takes over everything that had succeeded. */
async function checkRetry(store: StateStore, parent: string, runId: string, report: Ending['report']): Promise<void> {
  const done = (await store.steps(parent)).filter(({ state }) => state === 'succeeded').map(({ stepKey }) => stepKey);
  const taken = Object.keys((await store.run(runId))!.created.reused);
  if (JSON.stringify(done.sort()) !== JSON.stringify(taken.sort())) report(`I14 of ${done} a retry took over ${taken}`);
}

/** I17: what readers see of an asset is what its last committed change left. */
async function checkSnapshots(store: StateStore, events: readonly RunEvent[], report: Ending['report']): Promise<void> {
  const files = new Map<string, Map<string, string>>();
  for (const event of events) {
    if (event.kind !== 'step_succeeded') continue;
    for (const { asset, removed, added } of event.data.published) {
      const current = files.get(asset) ?? new Map<string, string>();
      files.set(asset, current);
      for (const { path } of removed) current.delete(path);
      for (const { path, sha256 } of added) current.set(path, sha256);
    }
  }
  for (const [asset, expected] of files) {
    const found = (await store.snapshot(asset)).files.map(({ path, sha256 }): [string, string] => [path, sha256]);
    if (JSON.stringify(found.sort()) !== JSON.stringify([...expected].sort()))
      report(`I17 ${asset} shows other files than the log`);
  }
}

async function checkFold(store: StateStore, report: Ending['report']): Promise<void> {
  const lease = await store.acquireEngine({ pid: 0, host: 'audit', sinceMs: 0, what: 'audit' });
  const before = JSON.stringify(await store.dump());
  await store.rebuild(lease);
  if (JSON.stringify(await store.dump()) !== before) report('folding the whole log gives other tables');
  await store.releaseEngine(lease);
}
