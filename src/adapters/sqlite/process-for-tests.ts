/**
 * A process of its own over a state folder, for tests: does what its first argument says and prints one line of JSON.
 *
 *   engine    takes the right, creates a run, starts its first step, then lives until it is killed or left alone
 *   submit    asks for a run, beside whoever is the engine
 *   read      looks, without the right to write
 *   write     opens for writing
 */

import { newRun, RUN_A, RUN_REQUEST } from '../../control/state/kit/fixtures.ts';
import type { StateReader, StateStore } from '../../control/state/store.ts';
import { toErrorRecord } from '../../core/errors.ts';
import { openStateReader, openStateStore } from './state-store.ts';

const [action, folder] = process.argv.slice(2) as [keyof typeof ACTIONS, string];

/** The right ends with the store: nobody may collect that while the process lives. */
const held: StateStore[] = [];

const ACTIONS = {
  async engine() {
    const store = await openStateStore({ folder });
    held.push(store);
    const lease = await store.acquireEngine({ pid: process.pid, host: 'desk-2', sinceMs: 1000, what: 'engine child' });
    await store.createRun(lease, newRun(RUN_A, ['a', 'b']));
    const start = [{ stepKey: 'a', isolated: false }];
    const { started } = await store.advance(lease, { runId: RUN_A, atMs: 1001, start });
    process.stdin.resume().on('end', () => process.exit());
    return { epoch: lease.epoch, token: started[0]!.token };
  },
  async submit() {
    await using store = await openStateStore({ folder });
    return { id: await store.submit({ kind: 'run', data: RUN_REQUEST, atMs: 1002 }), holder: await holderPid(store) };
  },
  async read() {
    await using reader = await openStateReader({ folder });
    if (reader === null) return { runs: null, holder: null };
    return { runs: (await reader.runs({})).map((run) => run.runId), holder: await holderPid(reader) };
  },
  async write() {
    await using store = await openStateStore({ folder });
    return { holder: await holderPid(store) };
  },
};

async function holderPid(store: StateStore | StateReader): Promise<number | null> {
  return (await store.engineHolder())?.pid ?? null;
}

try {
  process.stdout.write(`${JSON.stringify(await ACTIONS[action]())}\n`);
} catch (error) {
  const { code, facts } = toErrorRecord(error);
  process.stdout.write(`${JSON.stringify({ code, facts })}\n`);
}
