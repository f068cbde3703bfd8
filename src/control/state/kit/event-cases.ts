import {
  AT_MS,
  changeOf,
  failed,
  lakeFile,
  newRun,
  publishBy,
  RUN_A,
  RUN_B,
  RUN_REQUEST,
  start,
  succeeded,
} from './fixtures.ts';
import { type Engine, engineCase, expectEqual, expectTrue, type KitCase, type NewWorld } from './kit-case.ts';

export const eventCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('events carry what happened, and seqs only grow', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const token = await start(engine, RUN_A, 'a');
    await store.advance(lease, { runId: RUN_A, atMs: AT_MS + 5, end: [failed('a', token)] });
    const events = await store.events({});
    const head = ({ kind, runId, stepKey, attempt, v, atMs }: (typeof events)[number]) =>
      [kind, runId, stepKey, attempt, v, atMs] as const;
    const expected = [
      ['run_created', RUN_A, null, null, 1, AT_MS],
      ['run_started', RUN_A, null, null, 1, AT_MS],
      ['step_started', RUN_A, 'a', 1, 1, AT_MS],
      ['step_failed', RUN_A, 'a', 1, 1, AT_MS + 5],
    ];
    expectEqual(events.map(head), expected, 'the events in order');
    expectEqual(events[0]!.data, newRun(RUN_A, ['a']).created, 'run_created has all the run was made of');
    expectEqual(events[2]!.data, { token, isolated: false }, 'step_started has the token');
    for (const [index, { seq }] of events.entries())
      expectTrue(index === 0 || seq > events[index - 1]!.seq, 'seqs grow');
  }),

  engineCase('events are read by run and in pages', newWorld, async (engine) => {
    const { store, lease } = engine;
    const keys = ['a', 'b', 'c'];
    await store.createRun(lease, newRun(RUN_A, keys));
    await store.createRun(lease, newRun(RUN_B, keys));
    for (const key of keys) for (const runId of [RUN_A, RUN_B]) await start(engine, runId, key);
    const all = await store.events({});
    expectEqual(all.length, 10, 'two creations, two starts of runs and six of steps');
    const ofB = await store.events({ runId: RUN_B });
    expectEqual(
      ofB,
      all.filter((event) => event.runId === RUN_B),
      'a run has only its own',
    );
    const paged: unknown[] = [];
    for (let after = 0; ; ) {
      const page = await store.events({ runId: RUN_B, afterSeq: after, limit: 3 });
      expectTrue(page.length <= 3, 'a page keeps its limit');
      if (page.length === 0) break;
      paged.push(...page);
      after = page.at(-1)!.seq;
    }
    expectEqual(paged, ofB, 'the pages together are the whole');
    expectEqual(await store.events({ afterSeq: all.at(-1)!.seq }), [], 'after the last there is nothing');
    expectEqual(await store.events({ runId: 'unknown' }), [], 'an unknown run has none');
  }),

  engineCase('the log cannot be edited through what it gives out', newWorld, async ({ store, lease }) => {
    const run = newRun(RUN_A, ['a']);
    await store.createRun(lease, run);
    const [event] = await store.events({});
    (event!.data as { job: string }).job = 'edited';
    (run.created as { job: string }).job = 'edited as well';
    expectEqual((await store.events({}))[0]!.data, newRun(RUN_A, ['a']).created, 'it is what was written');
    await store.rebuild(lease);
    expectEqual((await store.run(RUN_A))?.job, 'stocks.daily', 'and so is the state that is folded from it');
  }),

  engineCase('folding the log again in mid-run gives the same state', newWorld, async (engine) => {
    const { store, lease } = engine;
    await midRun(engine);
    const before = await store.dump();
    expectEqual(before.step.length, 6, 'the state has its steps');
    expectEqual([before.snapshot.length, before.lake_file.length], [2, 3], 'and its assets');
    await store.rebuild(lease);
    expectEqual(await store.dump(), before, 'dropped and folded, the state is the same');
    const token = (await store.steps(RUN_A)).find((step) => step.stepKey === 'd')!.token!;
    await store.advance(lease, { runId: RUN_A, atMs: 9, end: [succeeded('d', token)] });
    expectEqual((await store.steps(RUN_A))[3]!.state, 'succeeded', 'the run goes on over it');
  }),

  engineCase('the change mark grows with every commit and with nothing else', newWorld, async (engine) => {
    const { world, store, lease } = engine;
    const reader = await world.open();
    let mark = await reader.changeMark();
    const grows = async (what: string, call: () => Promise<unknown>): Promise<void> => {
      await call();
      const next = await reader.changeMark();
      expectTrue(next > mark, `${what} moves the mark (${mark} then ${next})`);
      mark = next;
    };
    const request = { kind: 'run', data: RUN_REQUEST, atMs: 1 } as const;
    await grows('createRun', () => store.createRun(lease, newRun(RUN_A, ['a'])));
    await grows('advance', () => start(engine, RUN_A, 'a'));
    await grows('submit', () => reader.submit(request));
    await grows('answerRequest', () => store.answerRequest(lease, 1, { runId: null, error: null }));
    await grows('rebuild', () => store.rebuild(lease));
    await grows('releaseEngine', () => store.releaseEngine(lease));
    await store.run(RUN_A);
    await store.createRun(lease, newRun(RUN_B, ['a'])).catch(() => null);
    expectEqual(await reader.changeMark(), mark, 'reading and being refused do not');
  }),
];

/** A run in the middle: published, replaced, pruned, failed with a retry, running, pending, reused. */
async function midRun(engine: Engine): Promise<void> {
  const { store, lease } = engine;
  await store.createRun(lease, newRun(RUN_A, ['a', 'b', 'c', 'd', 'e', 'f'], { reused: { f: '{}' } }));
  const first = [lakeFile('p/1', 'y=1'), lakeFile('p/2', 'y=2')];
  await publishBy(engine, RUN_A, 'a', [changeOf('prices', [], first)]);
  await publishBy(engine, RUN_A, 'b', [changeOf('prices', ['p/1'], [lakeFile('p/3', 'y=1')])]);
  await store.recordPruned(lease, 'prices', ['p/1'], AT_MS);
  const end = [failed('c', await start(engine, RUN_A, 'c'), AT_MS + 60_000)];
  await store.advance(lease, { runId: RUN_A, atMs: AT_MS, end, start: [{ stepKey: 'd', isolated: true }] });
}
