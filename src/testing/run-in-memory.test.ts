import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { job } from '../control/definition/job.ts';
import { op } from '../control/definition/op.ts';
import { pipeline } from '../control/definition/pipeline.ts';
import { port } from '../control/definition/resource.ts';
import { z } from '../control/definition/schema.ts';
import { isTapelineError } from '../core/errors.ts';
import { runInMemory } from './run-in-memory.ts';
import { virtualClock } from './virtual-clock.ts';

const market = port<{ close: (days: number) => number[] }>('market', 'Where prices come from');
const sync = op({
  name: 'sync',
  config: z.object({ days: z.number().default(3) }),
  resources: { market },
  writes: ['prices'],
  retry: { max: 2, delay: '1h', jitter: 0 },
  run: (_, { market: prices, config, publish, metrics, log, attempt }) => {
    if (attempt === 1) throw new Error('the vendor sleeps');
    const close = prices.close(config.days);
    publish({
      asset: 'prices',
      removed: [],
      added: [{ path: 'a', partition: 'all', rows: close.length, bytes: 8, sha256: 'x' }],
    });
    metrics.rows(close.length);
    log.info('synced', { rows: close.length });
    return close;
  },
});
const mean = op({
  name: 'mean',
  run: ({ close }: { close: number[] }) => close.reduce((sum, each) => sum + each, 0) / close.length,
});
const daily = job(
  pipeline('daily', (p) => {
    const close = p.add(sync);
    const average = p.add(mean, { close });
    p.when(
      average,
      (value) => value > 100,
      (q) => q.add(op({ name: 'alarm', run: () => 'rung' })),
    );
  }),
);
const stub = { market: { close: (days: number) => Array.from({ length: days }, (_, index) => index + 1) } };

describe('a run in memory', () => {
  test('tells its outcome, steps, outputs, what was published, the log, and how long it would have taken', async () => {
    const run = await runInMemory(daily, { resources: stub, config: { days: 5 } });
    assert.equal(run.outcome, 'succeeded');
    assert.deepEqual(run.outputs, { sync: [1, 2, 3, 4, 5], mean: 3 });
    assert.deepEqual(
      [run.steps.sync?.attempts, run.steps.sync?.metrics?.rows, run.steps.alarm?.skip?.because],
      [2, 5, 'condition'],
    );
    assert.deepEqual([run.published.prices?.version, run.published.prices?.rows], [1, 5]);
    assert.deepEqual(
      run.logs.map(({ stepKey, message, fields }) => [stepKey, message, fields]),
      [['sync', 'synced', { rows: 5 }]],
    );
    assert.equal(run.durationMs, 3_600_000);
    assert.deepEqual([run.events[0]?.kind, run.events.at(-1)?.kind], ['run_created', 'run_ended']);
  });

  test('takes no time, whatever its delays', async () => {
    const beganMs = performance.now();
    const slow = op({ name: 'slow', run: (_, { clock }) => clock.sleep(365 * 86_400_000).then(() => clock.nowMs()) });
    const run = await runInMemory(
      pipeline('p', (p) => p.add(slow)),
      { nowMs: 0 },
    );
    assert.equal(run.outputs.slow, 365 * 86_400_000);
    assert.ok(performance.now() - beganMs < 5000);
  });

  test('does not run what is given, and what needs it gets it', async () => {
    const run = await runInMemory(daily, { given: { sync: [500, 700] } });
    assert.deepEqual([run.outputs.mean, run.outputs.alarm, run.steps.sync?.attempts], [600, 'rung', 0]);
    const only = await runInMemory(daily, { given: { sync: [10] }, select: { only: ['mean'] } });
    assert.deepEqual([only.outputs.mean, only.steps.alarm?.skip?.because], [10, 'not_selected']);
  });

  test('is refused as it would be: unknown keys, unknown steps, missing outputs', async () => {
    const code = (wanted: string) => (error: unknown) => isTapelineError(error) && error.code === wanted;
    await assert.rejects(runInMemory(daily, { config: { dais: 1 } }), code('usage.unknown_name'));
    await assert.rejects(runInMemory(daily, { config: { days: 'x' } }), code('config.invalid'));
    await assert.rejects(runInMemory(daily, { select: { only: ['mean'] } }), code('usage.invalid'));
    await assert.rejects(runInMemory(daily, { given: { snyc: 1 } }), /no step "snyc".*Known: sync/);
    await assert.rejects(runInMemory(daily, { resources: { maket: 1 } }), /Named: market/);
  });

  test('fails as it would, with the error, and says so', async () => {
    const run = await runInMemory(daily, {
      resources: {
        market: {
          close: () => {
            throw new Error('down');
          },
        },
      },
    });
    assert.deepEqual(
      [run.outcome, run.error?.message, run.steps.mean?.skip?.because],
      ['failed', 'Error: down', 'upstream'],
    );
  });

  test('waits for ops that do something real', async () => {
    const real = op({
      name: 'real',
      timeout: '1s',
      run: async (_, { clock }) => {
        await sleep(30);
        await clock.sleep(500);
        await sleep(30);
        return clock.nowMs();
      },
    });
    const run = await runInMemory(
      pipeline('p', (p) => p.add(real)),
      { nowMs: 0 },
    );
    assert.deepEqual([run.outcome, run.outputs.real], ['succeeded', 500]);
  });

  test('with a clock of its own moves only when that is moved', async () => {
    const clock = virtualClock(0);
    const hanging = op({ name: 'hanging', timeout: '10m', run: () => new Promise(() => {}) });
    const running = runInMemory(
      pipeline('p', (p) => p.add(hanging)),
      { clock },
    );
    let isOver = false;
    void running.then(() => {
      isOver = true;
    });
    while (clock.nextInMs() === null) await sleep(1);
    await clock.advance(599_999);
    assert.equal(isOver, false);
    await clock.advance(60_000);
    assert.equal((await running).error?.code, 'timeout.step');
  });

  test('can be cancelled', async () => {
    const abort = new AbortController();
    const slow = op({ name: 'slow', run: (_, { clock, signal }) => clock.sleep(1e9, signal) });
    const observe = (each: { readonly kind: string }): void => {
      if (each.kind === 'step_started') abort.abort(new Error('enough'));
    };
    const run = await runInMemory(
      pipeline('p', (p) => p.add(slow)),
      { signal: abort.signal, observe },
    );
    assert.deepEqual([run.outcome, run.steps.slow?.state], ['cancelled', 'cancelled']);
    assert.match(run.error!.message, /enough/);
  });

  test('is the same twice', async () => {
    const chancy = op({ name: 'chancy', run: (_, { random }) => random.next() });
    const runs = await Promise.all([1, 2].map(() => runInMemory(pipeline('p', (p) => p.add(chancy)))));
    assert.deepEqual(runs[0]!.events, runs[1]!.events);
  });
});

test('tells of a map the list of its items, and of each item its own step', async () => {
  const list = op({ name: 'list', run: () => ['b', 'a'] });
  const shout = op({ name: 'shout', run: ({ text }: { readonly text: string }) => text.toUpperCase() });
  const run = await runInMemory(pipeline('shouts', (p) => p.map(shout, { over: { text: p.add(list) } })));
  assert.deepEqual(run.outputs.shout, ['B', 'A']);
  assert.equal(run.outputs['shout[a]'], 'A');
  const fed = await runInMemory(
    pipeline('shouts', (p) => p.map(shout, { over: { text: p.add(list) } })),
    { given: { list: ['z'] } },
  );
  assert.deepEqual(fed.outputs.shout, ['Z']);
});
