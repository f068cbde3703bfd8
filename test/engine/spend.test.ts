import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { type Job, job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { budget } from '../../src/control/definition/pool.ts';
import { readBudgetDays } from '../../src/control/state/budget/read.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { type Desk, openDesk, requestOf, START_MS } from './desk.ts';

const calls = { name: 'calls', zone: 'UTC' } as const;

/** A job of one op that costs one when it starts, and spends these in turn; it notes when it had each, in seconds. */
function spending(name: string, costs: readonly number[], more = {}): { readonly job: Job; readonly had: number[] } {
  const had: number[] = [];
  const run = async (_: object, { budget: left, clock }: OpServices): Promise<void> => {
    for (const cost of costs) {
      await left.spend(cost);
      had.push((clock.nowMs() - START_MS) / 1000);
    }
  };
  return {
    job: job(
      pipeline(name, (p) => p.add(op({ name, budget: 'calls', run }))),
      more,
    ),
    had,
  };
}

const spentOf = async ({ store }: Pick<Desk, 'store'>) =>
  (await readBudgetDays(store, 'calls', 5)).map((each) => each.spent);

describe('an op that spends of a budget while it works', () => {
  test('waits until there is enough, and every part is written down with its attempt', async () => {
    const one = spending('one', [3, 2, 4]);
    const desk = await openDesk({ jobs: [one.job], budgets: [budget({ ...calls, perMinute: 6 })] });
    const { run, events } = await desk.run('one');
    assert.equal(run.state, 'succeeded');
    assert.deepEqual(one.had, [0, 0, 60]);
    const spent = events.flatMap((event) => (event.kind === 'budget_spent' ? [event] : []));
    assert.deepEqual(
      spent.map(({ stepKey, attempt, data }) => [stepKey, attempt, data.cost, data.spent]),
      [
        ['one', 1, 1, 1],
        ['one', 1, 3, 4],
        ['one', 1, 2, 6],
        ['one', 1, 4, 10],
      ],
    );
    const waits = desk.seen.filter(({ observation }) => observation.kind === 'step_waits');
    assert.equal(waits.length, 1, 'told once');
  });

  test('takes its turn: steps that came later do not keep it waiting for ever', async () => {
    const big = spending('big', [6]);
    const small = job(
      pipeline('small', (p) =>
        Array.from({ length: 30 }, (_, index) => p.add(op({ name: `s${index}`, budget: 'calls', run: () => null }))),
      ),
    );
    const desk = await openDesk({ jobs: [big.job, small], budgets: [budget({ ...calls, perMinute: 6 })] });
    const ids = [];
    for (const name of ['big', 'small']) ids.push(await desk.submit({ kind: 'run', data: requestOf(name) }));
    await desk.serve();
    assert.deepEqual(
      (await Promise.all(ids.map((id) => desk.reportOf(id)))).map(({ run }) => run.state),
      ['succeeded', 'succeeded'],
    );
    assert.ok(big.had[0]! <= 180, `it had all six after ${big.had[0]} s, beside thirty that want one each`);
  });

  test('fails as a source that refuses where the job does not wait for a day', async () => {
    const one = spending('one', [9, 5], { whenBudgetIsSpent: 'fail' });
    const desk = await openDesk({ jobs: [one.job], budgets: [budget({ ...calls, perDay: 12 })] });
    const { run } = await desk.run('one');
    assert.deepEqual([run.state, run.error!.code, one.had.length], ['failed', 'source.quota', 1]);
    assert.deepEqual(await spentOf(desk), [10], 'what it had stays spent');
  });

  test('is told to stop while it waits: it waits no longer, and nothing is taken for it', async () => {
    const one = spending('one', [5, 5]);
    const desk = await openDesk({ jobs: [one.job], budgets: [budget({ ...calls, perDay: 6 })] });
    const id = await desk.submit({ kind: 'run', data: requestOf('one') });
    const work = desk.serve();
    await desk.drive(desk.clock.sleep(1000));
    const runId = (await desk.store.request(id))!.answer!.runId!;
    await desk.submit({ kind: 'cancel', data: { runId, reason: 'enough' } });
    await work;
    assert.equal((await desk.store.run(runId))!.state, 'cancelled');
    assert.deepEqual(await spentOf(desk), [6]);
  });

  test('has spent it when its engine dies, and the attempt after that spends again', async () => {
    const state = newMemoryState();
    const clock = virtualClock(START_MS);
    const lasting = op({
      name: 'lasting',
      budget: 'calls',
      async run(_: object, { budget: left, clock: time, signal }: OpServices) {
        await left.spend(4);
        await time.sleep(10_000, signal);
      },
    });
    const options = {
      jobs: [job(pipeline('lasting', (p) => p.add(lasting)))],
      budgets: [budget({ ...calls, perDay: 10 })],
      clock,
    };
    const store = openMemoryStateStore(state);
    const first = await openDesk({ ...options, store });
    await first.submit({ kind: 'run', data: requestOf('lasting') });
    first.serve().catch(() => {});
    await first.drive(clock.sleep(5000));
    await store[Symbol.asyncDispose]();
    const second = await openDesk({ ...options, store: openMemoryStateStore(state) });
    await second.engine.recover();
    await second.serve();
    assert.deepEqual(await spentOf(second), [10], 'twice one to start and four in the midst of it');
  });

  test('is refused what it did not name, what is no amount, and what the budget never has', async () => {
    const refused = async (run: (left: OpServices['budget']) => Promise<void>, of: readonly string[] = ['calls']) => {
      const bad = op({ name: 'bad', budget: of, run: (_: object, services: OpServices) => run(services.budget) });
      const desk = await openDesk({
        jobs: [job(pipeline('bad', (p) => p.add(bad)))],
        budgets: [budget({ ...calls, perMinute: 6 }), budget({ name: 'other', zone: 'UTC', perDay: 9 })],
      });
      const { run: ended } = await desk.run('bad');
      return `${ended.error!.code}: ${ended.error!.message}`;
    };
    assert.match(await refused((left) => left.spend(1, 'other')), /definition\.invalid: .*"other" without saying so/);
    assert.match(await refused((left) => left.spend(0)), /it spends 0 of budget "calls"/);
    assert.match(await refused((left) => left.spend(7)), /spends 7 at once, and it never has more than 6/);
    assert.match(await refused((left) => left.spend(1), ['calls', 'other']), /Name one of calls, other\./);
  });
});
