import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { openDesk, requestOf, START_MS } from './desk.ts';

const SYMBOLS = ['d', 'c', 'b', 'a'];

test('a run that was left in the middle of a map goes on with the items that were not done', async () => {
  const did: string[] = [];
  const step = (name: string) =>
    op({
      name,
      run: async ({ from }: { readonly from: string }, { clock, signal }: OpServices) => {
        did.push(`${name} ${from}`);
        await clock.sleep(1000, signal);
        return `${from}`;
      },
    });
  const symbols = op({ name: 'symbols', run: () => SYMBOLS });
  const join = op({ name: 'join', run: ({ all }: { readonly all: readonly string[] }) => all.join('') });
  const chain = job(
    pipeline('chain', (p) => {
      const all = p.mapEach(p.add(symbols), (symbol, each) =>
        each.add(step('clean'), { from: each.add(step('collect'), { from: symbol }) }),
      );
      p.add(join, { all });
    }),
    { concurrency: 1 },
  );
  const state = newMemoryState();
  const clock = virtualClock(START_MS);
  const store = openMemoryStateStore(state);
  const dying = await openDesk({ jobs: [chain], store, clock });
  await dying.submit({ kind: 'run', data: requestOf('chain') });
  dying.serve().catch(() => {});
  await dying.drive(clock.sleep(3500));
  await store[Symbol.asyncDispose]();
  assert.deepEqual(did, ['collect d', 'clean d', 'collect c', 'clean c']);
  did.length = 0;

  const next = await openDesk({ jobs: [chain], store: openMemoryStateStore(state), clock });
  const { resumed } = await next.engine.recover();
  await next.serve();
  const { state: ended } = (await next.store.run(resumed[0]!))!;
  const steps = await next.store.steps(resumed[0]!);
  assert.equal(ended, 'succeeded');
  assert.deepEqual(
    did,
    ['clean c', 'collect b', 'clean b', 'collect a', 'clean a'],
    'what was lost, and what was open',
  );
  assert.equal(steps.find(({ stepKey }) => stepKey === 'join')!.output, '"dcba"', 'in the order of the list');
});
