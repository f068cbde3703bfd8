import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { dayOfSession, type Session, sessionOfDay, toSession } from '../../../core/time.ts';
import * as metrics from '../index.ts';
import { civilOfDay } from '../kernel/civil.ts';

const days = (...sessions: string[]) => Int32Array.from(sessions, (session) => dayOfSession(toSession(session)));

describe('returns from NAV', () => {
  it('of adjusted values are their changes', () => {
    assert.deepEqual(metrics.navReturns({ nav: [1, 1.1, 0.99] }), Float64Array.of(1.1 / 1 - 1, 0.99 / 1.1 - 1));
  });

  it('of unit values put the distribution back: no drawdown on the ex-date', () => {
    const nav = [1.5, 1.2, 1.26];
    const returns = metrics.navReturns({ nav, dividends: [0, 0.3, 0] });
    assert.deepEqual(
      Array.from(returns, (value) => value.toFixed(12)),
      ['0.000000000000', '0.050000000000'],
    );
    assert.equal(
      metrics.maxDrawdown(metrics.navReturns({ nav })).value?.toFixed(4),
      '-0.2000',
      'unit NAV alone shows one',
    );
  });

  it('of accumulated values are the same', () => {
    const returns = metrics.navReturns({ nav: [1.5, 1.2, 1.26], accumulated: [2, 2, 2.06] });
    assert.deepEqual(
      Array.from(returns, (value) => value.toFixed(12)),
      ['0.000000000000', '0.050000000000'],
    );
  });

  it('take rounding of accumulated values for no distribution, one tick more for one', () => {
    const of = (last: number) => metrics.navReturns({ nav: [1.0001, 1.0002], accumulated: [2.0001, last] })[0]!;
    assert.equal(of(2.0003), 1.0002 / 1.0001 - 1);
    assert.equal(of(2.0004), 1.0002 / 1.0001 - 1);
    assert.ok(of(2.0006) > 0.0004);
  });

  it('count the units after a split', () => {
    const returns = metrics.navReturns({ nav: [2, 1.01], splits: [1, 2] });
    assert.ok(Math.abs(returns[0]! - 0.01) < 1e-15);
  });

  it('chain into adjusted values', () => {
    const nav = metrics.adjustedNav([0.1, -0.1], 2);
    assert.deepEqual(
      Array.from(nav, (value) => value.toFixed(12)),
      ['2.000000000000', '2.200000000000', '1.980000000000'],
    );
  });

  it('of no value or one are none', () => {
    assert.equal(metrics.navReturns({ nav: [] }).length, 0);
    assert.equal(metrics.navReturns({ nav: [1] }).length, 0);
  });

  const refused: readonly (readonly [why: string, columns: metrics.NavColumns, message: RegExp])[] = [
    ['a zero value', { nav: [1, 0] }, /"nav".*0 at 1/],
    ['a negative value', { nav: [1, -1] }, /-1 at 1/],
    ['a missing value', { nav: [1, Number.NaN] }, /NaN at 1/],
    ['an infinite value', { nav: [1, Infinity] }, /Infinity at 1/],
    ['columns of two lengths', { nav: [1, 1], dividends: [0] }, /1 elements beside 2/],
    ['newest first, as a query gave it', { nav: [1, 1.1], sessions: Int32Array.of(2, 1) }, /1 after 2/],
    ['a day twice', { nav: [1, 1.1], sessions: Int32Array.of(2, 2) }, /2 after 2/],
    ['sessions of another count', { nav: [1, 1.1], sessions: Int32Array.of(2) }, /1 beside 2/],
    ['a negative distribution', { nav: [1, 1.1], dividends: [0, -0.1] }, /-0.1 at 1/],
    ['accumulated values that fell behind', { nav: [1, 1], accumulated: [2, 1.5] }, /find the split/],
    [
      'accumulated values beside splits',
      { nav: [2, 1], accumulated: [2, 2], splits: [1, 2] },
      /dividends beside splits/,
    ],
  ];
  for (const [why, columns, message] of refused) {
    it(`refuse ${why}`, () => assert.throws(() => metrics.navReturns(columns), message));
  }
});

describe('drawdown episodes', () => {
  const values = [100, 90, 80, 95, 100, 105, 103, 105, 110, 99, 104];

  it('are found with peak, trough, recovery and lengths', () => {
    const [first, second, third] = metrics.drawdownEpisodesOfValues(values);
    assert.deepEqual(first, {
      peak: 0,
      trough: 2,
      recovery: 4,
      depth: 80 / 100 - 1,
      length: 4,
      toTrough: 2,
      toRecovery: 2,
      isOngoing: false,
    });
    assert.deepEqual([second!.peak, second!.trough, second!.recovery], [5, 6, 7]);
    assert.deepEqual(third, {
      peak: 8,
      trough: 9,
      recovery: null,
      depth: 99 / 110 - 1,
      length: 2,
      toTrough: 1,
      toRecovery: null,
      isOngoing: true,
    });
  });

  it('are the same from values and from their returns: back at the peak is back, however returns were rounded', () => {
    const places = (episodes: readonly metrics.DrawdownEpisode[]) =>
      episodes.map(({ depth, ...rest }) => ({ ...rest, depth: depth.toFixed(12) }));
    const fromReturns = metrics.drawdownEpisodes(metrics.navReturns({ nav: values }));
    assert.deepEqual(places(fromReturns), places(metrics.drawdownEpisodesOfValues(values)));
  });

  it('are none for values that only rise, none for one value, none for no value', () => {
    for (const given of [[1, 2, 3], [1], []]) assert.deepEqual(metrics.drawdownEpisodesOfValues(given), []);
  });

  it('come deepest first when asked, equal ones by time', () => {
    const episodes = metrics.drawdownEpisodesOfValues([10, 9, 10, 8, 10, 9, 10]);
    assert.deepEqual(
      metrics.deepestEpisodes(episodes, 2).map(({ peak }) => peak),
      [2, 0],
    );
  });

  it('refuse what is no wealth', () => {
    assert.throws(() => metrics.drawdownEpisodes([0.1, -1.5]), /-1.5 at 1/);
    assert.throws(() => metrics.drawdownEpisodes([Number.NaN]), /NaN at 0/);
    assert.throws(() => metrics.drawdownEpisodesOfValues([1, 0]), /0 at 1/);
  });
});

describe('returns by the calendar', () => {
  const sessions = days('2023-12-29', '2024-01-02', '2024-01-31', '2024-03-01', '2025-01-02');
  const returns = [0.1, 0.2, -0.5, 0.01, 0.02];

  it('make a monthly table with gaps and a total per year', () => {
    const table = metrics.monthlyTable(returns, sessions);
    assert.deepEqual(
      table.map(({ year }) => year),
      [2023, 2024, 2025],
    );
    const shown = table.map(({ months }) => months.map((value) => (value === null ? '' : value.toFixed(2))).join(','));
    assert.deepEqual(shown, [',,,,,,,,,,,0.10', '-0.40,,0.01,,,,,,,,,', '0.02,,,,,,,,,,,']);
    assert.equal(table[1]!.total.toFixed(6), '-0.394000');
  });

  it('make a bar per year that compounds its months', () => {
    const bars = metrics
      .yearlyReturns(returns, sessions)
      .map(({ year, value, count }) => [year, value.toFixed(3), count]);
    assert.deepEqual(bars, [
      [2023, '0.100', 1],
      [2024, '-0.394', 3],
      [2025, '0.020', 1],
    ]);
  });

  it('count weeks as ISO 8601 does, around the turn of the year', () => {
    const turn = days('2020-12-31', '2021-01-03', '2021-01-04', '2024-12-30', '2027-01-01');
    const weeks = metrics
      .calendarReturns([0, 0, 0, 0, 0], turn, 'week')
      .map(({ year, number }) => `${year}-W${number}`);
    assert.deepEqual(weeks, ['2020-W53', '2021-W1', '2025-W1', '2026-W53']);
  });

  it('take a missing return for none', () => {
    assert.equal(
      metrics.yearlyReturns([0.1, Number.NaN], days('2024-01-02', '2024-01-03'))[0]!.value.toFixed(9),
      '0.100000000',
    );
  });

  it('refuse unsorted sessions and another length', () => {
    assert.throws(() => metrics.monthlyTable([0, 0], Int32Array.of(2, 1)), /1 after 2/);
    assert.throws(() => metrics.monthlyTable([0], Int32Array.of(1, 2)), /2 elements beside 1/);
  });

  it('know the date of every day for four hundred years', () => {
    for (let day = -80_000; day <= 80_000; day += 17) {
      const { year, month, day: ofMonth } = civilOfDay(day);
      const text = `${year}-${String(month).padStart(2, '0')}-${String(ofMonth).padStart(2, '0')}`;
      assert.equal(text, sessionOfDay(day));
    }
  });
});

describe('a year as the exchange counts it', () => {
  const shanghai = { sessionDays: daysOfShanghai() };
  const sessionsOf = (from: string, to: string) => shanghai.sessionDays(toSession(from), toSession(to));

  it('is 242 daily periods in 2023 and in 2024, and 50 weekly ones', () => {
    for (const year of [2023, 2024]) {
      const before = sessionsOf(`${year - 1}-12-01`, `${year - 1}-12-31`).at(-1)!;
      const sessions = sessionsOf(sessionOfDay(before), `${year}-12-31`);
      assert.ok(Math.abs(metrics.exactPeriodsPerYear(sessions, shanghai) - 242) < 1e-9, String(year));
    }
    const weekOf = (day: number) => Math.floor((day + 3) / 7);
    const endsWeek = (day: number, k: number, all: Int32Array) => weekOf(day) !== weekOf(all[k + 1] ?? day + 7);
    const perYear = metrics.exactPeriodsPerYear(sessionsOf('2021-12-31', '2023-12-29').filter(endsWeek), shanghai);
    assert.ok(
      Math.abs(perYear - 50) < 1e-9,
      `${perYear}: the spring festival and the national day take two weeks a year`,
    );
  });

  it('serves as periodsPerYear', () => {
    const sessions = sessionsOf('2023-12-29', '2024-12-31');
    const returns = Float64Array.from({ length: sessions.length - 1 }, (_, k) => (k % 5) / 1000 - 0.001);
    const { value, periodsPerYear } = metrics.annualReturn(returns, {
      periodsPerYear: { calendar: shanghai },
      sessions,
    });
    assert.ok(Math.abs(periodsPerYear! - 242) < 1e-9);
    assert.ok(Math.abs(value! - metrics.totalReturn(returns).value!) < 1e-9, 'a whole year is not scaled');
  });

  it('cannot be counted without sessions, or on one', () => {
    const settings = { periodsPerYear: { calendar: shanghai } };
    assert.throws(() => metrics.annualReturn([0.01], settings), /without sessions/);
    assert.throws(() => metrics.annualReturn([0.01], { ...settings, sessions: days('2024-01-02') }), /1 sessions/);
  });

  it('differs from the year of the calendar', () => {
    const sessions = days('2024-01-02', '2025-01-02');
    assert.equal(metrics.cagr([0.1], { sessions }).value?.toFixed(6), (1.1 ** (365.25 / 366) - 1).toFixed(6));
    assert.equal(metrics.cagr([0.1], { sessions: days('2024-01-02') }).reason, 'too_short');
  });
});

/** The sessions of Shanghai as an independent package knows them. */
function daysOfShanghai(): (from: Session, to: Session) => Int32Array {
  const file = new URL('../../../../test/golden/calendar/xshg.csv.gz', import.meta.url);
  const rows = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1);
  const all = Int32Array.from(rows, (row) => dayOfSession(toSession(row.slice(0, 10))));
  return (from, to) => all.filter((day) => day >= dayOfSession(from) && day <= dayOfSession(to));
}

describe('rolling windows', () => {
  const returns = [0.1, -0.1, 0.2, Number.NaN, 0.1];

  it('begin when the first is full', () => {
    assert.deepEqual(
      Array.from(metrics.rolling('meanReturn', [0.1, 0.3, 0.5], { window: 2 }), (value) => value.toFixed(2)),
      ['NaN', '0.20', '0.40'],
    );
  });

  it('have no value where the metric has none, and none when longer than the series', () => {
    const values = metrics.rolling('standardDeviation', returns, { window: 2 });
    assert.deepEqual(Array.from(values, Number.isNaN), [true, false, false, true, true]);
    assert.ok(metrics.rolling('meanReturn', returns, { window: 6 }).every(Number.isNaN));
  });

  it('refuse a window that is none, and what cannot roll', () => {
    for (const window of [0, -1, 2.5]) {
      assert.throws(() => metrics.rolling('meanReturn', returns, { window }), new RegExp(`"${window}"`));
    }
    const rates = { perPeriod: new Float64Array(5) };
    assert.throws(
      () => metrics.rolling('sharpe', returns, { window: 2, periodsPerYear: 1, riskFree: rates }),
      /column/,
    );
    assert.throws(() => metrics.rolling('beta', returns, { window: 2, benchmark: [0.1] }), /1 elements beside 5/);
  });
});
