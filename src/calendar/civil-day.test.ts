import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { civilOfDay, dayOfCivil, daysInMonth, weekdayNumber } from './civil-day.ts';

test('days, months and years agree with the platform over eight thousand years', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_000_000, max: 1_000_000 }), (day) => {
      const date = new Date(day * 86_400_000);
      const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      assert.deepEqual(civilOfDay(day), civil);
      assert.equal(dayOfCivil(civil.year, civil.month, civil.day), day);
      assert.equal(weekdayNumber(day), date.getUTCDay());
      const length = new Date(Date.UTC(2000, civil.month, 0)).getUTCDate();
      if (civil.month !== 2) assert.equal(daysInMonth(civil.year, civil.month), length);
    }),
    { numRuns: 5000 },
  );
});

test('February has 29 days in 2000 and 2024, 28 in 1900 and 2023', () => {
  assert.deepEqual(
    [2000, 2024, 1900, 2023].map((year) => daysInMonth(year, 2)),
    [29, 29, 28, 28],
  );
});
