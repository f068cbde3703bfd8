import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calendarOf } from '../../calendar/index.ts';
import { dayOfSession, toSession } from '../../core/time.ts';
import { compactYear } from '../lake/day-partitions.ts';
import { lakeForTests, type TestLake } from '../lake-for-tests.ts';
import { type PageOptions, pageOf, type RowLiteral } from '../rows-kit.ts';
import { validateBars } from '../validated/validate-bars.ts';
import { ASSETS } from './assets.ts';
import { type BarStorage, flagSuspended, storeBars } from './store-bars.ts';

const calendar = calendarOf('XNYS');
const author = { runId: 'run-1', stepKey: 'sync', codeVersion: '0', providers: ['test'], simulated: true };
const storage: BarStorage = { calendar, suspended: new Map(), author, asOfMs: Date.parse('2013-01-01T00:00:00Z') };
const context = { calendar, lastSession: toSession('2013-03-01'), listings: null };

const bar = (instrument: string, session: string, close: number): RowLiteral => ({
  instrument,
  session,
  open: close,
  high: close,
  low: close,
  close,
  volume: 100,
});

async function validated(rows: readonly RowLiteral[], options: PageOptions = {}) {
  return validateBars([await pageOf('bars', rows, options)], context).accepted;
}

async function store(lake: TestLake, rows: readonly RowLiteral[], more: Partial<BarStorage> & PageOptions = {}) {
  const accepted = await validated(rows, more);
  return lake.step((draft) => storeBars(draft, accepted, { ...storage, ...more }));
}

const stored = (lake: TestLake) => lake.rows('ohlcv_daily', ASSETS.ohlcv_daily.schema, ['instrument', 'session']);
const superseded = (lake: TestLake) =>
  lake.rows('ohlcv_daily_superseded', ASSETS.ohlcv_daily_superseded.schema, ['instrument', 'session', 'revision']);
const partitions = (lake: TestLake) => lake.snapshot('ohlcv_daily').files.map((file) => file.partition);

describe('storeBars', () => {
  it('adds new bars by year, known at the close of their session', async () => {
    const lake = lakeForTests();
    const rows = [bar('IBM', '2012-12-31', 191), bar('IBM', '2013-01-02', 196)];
    const result = await store(lake, rows, { fetchedAtMs: 5, provider: 'csv' });
    assert.deepEqual(result.counts, { inserted: 2, unchanged: 0, revised: 0 });
    assert.deepEqual(result.partitionsWritten, ['y=2012', 'y=2013']);
    const [first] = await stored(lake);
    // New York closed at 16:00 EST, which is 21:00 UTC.
    assert.equal(first!.known_at, Date.parse('2012-12-31T21:00:00Z'));
    assert.deepEqual(
      [first!.revision, first!.provider, first!.ingested_at, first!.suspended, first!.filled_by],
      [1, 'csv', 5, 0, null],
    );
  });

  it('rewrites nothing when nothing changed, however often it is told', async () => {
    const lake = lakeForTests();
    const rows = [bar('IBM', '2012-12-31', 191), bar('IBM', '2013-01-02', 196)];
    await store(lake, rows);
    const before = lake.written.length;
    const again = await store(lake, rows, { fetchedAtMs: 99 });
    assert.deepEqual(again.counts, { inserted: 0, unchanged: 2, revised: 0 });
    assert.deepEqual(again.partitionsKept, ['y=2012', 'y=2013']);
    assert.equal(lake.written.length, before);
    assert.equal(lake.snapshot('ohlcv_daily').version, 1);
  });

  it('leaves the other years alone when one changes', async () => {
    const lake = lakeForTests();
    await store(lake, [bar('IBM', '2012-12-31', 191), bar('IBM', '2013-01-02', 196)]);
    const pathOf2012 = lake.snapshot('ohlcv_daily').files.find((file) => file.partition === 'y=2012')!.path;
    await store(lake, [bar('IBM', '2013-01-03', 195)]);
    assert.ok(lake.snapshot('ohlcv_daily').files.some((file) => file.path === pathOf2012));
  });

  it('makes a changed value the next revision, known when it was received, and keeps the old row', async () => {
    const lake = lakeForTests();
    const at = (text: string) => Date.parse(text);
    await store(lake, [bar('IBM', '2013-01-02', 196)], { fetchedAtMs: at('2013-01-02T22:00:00Z') });
    const second = await store(lake, [bar('IBM', '2013-01-02', 197)], { fetchedAtMs: at('2013-01-09T22:00:00Z') });
    await store(lake, [bar('IBM', '2013-01-02', 198)], { fetchedAtMs: at('2013-01-10T22:00:00Z') });
    assert.deepEqual(second.counts, { inserted: 0, unchanged: 0, revised: 1 });
    const [current] = await stored(lake);
    assert.deepEqual([current!.close, current!.revision, current!.known_at], [198, 3, at('2013-01-10T22:00:00Z')]);
    assert.deepEqual(
      (await superseded(lake)).map((row) => [row.close, row.revision, row.superseded_at]),
      [
        [196, 1, at('2013-01-09T22:00:00Z')],
        [197, 2, at('2013-01-10T22:00:00Z')],
      ],
    );
  });

  it('flags bars of suspended sessions as what the vendor filled in', async () => {
    const lake = lakeForTests();
    const suspended = new Map([['IBM', new Set([dayOfSession(toSession('2013-01-03'))])]]);
    await store(lake, [bar('IBM', '2013-01-02', 196), bar('IBM', '2013-01-03', 196)], { suspended });
    assert.deepEqual(
      (await stored(lake)).map((row) => [row.suspended, row.filled_by]),
      [
        [0, null],
        [1, 'vendor'],
      ],
    );
  });

  it('flags stored bars when a suspension becomes known only later', async () => {
    const lake = lakeForTests();
    await store(lake, [bar('IBM', '2013-01-02', 196), bar('IBM', '2013-01-03', 196)]);
    const suspended = new Map([['IBM', new Set([dayOfSession(toSession('2013-01-03'))])]]);
    const flag = () => lake.step((draft) => flagSuspended(draft, 77, { ...storage, suspended }));
    assert.equal((await flag())!.counts.revised, 1);
    assert.equal(await flag(), null);
    assert.deepEqual(
      (await stored(lake)).map((row) => [row.suspended, row.revision]),
      [
        [0, 1],
        [1, 2],
      ],
    );
  });
});

describe('small files for the daily increment', () => {
  const start = [bar('A', '2013-01-02', 10), bar('B', '2013-01-02', 20)];
  const small = { deltaRowsMin: 2, deltasMax: 2 };

  it('gives a new session its own file beside a large year, and revises it there', async () => {
    const lake = lakeForTests();
    await store(lake, start, small);
    await store(lake, [bar('A', '2013-01-03', 11)], small);
    await store(lake, [bar('A', '2013-01-03', 12), bar('B', '2013-01-03', 21), bar('A', '2013-01-02', 10)], small);
    assert.deepEqual(partitions(lake), ['y=2013', 'session=2013-01-03']);
    assert.equal((await superseded(lake)).length, 1);
    assert.equal((await stored(lake)).length, 4);
  });

  it('rewrites the large file only for a session it holds', async () => {
    const lake = lakeForTests();
    await store(lake, start, small);
    const result = await store(lake, [bar('A', '2013-01-02', 10.5), bar('A', '2013-01-03', 11)], small);
    assert.deepEqual(result.partitionsWritten, ['y=2013', 'session=2013-01-03']);
    const kept = await store(lake, [bar('A', '2013-01-02', 10.5), bar('A', '2013-01-03', 11.5)], small);
    assert.deepEqual([kept.partitionsWritten, kept.partitionsKept], [['session=2013-01-03'], ['y=2013']]);
  });

  it('puts a year together when it has too many, without changing a row', async () => {
    const lake = lakeForTests();
    await store(lake, start, small);
    for (const session of ['2013-01-03', '2013-01-04']) await store(lake, [bar('A', session, 11)], small);
    const before = await stored(lake);
    assert.equal(partitions(lake).length, 3);
    await lake.step((draft) => compactYear(draft, ASSETS.ohlcv_daily, 'y=2013', author));
    assert.deepEqual(partitions(lake), ['y=2013']);
    assert.deepEqual(await stored(lake), before);
    await store(lake, [bar('A', '2013-01-07', 11)], { ...small, deltasMax: 0 });
    assert.deepEqual(partitions(lake), ['y=2013']);
  });
});

describe('storeBars, in any order and split', () => {
  it('holds the last value told of each key, and its revision counts the changes', async () => {
    const told = fc.record({
      instrument: fc.constantFrom('A', 'B'),
      session: fc.constantFrom('2012-12-31', '2013-01-02', '2013-01-03'),
      close: fc.constantFrom(10, 11, 12),
    });
    const batches = fc.array(fc.uniqueArray(told, { selector: (each) => `${each.instrument} ${each.session}` }), {
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(batches, fc.constantFrom(1, 1000), async (all, deltaRowsMin) => {
        const lake = lakeForTests();
        const expected = new Map<string, { close: number; revision: number }>();
        for (const batch of all) {
          for (const { instrument, session, close } of batch) {
            const before = expected.get(`${instrument} ${session}`);
            if (before?.close === close) continue;
            expected.set(`${instrument} ${session}`, { close, revision: (before?.revision ?? 0) + 1 });
          }
          await store(
            lake,
            batch.map((each) => bar(each.instrument, each.session, each.close)),
            { deltaRowsMin, deltasMax: 1 },
          );
        }
        const got = (await stored(lake)).map((row) => [
          `${row.instrument} ${row.session}`,
          { close: row.close, revision: row.revision },
        ]);
        assert.deepEqual(new Map(got as [string, { close: number; revision: number }][]), expected);
        const old = await superseded(lake);
        const revisions = [...expected.values()].reduce((sum, each) => sum + each.revision - 1, 0);
        assert.equal(old.length, revisions);
      }),
      { numRuns: 60 },
    );
  });
});
