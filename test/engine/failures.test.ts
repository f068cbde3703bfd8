import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import type { LakeFile, SnapshotChange } from '../../src/core/snapshot.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { historyOf, openDesk, overlaid, START_MS, statesOf } from './desk.ts';

const lasting = (name: string, ms: number) =>
  op({ name, run: async (_: object, { clock, signal }: OpServices) => clock.sleep(ms, signal).then(() => name) });
const failing = (
  name: string,
  ms = 0,
  change: { critical?: boolean; retry?: { max: number; delay: '10s'; jitter: 0 } } = {},
) =>
  op({
    name,
    ...change,
    run: async (_: object, { clock, signal }: OpServices): Promise<string> => {
      await clock.sleep(ms, signal);
      throw new Error(`${name} broke`);
    },
  });

describe('a step that fails', () => {
  test('skips what stands behind it, each naming the root, and nothing else', async () => {
    const branchy = job(
      pipeline('branchy', (p) => {
        const bad = p.add(failing('bad'));
        const good = p.add(lasting('good', 100));
        const next = p.add(lasting('next', 1), {}, { after: [bad] });
        const far = p.add(lasting('far', 1), {}, { after: [next, good] });
        p.add(lasting('farther', 1), {}, { after: [far] });
        p.add(lasting('other', 1), {}, { after: [good] });
      }),
    );
    const report = await (await openDesk({ jobs: [branchy] })).run('branchy');
    assert.deepEqual(statesOf(report), {
      bad: 'failed',
      good: 'succeeded',
      next: 'skipped',
      far: 'skipped',
      farther: 'skipped',
      other: 'succeeded',
    });
    for (const key of ['next', 'far', 'farther'])
      assert.deepEqual(report.steps[key]!.skip, { because: 'upstream', upstream: 'bad', upstreamState: 'failed' });
    assert.deepEqual([report.run.state, report.run.error?.message], ['failed', 'Error: bad broke']);
  });

  test('and is critical stops new starts; what runs may finish, what waits for a retry does not come back', async () => {
    const critical = job(
      pipeline('critical', (p) => {
        const begun = p.add(lasting('begun', 5000));
        const retrying = p.add(failing('retrying', 0, { retry: { max: 3, delay: '10s', jitter: 0 } }));
        const vital = p.add(failing('vital', 1000, { critical: true }));
        p.add(failing('late', 3000, { retry: { max: 3, delay: '10s', jitter: 0 } }));
        p.add(lasting('behind_begun', 1), {}, { after: [begun] });
        p.add(lasting('behind_vital', 1), {}, { after: [vital] });
        p.add(lasting('behind_both', 1), {}, { after: [begun, retrying] });
      }),
    );
    const report = await (await openDesk({ jobs: [critical] })).run('critical');
    assert.deepEqual(statesOf(report), {
      begun: 'succeeded',
      retrying: 'skipped',
      vital: 'failed',
      late: 'failed',
      behind_begun: 'skipped',
      behind_vital: 'skipped',
      behind_both: 'skipped',
    });
    assert.deepEqual(historyOf(report, 'late'), ['step_started@0', 'step_failed@3000'], 'it is not tried again');
    assert.deepEqual(historyOf(report, 'begun'), ['step_started@0', 'step_succeeded@5000']);
    assert.deepEqual(historyOf(report, 'behind_begun'), ['step_skipped@1000'], 'at once, not when its turn comes');
    assert.deepEqual(report.steps.behind_vital!.skip, {
      because: 'upstream',
      upstream: 'vital',
      upstreamState: 'failed',
    });
    for (const key of ['retrying', 'behind_begun', 'behind_both'])
      assert.deepEqual(report.steps[key]!.skip, { because: 'critical_failure', upstream: 'vital' }, key);
    assert.equal(report.run.state, 'failed');
    assert.equal(report.events.at(-1)!.atMs - report.run.createdAtMs, 5000);
  });

  test('is critical only after its last attempt', async () => {
    const critical = op({
      name: 'vital',
      critical: true,
      retry: { max: 1, delay: '10s', jitter: 0 },
      run: (_, { attempt }) => {
        if (attempt === 1) throw new Error('once');
        return 1;
      },
    });
    const desk = await openDesk({
      jobs: [job(pipeline('p', (p) => p.add(lasting('after', 1), {}, { after: [p.add(critical)] })))],
    });
    assert.deepEqual(statesOf(await desk.run('p')), { vital: 'succeeded', after: 'succeeded' });
  });
});

describe('an op that breaks the rules', () => {
  const rules = async (run: (inputs: object, context: OpServices) => unknown, writes: readonly string[] = []) => {
    const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(op({ name: 'odd', writes, run }))))] });
    const report = await desk.run('p');
    return { desk, report, error: report.steps.odd!.error! };
  };
  const file = (name: string, change: Partial<LakeFile> = {}): LakeFile => ({
    path: name,
    partition: name,
    rows: 1,
    bytes: 1,
    sha256: name,
    ...change,
  });
  const add = (asset: string, ...added: readonly LakeFile[]): SnapshotChange => ({ asset, removed: [], added });

  test('returns what cannot be stored: it fails, and names the place', async () => {
    const { report, error } = await rules(() => ({ rows: [{ close: Number.NaN }] }));
    assert.deepEqual([report.run.state, error.code], ['failed', 'step.output_invalid']);
    assert.match(error.message, /\$\.rows\[0\]\.close is NaN/);
  });

  test('returns more than fits: it fails, and names the limit', async () => {
    assert.match((await rules(() => 'x'.repeat(2_000_000))).error.message, /2000002 bytes, the limit is 1048576/);
  });

  test('publishes, or reads, an asset it did not name', async () => {
    const published = await rules((_, { publish }) => publish(add('prices', file('a'))), ['other']);
    assert.match(published.error.message, /publishes asset "prices" without saying so.*writes/);
    assert.equal((await published.desk.store.snapshot('prices')).version, 0);
    assert.match(
      (await rules((_, { snapshot }) => snapshot('prices'))).error.message,
      /reads asset "prices" without saying so/,
    );
  });

  const changes: readonly [string, (publish: OpServices['publish']) => void, RegExp][] = [
    [
      'publishes one asset twice',
      (publish) => [publish(add('prices', file('a'))), publish(add('prices', file('b')))],
      /it is the second one/,
    ],
    ['adds one file twice', (publish) => publish(add('prices', file('a'), file('a'))), /adds a file twice/],
    [
      'removes one file twice',
      (publish) => publish({ asset: 'prices', removed: ['a', 'a'], added: [] }),
      /removes a file twice/,
    ],
    [
      'counts rows as a big integer',
      (publish) => publish(add('prices', file('a', { rows: 1n as never }))),
      /\$\.added\[0\]\.rows is a bigint/,
    ],
    [
      'publishes a file without its hash',
      (publish) => publish(add('prices', file('a', { sha256: '' }))),
      /lacks its path, partition, hash/,
    ],
    ['publishes less than nothing', (publish) => publish(add('prices', file('a', { rows: -1 }))), /lacks its path/],
  ];
  for (const [name, publish, problem] of changes) {
    test(`${name}: the step fails, the engine goes on`, async () => {
      const { report, error, desk } = await rules((_, context) => publish(context.publish), ['prices']);
      assert.match(error.message, problem);
      assert.equal(error.code, 'step.output_invalid');
      assert.equal(report.run.state, 'failed');
      assert.equal((await desk.store.snapshot('prices')).version, 0);
    });
  }

  test('reports rows or a quality that cannot be', async () => {
    for (const count of [-1, 1.5, Number.NaN, 5n as never])
      assert.match((await rules((_, { metrics }) => metrics.rows(count))).error.message, /reported .* rows/);
    assert.match((await rules((_, { metrics }) => metrics.quality(1.2))).error.message, /quality score 1.2/);
  });

  test('changes its config: the next attempt sees the old one', async () => {
    const seen: unknown[] = [];
    const spoil = op({
      name: 'spoil',
      retry: { max: 1, delay: '1s' },
      run: (_, context) => {
        const { config } = context as OpServices & { config: { list?: number[] } };
        seen.push(JSON.stringify(config));
        config.list = [1];
        throw new Error('again');
      },
    });
    await (await openDesk({ jobs: [job(pipeline('p', (p) => p.add(spoil)))] })).run('p');
    assert.deepEqual(seen, ['{}', '{}']);
  });

  test('says things that cannot be told: it is not its fault', async () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const { report, desk } = await rules((_, { log }) => {
      log.info('odd', {
        client: { call: () => 1 },
        big: 10n,
        nan: Number.NaN,
        loop,
        error: new Error('x'),
        gone: undefined,
      });
      return 'fine';
    });
    assert.equal(report.run.state, 'succeeded');
    const line = desk.seen.find(({ observation }) => observation.kind === 'step_logged')!.observation;
    assert.ok(line.kind === 'step_logged');
    structuredClone(line.line.fields);
    assert.deepEqual([line.line.fields.big, line.line.fields.nan], ['10', 'NaN']);
  });

  test('an observer that throws does not touch the run', async () => {
    const desk = await openDesk({
      jobs: [job(pipeline('p', (p) => p.add(lasting('a', 1))))],
      observe: () => {
        throw new Error('the screen is gone');
      },
    });
    assert.equal((await desk.run('p')).run.state, 'succeeded');
  });

  test('a host that throws instead of answering fails the attempt', async () => {
    const process = {
      run: () => {
        throw new Error('no such op');
      },
      async [Symbol.asyncDispose]() {},
    };
    const isolated = op({ name: 'isolated', isolate: 'process', run: () => 1 });
    const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(isolated)))], process });
    const report = await desk.run('p');
    assert.deepEqual([report.run.state, report.steps.isolated!.error?.message], ['failed', 'Error: no such op']);
  });

  test('secrets are taken out of its error before anybody stores it', async () => {
    const leaky = op({
      name: 'leaky',
      run: () => {
        throw new Error('GET /?token=s3cr3t', { cause: new Error('s3cr3t') });
      },
    });
    const desk = await openDesk({
      jobs: [job(pipeline('p', (p) => p.add(leaky)))],
      redact: (text) => text.replaceAll('s3cr3t', '[secret]'),
    });
    await desk.run('p');
    const everything = JSON.stringify([await desk.store.events({}), await desk.store.dump(), desk.seen]);
    assert.ok(everything.includes('[secret]') && !everything.includes('s3cr3t'));
  });
});

describe('a publication that comes too late', () => {
  const replace = (name: string, of: string, by: string, retry = 0) =>
    op({
      name,
      writes: ['prices'],
      ...(retry === 0 ? {} : { retry: { max: retry, delay: '10s', jitter: 0 } as const }),
      run: async (_: object, { publish, clock, signal, snapshot, attempt, metrics }: OpServices) => {
        const removed = snapshot('prices').files.map(({ path }) => path);
        await clock.sleep(name === 'slow' && attempt === 1 ? 5000 : 1000, signal);
        metrics.rows(1);
        publish({
          asset: 'prices',
          removed,
          added: [{ path: `${by}-${attempt}`, partition: of, rows: 1, bytes: 1, sha256: `${by}-${attempt}` }],
        });
        return attempt;
      },
    });

  test('is a failed attempt, and the next one sees what came in between', async () => {
    const race = job(
      pipeline('race', (p) => [p.add(replace('slow', 'all', 's', 2)), p.add(replace('quick', 'all', 'q'))]),
    );
    const desk = await openDesk({ jobs: [race] });
    const report = await desk.run('race');
    assert.deepEqual(statesOf(report), { slow: 'succeeded', quick: 'succeeded' });
    assert.deepEqual(historyOf(report, 'slow'), [
      'step_started@0',
      'step_failed@5000',
      'step_started@15000',
      'step_succeeded@16000',
    ]);
    const failure = report.events.find((event) => event.kind === 'step_failed');
    assert.ok(failure?.kind === 'step_failed');
    assert.deepEqual([failure.data.error.code, failure.data.metrics.rows], ['store.conflict', 1]);
    const { version, files } = await desk.store.snapshot('prices');
    assert.deepEqual([version, files.map(({ path }) => path)], [2, ['s-2']]);
  });

  test('without a retry fails the step, and leaves the winner', async () => {
    const race = job(
      pipeline('race', (p) => [p.add(replace('slow', 'all', 's')), p.add(replace('quick', 'all', 'q'))]),
    );
    const desk = await openDesk({ jobs: [race] });
    const report = await desk.run('race');
    assert.deepEqual([statesOf(report).slow, report.run.error?.code], ['failed', 'store.conflict']);
    assert.deepEqual(
      (await desk.store.snapshot('prices')).files.map(({ path }) => path),
      ['q-1'],
    );
  });

  test('under a name that has other content fails the step, which is not retried, and the engine goes on', async () => {
    const same = op({
      name: 'same',
      writes: ['prices'],
      retry: { max: 3, delay: '1s' },
      run: (_: object, { publish, snapshot, runId }: OpServices) => {
        const removed = snapshot('prices').files.map(({ path }) => path);
        publish({
          asset: 'prices',
          removed,
          added: [{ path: 'one-name', partition: 'all', rows: 1, bytes: 1, sha256: runId }],
        });
      },
    });
    const desk = await openDesk({ jobs: [job(pipeline('p', (p) => p.add(same)))] });
    assert.equal((await desk.run('p')).run.state, 'succeeded');
    const second = await desk.run('p');
    assert.deepEqual(
      [second.run.state, second.run.error?.code, second.steps.same!.attempt],
      ['failed', 'data.invalid', 1],
    );
    assert.match(second.run.error!.message, /"one-name" was published before with other content/);
    assert.equal((await desk.store.snapshot('prices')).version, 1);
  });

  test('of several that end in one moment, each is judged alone and in its turn', async () => {
    const clock = virtualClock(START_MS);
    const tie = job(
      pipeline('tie', (p) => [
        p.add(replace('a', 'all', 'a')),
        p.add(replace('b', 'all', 'b', 1)),
        p.add(lasting('c', 1000)),
        p.add(failing('d', 1000, { critical: true })),
        p.add(lasting('e', 500)),
        p.add(lasting('later', 1), {}, { priority: -1 }),
      ]),
      { concurrency: 5 },
    );
    const inner = openMemoryStateStore(newMemoryState());
    const ends: number[] = [];
    // The commit of e takes two seconds: a, b, c and d end meanwhile and come in one move.
    const store = overlaid(inner, {
      async advance(lease, move) {
        ends.push(move.end?.length ?? 0);
        const advanced = await inner.advance(lease, move);
        if (move.end?.some(({ stepKey }) => stepKey === 'e')) await clock.sleep(2000);
        return advanced;
      },
    });
    const desk = await openDesk({ jobs: [tie], store, clock });
    const report = await desk.run('tie');
    assert.ok(ends.includes(4) || ends.includes(5), `the ends came in moves of ${ends}`);
    assert.deepEqual(
      [statesOf(report).a, statesOf(report).c, statesOf(report).d],
      ['succeeded', 'succeeded', 'failed'],
    );
    const kinds = report.events.map(({ kind, stepKey }) => `${kind} ${stepKey}`);
    const failed = report.events.find((event) => event.stepKey === 'b' && event.kind === 'step_failed');
    assert.ok(
      failed?.kind === 'step_failed' && failed.data.retryAtMs !== null,
      'd had not failed yet when b was judged',
    );
    assert.deepEqual(report.steps.b!.skip, { because: 'critical_failure', upstream: 'd' });
    assert.ok(kinds.indexOf('step_failed d') < kinds.indexOf('step_skipped b'), 'no skip before its cause');
    assert.deepEqual(
      (await desk.store.snapshot('prices')).files.map(({ path }) => path),
      ['a-1'],
    );
  });
});
