import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTapelineError } from '../../core/errors.ts';
import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import type { BarSeries } from './bars.ts';
import { ST, SUSPENDED } from './life.ts';
import { createMarket, type MarketOptions } from './market.ts';

const OPTIONS: MarketOptions = { seed: 7, symbols: 320, from: '2023-01-03', to: '2025-12-31' };
const market = createMarket(OPTIONS);
const all = market.instruments.map(market.series);

/** Every row of every stock, with where it is for the message. */
function eachRow(check: (series: BarSeries, row: number, where: string) => void): void {
  for (const series of all) {
    for (let row = 0; row < series.rows; row += 1) {
      check(series, row, `${series.instrument.orderBookId} ${market.sessions[series.begin + row]}`);
    }
  }
}

const hasFlag = (series: BarSeries, row: number, bit: number): boolean => (series.flags[row]! & bit) !== 0;

test('the market has the sessions of Shanghai and at least three hundred stocks with bars', () => {
  assert.equal(market.sessions.length, 727);
  assert.deepEqual([market.sessions[0], market.sessions.at(-1)], ['2023-01-03', '2025-12-31']);
  assert.ok(all.filter((series) => series.rows > 0).length >= 300);
  assert.deepEqual([...new Set(market.instruments.map(({ board }) => board))].sort(), ['GEM', 'KSH', 'MainBoard']);
});

test('codes belong to their boards and names say that they are simulated', () => {
  const prefixes = { MainBoard: /^(60|00[013])/, GEM: /^30[01]/, KSH: /^68[89]/ };
  const exchangeOf = (id: string): string => (/^6/.test(id) ? 'XSHG' : 'XSHE');
  for (const { orderBookId, board, exchange, symbol, abbreviation } of market.instruments) {
    assert.match(orderBookId, prefixes[board]);
    assert.equal(`${orderBookId.slice(0, 6)}.${exchangeOf(orderBookId)}`, orderBookId);
    assert.equal(exchange, exchangeOf(orderBookId));
    assert.ok(symbol.startsWith('模拟') && abbreviation.startsWith('SIM'), orderBookId);
  }
  assert.equal(new Set(market.instruments.map(({ orderBookId }) => orderBookId)).size, 320);
});

test('low <= open, close <= high, and prices are positive', () => {
  eachRow((series, row, where) => {
    const [open, high, low, close] = [series.openCents, series.highCents, series.lowCents, series.closeCents].map(
      (column) => column[row]!,
    );
    assert.ok(0 < low! && low! <= Math.min(open!, close!) && Math.max(open!, close!) <= high!, where);
  });
});

test('prices stay within the limits of their board, and only young listings have none', () => {
  eachRow((series, row, where) => {
    const [up, down] = [series.limitUpCents[row]!, series.limitDownCents[row]!];
    if (up === 0) {
      assert.ok(row < 5 && !series.instrument.life.isListedBefore, `${where} has no limit`);
      return;
    }
    const isMain = series.instrument.board === 'MainBoard';
    const percent = isMain ? (hasFlag(series, row, ST) ? 5n : 10n) : 20n;
    const isDebut = row === 0 && !series.instrument.life.isListedBefore;
    if (!isDebut) {
      // Half-up by exact decimals: in hundredths of a cent, plus a half, cut.
      const reference = BigInt(series.prevCloseCents[row]!);
      assert.equal(BigInt(up), (reference * (100n + percent) + 50n) / 100n, where);
      assert.equal(BigInt(down), (reference * (100n - percent) + 50n) / 100n, where);
    }
    assert.ok(down <= series.lowCents[row]! && series.highCents[row]! <= up, where);
  });
});

test('the previous close is yesterday, or yesterday after the action of an ex-date', () => {
  let exDates = 0;
  for (const series of all) {
    const actions = new Map(series.actions.map((action) => [action.exIndex - series.begin, action]));
    for (let row = 1; row < series.rows; row += 1) {
      const yesterday = series.closeCents[row - 1]!;
      const action = actions.get(row);
      if (action === undefined) assert.equal(series.prevCloseCents[row], yesterday);
      else {
        exDates += 1;
        const off = Math.abs(yesterday / action.exFactor - series.prevCloseCents[row]!);
        assert.ok(off <= 0.5 + yesterday * 1e-6, `${series.instrument.orderBookId}: off by ${off} cents`);
      }
    }
  }
  assert.ok(exDates > 300, 'a market without ex-dates tests nothing');
});

test('a suspended row is a fill: four times the previous close, no volume, no trades', () => {
  let suspended = 0;
  eachRow((series, row, where) => {
    if (!hasFlag(series, row, SUSPENDED)) {
      assert.ok(series.volume[row]! > 0 && series.trades[row]! > 0, where);
      return;
    }
    suspended += 1;
    const { openCents, highCents, lowCents, closeCents, prevCloseCents } = series;
    const prices = [openCents, highCents, lowCents, closeCents].map((column) => column[row]);
    assert.deepEqual(prices, Array(4).fill(prevCloseCents[row]), where);
    assert.deepEqual([series.volume[row], series.turnoverCents[row], series.trades[row]], [0, 0, 0], where);
  });
  assert.ok(suspended > 500);
});

test('turnover over volume lies between low and high, and volume is in lots', () => {
  eachRow((series, row, where) => {
    const volume = series.volume[row]!;
    if (volume === 0) return;
    const average = series.turnoverCents[row]! / volume;
    assert.ok(series.lowCents[row]! - 1e-9 <= average && average <= series.highCents[row]! + 1e-9, where);
    if (series.instrument.board === 'KSH') assert.ok(Number.isInteger(volume) && volume >= 200, where);
    else assert.equal(volume % 100, 0, where);
    assert.ok(volume <= series.shares[row]! * series.instrument.traits.floatRatio, where);
    assert.ok(series.trades[row]! <= volume, where);
  });
});

test('shares grow with the splits and cumulative factors are the products', () => {
  for (const series of all) {
    let price = 1;
    let shares = 1;
    for (const action of series.actions) {
      price *= action.exFactor;
      shares *= action.sharesToTenths / 100;
      assert.ok(Math.abs(action.exFactorCumulative / price - 1) < 1e-12);
      assert.ok(Math.abs(action.splitFactorCumulative / shares - 1) < 1e-12);
      const [before, after] = [action.exIndex - 1, action.exIndex].map((index) => series.shares[index - series.begin]!);
      assert.ok(Math.abs(after! / before! - action.sharesToTenths / 100) < 1e-6);
      assert.ok(action.declarationIndex < action.exIndex);
    }
  }
});

test('rows begin with the listing and end before the delisting', () => {
  for (const { instrument, begin, rows } of all) {
    const { life } = instrument;
    if (life.isListedBefore) assert.ok(begin === 0 && life.listedDay < market.days[0]!);
    else if (rows > 0) assert.equal(market.days[begin], life.listedDay);
    assert.equal(begin + rows, Math.max(begin, Math.min(life.end, market.days.length)));
    assert.ok(
      market.calendar.isSession(sessionOfDay(Number.isFinite(life.listedDay) ? life.listedDay : market.days[0]!)),
    );
  }
});

test('whatever the seed, something happens in the market', () => {
  for (const seed of [1, 2, 3]) {
    const { instruments, days } = createMarket({ ...OPTIONS, seed });
    const inside = (index: number): boolean => index > 0 && index < days.length;
    const count = (pick: (life: (typeof instruments)[number]['life']) => boolean): number =>
      instruments.filter(({ life }) => pick(life)).length;
    assert.ok(count((life) => inside(life.end)) >= 3, `seed ${seed}: delistings`);
    assert.ok(count((life) => !life.isListedBefore && inside(life.begin)) >= 15, `seed ${seed}: listings`);
    assert.ok(count((life) => life.stSpans.some((span) => inside(span.begin))) >= 5, `seed ${seed}: ST begins`);
    assert.ok(count((life) => life.stSpans.some((span) => inside(span.end))) >= 3, `seed ${seed}: ST ends`);
    assert.ok(count((life) => life.suspensions.some((span) => span.end - span.begin > 20)) >= 5, `seed ${seed}: halts`);
  }
});

test('stocks move together, and more so within an industry', () => {
  const full = all.filter((series) => series.rows === market.days.length).slice(0, 60);
  const returns = full.map((series) =>
    series.closeCents.map((cents, row) => (1e4 * cents) / series.prevCloseCents[row]!),
  );
  const same: number[] = [];
  const other: number[] = [];
  full.forEach((left, i) => {
    full.slice(0, i).forEach((right, j) => {
      const pair = left.instrument.industryIndex === right.instrument.industryIndex ? same : other;
      pair.push(correlation(returns[i]!, returns[j]!));
    });
  });
  assert.ok(mean(other) > 0.1 && mean(other) < 0.6, `others ${mean(other)}`);
  assert.ok(mean(same) > mean(other) + 0.05, `same ${mean(same)}, others ${mean(other)}`);
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(left: Int32Array, right: Int32Array): number {
  const [a, b] = [mean([...left]), mean([...right])];
  let [both, one, two] = [0, 0, 0];
  for (let i = 0; i < left.length; i += 1) {
    both += (left[i]! - a) * (right[i]! - b);
    one += (left[i]! - a) ** 2;
    two += (right[i]! - b) ** 2;
  }
  return both / Math.sqrt(one * two);
}

const COLUMNS = [
  'openCents',
  'highCents',
  'lowCents',
  'closeCents',
  'prevCloseCents',
  'volume',
  'turnoverCents',
] as const;

function assertPrefix(short: BarSeries, long: BarSeries): void {
  assert.equal(short.begin, Math.min(long.begin, short.begin));
  for (const column of [...COLUMNS, 'trades', 'shares', 'flags', 'limitUpCents'] as const) {
    assert.deepEqual(short[column], long[column].subarray(0, short.rows), `${short.instrument.orderBookId} ${column}`);
  }
}

test('the same seed gives the same market in any order of asking; another seed another one', () => {
  const again = createMarket(OPTIONS);
  const backwards = again.instruments.toReversed().slice(0, 40);
  for (const instrument of backwards) {
    const first = market.series(market.instrumentOf(instrument.orderBookId)!);
    assert.deepEqual(again.series(instrument), first);
    assert.deepEqual(again.statements(instrument), market.statements(first.instrument));
  }
  const other = createMarket({ ...OPTIONS, seed: 8 });
  assert.notDeepEqual(other.series(other.instruments[0]!).closeCents, all[0]!.closeCents);
});

test('a shorter or smaller market is the beginning of the larger one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 700 }), fc.integer({ min: 1, max: 60 }), (sessions, symbols) => {
      const part = createMarket({ ...OPTIONS, symbols, to: market.sessions[sessions]! });
      for (const [index, series] of [...part.eachSeries()].entries()) assertPrefix(series, all[index]!);
    }),
    { numRuns: 8 },
  );
});

test('walking through all stocks gives the series that are asked for one by one', () => {
  const walked = [...createMarket({ ...OPTIONS, symbols: 10 }).eachSeries()];
  assert.deepEqual(walked, all.slice(0, 10));
});

test('the runway continues the market behind its last date', () => {
  const short = createMarket({ ...OPTIONS, symbols: 5, to: '2024-12-31' });
  const longer = createMarket({ ...OPTIONS, symbols: 5, to: '2024-12-31', runwayDays: 20 });
  assert.equal(short.sessions.at(-1), '2024-12-31');
  assert.equal(longer.sessions.at(-1), '2025-01-20');
  short.instruments.forEach((instrument, index) => {
    assertPrefix(short.series(instrument), longer.series(longer.instruments[index]!));
  });
});

test('an impossible market is refused with a sentence', () => {
  const codeOf = (options: Partial<MarketOptions>): string => {
    try {
      createMarket({ ...OPTIONS, ...options });
    } catch (error) {
      if (isTapelineError(error)) return error.code;
    }
    return 'none';
  };
  assert.equal(codeOf({ symbols: 0 }), 'usage.invalid');
  assert.equal(codeOf({ symbols: 5_001 }), 'usage.invalid');
  assert.equal(codeOf({ from: '2025-01-04', to: '2025-01-05' }), 'usage.invalid', 'a weekend');
  assert.equal(codeOf({ from: '2025-1-4' }), 'usage.invalid');
  assert.equal(codeOf({ to: '2031-01-01' }), 'calendar.beyond_horizon');
});

test('boards that open within the window list nothing before', () => {
  const early = createMarket({ seed: 3, symbols: 60, from: '2018-01-02', to: '2020-12-31' });
  const opens = dayOfSession(toSession('2019-07-22'));
  const star = early.instruments.filter(({ board }) => board === 'KSH');
  assert.ok(star.length > 5 && star.every(({ life }) => life.listedDay >= opens));
});
