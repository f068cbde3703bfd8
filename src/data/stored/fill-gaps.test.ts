import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calendarOf } from '../../calendar/index.ts';
import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import { lakeForTests, type TestLake } from '../lake-for-tests.ts';
import { pageOf, type RowLiteral } from '../rows-kit.ts';
import { validateBars } from '../validated/validate-bars.ts';
import { ASSETS } from './assets.ts';
import { type Filling, fillGaps } from './fill-gaps.ts';
import type { Gap } from './find-gaps.ts';
import { type BarStorage, storeBars } from './store-bars.ts';

const day = (text: string) => dayOfSession(toSession(text));
const calendar = calendarOf('XNYS');
const author = { runId: 'run-1', stepKey: 'complete', codeVersion: '0', providers: ['test'], simulated: true };
const storage: BarStorage = { calendar, suspended: new Map(), author, asOfMs: Date.parse('2013-03-05T00:00:00Z') };
const context = { calendar, lastSession: toSession('2013-03-04'), listings: null };

const gap = (from: string, to: string, sessions: number): Gap => ({
  instrument: 'IBM',
  from: day(from),
  to: day(to),
  sessions,
  reason: 'not_delivered',
});
const bar = (session: string, [open, high, low, close]: readonly number[]): RowLiteral => ({
  instrument: 'IBM',
  session,
  open: open!,
  high: high!,
  low: low!,
  close: close!,
  volume: 100,
});
/** Sessions: 02-26, (02-27, 02-28 missing), 03-01. */
const around = [bar('2013-02-26', [10, 12, 9, 11]), bar('2013-03-01', [13, 18, 12, 17])];

async function lakeWith(rows: readonly RowLiteral[]): Promise<TestLake> {
  const lake = lakeForTests();
  const { accepted } = validateBars([await pageOf('bars', rows)], context);
  await lake.step((draft) => storeBars(draft, accepted, storage));
  return lake;
}

const filling = (change: Partial<Filling> = {}): Filling => ({
  gaps: [gap('2013-02-27', '2013-02-28', 2)],
  policy: { method: 'ffill', limit: 5 },
  calendar,
  suspended: new Map(),
  exDays: new Map(),
  storage,
  nowMs: 1000,
  batchSize: 100,
  ...change,
});

async function fill(rows: readonly RowLiteral[], change: Partial<Filling> = {}) {
  const lake = await lakeWith(rows);
  const outcome = await lake.step((draft) => fillGaps(draft, filling(change)));
  const all = await lake.rows('ohlcv_daily', ASSETS.ohlcv_daily.schema, ['instrument', 'session']);
  return { lake, outcome, fills: all.filter((row) => row.filled_by !== null), all };
}
const prices = (row: RowLiteral) => [row.open, row.high, row.low, row.close];

describe('fillGaps', () => {
  it('carries the last close, flat, known when the bar came that closed the gap', async () => {
    const { fills, outcome } = await fill(around);
    assert.deepEqual(fills.map(prices), [
      [11, 11, 11, 11],
      [11, 11, 11, 11],
    ]);
    assert.deepEqual(
      fills.map((row) => [row.filled_by, row.known_at, row.volume, row.provider, row.revision]),
      Array(2).fill(['ffill', Date.parse('2013-03-01T21:00:00Z'), null, 'tapeline', 1]),
    );
    assert.deepEqual([outcome.filledSessions, outcome.open], [2, []]);
  });

  it('interpolates every price, known only when the next bar was', async () => {
    const { fills } = await fill(around, { policy: { method: 'linear', limit: 5 } });
    assert.deepEqual(fills.map(prices), [
      [11, 14, 10, 13],
      [12, 16, 11, 15],
    ]);
    assert.deepEqual(
      fills.map((row) => row.known_at),
      Array(2).fill(Date.parse('2013-03-01T21:00:00Z')),
    );
  });

  it('leaves a gap longer than the limit alone as a whole, and fills one that is just as long', async () => {
    const long = await fill(around, { policy: { method: 'ffill', limit: 1 } });
    assert.deepEqual([long.fills, long.outcome.open.map((each) => each.because)], [[], ['longer_than_limit']]);
    assert.equal((await fill(around, { policy: { method: 'ffill', limit: 2 } })).fills.length, 2);
  });

  it('fills nothing across an ex-date: neither onto it nor after it', async () => {
    const ex = (session: string) => ({ exDays: new Map([['IBM', new Set([day(session)])]]) });
    for (const method of ['ffill', 'linear'] as const) {
      const policy = { method, limit: 5 };
      const { fills, outcome } = await fill(around, { ...ex('2013-02-27'), policy });
      assert.deepEqual([fills.length, outcome.open.map((each) => each.because)], [0, ['ex_date']], method);
    }
    // An ex-date on the right neighbour stops interpolation, not the carrying of a price that was still valid.
    const atEnd = ex('2013-03-01');
    assert.equal((await fill(around, { ...atEnd, policy: { method: 'linear', limit: 5 } })).fills.length, 0);
    assert.equal((await fill(around, atEnd)).fills.length, 2);
  });

  it('fills nothing over a suspension, and nothing inside it', async () => {
    const suspended = new Map([['IBM', new Set([day('2013-02-28')])]]);
    const gaps = [gap('2013-02-27', '2013-02-27', 1)];
    const linear = await fill(around, { suspended, gaps, policy: { method: 'linear', limit: 5 } });
    assert.deepEqual([linear.fills.length, linear.outcome.open.map((each) => each.because)], [0, ['suspension']]);
    const carried = await fill(around, { suspended, gaps });
    assert.deepEqual(
      carried.fills.map((row) => row.session),
      ['2013-02-27'],
    );
  });

  it('never fills before the first or after the last delivered bar', async () => {
    const gaps = [gap('2013-02-25', '2013-02-25', 1), gap('2013-03-04', '2013-03-04', 1)];
    const { fills, outcome } = await fill(around, { gaps });
    assert.deepEqual([fills, outcome.open.map((each) => each.because)], [[], ['no_neighbour', 'no_neighbour']]);
    const none = await fill([], { gaps });
    assert.deepEqual(
      none.outcome.open.map((each) => each.because),
      ['no_neighbour', 'no_neighbour'],
    );
  });

  it('changes nothing when told again, and does nothing by the policy none', async () => {
    const { lake } = await fill(around);
    const again = await lake.step((draft) => fillGaps(draft, filling({ nowMs: 2000 })));
    assert.deepEqual(again.stored!.counts, { inserted: 0, unchanged: 2, revised: 0 });
    const none = await fill(around, { policy: { method: 'none', limit: 5 } });
    assert.deepEqual([none.fills, none.outcome.open.map((each) => each.because)], [[], ['policy']]);
  });

  it('gives way to a bar that is delivered later, which becomes the next revision', async () => {
    const { lake } = await fill(around);
    const fetchedAtMs = Date.parse('2013-03-05T00:00:00Z');
    const late = await pageOf('bars', [bar('2013-02-27', [11, 12, 11, 12])], { fetchedAtMs });
    const { accepted } = validateBars([late], context);
    await lake.step((draft) => storeBars(draft, accepted, storage));
    const rows = await lake.rows('ohlcv_daily', ASSETS.ohlcv_daily.schema, ['instrument', 'session']);
    const row = rows.find((each) => each.session === '2013-02-27')!;
    assert.deepEqual([row.close, row.filled_by, row.revision, row.known_at], [12, null, 2, fetchedAtMs]);
    assert.equal(sessionOfDay(day('2013-02-27')), '2013-02-27');
  });
});
