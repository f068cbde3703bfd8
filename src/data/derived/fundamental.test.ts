import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calendarOf } from '../../calendar/index.ts';
import { dayOfSession, toSession } from '../../core/time.ts';
import { lakeForTests, type TestLake } from '../lake-for-tests.ts';
import { pageOf, type RowLiteral } from '../rows-kit.ts';
import { ASSETS } from '../stored/assets.ts';
import { storeBars } from '../stored/store-bars.ts';
import { storeReference } from '../stored/store-reference.ts';
import { validateBars } from '../validated/validate-bars.ts';
import { validateFundamentals } from '../validated/validate-fundamentals.ts';
import { validateReference } from '../validated/validate-reference.ts';
import { deriveFundamental, type FundamentalOptions } from './fundamental.ts';
import { assertKnownBy } from './known-by.ts';

const day = (text: string) => dayOfSession(toSession(text));
const calendar = calendarOf('XNYS');
const author = { runId: 'run-1', stepKey: 'step', codeVersion: '0', providers: ['test'], simulated: true };
const asOfMs = Date.parse('2013-03-05T00:00:00Z');
const SESSIONS = ['2013-02-27', '2013-02-28', '2013-03-01', '2013-03-04'];

const statement = (quarter: string, announced: string, profit: number, equity: number): RowLiteral => ({
  instrument: 'A',
  quarter,
  announced,
  known_at: `${announced}T22:00:00Z`,
  net_profit_parent: profit,
  equity_parent: equity,
});

async function lakeWith(statements: readonly RowLiteral[], caps: readonly number[]): Promise<TestLake> {
  const lake = lakeForTests();
  const bars = SESSIONS.map((session) => ({ instrument: 'A', session, open: 1, high: 1, low: 1, close: 1, volume: 1 }));
  const context = { calendar, lastSession: toSession('2013-03-04'), listings: null };
  const stored = validateBars([await pageOf('bars', bars)], context).accepted;
  await lake.step((draft) => storeBars(draft, stored, { calendar, suspended: new Map(), author, asOfMs }));
  const facts = { lastDay: day('2013-03-04'), asOfMs, instruments: null };
  const told = validateFundamentals([await pageOf('fundamentals', statements)], facts).accepted;
  const rows = caps.map((market_cap, k) => ({ instrument: 'A', session: SESSIONS[k]!, market_cap }));
  const worth = validateReference('valuations', [await pageOf('valuations', rows)], facts).accepted;
  if (statements.length > 0) await lake.step((draft) => storeReference(draft, told, author));
  if (caps.length > 0) await lake.step((draft) => storeReference(draft, worth, author));
  return lake;
}

async function ratios(lake: TestLake, change: Partial<FundamentalOptions> = {}) {
  const options = { calendar, asOfMs, asOfDay: day('2013-03-04'), shards: 0, author, absentBecause: null, ...change };
  const result = await lake.step((draft) => deriveFundamental(draft, options));
  const { schema, key } = ASSETS.fundamental_indicators_daily;
  return { result, rows: await lake.rows('fundamental_indicators_daily', schema, key) };
}
const column = (rows: readonly RowLiteral[], name: string) => rows.map((row) => row[name]);

/** Reports are cumulative: 2012q4 is the whole year. */
const YEAR = [
  statement('2011q4', '2012-03-30', 80, 400),
  statement('2012q3', '2012-10-30', 90, 450),
  statement('2012q4', '2013-02-28', 120, 600),
];

describe('deriveFundamental', () => {
  it('uses an announcement from the session after its day', async () => {
    const { rows } = await ratios(await lakeWith(YEAR, [1200, 1200, 1200, 1200]));
    assert.deepEqual(column(rows, 'quarter'), ['2012q3', '2012q3', '2012q4', '2012q4']);
    // Until then the last four quarters are unknown: 2011q3 was never announced.
    assert.deepEqual(column(rows, 'net_profit_ttm'), [null, null, 120, 120]);
    assert.deepEqual(column(rows, 'pe_ttm'), [null, null, 10, 10]);
    // 1200 / 450 before, 1200 / 600 after.
    assert.deepEqual(column(rows, 'pb'), [1200 / 450, 1200 / 450, 2, 2]);
    // 120 / ((600 + 400) / 2).
    assert.deepEqual(column(rows, 'roe_ttm'), [null, null, 0.24, 0.24]);
  });

  it('follows a restatement from the session after it, not before', async () => {
    const restated = [...YEAR, { ...statement('2012q4', '2013-03-01', 60, 600), is_restated: 1 }];
    const { rows } = await ratios(await lakeWith(restated, [1200, 1200, 1200, 1200]));
    assert.deepEqual(column(rows, 'pe_ttm'), [null, null, 10, 20]);
  });

  it('has no PE for a loss, no PB without equity, and nothing without a market value', async () => {
    const loss = [statement('2012q4', '2013-02-25', -5, -1)];
    const { rows } = await ratios(await lakeWith(loss, [1200]));
    assert.deepEqual(
      rows.map((row) => [row.market_cap, row.pe_ttm, row.pb, row.net_profit_ttm]),
      [
        [1200, null, null, -5],
        [null, null, null, -5],
        [null, null, null, -5],
        [null, null, null, -5],
      ],
    );
  });

  it('does not see what was announced, or known to the vendor, after the as-of', async () => {
    const lake = await lakeWith(YEAR, [1200, 1200, 1200, 1200]);
    const before = { asOfMs: Date.parse('2013-02-28T21:30:00Z'), asOfDay: day('2013-02-28') };
    const { rows } = await ratios(lake, before);
    assert.deepEqual(column(rows, 'quarter'), ['2012q3', '2012q3']);
  });

  it('computes nothing twice, and says why there is nothing to compute', async () => {
    const lake = await lakeWith(YEAR, [1200]);
    assert.equal((await ratios(lake)).result.state, 'computed');
    assert.equal((await ratios(lake)).result.state, 'unchanged');
    const none = await ratios(await lakeWith([], []), { absentBecause: 'the source has no statements' });
    assert.deepEqual([none.result.state, none.result.because], ['nothing_to_compute', 'the source has no statements']);
  });
});

describe('the guard against looking ahead', () => {
  it('lets what was known pass and stops what was not, by its instant', () => {
    assertKnownBy('bars', Float64Array.of(1, 2, Number.NaN), 2);
    assert.throws(() => assertKnownBy('bars', Float64Array.of(1, 3), 2), { code: 'data.beyond_as_of' });
  });
});
