import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isTapelineError } from './errors.ts';
import { DAY_MS, type Duration, dayOfSession, durationMs, instantText, sessionOfDay, toSession } from './time.ts';

const refused = (code: string) => (error: unknown) => isTapelineError(error) && error.code === code;

describe('sessions', () => {
  test('a date is read in both spellings and written in one', () => {
    assert.equal(toSession('2026-11-20'), '2026-11-20');
    assert.equal(toSession('20261120'), '2026-11-20');
    assert.equal(toSession('2024-02-29'), '2024-02-29', 'a leap day');
  });

  test('what is no date of the calendar is refused with what was got', () => {
    for (const text of ['2023-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024-1-2', '', 'today', '2024-0102'])
      assert.throws(() => toSession(text), refused('usage.invalid'), text);
    assert.throws(() => toSession('2023-02-29'), /2023-02-29/);
  });

  test('days are counted from 1970-01-01', () => {
    // Counted by hand: 1970 has 365 days, 2000-01-01 is 10957 days on (30 years, 7 leap days).
    const known: readonly [string, number][] = [
      ['1970-01-01', 0],
      ['1969-12-31', -1],
      ['1971-01-01', 365],
      ['2000-01-01', 10_957],
      ['1900-01-01', -25_567],
    ];
    for (const [session, day] of known)
      assert.deepEqual([dayOfSession(toSession(session)), sessionOfDay(day)], [day, session]);
  });

  test('a day survives the way to a session and back, and sessions sort as their days do', () => {
    const day = fc.integer({ min: dayOfSession(toSession('1000-01-01')), max: dayOfSession(toSession('9999-12-31')) });
    fc.assert(
      fc.property(day, day, (left, right) => {
        assert.equal(dayOfSession(toSession(sessionOfDay(left))), left);
        assert.equal(sessionOfDay(left) < sessionOfDay(right), left < right);
      }),
    );
  });
});

describe('durations', () => {
  test('units mean what they say', () => {
    const known: readonly [Duration, number][] = [
      ['500ms', 500],
      ['60s', 60_000],
      ['10m', 600_000],
      ['1h', 3_600_000],
      ['2d', 2 * DAY_MS],
      ['1.5s', 1500],
      [250, 250],
      [0, 0],
    ];
    for (const [duration, expected] of known) assert.equal(durationMs(duration), expected, String(duration));
  });

  test('what is no duration is refused', () => {
    const wrong = [-1, Number.NaN, Number.POSITIVE_INFINITY, '10', '5 s', '-5s', '10 minutes', '', '1e3ms'];
    for (const duration of wrong)
      assert.throws(() => durationMs(duration as Duration), refused('usage.invalid'), String(duration));
  });
});

test('an instant is written in UTC', () => {
  assert.equal(instantText(0), '1970-01-01T00:00:00.000Z');
  assert.equal(instantText(1_000_000_000_000), '2001-09-09T01:46:40.000Z');
});
