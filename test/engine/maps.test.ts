import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { type ItemFailure, pipeline } from '../../src/control/definition/pipeline.ts';
import { historyOf, openDesk, statesOf } from './desk.ts';

const SYMBOLS = ['000001.XSHE', 'AAPL', '600000.XSHG'];

const symbolsOf = (list: readonly string[]) => op({ name: 'symbols', run: () => [...list] });

/** Fetches one symbol; those named fail, each for so many attempts. */
const fetchBut = (failing: Readonly<Record<string, number>>, extra: { readonly critical?: boolean } = {}) =>
  op({
    name: 'fetch',
    ...extra,
    run: ({ symbol }: { readonly symbol: string }, { attempt }: OpServices) => {
      if (attempt <= (failing[symbol] ?? 0)) throw new Error(`the vendor has no ${symbol}`);
      return `bars of ${symbol}`;
    },
  });

const echo = op({ name: 'echo', run: ({ all }: { readonly all: readonly string[] }) => all });
const report = op({
  name: 'report',
  run: (inputs: { readonly all: readonly string[]; readonly failures: readonly ItemFailure[] }) => inputs,
});

const wide = (list: readonly string[], failing: Readonly<Record<string, number>> = {}) =>
  job(
    pipeline('wide', (p) => {
      const all = p.map(fetchBut(failing), { over: { symbol: p.add(symbolsOf(list)) } });
      p.add(echo, { all });
    }),
  );

const tolerant = (list: readonly string[], failing: Readonly<Record<string, number>>) =>
  job(
    pipeline('tolerant', (p) => {
      const symbol = p.add(symbolsOf(list));
      const all = p.map(fetchBut(failing), { over: { symbol }, onItemFailure: 'skip' });
      p.add(report, { all, failures: all.failures });
    }),
  );

const outputOf = (report: Awaited<ReturnType<Awaited<ReturnType<typeof openDesk>>['run']>>, step: string): unknown =>
  JSON.parse(report.steps[step]!.output!);

describe('a step that is done for every item of a list', () => {
  test('is a step of its own for each, and hands on what they return in the order of the list', async () => {
    const report = await (await openDesk({ jobs: [wide(SYMBOLS)] })).run('wide');
    assert.equal(report.run.state, 'succeeded');
    assert.deepEqual(statesOf(report), {
      symbols: 'succeeded',
      fetch: 'succeeded',
      echo: 'succeeded',
      'fetch[000001.XSHE]': 'succeeded',
      'fetch[AAPL]': 'succeeded',
      'fetch[600000.XSHG]': 'succeeded',
    });
    assert.deepEqual(outputOf(report, 'echo'), ['bars of 000001.XSHE', 'bars of AAPL', 'bars of 600000.XSHG']);
    assert.equal(report.steps.fetch!.output, null, 'the list is not stored a second time');
    assert.deepEqual(report.steps.fetch!.items, { succeeded: 3, failed: 0, skipped: 0, cancelled: 0 });
  });

  test('starts its items in the order of the list, as many at once as it says', async () => {
    const slow = op({
      name: 'slow',
      run: async ({ n }: { readonly n: string }, { clock, signal }: OpServices) =>
        clock.sleep(1000, signal).then(() => n),
    });
    const two = job(
      pipeline('two', (p) => p.map(slow, { over: { n: p.add(symbolsOf(['c', 'a', 'b', 'd'])) }, concurrency: 2 })),
      { concurrency: 8 },
    );
    const report = await (await openDesk({ jobs: [two] })).run('two');
    const began = ['c', 'a', 'b', 'd'].map((key) => historyOf(report, `slow[${key}]`)[0]);
    assert.deepEqual(began, ['step_started@0', 'step_started@0', 'step_started@1000', 'step_started@1000']);
  });

  test('over an empty list succeeds, visibly, with an empty list', async () => {
    const report = await (await openDesk({ jobs: [wide([])] })).run('wide');
    assert.equal(report.run.state, 'succeeded');
    assert.deepEqual(historyOf(report, 'fetch'), ['steps_mapped@0', 'steps_joined@0']);
    assert.deepEqual(outputOf(report, 'echo'), []);
  });

  test('fails when an item fails, after all others are done, and skips what takes the list', async () => {
    const report = await (await openDesk({ jobs: [wide(SYMBOLS, { AAPL: 1 })] })).run('wide');
    assert.equal(report.run.state, 'failed');
    const { fetch, echo, ...items } = statesOf(report);
    assert.deepEqual([fetch, echo], ['failed', 'skipped']);
    assert.equal(items['fetch[600000.XSHG]'], 'succeeded');
    assert.equal(report.run.error!.code, 'step.items_failed');
    assert.match(
      report.run.error!.message,
      /of 3 items 1 failed, first "fetch\[AAPL\]": Error: the vendor has no AAPL/,
    );
  });

  test('goes on without its failed items where it may, and tells them', async () => {
    const report = await (await openDesk({ jobs: [tolerant(SYMBOLS, { AAPL: 1 })] })).run('tolerant');
    assert.equal(report.run.state, 'succeeded');
    assert.deepEqual(outputOf(report, 'report'), {
      all: ['bars of 000001.XSHE', 'bars of 600000.XSHG'],
      failures: [
        { key: 'AAPL', index: 1, state: 'failed', code: 'step.threw', message: 'Error: the vendor has no AAPL' },
      ],
    });
  });

  test('fails all the same when no item has an output', async () => {
    const failing = Object.fromEntries(SYMBOLS.map((symbol) => [symbol, 1]));
    const report = await (await openDesk({ jobs: [tolerant(SYMBOLS, failing)] })).run('tolerant');
    assert.equal(report.run.state, 'failed');
    assert.equal(report.steps.report!.state, 'skipped');
  });

  test('whose op is critical stops the run at the first failed item', async () => {
    const critical = job(
      pipeline('critical', (p) =>
        p.map(fetchBut({ AAPL: 1 }, { critical: true }), {
          over: { symbol: p.add(symbolsOf(SYMBOLS)) },
          onItemFailure: 'skip',
        }),
      ),
      { concurrency: 1 },
    );
    const report = await (await openDesk({ jobs: [critical] })).run('critical');
    assert.equal(report.run.state, 'failed');
    assert.deepEqual(report.steps['fetch[600000.XSHG]']!.skip, {
      because: 'critical_failure',
      upstream: 'fetch[AAPL]',
    });
  });

  for (const [what, list, problem] of [
    ['two equal items', ['a', 'b', 'a'], /items 0 and 2 have the same key "a"/],
    ['a text that can be no key', ['a', 'b c'], null],
    ['something that is no list', { a: 1 } as never, /no list \(object\)/],
    ['nothing at all', null as never, /no list \(null\)/],
  ] as const) {
    test(`over ${what} ${problem === null ? 'names its items by their positions' : 'fails and says so'}`, async () => {
      const source = op({ name: 'symbols', run: () => list as readonly string[] });
      const odd = job(pipeline('odd', (p) => p.map(fetchBut({}), { over: { symbol: p.add(source) } })));
      const report = await (await openDesk({ jobs: [odd] })).run('odd');
      if (problem !== null) {
        assert.equal(report.run.error!.code, 'step.map_invalid');
        assert.match(report.run.error!.message, problem);
      } else assert.deepEqual(Object.keys(statesOf(report)), ['symbols', 'fetch', 'fetch[0]', 'fetch[1]']);
    });
  }

  test('takes its key from a function, and fails when that throws or gives no key', async () => {
    type Row = { readonly code: string };
    const rows = op({ name: 'rows', run: (): readonly Row[] => [{ code: 'a' }, { code: 'b' }] });
    const one = op({ name: 'one', run: ({ row }: { readonly row: Row }) => row.code });
    const keyed = (key: (row: Row) => string) =>
      job(pipeline('keyed', (p) => p.map(one, { over: { row: p.add(rows) }, key })));
    const good = await (await openDesk({ jobs: [keyed(({ code }) => code)] })).run('keyed');
    assert.equal(good.steps['one[b]']!.output, '"b"');
    const bad = await (await openDesk({ jobs: [keyed(() => '')] })).run('keyed');
    assert.match(bad.run.error!.message, /item 0 has the key ""/);
    const threw = await (
      await openDesk({
        jobs: [
          keyed(() => {
            throw new Error('no code');
          }),
        ],
      })
    ).run('keyed');
    assert.match(threw.run.error!.message, /its key threw: Error: no code/);
  });

  test('is refused a list longer than it may be', async () => {
    const short = job(
      pipeline('short', (p) => p.map(fetchBut({}), { over: { symbol: p.add(symbolsOf(SYMBOLS)) }, itemsMax: 2 })),
    );
    const report = await (await openDesk({ jobs: [short] })).run('short');
    assert.match(report.run.error!.message, /the list has 3 items, the limit is 2\. Let an item be a batch/);
  });
});

describe('several steps that are done for every item', () => {
  const step = (name: string, failing: readonly string[] = []) =>
    op({
      name,
      run: ({ from }: { readonly from: string }) => {
        const symbol = from.split(' ').at(-1)!;
        if (failing.includes(symbol)) throw new Error(`${name} of ${symbol} broke`);
        return `${name} ${from}`;
      },
    });
  const chain = (failing: readonly string[] = []) =>
    job(
      pipeline('chain', (p) => {
        const all = p.mapEach(p.add(symbolsOf(SYMBOLS)), (symbol, each) => {
          const raw = each.add(step('collect'), { from: symbol });
          const clean = each.add(step('clean', failing), { from: raw });
          return each.add(step('store'), { from: clean });
        });
        p.add(echo, { all });
      }),
      { concurrency: 2 },
    );

  test('go from step to step for each item by itself', async () => {
    const report = await (await openDesk({ jobs: [chain()] })).run('chain');
    assert.equal(report.run.state, 'succeeded');
    assert.deepEqual(
      outputOf(report, 'echo'),
      SYMBOLS.map((symbol) => `store clean collect ${symbol}`),
    );
  });

  test('of a failed item only its own later steps are skipped', async () => {
    const report = await (await openDesk({ jobs: [chain(['AAPL'])] })).run('chain');
    const states = statesOf(report);
    assert.deepEqual(
      ['collect', 'clean', 'store'].map((name) => SYMBOLS.map((symbol) => states[`${name}[${symbol}]`])),
      [
        ['succeeded', 'succeeded', 'succeeded'],
        ['succeeded', 'failed', 'succeeded'],
        ['succeeded', 'skipped', 'succeeded'],
      ],
    );
    assert.deepEqual(report.steps['store[AAPL]']!.skip, {
      because: 'upstream',
      upstream: 'clean[AAPL]',
      upstreamState: 'failed',
    });
    assert.deepEqual(
      [states.collect, states.clean, states.store, states.echo],
      ['succeeded', 'failed', 'failed', 'skipped'],
    );
  });

  test('an item is finished before later ones begin', async () => {
    const report = await (await openDesk({ jobs: [chain()] })).run('chain', { concurrency: 1 });
    const order = report.events.filter(({ kind }) => kind === 'step_started').map(({ stepKey }) => stepKey);
    assert.deepEqual(order.slice(1, 5), [
      'collect[000001.XSHE]',
      'clean[000001.XSHE]',
      'store[000001.XSHE]',
      'collect[AAPL]',
    ]);
  });

  test('a condition inside leaves single items out, which are null in the list', async () => {
    const some = job(
      pipeline('some', (p) => {
        const take = op({ name: 'take', run: ({ all }: { readonly all: readonly (string | null)[] }) => all });
        const all = p.mapEach(p.add(symbolsOf(SYMBOLS)), (symbol, each) =>
          each.when(
            symbol,
            (text) => text.endsWith('XSHE'),
            (inner) => inner.add(step('collect'), { from: symbol }),
          ),
        );
        p.add(take, { all });
      }),
    );
    const report = await (await openDesk({ jobs: [some] })).run('some');
    assert.deepEqual(outputOf(report, 'take'), ['collect 000001.XSHE', null, null]);
  });

  test('all of them go over a list that another map made', async () => {
    const twice = job(
      pipeline('twice', (p) => {
        const first = p.map(step('collect'), { over: { from: p.add(symbolsOf(['a', 'b'])) } });
        p.add(echo, { all: p.map(step('clean'), { over: { from: first }, key: (text) => text.slice(-1) }) });
      }),
    );
    const report = await (await openDesk({ jobs: [twice] })).run('twice');
    assert.deepEqual(outputOf(report, 'echo'), ['clean collect a', 'clean collect b']);
    assert.equal(statesOf(report)['clean[b]'], 'succeeded');
  });
});
