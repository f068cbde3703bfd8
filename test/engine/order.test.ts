import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { historyOf, openDesk, type Report, START_MS, statesOf } from './desk.ts';

/** An op that takes so long and returns its name. */
const lasting = (name: string, ms: number) =>
  op({ name, run: async (_: object, { clock, signal }: OpServices) => clock.sleep(ms, signal).then(() => name) });

/** An op that returns its inputs as the engine gave them. */
const echo = (name: string) => op({ name, run: (inputs: object): unknown => inputs });

/** How many steps worked at once, at most, as the log tells it. */
function mostAtOnce({ events }: Report): number {
  let [working, most] = [0, 0];
  for (const { kind } of events) {
    if (kind === 'step_started') working += 1;
    if (kind === 'step_succeeded' || kind === 'step_failed') working -= 1;
    most = Math.max(most, working);
  }
  return most;
}

describe('steps that do not wait for each other', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const wide = (concurrency: number) =>
    job(
      pipeline('wide', (p) => names.map((name) => p.add(lasting(name, 1000)))),
      { concurrency },
    );

  test('work at the same time', async () => {
    const desk = await openDesk({ jobs: [wide(5)] });
    const report = await desk.run('wide');
    assert.deepEqual(
      names.map((name) => historyOf(report, name)),
      names.map(() => ['step_started@0', 'step_succeeded@1000']),
    );
    assert.equal(desk.seen.at(-1)!.atMs, 1000);
  });

  test('never more at once than the job allows, or the request', async () => {
    const report = await (await openDesk({ jobs: [wide(2)] })).run('wide');
    assert.equal(mostAtOnce(report), 2);
    assert.deepEqual(historyOf(report, 'e'), ['step_started@2000', 'step_succeeded@3000']);
    const asked = await (await openDesk({ jobs: [wide(2)] })).run('wide', { concurrency: 1 });
    assert.equal(mostAtOnce(asked), 1);
    assert.equal(historyOf(asked, 'e')[1], 'step_succeeded@5000');
  });

  test('start by priority, then by name', async () => {
    const ordered = job(
      pipeline('ordered', (p) => {
        p.add(lasting('z', 1), {}, { priority: 2 });
        p.add(lasting('b', 1));
        p.add(lasting('a', 1));
        p.add(lasting('y', 1), {}, { priority: -1 });
      }),
      { concurrency: 1 },
    );
    const desk = await openDesk({ jobs: [ordered] });
    const started = (await desk.run('ordered')).events
      .filter(({ kind }) => kind === 'step_started')
      .map(({ stepKey }) => stepKey);
    assert.deepEqual(started, ['z', 'a', 'b', 'y']);
  });

  test('a step that waits for its retry leaves its place to others', async () => {
    const flaky = op({
      name: 'flaky',
      retry: { max: 1, delay: '10s', jitter: 0 },
      run: (_, { attempt }) => {
        if (attempt === 1) throw new Error('once');
        return 'fine';
      },
    });
    const desk = await openDesk({
      jobs: [
        job(
          pipeline('p', (p) => [p.add(flaky), p.add(lasting('other', 1000))]),
          { concurrency: 1 },
        ),
      ],
    });
    const report = await desk.run('p');
    assert.deepEqual(historyOf(report, 'other'), ['step_started@0', 'step_succeeded@1000']);
    assert.equal(historyOf(report, 'flaky').at(-1), 'step_succeeded@10000');
  });
});

test('a retry that is due while no place is free starts when one is, and nobody spins meanwhile', async () => {
  const flaky = op({
    name: 'flaky',
    retry: { max: 1, delay: '1s', jitter: 0 },
    run: (_, { attempt }) => {
      if (attempt === 1) throw new Error('once');
      return 'fine';
    },
  });
  const both = job(
    pipeline('p', (p) => [p.add(flaky, {}, { priority: 1 }), p.add(lasting('long', 10_000))]),
    { concurrency: 1 },
  );
  const clock = virtualClock(START_MS);
  let sleeps = 0;
  const counted = {
    ...clock,
    sleep: (ms: number, signal?: AbortSignal) => {
      sleeps += 1;
      if (sleeps > 1000) throw new Error('the engine spins');
      return clock.sleep(ms, signal);
    },
  };
  const report = await (await openDesk({ jobs: [both], clock: counted })).run('p');
  assert.deepEqual(historyOf(report, 'flaky').slice(2), ['step_started@10000', 'step_succeeded@10000']);
});

describe('steps that wait for each other', () => {
  const merge = op({ name: 'merge', run: ({ left, right }: { left: string; right: string }) => `${left}+${right}` });
  const diamond = job(
    pipeline('diamond', (p) => {
      const root = p.add(lasting('root', 100));
      const left = p.add(lasting('left', 1000), {}, { after: [root] });
      const right = p.add(lasting('right', 3000), {}, { after: [root] });
      p.add(merge, { left, right });
    }),
  );

  test('start when the last one they need is there, with its stored output', async () => {
    const report = await (await openDesk({ jobs: [diamond] })).run('diamond');
    assert.deepEqual(historyOf(report, 'left'), ['step_started@100', 'step_succeeded@1100']);
    assert.deepEqual(historyOf(report, 'merge'), ['step_started@3100', 'step_succeeded@3100']);
    assert.equal(report.steps.merge!.output, '"left+right"');
    assert.equal(report.run.state, 'succeeded');
  });

  test('end and start in one transaction: between two there is no gap to crash in', async () => {
    const report = await (await openDesk({ jobs: [diamond] })).run('diamond');
    const kinds = report.events.map(({ kind, stepKey }) => `${kind} ${stepKey}`);
    assert.equal(kinds[kinds.indexOf('step_succeeded right') + 1], 'step_started merge');
  });

  test('each gets its own copy of an output', async () => {
    const list = op({ name: 'list', run: () => [1, 2, 3] });
    const spoil = (name: string) =>
      op({ name, run: ({ list: numbers }: { list: number[] }) => numbers.splice(0).length });
    const shared = job(
      pipeline('shared', (p) => {
        const numbers = p.add(list);
        p.add(spoil('first'), { list: numbers });
        p.add(spoil('second'), { list: numbers });
      }),
    );
    const report = await (await openDesk({ jobs: [shared] })).run('shared');
    assert.deepEqual(
      [report.steps.first!.output, report.steps.second!.output, report.steps.list!.output],
      ['3', '3', '[1,2,3]'],
    );
  });
});

describe('conditions', () => {
  const count = (of: number) => op({ name: 'gaps', run: () => ({ count: of }) });
  const fetch = op({ name: 'fetch', run: () => ['row'] });
  const clean = op({ name: 'clean', run: ({ rows }: { rows: string[] }) => rows.length });
  const ask = (of: number, holds: (found: { count: number }) => boolean) =>
    job(
      pipeline('completion', (p) => {
        const gaps = p.add(count(of));
        const extra = p.when(gaps, holds, (q) => q.add(clean, { rows: q.add(fetch) }));
        p.add(echo('merge'), { gaps, extra } as never);
      }),
    );

  test('that hold let their steps run', async () => {
    const report = await (await openDesk({ jobs: [ask(2, (found) => found.count > 0)] })).run('completion');
    assert.deepEqual(statesOf(report), {
      gaps: 'succeeded',
      fetch: 'succeeded',
      clean: 'succeeded',
      merge: 'succeeded',
    });
    assert.equal(report.steps.merge!.output, '{"gaps":{"count":2},"extra":1}');
  });

  test('that do not hold skip all their steps, saying so, and the rest goes on with null', async () => {
    const report = await (await openDesk({ jobs: [ask(0, (found) => found.count > 0)] })).run('completion');
    assert.deepEqual(statesOf(report), { gaps: 'succeeded', fetch: 'skipped', clean: 'skipped', merge: 'succeeded' });
    const { skip } = report.steps.clean!;
    assert.ok(skip?.because === 'condition' && skip.condition.includes('found.count > 0'));
    assert.equal(report.steps.merge!.output, '{"gaps":{"count":0},"extra":null}');
    assert.equal(report.run.state, 'succeeded');
  });

  test('that throw fail their step, which is not retried', async () => {
    const report = await (
      await openDesk({
        jobs: [
          ask(1, () => {
            throw new TypeError('no such field');
          }),
        ],
      })
    ).run('completion');
    assert.deepEqual(statesOf(report), { gaps: 'succeeded', fetch: 'failed', clean: 'failed', merge: 'skipped' });
    assert.match(report.steps.fetch!.error!.message, /no such field/);
    assert.equal(report.steps.fetch!.attempt, 1);
    assert.equal(report.run.state, 'failed');
  });

  test('are asked once of an output, however long their step has to wait', async () => {
    let asked = 0;
    const holds = (): boolean => {
      asked += 1;
      return true;
    };
    const busy = job(
      pipeline('busy', (p) => {
        const gaps = p.add(count(1), {}, { priority: 9 });
        for (const name of ['a', 'b', 'c']) p.add(lasting(name, 1000), {}, { priority: 5 });
        p.when(gaps, holds, (q) => q.add(fetch));
      }),
      { concurrency: 1 },
    );
    const report = await (await openDesk({ jobs: [busy] })).run('busy');
    assert.deepEqual([report.steps.fetch!.state, asked], ['succeeded', 1]);
  });

  test('within conditions: a left-out outer one leaves null to whoever comes after', async () => {
    const nested = (outer: boolean, inner: boolean) =>
      job(
        pipeline('nested', (p) => {
          const gaps = p.add(count(1));
          const extra = p.when(
            gaps,
            () => outer,
            (q) => {
              const rows = q.add(fetch);
              return q.when(
                rows,
                () => inner,
                (r) => r.add(clean, { rows }),
              );
            },
          );
          p.add(echo('merge'), { extra } as never);
        }),
      );
    for (const [outer, inner, output] of [
      [true, true, '{"extra":1}'],
      [true, false, '{"extra":null}'],
      [false, true, '{"extra":null}'],
    ] as const) {
      // Predicates are code: they must not close over what a child could not see, but here they run in this process.
      const report = await (await openDesk({ jobs: [nested(outer, inner)] })).run('nested');
      assert.deepEqual([report.run.state, report.steps.merge!.output], ['succeeded', output], `${outer} ${inner}`);
    }
  });
});
