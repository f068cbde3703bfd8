import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTapelineError } from '../core/errors.ts';
import { checkVenueData } from './check-venue-data.ts';
import { calendarFrom, calendarOf, venueNames } from './index.ts';
import type { VenueData } from './venues/venue.ts';

const bakery: VenueData = {
  venue: 'BAKE',
  name: 'A bakery that trades bread on six days',
  zone: 'Europe/Berlin',
  source: 'invented',
  licence: 'none',
  checkedOn: '2026-11-22',
  first: '2026-01-01',
  last: '2026-12-31',
  weekend: ['sun'],
  hours: [{ open: '06:00', close: '12:00' }],
  closures: {},
  halfDays: [{ close: '10:00', days: { dates: { 2026: '12-24' } } }],
  caveats: [],
};

const sentenceFor = (change: Partial<VenueData>): string => {
  try {
    checkVenueData({ ...bakery, ...change });
  } catch (error) {
    assert.ok(isTapelineError(error));
    return error.message;
  }
  return 'accepted';
};

test('data that fits together is accepted, the shipped venues first', () => {
  assert.equal(sentenceFor({}), 'accepted');
  for (const venue of venueNames()) checkVenueData(calendarOf(venue).data);
});

test('data that contradicts itself is refused with what is wrong and the way out', () => {
  assert.equal(
    sentenceFor({ zone: 'Europe/Bäckerstadt' }),
    'Calendar "BAKE": "Europe/Bäckerstadt" is not a known time zone. Write one like "Asia/Shanghai".',
  );
  assert.match(sentenceFor({ last: '2025-12-31' }), /ends on 2025-12-31, before it begins on 2026-01-01/);
  assert.match(sentenceFor({ last: '2026-02-30' }), /A date must look like/);
  assert.match(sentenceFor({ hours: [] }), /no regular hours from the start/);
  assert.match(sentenceFor({ hours: [{ from: '2026-02-01', open: '06:00', close: '12:00' }] }), /no regular hours/);
  assert.match(sentenceFor({ hours: [{ open: '12:00', close: '06:00' }] }), /12:00 06:00 are not ascending/);
  assert.match(sentenceFor({ hours: [{ open: '6:00', close: '12:00' }] }), /not ascending wall-clock times/);
  assert.match(sentenceFor({ hours: [{ open: '06:00', rest: ['09:00', '08:00'], close: '12:00' }] }), /not ascending/);
  assert.match(sentenceFor({ halfDays: [{ close: '25:00', days: {} }] }), /a half day ends at "25:00"/);
});

test('regular hours must be listed in the order in which they came into force', () => {
  const [june, may] = [
    { from: '2026-06-01', open: '07:00', close: '12:00' },
    { from: '2026-05-01', open: '08:00', close: '12:00' },
  ] as const;
  assert.match(sentenceFor({ hours: [...bakery.hours, june, may] }), /not in the order of their start dates/);
  assert.equal(sentenceFor({ hours: [...bakery.hours, may, june] }), 'accepted');
});

test('hours change on the very day they come into force', () => {
  const later = { from: '2026-06-01', open: '07:00', close: '12:00' } as const;
  const calendar = calendarFrom({ ...bakery, hours: [...bakery.hours, later] });
  const opens = ['2026-05-30', '2026-06-01'].map((date) => calendar.hours(date as typeof calendar.firstSession).openMs);
  assert.deepEqual(opens, [Date.parse('2026-05-30T04:00:00Z'), Date.parse('2026-06-01T05:00:00Z')]);
});

test('a calendar without a single session is refused', () => {
  const closed = { ...bakery, weekend: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] } as const;
  assert.throws(() => calendarFrom(closed), /Calendar "BAKE": it has no session/);
});
