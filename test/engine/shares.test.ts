import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { type Job, job } from '../../src/control/definition/job.ts';
import { type Op, type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { type BudgetUse, budget, type PoolUse, pool } from '../../src/control/definition/pool.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { readBudgetDays } from '../../src/control/state/budget/read.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { type Desk, historyOf, openDesk, type Report, requestOf, START_MS } from './desk.ts';

type Limits = { readonly pool?: PoolUse | readonly PoolUse[]; readonly budget?: BudgetUse | readonly BudgetUse[] };

/** An op that takes a second. */
const second = (name: string, limits: Limits = {}): Op =>
  op({
    name,
    ...limits,
    run: async (_: object, { clock, signal }: OpServices) => clock.sleep(1000, signal).then(() => name),
  });

const wide = (name: string, ops: readonly Op[], concurrency = 8, extra = {}): Job =>
  job(
    pipeline(name, (p) => ops.map((each) => p.add(each))),
    { concurrency, ...extra },
  );

const rqdata = pool({ name: 'rqdata', slots: 2 });

/** When each step began, in seconds since the start; null when it did not. */
function beganAt(report: Report, sinceMs = START_MS): Readonly<Record<string, number | null>> {
  const seconds = (key: string): number | null => {
    const started = historyOf(report, key).find((each) => each.startsWith('step_started'));
    return started === undefined ? null : (Number(started.split('@')[1]) + START_MS - sinceMs) / 1000;
  };
  return Object.fromEntries(Object.keys(report.steps).map((key) => [key, seconds(key)]));
}

async function runTogether(desk: Desk, ...jobs: readonly string[]): Promise<readonly Report[]> {
  const ids = await Promise.all(jobs.map((name) => desk.submit({ kind: 'run', data: requestOf(name) })));
  await desk.serve();
  return Promise.all(ids.map((id) => desk.reportOf(id)));
}

describe('a pool', () => {
  test('is what all runs together have, whatever each of them may do at once', async () => {
    const steps = (family: string) => ['1', '2', '3'].map((each) => second(`${family}${each}`, { pool: 'rqdata' }));
    const desk = await openDesk({ jobs: [wide('a', steps('a')), wide('b', steps('b'))], pools: [rqdata] });
    const reports = await runTogether(desk, 'a', 'b');
    const began = reports.flatMap((report) => Object.values(beganAt(report))).sort();
    assert.deepEqual(began, [0, 0, 1, 1, 2, 2]);
  });

  test('serves runs in turn: a long one does not keep a short one waiting', async () => {
    const many = Array.from({ length: 10 }, (_, index) => second(`m${index}`, { pool: 'rqdata' }));
    const desk = await openDesk({
      jobs: [wide('long', many), wide('short', [second('s', { pool: 'rqdata' })])],
      pools: [rqdata],
    });
    const [, short] = await runTogether(desk, 'long', 'short');
    assert.deepEqual(beganAt(short!), { s: 1 });
  });

  test('that is full at the head of the queue does not keep back steps that need none of it (Airflow #45636)', async () => {
    const starved = Array.from({ length: 50 }, (_, index) => second(`a${index}`.padEnd(4, '_'), { pool: 'rqdata' }));
    const free = [second('z1'), second('z2'), second('z3')];
    const desk = await openDesk({ jobs: [wide('mixed', [...starved, ...free], 5)], pools: [rqdata] });
    const began = beganAt(await desk.run('mixed'));
    assert.deepEqual([began.z1, began.z2, began.z3], [0, 0, 0]);
  });

  test('and another are taken together or not at all', async () => {
    const both = second('both', { pool: ['rqdata', 'memory'] });
    const holder = second('a_holder', { pool: 'memory' });
    const other = second('other', { pool: { name: 'rqdata', slots: 2 } });
    const desk = await openDesk({
      jobs: [wide('pair', [both, holder, other])],
      pools: [rqdata, pool({ name: 'memory', slots: 1 })],
    });
    const began = beganAt(await desk.run('pair'));
    // While it lacks memory it holds nothing of rqdata, of which the other takes all.
    assert.deepEqual(began, { a_holder: 0, other: 0, both: 1 });
  });

  test('keeps slots for a step that needs several, once it was overtaken often enough', async () => {
    const small = Array.from({ length: 40 }, (_, index) => ({ index, name: `s${`${index}`.padStart(2, '0')}` }));
    const uneven = small.map(({ name, index }) =>
      op({
        name,
        pool: 'rqdata',
        run: async (_: object, { clock, signal }: OpServices) =>
          clock.sleep(index === 0 ? 500 : 1000, signal).then(() => 1),
      }),
    );
    const big = second('big', { pool: { name: 'rqdata', slots: 2 } });
    const desk = await openDesk({ jobs: [wide('small', uneven), wide('one', [big])], pools: [rqdata] });
    const [, one] = await runTogether(desk, 'small', 'one');
    assert.ok(beganAt(one!).big! < 10, `it began after ${beganAt(one!).big} s`);
  });

  test('has its slots back when a step fails, is cancelled or tried again', async () => {
    const failing = op({
      name: 'failing',
      pool: { name: 'rqdata', slots: 2 },
      retry: { max: 1, delay: '10s', jitter: 0 },
      run: () => {
        throw new Error('no');
      },
    });
    const desk = await openDesk({
      jobs: [wide('f', [failing]), wide('after', [second('after', { pool: { name: 'rqdata', slots: 2 } })])],
      pools: [rqdata],
    });
    const [, after] = await runTogether(desk, 'f', 'after');
    assert.deepEqual(beganAt(after!), { after: 0 });
    assert.deepEqual(beganAt(await desk.run('after')).after, 10);
  });

  test('that nobody defined is refused with the nearest one, and so is taking more than there is', () => {
    const jobs = (use: PoolUse) => [wide('w', [second('s', { pool: use })])];
    assert.throws(
      () => defineProject({ jobs: jobs('rqdta'), pools: [rqdata] }),
      /Op "s": it takes of pool "rqdta", which is not there, did you mean "rqdata"/,
    );
    assert.throws(
      () => defineProject({ jobs: jobs({ name: 'rqdata', slots: 3 }), pools: [rqdata] }),
      /it takes 3 of pool "rqdata", which never has more than 2/,
    );
  });
});

const DAY_MS = 86_400_000;
/** A minute before midnight in Shanghai. */
const LATE_MS = Date.UTC(2026, 10, 20, 15, 59);

describe('a budget', () => {
  const shanghai = { name: 'calls', zone: 'Asia/Shanghai' };
  const calls = (count: number, cost = 1) =>
    Array.from({ length: count }, (_, index) => second(`c${index}`, { budget: { name: 'calls', cost } }));

  test('lets so much through in any minute', async () => {
    const desk = await openDesk({ jobs: [wide('w', calls(5))], budgets: [budget({ ...shanghai, perMinute: 2 })] });
    const began = Object.values(beganAt(await desk.run('w')));
    assert.deepEqual(began, [0, 0, 60, 60, 120]);
  });

  test('of a day is full again at midnight of its zone', async () => {
    const budgets = [budget({ ...shanghai, perDay: 2 })];
    const desk = await openDesk({ jobs: [wide('w', calls(3))], budgets, clock: virtualClock(LATE_MS) });
    assert.deepEqual(Object.values(beganAt(await desk.run('w'), LATE_MS)), [0, 0, 60]);
    const waits = desk.seen.flatMap(({ observation }) => (observation.kind === 'step_waits' ? [observation] : []));
    assert.deepEqual(
      waits,
      [{ kind: 'step_waits', stepKey: 'c2', budget: 'calls', untilMs: LATE_MS + 60_000 }],
      'told once',
    );
    const days = await readBudgetDays(desk.store, 'calls', 5);
    assert.deepEqual(
      days.map(({ day, spent }) => [day, spent]),
      [
        ['2026-11-21', 1],
        ['2026-11-20', 2],
      ],
    );
  });

  test('of a day fails the step where the job says so, as a source that refuses', async () => {
    const failing = wide('w', calls(3), 8, { whenBudgetIsSpent: 'fail' });
    const desk = await openDesk({ jobs: [failing], budgets: [budget({ ...shanghai, perDay: 2 })] });
    const { run } = await desk.run('w');
    assert.equal(run.state, 'failed');
    assert.equal(run.error!.code, 'source.quota');
    assert.match(run.error!.message, /budget "calls" is spent until 2026-11-20T16:00:00/);
  });

  test('is one for all runs, and outlives its engine', async () => {
    const state = newMemoryState();
    const clock = virtualClock(LATE_MS);
    const options = { jobs: [wide('w', calls(2))], budgets: [budget({ ...shanghai, perDay: 3 })], clock };
    const first = await openDesk({ ...options, store: openMemoryStateStore(state) });
    await first.run('w');
    await first.store[Symbol.asyncDispose]();
    const second = await openDesk({ ...options, store: openMemoryStateStore(state) });
    const report = await second.run('w');
    assert.deepEqual(Object.values(beganAt(report, LATE_MS)), [1, 60]);
  });

  test('of a day is full again at once when the clock is set forward into the next', async () => {
    const budgets = [budget({ ...shanghai, perDay: 2 })];
    const desk = await openDesk({ jobs: [wide('w', calls(3))], budgets, clock: virtualClock(START_MS) });
    void desk.clock.sleep(10_000).then(() => desk.clock.setNow(START_MS + DAY_MS));
    const { run } = await desk.run('w');
    assert.equal(run.endedAtMs! - START_MS - DAY_MS, 1000);
  });

  test('of a day that was spent is spent when the clock is set back to it', async () => {
    const state = newMemoryState();
    const clock = virtualClock(LATE_MS);
    const options = { jobs: [wide('w', calls(1))], budgets: [budget({ ...shanghai, perDay: 1 })], clock };
    for (const day of [0, 5, 6, 7]) {
      const desk = await openDesk({ ...options, store: openMemoryStateStore(state) });
      clock.setNow(LATE_MS + day * DAY_MS);
      await desk.run('w');
      await desk.store[Symbol.asyncDispose]();
    }
    clock.setNow(LATE_MS + 500);
    const desk = await openDesk({ ...options, store: openMemoryStateStore(state) });
    assert.deepEqual(Object.values(beganAt(await desk.run('w'), LATE_MS)), [60]);
  });

  test('of a minute counts as spent after a restart', async () => {
    const state = newMemoryState();
    const clock = virtualClock(START_MS);
    const options = { jobs: [wide('w', calls(1))], budgets: [budget({ ...shanghai, perMinute: 5 })], clock };
    const first = await openDesk({ ...options, store: openMemoryStateStore(state) });
    await first.run('w');
    await first.store[Symbol.asyncDispose]();
    const second = await openDesk({ ...options, store: openMemoryStateStore(state) });
    assert.deepEqual(Object.values(beganAt(await second.run('w'))), [60]);
  });
});
