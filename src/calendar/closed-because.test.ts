import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarOf, toSession, venueNames } from './index.ts';

function reason(venue: string, date: string): string | null {
  const closed = calendarOf(venue).closedBecause(toSession(date));
  return closed === null ? null : `${closed.because}: ${closed.name ?? '-'}`;
}

test('a weekday without trading has a reason, a session none, and a weekend is a weekend', () => {
  assert.equal(reason('XHKG', '2024-09-06'), 'closure: Typhoon Yagi');
  assert.equal(reason('XHKG', '2024-09-05'), null);
  assert.equal(reason('XHKG', '2021-04-05'), 'holiday: Easter Monday');
  assert.equal(reason('XHKG', '2021-04-06'), 'holiday: Ching Ming Festival');
  assert.equal(reason('XNYS', '2012-10-29'), 'closure: Hurricane Sandy');
  assert.equal(reason('XNYS', '2022-06-20'), 'holiday: Juneteenth');
  assert.equal(reason('XLON', '2022-09-19'), 'closure: Funeral of Elizabeth II');
  assert.equal(reason('XSHG', '2020-01-31'), 'closure: Spring Festival prolonged by the epidemic');
  assert.equal(reason('XSHG', '2026-10-03'), 'weekend: -');
  assert.equal(reason('XTKS', '2020-10-01'), 'closure: Failure of the trading system');
  assert.equal(reason('XTKS', '2024-11-04'), 'holiday: Culture Day');
});

test('every weekday without trading, of every venue and its whole horizon, has a name', () => {
  for (const venue of venueNames()) {
    const { data, isSession, closedBecause } = calendarOf(venue);
    const unnamed: string[] = [];
    for (let atMs = Date.parse(data.first); atMs <= Date.parse(data.last); atMs += 86_400_000) {
      const date = toSession(new Date(atMs).toISOString().slice(0, 10));
      if (isSession(date)) continue;
      const closed = closedBecause(date)!;
      if (closed.because !== 'weekend' && closed.name === null) unnamed.push(date);
    }
    assert.deepEqual(unnamed, [], venue);
  }
});
