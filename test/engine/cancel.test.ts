import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { type Desk, historyOf, openDesk, overlaid, type Report, requestOf, START_MS, statesOf } from './desk.ts';

const lasting = (name: string, ms: number) =>
  op({ name, run: async (_: object, { clock, signal }: OpServices) => clock.sleep(ms, signal).then(() => name) });
const deaf = (name: string) => op({ name, run: () => new Promise<string>(() => {}) });
const waiting = op({
  name: 'waiting',
  retry: { max: 1, delay: '1h', jitter: 0 },
  run: (): string => {
    throw new Error('later');
  },
});

/** Runs a job and asks the engine to cancel it after so long. */
async function cancelledAfter(desk: Desk, name: string, ms: number): Promise<Report> {
  const id = await desk.submit({ kind: 'run', data: requestOf(name) });
  void desk.clock.sleep(ms).then(async () => {
    const runId = (await desk.store.request(id))!.answer!.runId!;
    await desk.submit({ kind: 'cancel', data: { runId, reason: 'asked for' } });
  });
  await desk.serve();
  return desk.reportOf(id);
}

/** The cancel is seen with the engine's next look at its requests, at most 200 ms later. */
const within = (report: Report, fromMs: number, graceMs: number): void => {
  const tookMs = report.run.endedAtMs! - START_MS - fromMs;
  assert.ok(tookMs >= 0 && tookMs <= 200 + graceMs, `it ended ${tookMs} ms after the cancel`);
};

describe('a cancelled run', () => {
  test('aborts what runs, starts nothing more, and says why', async () => {
    const chain = job(pipeline('chain', (p) => p.add(lasting('b', 1), {}, { after: [p.add(lasting('a', 10_000))] })));
    const report = await cancelledAfter(await openDesk({ jobs: [chain] }), 'chain', 1000);
    assert.deepEqual(statesOf(report), { a: 'cancelled', b: 'skipped' });
    assert.deepEqual(report.steps.b!.skip, { because: 'cancelled', reason: 'asked for' });
    assert.deepEqual(
      [report.run.state, report.run.cancelReason, report.run.error?.code],
      ['cancelled', 'asked for', 'step.cancelled'],
    );
    within(report, 1000, 0);
    const kinds = report.events.map(({ kind }) => kind);
    assert.deepEqual(kinds, [
      'run_created',
      'run_started',
      'step_started',
      'run_cancel_requested',
      'step_skipped',
      'step_cancelled',
      'run_ended',
    ]);
  });

  test('that waits for a retry ends at once, not when the retry is due', async () => {
    const report = await cancelledAfter(
      await openDesk({ jobs: [job(pipeline('p', (p) => p.add(waiting)))] }),
      'p',
      1000,
    );
    assert.deepEqual([statesOf(report).waiting, report.run.state], ['skipped', 'cancelled']);
    within(report, 1000, 0);
  });

  test('does not wait for an op that ignores its signal longer than the grace', async () => {
    const report = await cancelledAfter(
      await openDesk({ jobs: [job(pipeline('p', (p) => p.add(deaf('deaf'))))] }),
      'p',
      1000,
    );
    assert.deepEqual([statesOf(report).deaf, report.run.state], ['cancelled', 'cancelled']);
    within(report, 1000, 2000);
  });

  test('keeps what had succeeded, so that a retry does only the rest', async () => {
    const chain = job(pipeline('chain', (p) => p.add(lasting('b', 10_000), {}, { after: [p.add(lasting('a', 500))] })));
    const desk = await openDesk({ jobs: [chain] });
    const report = await cancelledAfter(desk, 'chain', 1000);
    assert.deepEqual(statesOf(report), { a: 'succeeded', b: 'cancelled' });
    const id = await desk.submit({
      kind: 'retry',
      data: { runId: report.run.runId, mode: { kind: 'failed' }, asker: null },
    });
    await desk.serve();
    const again = await desk.reportOf(id);
    assert.deepEqual([statesOf(again), again.steps.a!.reused], [{ a: 'succeeded', b: 'succeeded' }, true]);
    assert.deepEqual(historyOf(again, 'a'), []);
  });

  test('whose last step had succeeded before anybody looked has succeeded', async () => {
    const inner = openMemoryStateStore(newMemoryState());
    const clock = virtualClock(START_MS);
    // The end of a takes a second to be durable. Meanwhile b ends, and then the cancel comes.
    const store = overlaid(inner, {
      async advance(lease, move) {
        const advanced = await inner.advance(lease, move);
        if (move.end?.some(({ stepKey }) => stepKey === 'a')) await clock.sleep(1000);
        return advanced;
      },
    });
    const both = job(pipeline('p', (p) => [p.add(lasting('a', 100)), p.add(lasting('b', 300))]));
    const report = await cancelledAfter(await openDesk({ jobs: [both], store, clock }), 'p', 500);
    assert.deepEqual(statesOf(report), { a: 'succeeded', b: 'succeeded' });
    const kinds = report.events.map(({ kind }) => kind);
    assert.ok(kinds.includes('run_cancel_requested'), 'it was asked for in time');
    assert.equal(report.run.state, 'succeeded');
  });

  test('at any moment ends cancelled or as it would have, and nothing starts after the cancel', async () => {
    const retrying = op({
      name: 'retrying',
      retry: { max: 2, delay: '700ms', jitter: 0 },
      run: async (_: object, { clock, signal, attempt }: OpServices) => {
        await clock.sleep(300, signal);
        if (attempt < 3) throw new Error('again');
        return attempt;
      },
    });
    const mixed = job(
      pipeline('mixed', (p) => {
        const a = p.add(lasting('a', 500));
        const b = p.add(retrying);
        p.add(lasting('c', 400), {}, { after: [a] });
        p.add(lasting('d', 100), {}, { after: [a, b] });
      }),
      { concurrency: 2 },
    );
    for (let ms = 0; ms <= 3000; ms += 100) {
      const report = await cancelledAfter(await openDesk({ jobs: [mixed] }), 'mixed', ms);
      const kinds = report.events.map(({ kind }) => kind);
      const cancelledAt = kinds.indexOf('run_cancel_requested');
      assert.ok(['cancelled', 'succeeded'].includes(report.run.state), `${ms}: ${report.run.state}`);
      if (cancelledAt < 0) assert.equal(report.run.state, 'succeeded', String(ms));
      else assert.ok(!kinds.slice(cancelledAt).includes('step_started'), `${ms}: ${kinds}`);
      if (report.run.state === 'cancelled') within(report, ms, 0);
    }
  });
});

describe('a cancel request', () => {
  const quick = job(pipeline('quick', (p) => p.add(lasting('a', 1))));
  const answerOf = async (desk: Desk, runId: string) => {
    const id = await desk.submit({ kind: 'cancel', data: { runId, reason: 'x' } });
    await desk.serve();
    return (await desk.store.request(id))!.answer!;
  };

  test('for a run nobody knows is answered with the error', async () => {
    const { error } = await answerOf(await openDesk({ jobs: [quick] }), 'no-such-run');
    assert.equal(error?.code, 'usage.unknown_name');
  });

  test('for a run that is over says what it is', async () => {
    const desk = await openDesk({ jobs: [quick] });
    const { run } = await desk.run('quick');
    const { error } = await answerOf(desk, run.runId);
    assert.match(error!.message, /is over and cannot be cancelled: got "succeeded"/);
    assert.equal((await desk.store.run(run.runId))!.state, 'succeeded');
  });

  test('twice is fine', async () => {
    const desk = await openDesk({ jobs: [job(pipeline('long', (p) => p.add(lasting('a', 10_000))))] });
    const { run } = await cancelledAfter(desk, 'long', 100);
    assert.deepEqual(await answerOf(desk, run.runId), { runId: run.runId, error: null });
  });
});

describe('an engine that is told to stop', () => {
  test('cancels what runs with the reason, and leaves open requests to the next one', async () => {
    const long = job(pipeline('long', (p) => p.add(lasting('a', 10_000))));
    const desk = await openDesk({ jobs: [long] });
    const first = await desk.submit({ kind: 'run', data: requestOf('long') });
    const stop = new AbortController();
    void desk.clock.sleep(1000).then(async () => {
      await desk.submit({ kind: 'run', data: requestOf('long') });
      stop.abort(new Error('SIGINT'));
    });
    await desk.serve(stop.signal);
    const report = await desk.reportOf(first);
    assert.deepEqual([report.run.state, report.run.cancelReason], ['cancelled', 'SIGINT']);
    assert.deepEqual([(await desk.store.openRequests()).length, (await desk.store.runs({})).length], [1, 1]);
  });

  test('cancels also the run it was just preparing', async () => {
    const long = job(pipeline('long', (p) => p.add(lasting('a', 3_600_000))));
    const inner = openMemoryStateStore(newMemoryState());
    const stop = new AbortController();
    const store = overlaid(inner, {
      async createRun(lease, run) {
        await inner.createRun(lease, run);
        stop.abort(new Error('Ctrl-C'));
      },
    });
    const desk = await openDesk({ jobs: [long], store });
    const id = await desk.submit({ kind: 'run', data: requestOf('long') });
    await desk.serve(stop.signal);
    const report = await desk.reportOf(id);
    assert.deepEqual([report.run.state, statesOf(report).a, report.run.endedAtMs], ['cancelled', 'skipped', START_MS]);
  });

  test('before it began does nothing', async () => {
    const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(lasting('a', 1))))] });
    await desk.submit({ kind: 'run', data: requestOf('p') });
    await desk.serve(AbortSignal.abort(new Error('early')));
    assert.equal((await desk.store.runs({})).length, 0);
    assert.equal((await desk.store.openRequests()).length, 1);
  });
});
