import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { isTapelineError } from '../core/errors.ts';
import { dayOfSession, type Session, sessionOfDay, toSession } from '../core/time.ts';
import { type Calendar, calendarFrom, calendarOf, venueNames } from './index.ts';

const at = (text: string): number => Date.parse(text);
const xshg = calendarOf('XSHG');
const xnys = calendarOf('XNYS');

function trades(calendar: Calendar, dates: readonly string[]): readonly boolean[] {
  return dates.map((date) => calendar.isSession(toSession(date)));
}

function failure(run: () => unknown): { readonly code: string; readonly facts: unknown } {
  try {
    run();
  } catch (error) {
    if (isTapelineError(error)) return { code: error.code, facts: error.facts };
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('the example in the docstring is true', () => {
  assert.equal(xshg.next(toSession('2024-02-08')), '2024-02-19');
  assert.equal(xshg.hours(toSession('2024-02-19')).closeMs, 1_708_326_000_000);
});

test('a summer morning of 1991 in Shanghai opens at 00:30 UTC, because clocks were forward then', () => {
  assert.equal(xshg.hours(toSession('1991-07-01')).openMs, at('1991-07-01T00:30:00Z'));
  assert.equal(xshg.hours(toSession('1992-07-01')).openMs, at('1992-07-01T01:30:00Z'));
});

test('New York opens an hour later in UTC from the Monday after clocks go back', () => {
  assert.equal(xnys.hours(toSession('2026-10-30')).openMs, at('2026-10-30T13:30:00Z'));
  assert.equal(xnys.hours(toSession('2026-11-02')).openMs, at('2026-11-02T14:30:00Z'));
});

test('the number of sessions in a year is the published one', () => {
  const count = (calendar: Calendar, year: number): number =>
    calendar.sessionDays(toSession(`${year}-01-01`), toSession(`${year}-12-31`)).length;
  assert.deepEqual(
    Array.from({ length: 13 }, (_, index) => count(xshg, 2013 + index)),
    [238, 245, 244, 244, 244, 243, 244, 243, 243, 242, 242, 242, 243],
  );
  assert.deepEqual(
    [2001, 2012, 2019, 2024, 2025].map((year) => count(xnys, year)),
    [248, 250, 252, 252, 250],
  );
});

test('days are counted from 1970-01-01', () => {
  const days = xshg.sessionDays(toSession('2023-12-29'), toSession('2024-01-03'));
  assert.deepEqual([...days], [19_720, 19_724, 19_725]);
});

test('a weekend that China works in exchange for a holiday is not a session', () => {
  assert.deepEqual(trades(xshg, ['2024-02-04', '2024-02-18', '2024-09-29', '2024-10-12']), [
    false,
    false,
    false,
    false,
  ]);
});

test('Shanghai stayed closed on 2020-01-31, decided in mid-holiday, and on the eve of the new year 2024 only', () => {
  assert.deepEqual(trades(xshg, ['2020-01-30', '2020-01-31', '2020-02-03']), [false, false, true]);
  assert.deepEqual(trades(xshg, ['2024-02-08', '2024-02-09', '2023-01-20']), [true, false, true]);
});

test('New York keeps a holiday from its first year on', () => {
  assert.deepEqual(trades(xnys, ['1997-01-20', '1998-01-19']), [true, false], 'Martin Luther King Jr. Day: first 1998');
  assert.deepEqual(trades(xnys, ['2021-06-18', '2022-06-20']), [true, false], 'Juneteenth: first 2022');
});

test('New York moves a fixed holiday off the weekend, except a New Year on a Saturday', () => {
  assert.deepEqual(trades(xnys, ['2026-07-03', '2021-07-05', '2027-12-24']), [false, false, false]);
  assert.deepEqual(trades(xnys, ['2021-12-31', '2022-01-03', '2023-01-02']), [true, true, false]);
});

test('New York closed for what nobody could plan, and no day longer', () => {
  assert.deepEqual(trades(xnys, ['2001-09-10', '2001-09-11', '2001-09-14', '2001-09-17']), [true, false, false, true]);
  assert.deepEqual(trades(xnys, ['2012-10-26', '2012-10-29', '2012-10-30', '2012-10-31']), [true, false, false, true]);
  assert.deepEqual(trades(xnys, ['2025-01-08', '2025-01-09', '2025-01-10']), [true, false, true]);
});

test('half days of New York moved from 14:00 to 13:00 in 1993, and from 5 July to 3 July in 2013', () => {
  const closes = ['1991-11-29', '1992-11-27', '1993-11-26', '2002-07-05', '2013-07-03', '2013-07-05'].map((date) => {
    const { closeMs, kind } = xnys.hours(toSession(date));
    return [new Date(closeMs).toISOString().slice(11, 16), kind];
  });
  const [full, two, one] = [
    ['21:00', 'full'],
    ['19:00', 'half'],
    ['18:00', 'half'],
  ];
  assert.deepEqual(closes, [full, two, one, ['17:00', 'half'], ['17:00', 'half'], ['20:00', 'full']]);
});

test('a session has its lunch break in Shanghai and none in New York', () => {
  const { breakStartMs, breakEndMs, kind } = xshg.hours(toSession('2024-03-01'));
  assert.deepEqual([breakStartMs, breakEndMs, kind], [at('2024-03-01T03:30:00Z'), at('2024-03-01T05:00:00Z'), 'full']);
  const newYork = xnys.hours(toSession('2024-03-01'));
  assert.deepEqual([newYork.breakStartMs, newYork.breakEndMs], [null, null]);
});

test('hours of a day without trading are refused, with the nearest sessions', () => {
  assert.deepEqual(
    failure(() => xshg.hours(toSession('2024-02-12'))),
    {
      code: 'usage.invalid',
      facts: {
        what: 'XSHG does not trade on that date',
        got: '2024-02-12',
        wayOut: 'The nearest: 2024-02-08, 2024-02-19.',
      },
    },
  );
});

test('a session is closed from the millisecond of its close on', () => {
  assert.equal(xshg.lastClosedSession(at('2024-02-08T06:59:59.999Z')), '2024-02-07');
  assert.equal(xshg.lastClosedSession(at('2024-02-08T07:00:00Z')), '2024-02-08');
  assert.equal(xshg.lastClosedSession(at('2024-02-19T06:59:59Z')), '2024-02-08', 'over the spring festival');
});

test('the last closed session is the day before in New York while Shanghai has closed the day', () => {
  const evening = at('2024-03-05T09:00:00Z');
  assert.deepEqual([xshg.lastClosedSession(evening), xnys.lastClosedSession(evening)], ['2024-03-05', '2024-03-04']);
});

test('a half day is closed at its own hour', () => {
  assert.equal(xnys.lastClosedSession(at('2024-11-29T17:59:59Z')), '2024-11-27');
  assert.equal(xnys.lastClosedSession(at('2024-11-29T18:00:00Z')), '2024-11-29');
});

test('the date of an instant is the date at the exchange', () => {
  const night = at('2024-03-05T17:30:00Z');
  assert.deepEqual([xshg.sessionOn(night), xnys.sessionOn(night)], ['2024-03-06', '2024-03-05']);
  assert.equal(xshg.sessionOn(at('2099-12-31T16:00:00Z')), '2100-01-01', 'a fact of the zone, without a horizon');
});

test('the date at the exchange changes with the first millisecond after its midnight', () => {
  assert.equal(xshg.sessionOn(at('2024-03-05T15:59:59.999Z')), '2024-03-05');
  assert.equal(xshg.sessionOn(at('2024-03-05T16:00:00.000Z')), '2024-03-06');
});

test('next and previous count sessions, from any date', () => {
  assert.equal(xshg.next(toSession('2024-02-08')), '2024-02-19');
  assert.equal(xshg.next(toSession('2024-02-10')), '2024-02-19');
  assert.equal(xshg.next(toSession('2024-02-08'), 3), '2024-02-21');
  assert.equal(xshg.previous(toSession('2024-02-19')), '2024-02-08');
  assert.equal(xshg.previous(toSession('2024-02-18'), 2), '2024-02-07');
  assert.equal(xshg.lastSessionAtOrBefore(toSession('2024-02-18')), '2024-02-08');
  assert.equal(xshg.lastSessionAtOrBefore(toSession('2024-02-19')), '2024-02-19');
});

test('a number of sessions below one, or not whole, is refused', () => {
  for (const n of [0, -1, 1.5, Number.NaN]) {
    assert.equal(failure(() => xshg.next(toSession('2024-02-08'), n)).code, 'usage.invalid');
    assert.equal(failure(() => xshg.previous(toSession('2024-02-08'), n)).code, 'usage.invalid');
  }
});

test('nothing is answered beyond the horizon, on either side', () => {
  const beyond = (asked: string) => ({
    code: 'calendar.beyond_horizon',
    facts: { venue: 'XSHG', asked, first: '1990-12-19', last: '2026-12-31' },
  });
  const [before, first, last, after] = ['1990-12-18', '1990-12-19', '2026-12-31', '2027-01-01'].map(toSession);
  for (const date of [before!, after!]) {
    assert.deepEqual(
      failure(() => xshg.isSession(date)),
      beyond(date),
    );
    assert.deepEqual(
      failure(() => xshg.hours(date)),
      beyond(date),
    );
    assert.deepEqual(
      failure(() => xshg.lastSessionAtOrBefore(date)),
      beyond(date),
    );
  }
  assert.deepEqual(
    failure(() => xshg.sessions(before!, last!)),
    beyond(before!),
  );
  assert.deepEqual(
    failure(() => xshg.sessionDays(first!, after!)),
    beyond(after!),
  );
  assert.deepEqual(
    failure(() => xshg.next(last!)),
    beyond('2026-12-31 + 1'),
  );
  assert.deepEqual(
    failure(() => xshg.previous(first!)),
    beyond('1990-12-19 - 1'),
  );
  assert.equal(xshg.sessions(first!, last!).length, 8797);
});

test('Hong Kong opens at 09:30 from 2011-03-07 on, and Tokyo closes at 15:30 from 2024-11-05 on', () => {
  const times = (venue: string, date: string): readonly string[] => {
    const { openMs, closeMs } = calendarOf(venue).hours(toSession(date));
    return [openMs, closeMs].map((atMs) => new Date(atMs).toISOString().slice(11, 16));
  };
  assert.deepEqual([times('XHKG', '2011-03-04')[0], times('XHKG', '2011-03-07')[0]], ['02:00', '01:30']);
  assert.deepEqual([times('XTKS', '2024-11-01')[1], times('XTKS', '2024-11-05')[1]], ['06:00', '06:30']);
});

test('London moves a bank holiday for a jubilee, and keeps it the year after', () => {
  const xlon = calendarOf('XLON');
  assert.deepEqual(trades(xlon, ['2020-05-04', '2020-05-08', '2021-05-03']), [true, false, false]);
  assert.deepEqual(trades(xlon, ['2022-05-30', '2022-06-02', '2022-06-03', '2023-05-29']), [true, false, false, false]);
});

test('round the clock, a session closes with the midnight that opens the next', () => {
  const always = calendarOf('24/7');
  assert.equal(always.lastClosedSession(at('2024-02-29T23:59:59.999Z')), '2024-02-28');
  assert.equal(always.lastClosedSession(at('2024-03-01T00:00:00.000Z')), '2024-02-29');
});

test('an instant beyond the horizon has no last closed session', () => {
  const midnight = at('2026-12-31T16:00:00Z');
  assert.equal(xshg.lastClosedSession(midnight), '2026-12-31', 'the day that ends with the horizon');
  assert.equal(failure(() => xshg.lastClosedSession(midnight + 1)).code, 'calendar.beyond_horizon');
  assert.equal(xshg.lastClosedSession(at('1990-12-19T07:00:00Z')), '1990-12-19');
  assert.equal(failure(() => xshg.lastClosedSession(at('1990-12-19T06:59:59Z'))).code, 'calendar.beyond_horizon');
});

test('text that is no date is outside every horizon', () => {
  assert.equal(failure(() => xshg.isSession('2024-13-45' as Session)).code, 'calendar.beyond_horizon');
});

test('a range that ends before it begins is empty', () => {
  assert.deepEqual(xshg.sessions(toSession('2024-03-02'), toSession('2024-03-01')), []);
  assert.equal(xshg.sessionDays(toSession('2024-03-08'), toSession('2024-03-01')).length, 0);
});

test('a caller may change the days it was given', () => {
  const week = [toSession('2024-03-04'), toSession('2024-03-08')] as const;
  xshg.sessionDays(...week).fill(0);
  assert.equal(xshg.sessions(...week).length, 5);
});

test('an unknown venue is refused with the nearest known one', () => {
  assert.deepEqual(
    failure(() => calendarOf('XSGH')),
    {
      code: 'usage.unknown_name',
      facts: { kind: 'venue', name: 'XSGH', nearest: 'XSHG', known: venueNames() },
    },
  );
  assert.deepEqual((failure(() => calendarOf('Zürich')).facts as { nearest: unknown }).nearest, null);
});

test('Shenzhen and Nasdaq answer under their own name', () => {
  assert.deepEqual([calendarOf('XSHE').venue, calendarOf('XNAS').venue], ['XSHE', 'XNAS']);
  const error = failure(() => calendarOf('XSHE').isSession(toSession('2030-01-02')));
  assert.equal((error.facts as { venue: string }).venue, 'XSHE');
});

test('a later horizon can be loaded over the shipped data', () => {
  const dates = { ...xshg.data.closures.dates, 2027: '01-01' };
  const longer = calendarFrom({ ...xshg.data, last: '2027-01-31', closures: { dates } });
  assert.equal(longer.next(toSession('2026-12-31')), '2027-01-04');
  assert.equal(failure(() => longer.isSession(toSession('2027-02-01'))).code, 'calendar.beyond_horizon');
});

test('hours are the same where the platform has no Temporal of its own', async () => {
  const script = `
    import { calendarOf } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    const hours = ['1991-07-01', '2024-03-01'].map((session) => calendarOf('XSHG').hours(session));
    const half = calendarOf('XNYS').hours('2024-07-03');
    console.log(JSON.stringify([typeof Temporal, ...hours, half, calendarOf('XNYS').sessionOn(1709688600000)]));`;
  const args = ['--no-harmony-temporal', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const here = [
    ...['1991-07-01', '2024-03-01'].map((date) => xshg.hours(toSession(date))),
    xnys.hours(toSession('2024-07-03')),
  ];
  assert.deepEqual(JSON.parse(stdout), ['undefined', ...here, '2024-03-05']);
});

const anyVenue = fc.constantFrom(...venueNames()).map(calendarOf);
const inside = fc.tuple(anyVenue, fc.double({ min: 0, max: 1, noNaN: true })).map(([calendar, share]) => {
  const [first, last] = [dayOfSession(toSession(calendar.data.first)), dayOfSession(toSession(calendar.data.last))];
  return { calendar, date: sessionOfDay(Math.round(first + share * (last - first))) };
});

test('next and previous undo each other on sessions', () => {
  fc.assert(
    fc.property(inside, fc.integer({ min: 1, max: 300 }), ({ calendar, date }, n) => {
      const session = date < calendar.firstSession ? calendar.firstSession : calendar.lastSessionAtOrBefore(date);
      const rest = calendar.sessionDays(session, toSession(calendar.data.last));
      if (n >= rest.length) return;
      assert.equal(calendar.next(session, n), sessionOfDay(rest[n]!));
      assert.equal(calendar.previous(calendar.next(session, n), n), session);
    }),
    { numRuns: 200 },
  );
});

test('sessions ascend, and hold exactly the dates that isSession confirms', () => {
  fc.assert(
    fc.property(inside, fc.integer({ min: 0, max: 120 }), ({ calendar, date }, length) => {
      const begin = dayOfSession(date);
      const end = Math.min(begin + length, dayOfSession(toSession(calendar.data.last)));
      const dates = Array.from({ length: end - begin + 1 }, (_, index) => sessionOfDay(begin + index));
      const confirmed = dates.filter((each) => calendar.isSession(each));
      assert.deepEqual(calendar.sessions(date, sessionOfDay(end)), confirmed);
      assert.deepEqual([...calendar.sessionDays(date, sessionOfDay(end))], confirmed.map(dayOfSession));
    }),
    { numRuns: 200 },
  );
});

test('a session opens before it rests before it closes, and is the last closed one from its close to the next', () => {
  fc.assert(
    fc.property(inside, ({ calendar, date }) => {
      const session = date < calendar.firstSession ? calendar.firstSession : calendar.lastSessionAtOrBefore(date);
      const { openMs, breakStartMs, breakEndMs, closeMs } = calendar.hours(session);
      const times = [openMs, breakStartMs, breakEndMs, closeMs].filter((time) => time !== null);
      assert.ok(times.every((time, index) => index === 0 || times[index - 1]! < time));
      assert.equal(calendar.lastClosedSession(closeMs), session);
      if (session !== calendar.firstSession) assert.ok(calendar.lastClosedSession(closeMs - 1) < session);
    }),
    { numRuns: 200 },
  );
});

test('lunch in Hong Kong and Tokyo grew shorter on the day the exchange said', () => {
  const lunch = (venue: string, date: string): readonly string[] => {
    const { breakStartMs, breakEndMs } = calendarOf(venue).hours(toSession(date));
    return [breakStartMs!, breakEndMs!].map((atMs) => new Date(atMs).toISOString().slice(11, 16));
  };
  assert.deepEqual(
    ['2011-03-04', '2011-03-07', '2012-03-02', '2012-03-05'].map((date) => lunch('XHKG', date)),
    [
      ['04:30', '06:30'],
      ['04:00', '05:30'],
      ['04:00', '05:30'],
      ['04:00', '05:00'],
    ],
  );
  assert.deepEqual(
    ['2011-11-18', '2011-11-21'].map((date) => lunch('XTKS', date)),
    [
      ['02:00', '03:30'],
      ['02:30', '03:30'],
    ],
  );
});
