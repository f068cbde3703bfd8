import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { z } from '../../src/control/definition/schema.ts';
import { isTapelineError } from '../../src/core/errors.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { HOLDER, historyOf, openDesk, overlaid, requestOf, START_MS, statesOf } from './desk.ts';

const lasting = (name: string, ms: number) =>
  op({
    name,
    config: z.object({ days: z.number().default(1) }),
    run: async (_: object, { clock, signal }: OpServices) => clock.sleep(ms, signal).then(() => name),
  });
const quick = job(
  pipeline('stocks.quick', (p) => p.add(lasting('a', 100))),
  { aliases: ['q'] },
);
const long = job(pipeline('stocks.long', (p) => p.add(lasting('c', 1000), {}, { after: [p.add(lasting('b', 1000))] })));

describe('an engine', () => {
  test('serves every open request and ends when none is left', async () => {
    const desk = await openDesk({ jobs: [quick, long] });
    const ids = await Promise.all(
      ['q', 'stocks.quick', 'long'].map((name) => desk.submit({ kind: 'run', data: requestOf(name) })),
    );
    await desk.serve();
    const reports = await Promise.all(ids.map((id) => desk.reportOf(id)));
    assert.deepEqual(
      reports.map(({ run }) => [run.job, run.state]),
      [
        ['stocks.quick', 'succeeded'],
        ['stocks.quick', 'succeeded'],
        ['stocks.long', 'succeeded'],
      ],
    );
    assert.equal(new Set(reports.map(({ run }) => run.runId)).size, 3);
    assert.equal(historyOf(reports[2]!, 'c').at(-1), 'step_succeeded@2000', 'runs work side by side');
  });

  test('takes requests that come while it works', async () => {
    const desk = await openDesk({ jobs: [quick, long] });
    await desk.submit({ kind: 'run', data: requestOf('long') });
    let late = 0;
    void desk.clock.sleep(500).then(async () => {
      late = await desk.submit({ kind: 'run', data: requestOf('quick') });
    });
    await desk.serve();
    const report = await desk.reportOf(late);
    assert.equal(report.run.state, 'succeeded');
    assert.ok(report.run.createdAtMs - START_MS <= 700, 'within its next look');
  });

  const refused: readonly [string, object, string, RegExp][] = [
    ['an unknown job', { job: 'quik' }, 'usage.unknown_name', /Did you mean "quick"/],
    ['an unknown config key', { job: 'quick', settings: { dais: '1' } }, 'usage.unknown_name', /Did you mean "days"/],
    ['a config of the wrong type', { job: 'quick', settings: { days: 'x' } }, 'config.invalid', /days/],
    ['an unknown step', { job: 'quick', selection: { until: 'z', from: null, only: [] } }, 'usage.unknown_name', /"z"/],
  ];
  for (const [name, change, code, text] of refused) {
    test(`answers a request for ${name} with the error, and goes on`, async () => {
      const desk = await openDesk({ jobs: [quick] });
      const bad = await desk.submit({ kind: 'run', data: { ...requestOf('quick'), ...change } });
      const good = await desk.submit({ kind: 'run', data: requestOf('quick') });
      await desk.serve();
      const { answer } = (await desk.store.request(bad))!;
      assert.deepEqual([answer!.runId, answer!.error!.code], [null, code]);
      assert.match(answer!.error!.message, text);
      assert.equal((await desk.reportOf(good)).run.state, 'succeeded');
    });
  }

  test('answers a retry of a run nobody knows with the error', async () => {
    const desk = await openDesk({ jobs: [quick] });
    const id = await desk.submit({ kind: 'retry', data: { runId: 'nope', mode: { kind: 'failed' }, asker: null } });
    await desk.serve();
    assert.equal((await desk.store.request(id))!.answer!.error!.code, 'usage.unknown_name');
  });

  test('does not run what a process that is gone had asked for', async () => {
    const desk = await openDesk({ jobs: [quick], isWaiting: () => false });
    const id = await desk.submit({ kind: 'run', data: requestOf('quick', { asker: { pid: 1, host: 'desk-1' } }) });
    await desk.serve();
    assert.equal((await desk.store.request(id))!.answer!.error!.code, 'step.cancelled');
    assert.equal((await desk.store.runs({})).length, 0);
  });

  test('retries what failed as a new run that knows its parent', async () => {
    let isBroken = true;
    const flaky = op({
      name: 'flaky',
      run: () => {
        if (isBroken) throw new Error('down');
        return 1;
      },
    });
    const flow = job(
      pipeline('flow', (p) =>
        p.add(lasting('after', 1), {}, { after: [p.add(flaky, {}, { after: [p.add(lasting('before', 10))] })] }),
      ),
    );
    const desk = await openDesk({ jobs: [flow] });
    const first = await desk.run('flow', { settings: { days: '9' } });
    assert.deepEqual(statesOf(first), { before: 'succeeded', flaky: 'failed', after: 'skipped' });
    isBroken = false;
    const id = await desk.submit({
      kind: 'retry',
      data: { runId: first.run.runId, mode: { kind: 'failed' }, asker: null },
    });
    await desk.serve();
    const again = await desk.reportOf(id);
    assert.deepEqual([again.run.state, again.run.trigger.parentRunId], ['succeeded', first.run.runId]);
    assert.deepEqual(
      Object.values(again.steps).map(({ stepKey, attempt, reused }) => [stepKey, attempt, reused]),
      [
        ['before', 0, true],
        ['flaky', 1, false],
        ['after', 1, false],
      ],
    );
    assert.deepEqual(again.run.created.config.before, { days: 9 });
  });

  test('runs a part with the outputs of an earlier run, and leaves the rest out', async () => {
    const desk = await openDesk({ jobs: [long] });
    await desk.run('long');
    const part = await desk.run('long', { selection: { until: null, from: null, only: ['c'] } });
    assert.deepEqual(statesOf(part), { b: 'skipped', c: 'succeeded' });
    assert.equal(part.steps.b!.skip?.because, 'not_selected');
  });
});

describe('an engine that lost its right', () => {
  const stolen = async (afterMs: number) => {
    const state = newMemoryState();
    const clock = virtualClock(START_MS);
    const signals: AbortSignal[] = [];
    const heeding = op({
      name: 'heeding',
      run: (_: object, { clock: time, signal }: OpServices) => {
        signals.push(signal);
        return time.sleep(10_000, signal);
      },
    });
    const both = job(pipeline('both', (p) => [p.add(lasting('a', 1000)), p.add(heeding)]));
    const store = openMemoryStateStore(state);
    const desk = await openDesk({ jobs: [both], store, clock });
    await desk.submit({ kind: 'run', data: requestOf('both') });
    let after: readonly unknown[] = [];
    void clock.sleep(afterMs).then(async () => {
      await store.releaseEngine(desk.lease);
      const thief = openMemoryStateStore(state);
      await thief.acquireEngine({ ...HOLDER, host: 'desk-2' });
      after = await thief.events({});
    });
    const outcome = await desk.serve().then(
      () => null,
      (error: unknown) => error,
    );
    return { outcome, signals, events: await openMemoryStateStore(state).events({}), after };
  };

  test('stops with that error, stops its ops, and writes nothing more', async () => {
    const { outcome, signals, events, after } = await stolen(500);
    assert.ok(isTapelineError(outcome) && outcome.code === 'engine.fenced', String(outcome));
    assert.ok(
      signals.every((signal) => signal.aborted),
      'its ops were told',
    );
    assert.deepEqual(events, after);
  });

  test('stops also when it is told so by a request', async () => {
    const state = newMemoryState();
    const store = openMemoryStateStore(state);
    const signals: AbortSignal[] = [];
    const heeding = op({
      name: 'heeding',
      run: (_: object, { clock, signal }: OpServices) => {
        signals.push(signal);
        return clock.sleep(10_000_000, signal);
      },
    });
    const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(heeding)))], store });
    await desk.submit({ kind: 'run', data: requestOf('p') });
    void desk.clock.sleep(500).then(async () => {
      await store.releaseEngine(desk.lease);
      await desk.submit({ kind: 'cancel', data: { runId: 'x', reason: 'y' } });
    });
    await assert.rejects(desk.serve(), /lost its right/);
    assert.ok(signals[0]!.aborted);
    assert.ok(desk.clock.nowMs() - START_MS < 10_000);
  });
});

test('an engine whose store fails stops with that error and stops its ops', async () => {
  const inner = openMemoryStateStore(newMemoryState());
  let signal: AbortSignal | undefined;
  const heeding = op({
    name: 'heeding',
    run: (_: object, context: OpServices) => {
      signal = context.signal;
      return context.clock.sleep(10_000, context.signal);
    },
  });
  const store = overlaid(inner, {
    advance: (lease, move) => (move.end?.length ? Promise.reject(new Error('disk full')) : inner.advance(lease, move)),
  });
  const desk = await openDesk({ jobs: [job(pipeline('p', (p) => [p.add(heeding), p.add(lasting('a', 100))]))], store });
  await desk.submit({ kind: 'run', data: requestOf('p') });
  await assert.rejects(desk.serve(), /disk full/);
  assert.ok(signal!.aborted);
});

test('the length of a run is measured by the clock that does not jump', async () => {
  const clock = virtualClock(START_MS);
  const desk = await openDesk({ jobs: [long], clock });
  void clock.sleep(500).then(() => clock.setNow(START_MS - 86_400_000));
  await desk.run('long');
  const ended = desk.seen.map(({ observation }) => observation).find((each) => each.kind === 'run_ended');
  assert.ok(ended?.kind === 'run_ended');
  assert.equal(ended.durationMs, 2000);
});
