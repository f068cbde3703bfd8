import type { Move } from '../store.ts';
import { AT_MS, changeOf, failed, lakeFile, newRun, RUN_A, RUN_B, start, succeeded } from './fixtures.ts';
import { type Engine, engineCase, expectEqual, expectRefused, type KitCase, type NewWorld } from './kit-case.ts';

export const refusalCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('a running step cannot be started twice', newWorld, async (engine) => {
    await engine.store.createRun(engine.lease, newRun(RUN_A, ['a', 'b']));
    await start(engine, RUN_A, 'a');
    await isRefused(engine, { start: [{ stepKey: 'a', isolated: false }] }, 'bug', 'a second start');
    const twice = [
      { stepKey: 'b', isolated: false },
      { stepKey: 'b', isolated: false },
    ];
    await isRefused(engine, { start: twice }, 'bug', 'two starts in one move');
  }),

  engineCase('of two starts in one turn exactly one wins', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const settled = await Promise.allSettled([start(engine, RUN_A, 'a'), start(engine, RUN_A, 'a')]);
    expectEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected'],
      'the first claim wins',
    );
    expectEqual((await store.steps(RUN_A))[0]?.attempt, 1, 'there is one attempt');
  }),

  engineCase('a step that is over cannot be started or skipped', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b', 'c', 'd'], { reused: { d: '1' } }));
    const end = [succeeded('a', await start(engine, RUN_A, 'a')), failed('b', await start(engine, RUN_A, 'b'))];
    const reason = { because: 'condition', condition: 'has gaps' } as const;
    await store.advance(lease, { runId: RUN_A, atMs: 1, end, skip: [{ stepKey: 'c', reason }] });
    for (const stepKey of ['a', 'b', 'c', 'd']) {
      await isRefused(engine, { start: [{ stepKey, isolated: false }] }, 'bug', `starting ${stepKey}`);
      await isRefused(engine, { skip: [{ stepKey, reason }] }, 'bug', `skipping ${stepKey}`);
    }
  }),

  engineCase('an attempt is ended only with the token of its own start', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b']));
    const [a, b] = [await start(engine, RUN_A, 'a'), await start(engine, RUN_A, 'b')];
    await isRefused(engine, { end: [succeeded('a', a + 1000)] }, 'engine.fenced', 'a token that was never given');
    await isRefused(engine, { end: [succeeded('a', b)] }, 'engine.fenced', "another step's token");
    await isRefused(engine, { end: [succeeded('z', a)] }, 'engine.fenced', 'a step that is not there');
    const half = [succeeded('b', b), succeeded('a', a + 1000)];
    await isRefused(engine, { end: half }, 'engine.fenced', 'one bad token refuses the whole move');
    const lost = { stepKey: 'a', token: a, outcome: 'lost', reason: 'silence' } as const;
    await store.advance(lease, { runId: RUN_A, atMs: 2, end: [lost] });
    await isRefused(engine, { end: [succeeded('a', a)] }, 'engine.fenced', 'a token of a lost attempt');
    const again = await start(engine, RUN_A, 'a');
    await isRefused(engine, { end: [succeeded('a', a)] }, 'engine.fenced', 'a late attempt beside the new one');
    await store.advance(lease, { runId: RUN_A, atMs: 3, end: [succeeded('a', again)] });
    await isRefused(engine, { end: [succeeded('a', again)] }, 'engine.fenced', 'ending an attempt twice');
  }),

  engineCase('a refused move that changed one row twice leaves it as it was', newWorld, async (engine) => {
    await engine.store.createRun(engine.lease, newRun(RUN_A, ['a']));
    const token = await start(engine, RUN_A, 'a');
    const again = [
      { stepKey: 'a', isolated: false },
      { stepKey: 'z', isolated: false },
    ];
    await isRefused(engine, { end: [failed('a', token, AT_MS)], start: again }, 'bug', 'an end, a start and a bug');
  }),

  engineCase('a fenced attempt publishes nothing', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b']));
    const [a, b] = [await start(engine, RUN_A, 'a'), await start(engine, RUN_A, 'b')];
    const changes = [changeOf('prices', [], [lakeFile('p/1', 'all')])];
    const end = [succeeded('a', a, { changes }), succeeded('b', b + 1000)];
    await isRefused(engine, { end }, 'engine.fenced', 'a neighbour with a bad token');
    expectEqual((await store.snapshot('prices')).version, 0, 'the asset is as it was');
  }),

  engineCase('a run ends once, and only when nothing runs', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b']));
    const token = await start(engine, RUN_A, 'a');
    const endRun = { outcome: 'failed', error: null } as const;
    await isRefused(engine, { endRun }, 'bug', 'an end beside a running step');
    const succeed = { outcome: 'succeeded', error: null } as const;
    await isRefused(engine, { end: [succeeded('a', token)], endRun: succeed }, 'bug', 'a success with a pending step');
    await store.advance(lease, { runId: RUN_A, atMs: 1, end: [succeeded('a', token)], endRun });
    await isRefused(engine, { endRun }, 'bug', 'a second end');
    await isRefused(engine, { endRun: succeed }, 'bug', 'another end');
    await isRefused(engine, { start: [{ stepKey: 'b', isolated: false }] }, 'bug', 'a start in a run that is over');
    await isRefused(engine, { cancel: { reason: 'late', requestId: null } }, 'bug', 'a cancel of a run that is over');
  }),

  engineCase('only what did not succeed can be resumed', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b']));
    const token = await start(engine, RUN_A, 'a');
    const reason = 'again';
    await isRefused(engine, { resume: { steps: ['a'], reason } }, 'bug', 'a running step');
    await store.advance(lease, { runId: RUN_A, atMs: 1, end: [succeeded('a', token)] });
    await isRefused(engine, { resume: { steps: ['a'], reason } }, 'bug', 'a step that succeeded');
    const end = [succeeded('b', await start(engine, RUN_A, 'b'))];
    const endRun = { outcome: 'succeeded', error: null } as const;
    await store.advance(lease, { runId: RUN_A, atMs: 2, end, endRun });
    await isRefused(engine, { resume: { steps: [], reason } }, 'bug', 'a run that succeeded');
  }),

  engineCase('an unknown run cannot move', newWorld, async (engine) => {
    const { store, lease } = engine;
    const move = { runId: RUN_B, atMs: AT_MS, start: [{ stepKey: 'a', isolated: false }] };
    await expectRefused(store.advance(lease, move), 'bug', 'an unknown run');
    expectEqual(await store.events({}), [], 'no event is written');
  }),
];

/** The move is refused, and neither the state nor the log has anything of it. */
async function isRefused(
  { store, lease }: Engine,
  move: Omit<Move, 'runId' | 'atMs'>,
  code: string,
  claim: string,
): Promise<void> {
  const before = { state: await store.dump(), events: await store.events({}) };
  await expectRefused(store.advance(lease, { runId: RUN_A, atMs: AT_MS, ...move }), code, claim);
  const after = { state: await store.dump(), events: await store.events({}) };
  expectEqual(after, before, `${claim} leaves no trace`);
}
