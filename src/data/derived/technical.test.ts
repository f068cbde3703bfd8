import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calendarOf } from '../../calendar/index.ts';
import { dayOfSession, toSession } from '../../core/time.ts';
import { lakeForTests, type TestLake } from '../lake-for-tests.ts';
import { type PageOptions, pageOf, type RowLiteral } from '../rows-kit.ts';
import { type BarStorage, storeBars } from '../stored/store-bars.ts';
import { storeReference } from '../stored/store-reference.ts';
import { validateBars } from '../validated/validate-bars.ts';
import { validateReference } from '../validated/validate-reference.ts';
import { deriveTechnical, type TechnicalOptions } from './technical.ts';

const day = (text: string) => dayOfSession(toSession(text));
const calendar = calendarOf('XNYS');
const author = { runId: 'run-1', stepKey: 'step', codeVersion: '0', providers: ['test'], simulated: true };
const afterwards = Date.parse('2013-03-05T00:00:00Z');
const storage: BarStorage = { calendar, suspended: new Map(), author, asOfMs: Date.parse('2013-01-01T00:00:00Z') };
const SESSIONS = ['2013-02-25', '2013-02-26', '2013-02-27', '2013-02-28', '2013-03-01', '2013-03-04'];

const bar = (instrument: string, session: string, close: number): RowLiteral => ({
  instrument,
  session,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
});
const series = (instrument: string, closes: readonly number[]) =>
  closes.map((close, k) => bar(instrument, SESSIONS[k]!, close));

async function store(lake: TestLake, rows: readonly RowLiteral[], more: Partial<BarStorage> & PageOptions = {}) {
  const context = { calendar, lastSession: toSession('2013-03-04'), listings: null };
  const { accepted } = validateBars([await pageOf('bars', rows, more)], context);
  await lake.step((draft) => storeBars(draft, accepted, { ...storage, ...more }));
}

/** A two-for-one split: prices halve, so those before are worth half of what they show. */
async function storeSplit(lake: TestLake, exDate: string) {
  const row = { instrument: 'A', ex_date: exDate, ex_factor: 2, ex_cum_factor: 2, inferred: 0 };
  const against = { lastDay: day('2013-03-04'), instruments: null };
  const { accepted } = validateReference('ex_factors', [await pageOf('ex_factors', [row])], against);
  await lake.step((draft) => storeReference(draft, accepted, author));
}

const OPTIONS: TechnicalOptions = {
  calendar,
  indicators: ['SMA(2)'],
  adjust: 'pre',
  asOfMs: afterwards,
  asOfDay: day('2013-03-04'),
  allowInterpolated: false,
  shards: 0,
  compact: false,
  author,
};
const derive = (lake: TestLake, change: Partial<TechnicalOptions> = {}) =>
  lake.step((draft) => deriveTechnical(draft, { ...OPTIONS, ...change }));

async function derived(lake: TestLake, change: Partial<TechnicalOptions> = {}) {
  const result = await derive(lake, change);
  const schema = { instrument: 'text', session: 'day', ...result.columns } as const;
  return { result, rows: await lake.rows('indicators_daily', schema, ['instrument', 'session']) };
}
const column = (rows: readonly RowLiteral[], name: string) => rows.map((row) => row[name]);

describe('deriveTechnical', () => {
  it('scales the past to the as-of: a split is no fall', async () => {
    const lake = lakeForTests();
    await store(lake, series('A', [10, 20, 11]));
    await storeSplit(lake, SESSIONS[2]!);
    const { rows } = await derived(lake);
    assert.deepEqual(column(rows, 'close_adj'), [5, 10, 11]);
    assert.deepEqual(column(rows, 'sma_2'), [null, 7.5, 10.5]);
  });

  it('does not know a split before its ex-date, and shows other bases when asked', async () => {
    const lake = lakeForTests();
    await store(lake, series('A', [10, 20, 11]));
    await storeSplit(lake, SESSIONS[2]!);
    const before = { asOfMs: Date.parse('2013-02-26T22:00:00Z'), asOfDay: day('2013-02-26') };
    assert.deepEqual(column((await derived(lake, before)).rows, 'close_adj'), [10, 20]);
    assert.deepEqual(column((await derived(lake, { adjust: 'post' })).rows, 'close_adj'), [10, 20, 22]);
    assert.deepEqual(column((await derived(lake, { adjust: 'none' })).rows, 'close_adj'), [10, 20, 11]);
  });

  it('reads a revised bar as it was before the revision, for an earlier as-of', async () => {
    const lake = lakeForTests(afterwards);
    await store(lake, series('A', [10, 20]), { fetchedAtMs: Date.parse('2013-02-26T22:00:00Z') });
    await store(lake, [bar('A', SESSIONS[1]!, 30)], { fetchedAtMs: Date.parse('2013-02-28T22:00:00Z') });
    assert.deepEqual(column((await derived(lake)).rows, 'close_adj'), [10, 30]);
    const between = { asOfMs: Date.parse('2013-02-27T22:00:00Z'), asOfDay: day('2013-02-27') };
    const earlier = await derived(lake, between);
    assert.deepEqual(column(earlier.rows, 'close_adj'), [10, 20]);
    assert.deepEqual(earlier.result.leftOut, { suspended: 0, interpolated: 0, notYetKnown: 1 });
  });

  it('has no bar in a suspended session: the moving average spans traded sessions', async () => {
    const lake = lakeForTests();
    await store(lake, series('A', [10, 10, 30]), { suspended: new Map([['A', new Set([day(SESSIONS[1]!)])]]) });
    const { rows, result } = await derived(lake);
    assert.deepEqual(column(rows, 'session'), [SESSIONS[0], SESSIONS[2]]);
    assert.deepEqual(column(rows, 'sma_2'), [null, 20]);
    assert.equal(result.leftOut.suspended, 1);
  });

  it('computes nothing when neither the data nor the configuration changed', async () => {
    const lake = lakeForTests();
    await store(lake, series('A', [10, 20]));
    assert.equal((await derive(lake)).state, 'computed');
    const before = lake.written.length;
    const later = { asOfMs: afterwards + 86_400_000, asOfDay: day('2013-03-05') };
    assert.equal((await derive(lake, later)).state, 'unchanged');
    assert.equal(lake.written.length, before);
    assert.equal((await derive(lake, { indicators: ['SMA(3)'] })).state, 'computed');
    await store(lake, [bar('A', SESSIONS[2]!, 30)]);
    assert.equal((await derive(lake, { indicators: ['SMA(3)'] })).state, 'computed');
  });

  it('computes again when an ex-date passes, though no file changed', async () => {
    const lake = lakeForTests();
    await store(lake, series('A', [10, 20]));
    await storeSplit(lake, SESSIONS[2]!);
    const before = { asOfMs: Date.parse('2013-02-26T22:00:00Z'), asOfDay: day('2013-02-26') };
    await derive(lake, before);
    assert.deepEqual(column((await derived(lake)).rows, 'close_adj'), [5, 10]);
  });

  it('says why there is nothing to compute', async () => {
    const { state, because } = await derive(lakeForTests());
    assert.deepEqual([state, because], ['nothing_to_compute', 'no bars are stored']);
  });

  it('takes indicators of other conventions by their names', async () => {
    const lake = lakeForTests();
    await store(lake, series('A', [10, 20, 11]));
    const { rows } = await derived(lake, { indicators: ['tdx.KDJ(2,3,3)', 'tdx.MACD', 'sound.SMA(2)'] });
    // One price a bar: of two bars the newer is the highest or the lowest, so the raw values are 100 and 0.
    assert.deepEqual(column(rows, 'tdx_kdj_k_2_3_3').map(Math.round as (value: unknown) => number), [0, 100, 67]);
    assert.deepEqual(column(rows, 'sound_sma_2'), [null, 15, 15.5]);
    assert.ok(column(rows, 'tdx_macd_macd_12_26_9').every(Number.isFinite));
  });

  it('names an indicator nobody knows, and the nearest known one', async () => {
    await assert.rejects(derive(lakeForTests(), { indicators: ['SMMA(5)'] }), { code: 'usage.unknown_name' });
  });

  it('gives the same rows from any number of shards, and leaves none of another cut behind', async () => {
    const closes = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 6 });
    const market = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'E'), closes, { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(market, fc.integer({ min: 1, max: 7 }), async (all, shards) => {
        const lake = lakeForTests();
        await store(
          lake,
          Object.entries(all).flatMap(([name, own]) => series(name, own)),
        );
        const whole = await derived(lake, { shards: 1, indicators: ['SMA(2)', 'RSI(3)'] });
        const cut = await derived(lake, { shards, indicators: ['SMA(2)', 'RSI(3)'] });
        assert.deepEqual(cut.rows, whole.rows);
        assert.ok(lake.snapshot('indicators_daily').files.length <= shards);
      }),
      { numRuns: 30 },
    );
  });

  it('uses nothing later: cutting off what came after changes nothing before', async () => {
    const closes = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(closes, fc.nat({ max: 5 }), async (all, cut) => {
        const how = { adjust: 'none', indicators: ['SMA(2)', 'RSI(2)'] } as const;
        const [whole, short] = [lakeForTests(), lakeForTests()];
        await store(whole, series('A', all));
        await store(short, series('A', all.slice(0, cut + 1)));
        const count = Math.min(cut + 1, all.length);
        assert.deepEqual((await derived(whole, how)).rows.slice(0, count), (await derived(short, how)).rows);
      }),
      { numRuns: 30 },
    );
  });
});
