import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import type { CalendarTrigger, NonTick } from '../../core/trigger.ts';
import { calendarFrom, calendarOf } from '../calendar.ts';
import { wallClockOf } from '../wall-clock.ts';
import { zonedText } from '../wall-times.ts';
import { tickSource } from './tick-source.ts';

const at = (text: string): number => Date.parse(text);

/** Ticks between two dates of UTC, as clocks at the exchange show them. Expected values are written by hand. */
function ticks(trigger: CalendarTrigger, from: string, to: string): readonly string[] {
  const source = tickSource(trigger, { zoneData: 'any' });
  const found = source.between({ afterMs: at(`${from}T00:00Z`), untilMs: at(`${to}T00:00Z`), limit: 1000 });
  return found.map(({ atMs }) => zonedText(wallClockOf(source.zone), atMs).slice(0, 16));
}

function reasons(trigger: CalendarTrigger, from: string, to: string): readonly string[] {
  const source = tickSource(trigger, { zoneData: 'any' });
  const range = { afterMs: at(`${from}T00:00Z`), untilMs: at(`${to}T00:00Z`), limit: 1000 };
  return source
    .explain(range)
    .map(({ date, time, because, detail }: NonTick) => [date, time, because, detail ?? '-'].join(' '));
}

test('a half day closes early, and what counts from the close comes early with it', () => {
  assert.deepEqual(ticks({ calendar: 'XNYS', at: 'close+90m' }, '2026-11-25', '2026-12-01'), [
    '2026-11-25T17:30',
    '2026-11-27T14:30',
    '2026-11-30T17:30',
  ]);
  assert.deepEqual(ticks({ calendar: 'XHKG', at: 'close+1h' }, '2026-02-13', '2026-02-23'), [
    '2026-02-13T17:00',
    '2026-02-16T13:00',
    '2026-02-20T17:00',
  ]);
});

test('Tokyo closes half an hour later from 2024-11-05 on', () => {
  assert.deepEqual(ticks({ calendar: 'XTKS', at: 'close' }, '2024-11-01', '2024-11-07'), [
    '2024-11-01T15:00',
    '2024-11-05T15:30',
    '2024-11-06T15:30',
  ]);
});

test('Hong Kong opens half an hour earlier from 2011-03-07 on', () => {
  assert.deepEqual(ticks({ calendar: 'XHKG', at: 'open-15m' }, '2011-03-04', '2011-03-08'), [
    '2011-03-04T09:45',
    '2011-03-07T09:15',
  ]);
});

test('New York: 15:30 until 1974-09-30, short days while the paperwork of 1968 piled up, and 09:30 from 1985-09-30 on', () => {
  const close: CalendarTrigger = { calendar: 'XNYS', at: 'close' };
  assert.deepEqual(ticks(close, '1968-01-19', '1968-01-23'), ['1968-01-19T15:30', '1968-01-22T14:00']);
  assert.deepEqual(ticks(close, '1968-03-01', '1968-03-05'), ['1968-03-01T14:00', '1968-03-04T15:30']);
  assert.deepEqual(ticks(close, '1974-09-30', '1974-10-02'), ['1974-09-30T15:30', '1974-10-01T16:00']);
  assert.deepEqual(ticks({ calendar: 'XNYS', at: 'open' }, '1985-09-26', '1985-10-01'), [
    '1985-09-26T10:00',
    '1985-09-30T09:30',
  ]);
  assert.deepEqual(reasons(close, '1968-06-12', '1968-06-13'), ['1968-06-12 15:30 closure Paperwork crisis']);
  assert.deepEqual(reasons(close, '1985-09-27', '1985-09-28'), ['1985-09-27 16:00 closure Hurricane Gloria']);
});

test('the record of New York begins with the first week without Saturday sessions', () => {
  const source = tickSource({ calendar: 'XNYS', at: 'close' }, { zoneData: 'any' });
  assert.equal(
    source.next(at('1952-09-29T12:00Z'))?.atMs,
    at('1952-09-29T20:30Z'),
    '15:30; clocks went back the day before',
  );
  assert.throws(() => source.next(at('1952-09-28T12:00Z')), isTapelineError);
});

test('a typhoon takes a session away, and the reason names it', () => {
  assert.deepEqual(ticks({ calendar: 'XHKG', at: 'close' }, '2024-09-05', '2024-09-10'), [
    '2024-09-05T16:00',
    '2024-09-09T16:00',
  ]);
  assert.deepEqual(reasons({ calendar: 'XHKG', at: 'close' }, '2024-09-05', '2024-09-10'), [
    '2024-09-06 16:00 closure Typhoon Yagi',
    '2024-09-07 16:00 weekend -',
    '2024-09-08 16:00 weekend -',
  ]);
});

test('holidays, funerals and weekends worked in exchange are told apart', () => {
  assert.deepEqual(reasons({ calendar: 'XNYS', at: 'close' }, '2025-01-08', '2025-01-10'), [
    '2025-01-09 16:00 closure Funeral of Jimmy Carter',
  ]);
  assert.deepEqual(reasons({ calendar: 'XNYS', at: 'open' }, '2026-11-26', '2026-11-27'), [
    '2026-11-26 09:30 holiday Thanksgiving',
  ]);
  assert.deepEqual(reasons({ calendar: 'XSHG', at: 'close+90m' }, '2024-09-29', '2024-10-02'), [
    '2024-09-29 16:30 weekend -',
    '2024-10-01 16:30 holiday National Day',
  ]);
});

test('a wall time on session days skips holidays and keeps to the wall through clock changes', () => {
  assert.deepEqual(ticks({ calendar: 'XNYS', at: '20:30' }, '2026-03-06', '2026-03-11'), [
    '2026-03-05T20:30',
    '2026-03-06T20:30',
    '2026-03-09T20:30',
  ]);
  const source = tickSource({ calendar: 'XNYS', at: '20:30' }, { zoneData: 'any' });
  assert.equal(source.next(at('2026-03-06T12:00Z'))?.atMs, at('2026-03-07T01:30Z'));
  assert.equal(source.next(at('2026-03-09T12:00Z'))?.atMs, at('2026-03-10T00:30Z'));
});

test('round the clock, a fixed time that the rule for clock changes concerns does not exist: UTC has none', () => {
  assert.equal(ticks({ calendar: '24/7', at: '02:30' }, '2026-03-07', '2026-03-10').length, 3);
});

test('the first and last session of a month and of a week', () => {
  const first: CalendarTrigger = { calendar: 'XSHG', at: 'open', on: { nth: 1, of: 'month' } };
  assert.deepEqual(ticks(first, '2026-01-01', '2026-06-10'), [
    '2026-01-05T09:30',
    '2026-02-02T09:30',
    '2026-03-02T09:30',
    '2026-04-01T09:30',
    '2026-05-06T09:30',
    '2026-06-01T09:30',
  ]);
  const last: CalendarTrigger = { calendar: 'XSHG', at: 'close', on: { nth: -1, of: 'month' } };
  assert.deepEqual(ticks(last, '2026-01-01', '2026-03-01'), ['2026-01-30T15:00', '2026-02-27T15:00']);
  const week: CalendarTrigger = { calendar: 'XNYS', at: 'close', on: { nth: -1, of: 'week' } };
  assert.deepEqual(ticks(week, '2026-03-30', '2026-04-11'), ['2026-04-02T16:00', '2026-04-10T16:00']);
});

test('a week without sessions has no first one, and a short week no fourth', () => {
  const golden: CalendarTrigger = { calendar: 'XSHG', at: 'open', on: { nth: 1, of: 'week' } };
  assert.deepEqual(ticks(golden, '2026-02-09', '2026-02-28'), ['2026-02-09T09:30', '2026-02-24T09:30']);
  const fourth: CalendarTrigger = { calendar: 'XSHG', at: 'open', on: { nth: 4, of: 'week' } };
  assert.deepEqual(ticks(fourth, '2026-09-21', '2026-10-17'), ['2026-09-24T09:30', '2026-10-15T09:30']);
});

test('T+n counts sessions, not days', () => {
  const next: CalendarTrigger = { calendar: 'XSHG', at: 'open', on: { nth: -1, of: 'month' }, plusSessions: 1 };
  assert.deepEqual(ticks(next, '2026-09-25', '2026-10-20'), ['2026-10-08T09:30'], 'after 30 September comes the 8th');
  const source = tickSource({ calendar: 'XSHG', at: 'open', plusSessions: 2 }, { zoneData: 'any' });
  assert.equal(source.next(at('2026-09-30T10:00Z'))?.session, '2026-10-08', 'the session in which the moment lies');
});

test('a moment whose date seemed over is still to come where clocks go back over midnight', () => {
  const venue = calendarFrom({
    ...calendarOf('24/7').data,
    venue: 'STJ',
    zone: 'America/St_Johns',
    first: '2010-01-01',
  });
  const trigger: CalendarTrigger = { calendar: 'STJ', at: '23:30', dst: { gap: 'next', overlap: 'second' } };
  const source = tickSource(trigger, { zoneData: 'any', calendarNamed: () => venue });
  const afterMidnight = at('2010-11-07T02:30:30Z');
  assert.equal(source.next(afterMidnight)?.atMs, at('2010-11-07T03:00Z'), '00:01 went back to 23:01 on 6 November');
  assert.equal(source.next(afterMidnight)?.session, '2010-11-06');
});

test('sessions that were not chosen are named as such', () => {
  const last: CalendarTrigger = { calendar: 'XSHG', at: 'close', on: { nth: -1, of: 'week' } };
  assert.deepEqual(reasons(last, '2026-11-18', '2026-11-21'), [
    '2026-11-18 15:00 not_chosen -',
    '2026-11-19 15:00 not_chosen -',
  ]);
});

test('an open of 1991 in Shanghai is at 00:30 UTC: clocks were forward', () => {
  const source = tickSource({ calendar: 'XSHG', at: 'open' }, { zoneData: 'any' });
  assert.equal(source.next(at('1991-06-30T12:00Z'))?.atMs, at('1991-07-01T00:30Z'));
});

test('beyond the horizon there is an error and no guess; up to it there are answers', () => {
  const source = tickSource({ calendar: 'XSHG', at: 'close+90m' }, { zoneData: 'any' });
  assert.equal(source.next(at('2026-12-31T00:00Z'))?.atMs, at('2026-12-31T08:30Z'));
  for (const beyond of [
    () => source.next(at('2026-12-31T08:30Z')),
    () => source.between({ afterMs: at('2026-12-01T00:00Z'), untilMs: at('2027-02-01T00:00Z'), limit: 100 }),
    () => source.explain({ afterMs: at('2026-12-01T00:00Z'), untilMs: at('2027-02-01T00:00Z'), limit: 100 }),
    () => source.next(at('1990-12-18T00:00Z')),
  ]) {
    assert.throws(beyond, (error) => isTapelineError(error) && error.code === 'calendar.beyond_horizon');
  }
  const enough = { afterMs: at('2026-12-01T00:00Z'), untilMs: at('2027-02-01T00:00Z'), limit: 3 };
  assert.equal(source.between(enough).length, 3, 'what is asked for lies before the horizon');
});

test('the last session of a week that the horizon cuts is unknown, the first is not', () => {
  const last = tickSource({ calendar: 'XSHG', at: 'close', on: { nth: -1, of: 'week' } }, { zoneData: 'any' });
  assert.equal(last.horizonMs, at('2026-12-27T15:59:59.999Z'), '2026-12-28 is a Monday; Friday is 2027');
  assert.throws(() => last.next(at('2026-12-26T00:00Z')), isTapelineError);
  const first = tickSource({ calendar: 'XSHG', at: 'close', on: { nth: 1, of: 'week' } }, { zoneData: 'any' });
  assert.equal(first.next(at('2026-12-26T00:00Z'))?.session, '2026-12-28');
  assert.throws(() => first.next(at('1990-12-19T00:00Z')), isTapelineError, 'the record begins on a Wednesday');
  assert.equal(first.next(at('1990-12-23T16:00Z'))?.session, '1990-12-24');
});

test('what no calendar trigger can mean is refused', () => {
  const wrong: readonly unknown[] = [
    { calendar: 'XSHG', at: 'closing' },
    { calendar: 'XSHG', at: 'close+90' },
    { calendar: 'XSHG', at: 'close+200h' },
    { calendar: 'XSHG', at: '24:30' },
    { calendar: 'XSHG', at: 'close', on: { nth: 0, of: 'month' } },
    { calendar: 'XSHG', at: 'close', on: { nth: 6, of: 'week' } },
    { calendar: 'XSHG', at: 'close', on: { nth: 1, of: 'year' } },
    { calendar: 'XSHG', at: 'close', plusSessions: -1 },
    { calendar: 'XSHG', at: 'close', dst: { gap: 'maybe', overlap: 'first' } },
    { calendar: 'XSGH', at: 'close' },
  ];
  for (const trigger of wrong) {
    assert.throws(
      () => tickSource(trigger as CalendarTrigger, { zoneData: 'any' }),
      (error) => isTapelineError(error) && error.exit === 2,
      JSON.stringify(trigger),
    );
  }
});
