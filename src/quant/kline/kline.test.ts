import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type KlineGrid, type SessionWindow, sessionWindow } from './grid.ts';
import { type Klines, klinesFromBars, klinesFromTrades, type SourceBars, type Trades } from './klines.ts';
import { type KlineFold, openKlines } from './stream.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);

/** A Shanghai session: eight hours before UTC, a lunch break, auctions around it. */
function shanghai(session: string): SessionWindow {
  const local = (time: string) => at(`${session}T${time}+08:00`);
  return {
    session,
    parts: [
      { beginMs: local('09:30:00'), endMs: local('11:30:00') },
      { beginMs: local('13:00:00'), endMs: local('15:00:00') },
    ],
    acceptFromMs: local('09:15:00'),
    acceptUntilMs: local('15:00:05'),
  };
}
const SESSIONS = ['2024-03-07', '2024-03-08', '2024-03-11'].map(shanghai);
const sessionsOf = (intervalMs?: number): KlineGrid => ({
  kind: 'sessions',
  sessions: SESSIONS,
  ...(intervalMs === undefined ? {} : { intervalMs }),
});

/** The 240 one-minute bars of each session, stamped by their end: 09:31 … 11:30, 13:01 … 15:00. */
function minuteBars(moves: readonly number[]): SourceBars {
  const ends = SESSIONS.flatMap(({ parts }) =>
    parts.flatMap(({ beginMs, endMs }) =>
      Array.from({ length: (endMs - beginMs) / MINUTE }, (_, k) => beginMs + (k + 1) * MINUTE),
    ),
  );
  let price = 1000;
  const rows = ends.map((_, k) => {
    const open = price;
    price += moves[k % moves.length]!;
    return { open, close: price, high: Math.max(open, price) + (k % 3), low: Math.min(open, price) - (k % 2) };
  });
  const volume = Float64Array.from(ends, (_, k) => 100 * (k % 17));
  const of = (name: 'open' | 'high' | 'low' | 'close') => Float64Array.from(rows, (row) => row[name]);
  return {
    atMs: Float64Array.from(ends),
    open: of('open'),
    high: of('high'),
    low: of('low'),
    close: of('close'),
    volume,
    turnover: volume.map((traded, k) => traded * rows[k]!.close),
  };
}

const MINUTES = { kind: 'bars', stamp: 'end', intervalMs: MINUTE } as const;
const clock = (ms: number) => new Date(ms + 8 * HOUR).toISOString().slice(11, 16);
const bars = minuteBars([3, -2, 5, -7, 1]);
const klines = (intervalMs?: number) =>
  klinesFromBars(bars, { grid: sessionsOf(intervalMs), source: MINUTES, stamp: 'end' });

describe('klines of A-share sessions', () => {
  it('end at 10:30, 11:30, 14:00 and 15:00 when they are of 60 minutes', () => {
    const hours = klines(HOUR);
    assert.deepEqual([...hours.atMs].slice(0, 4).map(clock), ['10:30', '11:30', '14:00', '15:00']);
    assert.deepEqual([...hours.beginMs].slice(0, 4).map(clock), ['09:30', '10:30', '13:00', '14:00']);
    assert.equal(hours.rows, 12);
    assert.ok(hours.count.every((count) => count === 60));
    assert.deepEqual([...new Set(hours.session)], ['2024-03-07', '2024-03-08', '2024-03-11']);
  });

  it('of four hours are the day', () => {
    assert.deepEqual(klines(4 * HOUR), klines());
  });

  it('span the break only when the interval does not fit before it', () => {
    assert.deepEqual([...klines(90 * MINUTE).endMs].slice(0, 3).map(clock), ['11:00', '14:00', '15:00']);
  });

  it('take their hours as a calendar states them', () => {
    const { session, parts } = SESSIONS[0]!;
    const [openMs, breakStartMs] = [parts[0]!.beginMs, parts[0]!.endMs];
    const [breakEndMs, closeMs] = [parts[1]!.beginMs, parts[1]!.endMs];
    const accept = { acceptBeforeMs: 15 * MINUTE, acceptAfterMs: 5000 };
    assert.deepEqual(sessionWindow(session, { openMs, breakStartMs, breakEndMs, closeMs }, accept), SESSIONS[0]);
    const whole = sessionWindow(session, { openMs, breakStartMs: null, breakEndMs: null, closeMs });
    assert.deepEqual(whole.parts, [{ beginMs: openMs, endMs: closeMs }]);
  });

  it('bear the stamp asked for', () => {
    const starts = klinesFromBars(bars, { grid: sessionsOf(HOUR), source: MINUTES, stamp: 'start' });
    assert.deepEqual(starts.atMs, starts.beginMs);
    assert.deepEqual(starts.close, klines(HOUR).close);
  });

  it('count the auctions and the last print for the first and the last bar, and nothing for the break', () => {
    const trade = (text: string) => at(`2024-03-07T${text}+08:00`);
    const times = ['09:25:00', '09:30:01', '11:30:00', '13:00:00', '14:59:59', '15:00:00', '15:00:03'].map(trade);
    const trades = (atMs: readonly number[]): Trades => ({
      atMs: Float64Array.from(atMs),
      price: Float64Array.from(atMs, (_, k) => 10 + k),
      volume: new Float64Array(atMs.length).fill(1),
    });
    const made = klinesFromTrades(trades(times), { grid: sessionsOf(HOUR), stamp: 'end' });
    assert.deepEqual([...made.atMs].map(clock), ['10:30', '11:30', '14:00', '15:00']);
    assert.deepEqual([...made.count], [2, 1, 1, 3]);
    assert.deepEqual([...made.complete], [1, 1, 1, 0]);
    for (const outside of ['09:00:00', '12:00:00', '15:00:06']) {
      const call = () => klinesFromTrades(trades([trade(outside)]), { grid: sessionsOf(HOUR), stamp: 'end' });
      assert.throws(call, { code: 'quant.input', message: /outside all sessions/ });
    }
  });
});

describe('klines of UTC buckets', () => {
  const grid = { kind: 'utc', intervalMs: HOUR } as const;
  const trades: Trades = {
    atMs: Float64Array.of(0, 10, HOUR - 1, HOUR, 3 * HOUR + 5),
    price: Float64Array.of(5, 9, 2, 4, 6),
    volume: Float64Array.of(1, 2, 3, 4, 5),
  };

  it('make up no bar for an empty bucket', () => {
    const made = klinesFromTrades(trades, { grid, stamp: 'start' });
    assert.deepEqual([...made.atMs], [0, HOUR, 3 * HOUR]);
    assert.deepEqual([...made.open], [5, 4, 6]);
    assert.deepEqual([...made.high], [9, 4, 6]);
    assert.deepEqual([...made.low], [2, 4, 6]);
    assert.deepEqual([...made.close], [2, 4, 6]);
    assert.deepEqual([...made.volume], [6, 4, 5]);
    assert.deepEqual([...made.turnover], [5 + 18 + 6, 16, 30]);
  });

  it('leave the last bar open until everything up to its end is known', () => {
    const complete = (knownUntilMs?: number) =>
      klinesFromTrades(trades, { grid, stamp: 'start', ...(knownUntilMs === undefined ? {} : { knownUntilMs }) })
        .complete[2];
    assert.equal(complete(), 0);
    assert.equal(complete(4 * HOUR - 2), 0);
    assert.equal(complete(4 * HOUR), 1);
  });

  it('begin weeks on Monday with an offset of four days', () => {
    const weekly = { kind: 'utc', intervalMs: 7 * DAY, offsetMs: 4 * DAY } as const;
    const made = klinesFromTrades(
      { ...trades, atMs: trades.atMs.map((ms) => ms + at('2024-03-06T00:00:00Z')) },
      { grid: weekly, stamp: 'start' },
    );
    assert.deepEqual([...made.atMs], [at('2024-03-04T00:00:00Z')]);
  });
});

describe('klines on the days clocks change', () => {
  /** New York trades 09:30 to 16:00 by its own clock: 14:30Z before, 13:30Z after 10 March 2024. */
  const windows = [
    { session: '2024-03-08', parts: [{ beginMs: at('2024-03-08T14:30:00Z'), endMs: at('2024-03-08T21:00:00Z') }] },
    { session: '2024-03-11', parts: [{ beginMs: at('2024-03-11T13:30:00Z'), endMs: at('2024-03-11T20:00:00Z') }] },
  ];

  it('follow the hours of the session, not the clock of the reader', () => {
    const atMs = Float64Array.from(windows, ({ parts }) => parts[0]!.beginMs);
    const one = new Float64Array(2).fill(1);
    const grid = { kind: 'sessions', sessions: windows, intervalMs: HOUR } as const;
    const made = klinesFromTrades({ atMs, price: one, volume: one }, { grid, stamp: 'end' });
    assert.deepEqual([...made.endMs], [at('2024-03-08T15:30:00Z'), at('2024-03-11T14:30:00Z')]);
  });

  it('a session of 23 hours gives 23 bars, one of 25 hours 25', () => {
    for (const hours of [23, 25]) {
      const sessions = [{ session: '2024-03-10', parts: [{ beginMs: 5 * HOUR, endMs: (5 + hours) * HOUR }] }];
      const atMs = Float64Array.from({ length: hours }, (_, k) => (5 + k) * HOUR);
      const one = new Float64Array(hours).fill(1);
      const grid = { kind: 'sessions', sessions, intervalMs: HOUR } as const;
      assert.equal(klinesFromTrades({ atMs, price: one, volume: one }, { grid, stamp: 'start' }).rows, hours);
    }
  });
});

describe('klines, whatever the prices', () => {
  const moves = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 50 });
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const asBars = (made: Klines): SourceBars => made;

  it('keep volume and turnover, contain every high and low, begin and end as their bars do', () => {
    fc.assert(
      fc.property(moves, fc.constantFrom(5, 15, 30, 60, 120, 240), (drawn, minutes) => {
        const source = minuteBars(drawn);
        const made = klinesFromBars(source, { grid: sessionsOf(minutes * MINUTE), source: MINUTES, stamp: 'end' });
        assert.equal(total(made.volume), total(source.volume));
        assert.ok(Math.abs(total(made.turnover) - total(source.turnover!)) < 1e-6);
        for (let bar = 0; bar < made.rows; bar += 1) {
          const rows = [...source.atMs.keys()].filter(
            (row) => source.atMs[row]! > made.beginMs[bar]! && source.atMs[row]! <= made.endMs[bar]!,
          );
          assert.equal(made.high[bar], Math.max(...rows.map((row) => source.high[row]!)));
          assert.equal(made.low[bar], Math.min(...rows.map((row) => source.low[row]!)));
          assert.equal(made.open[bar], source.open[rows[0]!]);
          assert.equal(made.close[bar], source.close[rows[rows.length - 1]!]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('of a day are the same from minutes and from hours', () => {
    fc.assert(
      fc.property(moves, (drawn) => {
        const source = minuteBars(drawn);
        const hours = klinesFromBars(source, { grid: sessionsOf(HOUR), source: MINUTES, stamp: 'end' });
        const hourly = { kind: 'bars', stamp: 'start', intervalMs: HOUR } as const;
        const fromHours = klinesFromBars(
          { ...asBars(hours), atMs: hours.beginMs },
          { grid: sessionsOf(), source: hourly, stamp: 'end' },
        );
        const fromMinutes = klinesFromBars(source, { grid: sessionsOf(), source: MINUTES, stamp: 'end' });
        assert.deepEqual({ ...fromHours, count: 0 }, { ...fromMinutes, count: 0 });
      }),
      { numRuns: 10 },
    );
  });

  it('never change a complete bar when more comes, and stream what the batch makes, over a save', () => {
    const options: KlineFold = { grid: sessionsOf(15 * MINUTE), source: MINUTES, stamp: 'end' };
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 719 }), (drawn, cut) => {
        const source = minuteBars(drawn);
        const part = (upTo: number) =>
          Object.fromEntries(
            Object.entries(source).map(([name, values]) => [name, values.slice(0, upTo)]),
          ) as SourceBars;
        const [whole, short] = [klinesFromBars(source, options), klinesFromBars(part(cut), options)];
        const done = short.complete.reduce((sum, flag) => sum + flag, 0);
        assert.ok(short.rows - done <= 1);
        assert.deepEqual(short.close.slice(0, done), whole.close.slice(0, done));
        let stream = openKlines(options);
        const closes: number[] = [];
        for (let row = 0; row < cut; row += 1) {
          if (row === 40) stream = openKlines(options, structuredClone(stream.save()));
          const values = {
            atMs: source.atMs[row]!,
            open: source.open[row]!,
            high: source.high[row]!,
            low: source.low[row]!,
          };
          const rest = { close: source.close[row]!, volume: source.volume[row]!, turnover: source.turnover![row]! };
          closes.push(...stream.update({ ...values, ...rest }).map((bar) => bar.close));
        }
        const forming = stream.forming();
        assert.equal(forming?.isComplete ?? false, false);
        assert.deepEqual([...closes, ...(forming === null ? [] : [forming.close])], [...short.close]);
      }),
      { numRuns: 15 },
    );
  });
});

describe('klines refuse', () => {
  const one = Float64Array.of(1, 1);
  const options = { grid: { kind: 'utc', intervalMs: HOUR }, stamp: 'start' } as const;
  const trades = (first: number, second: number): Trades => ({
    atMs: Float64Array.of(first, second),
    price: one,
    volume: one,
  });
  const minutes = { ...options, source: { kind: 'bars', stamp: 'start', intervalMs: MINUTE } } as const;
  const ohlcv = (atMs: Float64Array) => ({ atMs, open: one, high: one, low: one, close: one, volume: one });

  it('rows that are unsorted or there twice', () => {
    assert.throws(() => klinesFromTrades(trades(5, 4), options), { code: 'quant.input', message: /Sort rows/ });
    assert.equal(klinesFromTrades(trades(5, 5), options).count[0], 2);
    assert.throws(() => klinesFromBars(ohlcv(Float64Array.of(0, 0)), minutes), {
      code: 'quant.input',
      message: /twice/,
    });
  });

  it('a trade that is late', () => {
    const stream = openKlines({ ...options, source: { kind: 'trades' } });
    const row = { open: 1, high: 1, low: 1, close: 1, volume: 1, turnover: 1 };
    stream.update({ ...row, atMs: 5 });
    assert.equal(stream.advance(HOUR).length, 1);
    assert.throws(() => stream.update({ ...row, atMs: HOUR - 1 }), { code: 'quant.input', message: /late/ });
    assert.deepEqual(stream.advance(HOUR), []);
  });

  it('bars that do not fit, prices that are none, columns of two lengths, no interval, no session', () => {
    const seven = { ...options, source: { kind: 'bars', stamp: 'start', intervalMs: 7 * MINUTE } } as const;
    assert.throws(() => klinesFromBars(ohlcv(Float64Array.of(49 * MINUTE, 56 * MINUTE)), seven), {
      code: 'quant.input',
    });
    const holes = { ...trades(1, 2), price: Float64Array.of(1, Number.NaN) };
    assert.throws(() => klinesFromTrades(holes, options), { code: 'quant.input', message: /"open"/ });
    assert.throws(() => klinesFromTrades({ ...holes, price: one.subarray(1) }, options), { code: 'quant.input' });
    assert.throws(() => klinesFromTrades({ ...trades(1, 2), volume: Float64Array.of(1, -1) }, options), {
      code: 'quant.input',
    });
    for (const intervalMs of [0, -1, 2.5, Number.NaN]) {
      const call = () => klinesFromTrades(trades(1, 2), { ...options, grid: { kind: 'utc', intervalMs } });
      assert.throws(call, { code: 'quant.parameter' });
    }
    const backward = { kind: 'sessions', sessions: [...SESSIONS].reverse() } as const;
    assert.throws(() => klinesFromTrades(trades(1, 2), { ...options, grid: backward }), { code: 'quant.input' });
  });

  it('nothing: no rows make no bars', () => {
    const none = new Float64Array(0);
    assert.equal(klinesFromTrades({ atMs: none, price: none, volume: none }, options).rows, 0);
  });
});
