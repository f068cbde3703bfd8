import { readBudgetDays } from '../budget/read.ts';
import { AT_MS, newRun, RUN_A, start, succeeded } from '../kit/fixtures.ts';
import { engineCase, expectEqual, expectRefused, type KitCase, type NewWorld } from '../kit/kit-case.ts';

const MAP = { stepKey: 'fetch', op: 'op_fetch', position: 2, keys: ['000001.XSHE', 'AAPL'], reused: {} } as const;
const COUNTS = { succeeded: 2, failed: 0, skipped: 0, cancelled: 0 } as const;

/** Steps that are done for every item of a list, and budgets that attempts spend. */
export const mappedCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('a step becomes one for every item, in one transaction', newWorld, async ({ store, lease }) => {
    await store.createRun(lease, newRun(RUN_A, ['fetch', 'after']));
    const reused = { AAPL: '"bars"' };
    const startOne = [{ stepKey: 'fetch[000001.XSHE]', isolated: false }];
    await store.advance(lease, { runId: RUN_A, atMs: AT_MS, map: [{ ...MAP, reused }], start: startOne });
    const steps = await store.steps(RUN_A);
    expectEqual(
      steps.map(({ stepKey, state, position, reused: isReused }) => [stepKey, state, position, isReused]),
      [
        ['fetch', 'mapped', 0, false],
        ['after', 'pending', 1, false],
        ['fetch[000001.XSHE]', 'running', 2, false],
        ['fetch[AAPL]', 'succeeded', 3, true],
      ],
      'items stand behind the plan, in the order of the list',
    );
    expectEqual(steps[3]!.output, '"bars"', 'an item that was taken over has its output');
  }),

  engineCase('a map is over with its items, and says what became of them', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['fetch']));
    await store.advance(lease, { runId: RUN_A, atMs: AT_MS, map: [MAP] });
    const end = [];
    for (const key of MAP.keys) end.push(succeeded(`fetch[${key}]`, await start(engine, RUN_A, `fetch[${key}]`)));
    const early = { runId: RUN_A, atMs: 1, endRun: { outcome: 'succeeded', error: null } } as const;
    await expectRefused(store.advance(lease, { ...early, end }), 'bug', 'the run cannot succeed before the map');
    const join = [{ stepKey: 'fetch', outcome: 'succeeded', counts: COUNTS, error: null } as const];
    await store.advance(lease, { ...early, end, join });
    const map = (await store.steps(RUN_A))[0]!;
    expectEqual([map.state, map.items, map.output], ['succeeded', COUNTS, null], 'it has no output of its own');
  }),

  engineCase('what cannot be mapped or joined is refused', newWorld, async ({ store, lease }) => {
    await store.createRun(lease, newRun(RUN_A, ['fetch', 'b']));
    const move = { runId: RUN_A, atMs: AT_MS };
    const twice = [{ ...MAP, keys: ['a', 'a'] }];
    await expectRefused(store.advance(lease, { ...move, map: twice }), 'bug', 'two items of one key');
    const stranger = [{ ...MAP, reused: { b: '1' } }];
    await expectRefused(store.advance(lease, { ...move, map: stranger }), 'bug', 'an output of no item');
    const join = [{ stepKey: 'b', outcome: 'succeeded', counts: COUNTS, error: null } as const];
    await expectRefused(store.advance(lease, { ...move, join }), 'bug', 'a join of what was not mapped');
    await store.advance(lease, { ...move, map: [MAP] });
    await expectRefused(store.advance(lease, { ...move, map: [MAP] }), 'bug', 'a second map');
  }),

  engineCase(
    'an attempt spends of its budgets when it starts, and never more than a day has',
    newWorld,
    async (engine) => {
      const { store, lease, world } = engine;
      await store.createRun(lease, newRun(RUN_A, ['a', 'b', 'c']));
      const spend = (cost: number, day = '2026-11-20') => [{ budget: 'calls', day, cost, perDay: 10 }];
      const startOf = (stepKey: string, cost: number, atMs: number, day?: string) =>
        store.advance(lease, { runId: RUN_A, atMs, start: [{ stepKey, isolated: false, spend: spend(cost, day) }] });
      await startOf('a', 7, AT_MS);
      await expectRefused(startOf('b', 4, AT_MS + 1), 'bug', 'eleven of ten');
      await startOf('b', 3, AT_MS + 2);
      await startOf('c', 4, AT_MS + 3, '2026-11-21');
      const days = await readBudgetDays(await world.open(), 'calls', 5);
      expectEqual(
        days.map(({ day, spent, spentAtMs }) => [day, spent, spentAtMs]),
        [
          ['2026-11-21', 4, AT_MS + 3],
          ['2026-11-20', 10, AT_MS + 2],
        ],
        'each day by itself, newest first',
      );
    },
  ),

  engineCase('an attempt spends while it works, and not when it is over', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const token = await start(engine, RUN_A, 'a');
    const spending = { budget: 'calls', day: '2026-11-20', cost: 4, perDay: 10 };
    const spend = [{ stepKey: 'a', token, spending }];
    await store.advance(lease, { runId: RUN_A, atMs: AT_MS, spend });
    const stale = [{ stepKey: 'a', token: token + 1, spending }];
    await expectRefused(
      store.advance(lease, { runId: RUN_A, atMs: AT_MS, spend: stale }),
      'engine.fenced',
      'another token',
    );
    await store.advance(lease, { runId: RUN_A, atMs: AT_MS, end: [succeeded('a', token)] });
    await expectRefused(store.advance(lease, { runId: RUN_A, atMs: AT_MS, spend }), 'engine.fenced', 'it is over');
    const [day] = await readBudgetDays(store, 'calls', 1);
    expectEqual(day?.spent, 4, 'spent once');
    const event = (await store.events({ runId: RUN_A })).find(({ kind }) => kind === 'budget_spent');
    expectEqual([event?.stepKey, event?.attempt], ['a', 1], 'by its attempt');
  }),

  engineCase('maps and budgets are the same when the log is folded again', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['fetch']));
    await store.advance(lease, { runId: RUN_A, atMs: AT_MS, map: [MAP] });
    const spend = [{ budget: 'calls', day: '2026-11-20', cost: 1, perDay: null }];
    await store.advance(lease, {
      runId: RUN_A,
      atMs: AT_MS,
      start: [{ stepKey: 'fetch[AAPL]', isolated: false, spend }],
    });
    const before = await store.dump();
    await store.rebuild(lease);
    expectEqual(await store.dump(), before, 'every row');
  }),
];
