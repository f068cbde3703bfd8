import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RowLiteral } from '../../src/data/rows-kit.ts';
import {
  dailyDataSync,
  dailyFullPipeline,
  dataCompletion,
  stockAnalysisJob,
} from '../../src/pipelines/stocks/index.ts';
import { openDesk } from './desk.ts';
import { type World, worldOf } from './scripted-source.ts';

/** Monday 2013-02-25 to Friday 2013-03-01; New York closes at 21:00 UTC. */
const WEEK = ['2013-02-25', '2013-02-26', '2013-02-27', '2013-02-28', '2013-03-01'];
const FRIDAY_EVENING = '2013-03-01T22:00:00Z';
const MONDAY_EVENING = '2013-03-04T22:00:00Z';

const bar = (instrument: string, session: string, close: number, more: RowLiteral = {}): RowLiteral => ({
  instrument,
  session,
  open: close,
  high: close + 1,
  low: close - 1,
  close,
  volume: 100,
  ...more,
});
const listed = (instrument: string, more: RowLiteral = {}): RowLiteral => ({
  instrument,
  venue: 'XNYS',
  board: 'XNYS',
  listed: '2013-02-25',
  ...more,
});
const weekOf = (instrument: string, first: number) => WEEK.map((session, k) => bar(instrument, session, first + k));

function twoStocks(): World {
  return worldOf({ instruments: [listed('A'), listed('B')], bars: [...weekOf('A', 10), ...weekOf('B', 50)] });
}

const BARS = 'select instrument, session::text, close, filled_by, revision from ohlcv_daily order by 1, 2';

describe('syncing bars', () => {
  it('stores what is there, then asks only for what is new and the sessions before it', async () => {
    await using desk = await openDesk(twoStocks(), FRIDAY_EVENING);
    const first = await desk.run(dailyDataSync);
    assert.deepEqual(first.summary.synced[0], {
      dataset: 'ohlcv_daily',
      rowsReceived: 10,
      inserted: 10,
      unchanged: 0,
      revised: 0,
    });
    desk.world.rows.bars!.push(bar('A', '2013-03-04', 15), bar('B', '2013-03-04', 55));
    desk.world.requests.length = 0;
    const second = await desk.run(dailyDataSync, { at: MONDAY_EVENING, config: { recheck_sessions: 2 } });
    const asked = desk.world.requests.filter((request) => request.kind === 'bars');
    assert.deepEqual(
      asked.map(({ from, to, instruments }) => [from, to, instruments]),
      [['2013-02-28', '2013-03-04', ['A', 'B']]],
    );
    assert.deepEqual(second.summary.synced[0], {
      dataset: 'ohlcv_daily',
      rowsReceived: 6,
      inserted: 2,
      unchanged: 4,
      revised: 0,
    });
  });

  it('asks for nothing when everything is up to date, and says so', async () => {
    await using desk = await openDesk(twoStocks(), FRIDAY_EVENING);
    await desk.run(dailyDataSync);
    desk.world.requests.length = 0;
    const version = desk.snapshot('ohlcv_daily').version;
    const { summary } = await desk.run(dailyDataSync, { at: '2013-03-02T12:00:00Z' });
    assert.deepEqual(
      desk.world.requests.map((request) => request.kind),
      ['instruments'],
    );
    assert.deepEqual(
      summary.skipped.filter((line) => line.what === 'ohlcv_daily'),
      [{ what: 'ohlcv_daily', because: 'up_to_date', count: 2, examples: ['A', 'B'] }],
    );
    assert.deepEqual(summary.notes, [{ code: 'market_closed', today: '2013-03-02' }]);
    assert.equal(desk.snapshot('ohlcv_daily').version, version);
  });

  it('takes no bar of a session that is still open, and says until when it is', async () => {
    await using desk = await openDesk(twoStocks(), '2013-03-01T20:59:00Z');
    const { summary } = await desk.run(dailyDataSync);
    assert.deepEqual(summary.notes, [
      { code: 'session_open', today: '2013-03-01', closesAtMs: Date.parse('2013-03-01T21:00:00Z') },
    ]);
    assert.deepEqual(await desk.sql('select max(session)::text from ohlcv_daily'), [['2013-02-28']]);
  });

  it('waits for what the source has not published yet', async () => {
    const world = twoStocks();
    world.published = '2013-02-28';
    await using desk = await openDesk(world, FRIDAY_EVENING);
    const { summary } = await desk.run(dailyDataSync);
    assert.deepEqual(summary.notes, [{ code: 'not_published', published: '2013-02-28', closed: '2013-03-01' }]);
    assert.deepEqual(await desk.sql('select max(session)::text, count(*)::int from ohlcv_daily'), [['2013-02-28', 8]]);
  });

  it('stores a correction within the recheck window as a revision, and keeps what it replaced', async () => {
    await using desk = await openDesk(twoStocks(), FRIDAY_EVENING);
    await desk.run(dailyDataSync);
    const bars = desk.world.rows.bars!;
    bars[bars.findIndex((row) => row.instrument === 'A' && row.session === '2013-03-01')] = bar('A', '2013-03-01', 20);
    bars.push(bar('A', '2013-03-04', 15), bar('B', '2013-03-04', 55));
    const { summary } = await desk.run(dailyDataSync, { at: MONDAY_EVENING });
    assert.equal(summary.synced[0]!.revised, 1);
    const revised = "where instrument = 'A' and session = '2013-03-01'";
    assert.deepEqual(await desk.sql(`select close, revision from ohlcv_daily ${revised}`), [[20, 2]]);
    assert.deepEqual(await desk.sql(`select close, revision from ohlcv_daily_superseded ${revised}`), [[14, 1]]);
  });

  it('sets bad rows aside with reasons, counts them once, and goes on with the others', async () => {
    const world = twoStocks();
    world.rows.bars!.push(
      bar('A', '2013-03-02', 1, { sent: 'always' }),
      bar('A', '2030-01-02', 1, { sent: 'always' }),
      bar('Z', '2013-03-01', 1, { sent: 'always' }),
      bar('B', '2013-02-25', 50),
      { instrument: 'A', session: '2013-02-26', unreadable: 'the close is "--"' },
    );
    const spoilt = world.rows.bars!.findIndex((row) => row.instrument === 'B' && row.session === '2013-02-26');
    world.rows.bars![spoilt] = bar('B', '2013-02-26', -3);
    await using desk = await openDesk(world, FRIDAY_EVENING);
    const loose = { rejected_share_max: 0.9 };
    const { summary } = await desk.run(dailyDataSync, { config: loose });
    const { findings, counts } = summary.quality!.datasets.find((each) => each.dataset === 'ohlcv_daily')!;
    const expected = [
      ['future_dated', 2],
      ['price_not_positive', 1],
      ['unknown_instrument', 1],
      ['unreadable', 1],
    ];
    assert.deepEqual(findings.map((finding) => [finding.rule, finding.rows]).sort(), expected);
    assert.deepEqual(counts, { read: 15, accepted: 9, rejected: 5, duplicates: 1, warned: 0 });
    const quarantine = 'select reason, count(*)::int from quarantine group by 1 order by 1';
    assert.deepEqual(await desk.sql(quarantine), expected);
    const recorded =
      'select rule, rows_broken from quality_verdicts where dataset = $$ohlcv_daily$$ order by 2 desc, 1';
    const lines = await desk.sql(recorded);
    assert.deepEqual(lines.slice(0, 4).sort(), expected);
    assert.ok(lines.length > 15 && lines.slice(4).every(([, rows]) => rows === 0), 'rules that held are recorded too');
    const demands = "select about from quality_rules where rule = 'low_above_body'";
    assert.deepEqual(await desk.sql(demands), [['low <= min(open, close)']]);
    await desk.run(dailyDataSync, { config: { ...loose, refetch: true } });
    assert.deepEqual(await desk.sql(quarantine), expected, 'the same bad rows are not counted again');
  });

  it('stores nothing of a delivery of which too much is wrong, keeps its rows in quarantine, and stops', async () => {
    const world = twoStocks();
    for (const row of world.rows.bars!) if (row.instrument === 'A') Object.assign(row, { low: 99 });
    await using desk = await openDesk(world, FRIDAY_EVENING);
    await assert.rejects(desk.run(dailyFullPipeline), {
      code: 'quality.blocked',
      exit: 4,
      message: /5 of 10 rows were rejected, at most 10 % may be, most of them by "low_above_body"/,
    });
    assert.equal(desk.snapshot('ohlcv_daily').rows, 0);
    assert.equal(desk.snapshot('quarantine').rows, 5);
    assert.equal(desk.snapshot('indicators_daily').rows, 0);
    const verdict = 'select rule, rows_broken, rows_read, verdict from quality_verdicts where rows_broken > 0';
    assert.deepEqual(await desk.sql(verdict), [['low_above_body', 5, 10, 'blocked']], 'the verdict outlives the run');
    const samples = "select count(*)::int, min(row) from quality_samples where rule = 'low_above_body'";
    assert.deepEqual(await desk.sql(samples), [[5, 'A 2013-02-25 open 10, high 11, low 99, close 10']]);
    for (const row of world.rows.bars!) if (row.low === 99) Object.assign(row, { low: Number(row.close) - 1 });
    await desk.run(dailyDataSync);
    assert.equal(desk.snapshot('ohlcv_daily').rows, 10, 'what was blocked is asked for again');
  });

  it('fails, to be tried later, when the exchange was open and nothing came at all', async () => {
    await using desk = await openDesk(twoStocks(), FRIDAY_EVENING);
    await desk.run(dailyDataSync);
    await assert.rejects(desk.run(dailyDataSync, { at: MONDAY_EVENING, config: { recheck_sessions: 0 } }), {
      code: 'source.empty',
      retry: 'later',
      exit: 5,
      message: /bars of A, B from 2013-03-02 to 2013-03-04: the exchange was open/,
    });
  });

  it('explains who stayed silent while others traded', async () => {
    const world = twoStocks();
    world.rows.suspensions = [{ instrument: 'B', session: '2013-03-04' }];
    world.rows.instruments!.push(listed('C'));
    await using desk = await openDesk(world, FRIDAY_EVENING);
    const first = await desk.run(dailyDataSync);
    assert.deepEqual(
      first.summary.skipped.filter((line) => line.what === 'ohlcv_daily'),
      [{ what: 'ohlcv_daily', because: 'source_has_none', count: 1, examples: ['C'] }],
    );
    world.rows.bars!.push(bar('A', '2013-03-04', 15));
    const { summary } = await desk.run(dailyDataSync, { at: MONDAY_EVENING, config: { recheck_sessions: 0 } });
    const lines = summary.skipped.filter((line) => line.what === 'ohlcv_daily');
    assert.deepEqual(
      lines.map(({ because, examples }) => [because, examples]),
      [
        ['suspended', ['B']],
        ['source_has_none', ['C']],
      ],
    );
  });

  it('names an instrument that the source does not list, and the nearest one it does', async () => {
    const world = worldOf({ instruments: [listed('AAPL')], bars: weekOf('AAPL', 10) });
    await using desk = await openDesk(world, FRIDAY_EVENING);
    await assert.rejects(desk.run(dailyDataSync, { config: { target_stocks: ['AAPLE'] } }), {
      code: 'source.not_found',
      message: /instrument "AAPLE" \(the nearest it knows is "AAPL"\)/,
    });
  });

  it('asks a metered source for a year when nobody says how much, and any source for what was said', async () => {
    const world = { ...twoStocks(), quotaRemainingBytes: 1000 };
    await using desk = await openDesk(world, FRIDAY_EVENING);
    const source = desk.world;
    await desk.run(dailyDataSync, { config: { days_back: 2 } });
    assert.deepEqual(await desk.sql('select min(session)::text from ohlcv_daily'), [['2013-02-27']]);
    await desk.run(dailyDataSync, { config: { start_date: '2013-02-26', end_date: '2013-02-28' } });
    assert.deepEqual(await desk.sql('select min(session)::text from ohlcv_daily'), [['2013-02-26']]);
    assert.equal(source.requests.filter((request) => request.kind === 'bars').at(-1)!.to, '2013-02-26');
  });

  it('refuses a date that the calendar does not know', async () => {
    await using desk = await openDesk(twoStocks(), FRIDAY_EVENING);
    await assert.rejects(desk.run(dailyDataSync, { config: { end_date: '2099-01-05' } }), {
      code: 'calendar.beyond_horizon',
    });
  });
});

describe('completing gaps', () => {
  const without = (world: World, instrument: string, ...sessions: string[]) => {
    world.rows.bars = world.rows.bars!.filter(
      (row) => row.instrument !== instrument || !sessions.includes(String(row.session)),
    );
    return world;
  };

  it('asks for missing sessions again, and stores what the source has by then', async () => {
    const late = bar('A', '2013-02-27', 12);
    await using desk = await openDesk(without(twoStocks(), 'A', '2013-02-27'), FRIDAY_EVENING);
    await desk.run(dailyDataSync);
    desk.world.rows.bars!.push(late);
    desk.world.requests.length = 0;
    const { summary } = await desk.run(dataCompletion);
    assert.deepEqual(
      desk.world.requests.map(({ kind, from, to, instruments }) => [kind, from, to, instruments]),
      [['bars', '2013-02-27', '2013-02-27', ['A']]],
    );
    const { found, fetched, filled, left } = summary.gaps!;
    assert.deepEqual({ found, fetched, filled, left }, { found: 1, fetched: 1, filled: 0, left: 0 });
    assert.deepEqual((await desk.sql(BARS))[2], ['A', '2013-02-27', 12, null, 1]);
  });

  it('carries the last close into what the source does not have, marks it, and does not ask again', async () => {
    await using desk = await openDesk(without(twoStocks(), 'A', '2013-02-27'), FRIDAY_EVENING);
    const { summary } = await desk.run(stockAnalysisJob);
    const { found, fetched, filled, filledBy, left } = summary.gaps!;
    assert.deepEqual(
      { found, fetched, filled, filledBy, left },
      { found: 1, fetched: 0, filled: 1, filledBy: 'ffill', left: 0 },
    );
    assert.deepEqual((await desk.sql(BARS))[2], ['A', '2013-02-27', 11, 'ffill', 1]);
    const again = await desk.run(dataCompletion);
    assert.deepEqual(again.skipped, ['complete_missing_sessions']);
  });

  it('fetches nothing when nothing is missing: the step is skipped', async () => {
    await using desk = await openDesk(twoStocks(), FRIDAY_EVENING);
    const { skipped, summary } = await desk.run(dailyFullPipeline);
    assert.deepEqual(skipped, ['complete_missing_sessions']);
    assert.deepEqual([summary.gaps!.expected, summary.gaps!.held, summary.gaps!.left], [10, 10, 0]);
  });

  it('leaves a gap over an ex-date open, says why, and rests before it tries again', async () => {
    const world = without(twoStocks(), 'A', '2013-02-27');
    world.rows.ex_factors = [
      { instrument: 'A', ex_date: '2013-02-27', ex_factor: 2, ex_cum_factor: 2, announced: '2013-02-20', inferred: 0 },
    ];
    await using desk = await openDesk(world, FRIDAY_EVENING);
    await desk.run(dailyDataSync);
    const { summary } = await desk.run(dataCompletion);
    assert.deepEqual(summary.gaps!.examples, [
      {
        instrument: 'A',
        from: '2013-02-27',
        to: '2013-02-27',
        sessions: 1,
        reason: 'not_delivered',
        openBecause: 'ex_date',
      },
    ]);
    assert.deepEqual((await desk.run(dataCompletion)).skipped, ['complete_missing_sessions']);
    const later = await desk.run(dataCompletion, { config: { gap_retry_days: 0 } });
    assert.deepEqual(later.skipped, []);
    const changed = await desk.run(dataCompletion, { config: { fill_limit: 9 } });
    assert.deepEqual(changed.skipped, [], 'another policy is worth a try');
  });

  it('looks only at the instruments it is asked about, and forgets nothing of the others', async () => {
    const world = without(without(twoStocks(), 'A', '2013-02-27'), 'B', '2013-02-26');
    await using desk = await openDesk(world, FRIDAY_EVENING);
    await desk.run(dailyDataSync);
    await desk.run(dataCompletion, { config: { completion: 'none' } });
    const { summary } = await desk.run(dataCompletion, { config: { target_stocks: ['A'] } });
    assert.deepEqual([summary.gaps!.found, summary.gaps!.filled, summary.gaps!.left], [1, 1, 0]);
    assert.deepEqual(await desk.sql('select instrument, gap_from::text from gaps'), [['B', '2013-02-26']]);
  });

  it('explains suspended sessions instead of filling them', async () => {
    const world = without(twoStocks(), 'A', '2013-02-27');
    world.rows.suspensions = [{ instrument: 'A', session: '2013-02-27' }];
    await using desk = await openDesk(world, FRIDAY_EVENING);
    const { summary } = await desk.run(dailyFullPipeline);
    assert.deepEqual([summary.gaps!.suspended, summary.gaps!.left, summary.gaps!.filled], [1, 0, 0]);
    assert.equal(desk.snapshot('ohlcv_daily').rows, 9);
  });
});
