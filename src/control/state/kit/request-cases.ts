import { FAILURE, newRun, RUN_A, RUN_B, RUN_REQUEST } from './fixtures.ts';
import {
  engineCase,
  expectEqual,
  expectRefused,
  expectTrue,
  type KitCase,
  type NewWorld,
  worldCase,
} from './kit-case.ts';

const ASK = { kind: 'run', data: RUN_REQUEST, atMs: 5 } as const;

export const requestCases = (newWorld: NewWorld): readonly KitCase[] => [
  worldCase('requests need no engine and are read back in order', newWorld, async (world) => {
    const store = await world.open();
    const first = await store.submit(ASK);
    const second = await store.submit({
      kind: 'retry',
      data: { runId: RUN_A, mode: { kind: 'failed' }, asker: null },
      atMs: 6,
    });
    expectTrue(second > first, 'request ids grow');
    const open = await (await world.open()).openRequests();
    expectEqual(
      open.map(({ id }) => id),
      [first, second],
      'another handle sees them, oldest first',
    );
    expectEqual(open[0], { ...ASK, id: first, answer: null }, 'a request is read back as it was submitted');
    expectEqual(await store.request(second + 1), null, 'an unknown request is null');
  }),

  engineCase('a request can be submitted beside a working engine', newWorld, async ({ world, store }) => {
    const id = await (await world.open()).submit(ASK);
    expectEqual(
      (await store.openRequests()).map((request) => request.id),
      [id],
      'the engine sees it',
    );
  }),

  engineCase(
    'an answered request is no longer open and keeps its answer',
    newWorld,
    async ({ world, store, lease }) => {
      const id = await store.submit(ASK);
      const answer = { runId: null, error: FAILURE };
      await store.answerRequest(lease, id, answer);
      expectEqual(await store.openRequests(), [], 'no request is open');
      const asked = await (await world.open()).request(id);
      expectEqual(asked?.answer, answer, 'the asker reads the answer');
      await expectRefused(store.answerRequest(lease, id, answer), 'bug', 'a request is answered once');
      await expectRefused(store.answerRequest(lease, id + 1, answer), 'bug', 'an unknown request has no answer');
    },
  ),

  engineCase('creating a run answers the request it came from', newWorld, async ({ store, lease }) => {
    const requestId = await store.submit(ASK);
    await store.createRun(lease, { ...newRun(RUN_A, ['a']), requestId });
    expectEqual((await store.request(requestId))?.answer, { runId: RUN_A, error: null }, 'the answer names the run');
    const again = store.createRun(lease, { ...newRun(RUN_B, ['a']), requestId });
    await expectRefused(again, 'bug', 'one request makes one run');
    expectEqual(await store.run(RUN_B), null, 'the second run was not created');
  }),

  engineCase('a run that cannot be created leaves its request open', newWorld, async ({ store, lease }) => {
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const requestId = await store.submit(ASK);
    const twice = store.createRun(lease, { ...newRun(RUN_A, ['a']), requestId });
    await expectRefused(twice, 'bug', 'a run id is used once');
    expectEqual((await store.request(requestId))?.answer, null, 'its request is still open');
  }),

  engineCase('cancelling answers the request in the same move', newWorld, async ({ store, lease }) => {
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const requestId = await store.submit({ kind: 'cancel', data: { runId: RUN_A, reason: 'wrong day' }, atMs: 7 });
    await store.advance(lease, { runId: RUN_A, atMs: 8, cancel: { reason: 'wrong day', requestId } });
    expectEqual((await store.request(requestId))?.answer, { runId: RUN_A, error: null }, 'it is answered');
    expectEqual((await store.run(RUN_A))?.cancelReason, 'wrong day', 'the run knows why');
  }),
];
