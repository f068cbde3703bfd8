import { isTapelineError } from '../../../core/errors.ts';
import { newRun, RUN_A } from './fixtures.ts';
import {
  engineCase,
  expectEqual,
  expectRefused,
  expectTrue,
  HOLDER,
  type KitCase,
  type NewWorld,
  worldCase,
} from './kit-case.ts';

const SECOND = { ...HOLDER, pid: 4712, what: 'tapeline run' };

export const engineCases = (newWorld: NewWorld): readonly KitCase[] => [
  worldCase('nobody holds a new state', newWorld, async (world) => {
    expectEqual(await (await world.open()).engineHolder(), null, 'the holder of a new state is null');
  }),

  engineCase('a second engine is refused and told who holds the right', newWorld, async ({ world, store }) => {
    const other = await world.open();
    const error = await expectRefused(other.acquireEngine(SECOND), 'engine.held', 'a second engine is refused');
    const facts = isTapelineError(error) ? (error.facts as { pid: number; host: string; since: string }) : null;
    const { pid, host, since } = facts ?? {};
    const expected = { pid: 4711, host: 'desk-1', since: '2023-11-14T22:13:20.000Z' };
    expectEqual({ pid, host, since }, expected, 'the error names pid, host and since of the holder');
    await expectRefused(store.acquireEngine(SECOND), 'engine.held', 'the same handle is refused as well');
    expectEqual(await other.engineHolder(), HOLDER, 'every handle sees the holder');
  }),

  engineCase('a released engine is free and its epoch never comes back', newWorld, async ({ world, store, lease }) => {
    await store.releaseEngine(lease);
    expectEqual(await store.engineHolder(), null, 'a released engine has no holder');
    const other = await world.open();
    const next = await other.acquireEngine(SECOND);
    expectTrue(next.epoch > lease.epoch, `the epoch grows: ${lease.epoch} then ${next.epoch}`);
    expectEqual(await store.engineHolder(), SECOND, 'the new holder is seen by the old handle');
  }),

  engineCase('an engine that goes without a word leaves its right free', newWorld, async ({ world, store, lease }) => {
    await store[Symbol.asyncDispose]();
    const other = await world.open();
    expectEqual(await other.engineHolder(), null, 'nobody alive holds the right');
    const next = await other.acquireEngine(SECOND);
    expectTrue(next.epoch > lease.epoch, 'the epoch grows over a dead holder too');
  }),

  engineCase('an old lease is refused in every writing method', newWorld, async ({ world, store, lease }) => {
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const requestId = await store.submit({ kind: 'cancel', data: { runId: RUN_A, reason: 'test' }, atMs: 1 });
    await store.releaseEngine(lease);
    const next = await world.open();
    await next.acquireEngine(SECOND);
    const before = await next.dump();
    const calls = {
      createRun: () => next.createRun(lease, newRun('other', ['a'])),
      advance: () => next.advance(lease, { runId: RUN_A, atMs: 2, start: [{ stepKey: 'a', isolated: false }] }),
      answerRequest: () => next.answerRequest(lease, requestId, { runId: null, error: null }),
      recordPruned: () => next.recordPruned(lease, 'prices', [], 2),
      rebuild: () => next.rebuild(lease),
      releaseEngine: () => store.releaseEngine(lease),
    };
    for (const [name, call] of Object.entries(calls)) await expectRefused(call(), 'engine.fenced', `${name} is fenced`);
    expectEqual(await next.dump(), before, 'nothing of the fenced calls was kept');
    expectEqual(await next.engineHolder(), SECOND, 'the holder still holds');
  }),

  engineCase('a released lease is refused before anybody else takes over', newWorld, async ({ store, lease }) => {
    await store.releaseEngine(lease);
    await expectRefused(store.createRun(lease, newRun(RUN_A, ['a'])), 'engine.fenced', 'a released lease is over');
    expectEqual(await store.run(RUN_A), null, 'no run was created');
  }),
];
