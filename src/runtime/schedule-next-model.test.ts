import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTapelineError } from '../core/errors.ts';
import { sessionModels, venueModels } from './calendar-models.ts';
import { type NextAsked, scheduleNext } from './schedule-next-model.ts';

const NOW_MS = Date.parse('2026-03-01T00:00:00Z');

function next(asked: NextAsked): ReturnType<typeof scheduleNext> {
  return scheduleNext(asked, NOW_MS);
}

test('a wall time in a gap is due at the first instant after it, and the tick says so', () => {
  const asked = { cron: '30 2 * * *', tz: 'America/New_York', from: '2026-03-07T00:00', count: 3 };
  const { ticks, from } = next(asked);
  assert.deepEqual(
    ticks.map(({ at, utc, note }) => [at, utc, note?.because ?? null]),
    [
      ['2026-03-07T02:30:00-05:00', '2026-03-07T07:30:00.000Z', null],
      ['2026-03-08T03:00:00-04:00', '2026-03-08T07:00:00.000Z', 'dst_gap'],
      ['2026-03-09T02:30:00-04:00', '2026-03-09T06:30:00.000Z', null],
    ],
  );
  assert.deepEqual([from.readAs, from.at], ['wall', '2026-03-07T00:00:00-05:00']);
});

test('what is skipped in a gap stands among what is not due', () => {
  const { ticks, notDue } = next({
    cron: '30 2 * * *',
    tz: 'America/New_York',
    gap: 'skip',
    from: '2026-03-07T12:00',
    count: 1,
  });
  assert.equal(ticks[0]?.at, '2026-03-09T02:30:00-04:00');
  assert.deepEqual(
    notDue.map(({ date, time, because }) => [date, time, because]),
    [['2026-03-08', '02:30', 'dst_gap']],
  );
});

test('sessions come with their date, and holidays between them with their name', () => {
  const { ticks, notDue } = next({ calendar: 'XSHG', at: 'close+90m', from: '2026-09-30T16:30', count: 2 });
  assert.deepEqual(
    ticks.map(({ at, session }) => [at, session]),
    [
      ['2026-09-30T16:30:00+08:00', '2026-09-30'],
      ['2026-10-08T16:30:00+08:00', '2026-10-08'],
    ],
    'from is included',
  );
  assert.equal(notDue.length, 7);
  assert.deepEqual([notDue[0]?.because, notDue[0]?.detail], ['holiday', 'National Day']);
});

test('from may be an instant, a date, or left out', () => {
  const every = { every: '15m', anchor: '2026-03-01T09:00:00+08:00', count: 1 };
  assert.equal(next(every).ticks[0]?.at, '2026-03-01T01:00:00+00:00', 'now, which is before the anchor');
  assert.equal(next({ ...every, tz: 'Asia/Shanghai' }).ticks[0]?.at, '2026-03-01T09:00:00+08:00');
  assert.equal(next({ ...every, from: '2026-03-02' }).ticks[0]?.utc, '2026-03-02T00:00:00.000Z');
  assert.equal(next({ ...every, from: '2026-03-02T00:01:00-05:00' }).ticks[0]?.utc, '2026-03-02T05:15:00.000Z');
});

test('where the calendar ends, what is known is given and the end is said; with nothing known there is an error', () => {
  const { ticks, endsAtHorizon } = next({ calendar: 'XSHG', at: 'close', from: '2026-12-30', count: 9 });
  assert.deepEqual([ticks.length, endsAtHorizon], [2, true]);
  assert.throws(
    () => next({ calendar: 'XSHG', at: 'close', from: '2027-01-04', count: 1 }),
    (error) => isTapelineError(error) && error.code === 'calendar.beyond_horizon',
  );
});

test('what makes no trigger is refused as a slip on the command line', () => {
  const wrong: readonly Partial<NextAsked>[] = [
    {},
    { cron: '0 0 * * *' },
    { cron: '0 0 30 2 *', tz: 'UTC' },
    { cron: '0 0 * * *', tz: 'Mars/Olympus' },
    { cron: '0 0 * * *', tz: 'UTC', every: '5m' },
    { cron: '0 0 * * *', tz: 'UTC', at: 'close' },
    { cron: '0 0 * * *', tz: 'UTC', gap: 'maybe' },
    { cron: '0 0 * * *', tz: 'UTC', from: 'yesterday' },
    { cron: '0 0 * * *', tz: 'UTC', from: '2026-02-30' },
    { cron: '0 0 * * *', tz: 'UTC', count: 100_000 },
    { calendar: 'XSHG' },
    { calendar: 'XSGH', at: 'close' },
    { calendar: 'XSHG', at: 'close', on: 'month/last' },
    { every: '5m' },
    { once: '2026-03-01T09:00' },
  ];
  for (const asked of wrong) {
    assert.throws(
      () => next({ count: 1, ...asked }),
      (error) => isTapelineError(error) && error.exit === 2,
      JSON.stringify(asked),
    );
  }
});

test('a session is shown in the exchange’s own time, with its break and whether it is a half day', () => {
  assert.deepEqual(sessionModels({ venue: 'XHKG', from: '2026-12-23', to: '2026-12-27' }), [
    {
      session: '2026-12-23',
      open: '2026-12-23T09:30:00+08:00',
      breakStart: '2026-12-23T12:00:00+08:00',
      breakEnd: '2026-12-23T13:00:00+08:00',
      close: '2026-12-23T16:00:00+08:00',
      kind: 'full',
    },
    {
      session: '2026-12-24',
      open: '2026-12-24T09:30:00+08:00',
      breakStart: null,
      breakEnd: null,
      close: '2026-12-24T12:00:00+08:00',
      kind: 'half',
    },
  ]);
  assert.throws(() => sessionModels({ venue: 'XHKG', from: '2026-12-24', to: '2026-12-23' }), isTapelineError);
});

test('every venue says where it lies, from what source, and how far it is known', () => {
  for (const { venue, zone, first, last, source } of venueModels()) {
    assert.ok(zone !== '' && first < last && source !== '', venue);
  }
});
