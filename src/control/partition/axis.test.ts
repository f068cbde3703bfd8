import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { dayOfSession, type Session, sessionOfDay } from '../../core/time.ts';
import { intervalPartitions, monthPartitions, sessionPartitions } from '../definition/partitions.ts';
import { axisOf, type PartitionCalendar } from './axis.ts';

/** Weekdays of 2024 but for the first week of October; trading ends at 07:00 UTC, and midnight is at 16:00 UTC. */
const calendar: PartitionCalendar = {
  sessionDays: (_venue, from) => {
    const days: number[] = [];
    const [first, last] = [dayOfSession('2024-01-01' as Session), dayOfSession('2024-12-31' as Session)];
    for (let day = Math.max(first, dayOfSession(from)); day <= last; day += 1) {
      const isWeekend = [0, 6].includes(new Date(day * 86_400_000).getUTCDay());
      const date = sessionOfDay(day);
      if (!isWeekend && !(date >= '2024-10-01' && date <= '2024-10-07')) days.push(day);
    }
    return Int32Array.from(days);
  },
  closeMs: (_venue, session) => dayOfSession(session) * 86_400_000 + 7 * 3_600_000,
  midnightMs: (_zone, session) => dayOfSession(session) * 86_400_000 - 8 * 3_600_000,
  dateAt: (_zone, atMs) => sessionOfDay(Math.floor((atMs + 8 * 3_600_000) / 86_400_000)),
};
const at = (text: string): number => Date.parse(text);
const codeOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return isTapelineError(error) ? error.code : String(error);
  }
  return 'nothing';
};

describe('sessions as points', () => {
  const axis = axisOf(sessionPartitions('XSHG', { from: '2024-09-26' }), calendar);
  const keys = (from: string | null, to: string | null): string[] => {
    const range = axis.between(from, to);
    return Array.from({ length: Math.max(0, range.to - range.from + 1) }, (_, index) => axis.keyOf(range.from + index));
  };

  test('are only the days on which the exchange trades', () => {
    assert.deepEqual(keys(null, '2024-10-09'), ['2024-09-26', '2024-09-27', '2024-09-30', '2024-10-08', '2024-10-09']);
  });

  test('exist when their trading is over, not before', () => {
    assert.equal(axis.keyOf(axis.lastBy(at('2024-09-30T07:00:00Z'))), '2024-09-30');
    assert.equal(axis.keyOf(axis.lastBy(at('2024-09-30T06:59:59Z'))), '2024-09-27');
    assert.equal(axis.lastBy(at('2024-09-25T12:00:00Z')), -1);
  });

  test('are found by their date, and another date is refused with its neighbours', () => {
    assert.equal(axis.pointOf('2024-10-08'), 3);
    assert.equal(
      codeOf(() => axis.pointOf('2024-10-07')),
      'usage.unknown_name',
    );
    assert.throws(() => axis.pointOf('2024-10-07'), /2024-09-30|2024-10-08/);
    assert.equal(
      codeOf(() => axis.pointOf('October')),
      'usage.invalid',
    );
  });

  test('are spoken of by day, month or year', () => {
    assert.deepEqual(keys('2024-09-30', '2024-09-30'), ['2024-09-30']);
    assert.deepEqual(keys('2024-09', '2024-09'), ['2024-09-26', '2024-09-27', '2024-09-30']);
    assert.equal(keys('2024', '2024').length, 3 + 18 + 21 + 22);
    assert.deepEqual(keys('2024-10-01', '2024-10-07'), [], 'a holiday week has none');
    assert.deepEqual(keys('2023', '2023'), []);
  });

  test('keep their stamp, which is their day', () => {
    for (let point = 0; point < 60; point += 1) {
      const stamp = axis.stampOf(point);
      assert.equal(sessionOfDay(stamp), axis.keyOf(point));
      assert.deepEqual(axis.withStamps({ from: stamp, to: stamp }), { from: point, to: point });
    }
  });
});

describe('months as points', () => {
  const axis = axisOf(monthPartitions({ zone: 'Asia/Shanghai', from: '2023-11' }), calendar);

  test('end where the next one begins on the clocks of their zone', () => {
    assert.equal(axis.keyOf(0), '2023-11');
    assert.equal(axis.keyOf(2), '2024-01');
    assert.equal(axis.endMs(0), at('2023-11-30T16:00:00Z'));
    assert.equal(axis.lastBy(at('2023-11-30T16:00:00Z')), 0);
    assert.equal(axis.lastBy(at('2023-11-30T15:59:59Z')), -1);
  });

  test('are found by year and month', () => {
    assert.equal(axis.pointOf('2024-02'), 3);
    assert.equal(
      codeOf(() => axis.pointOf('2023-10')),
      'usage.unknown_name',
    );
    assert.equal(
      codeOf(() => axis.pointOf('2024-13')),
      'usage.invalid',
    );
    assert.deepEqual(axis.between('2024', '2024'), { from: 2, to: 13 });
    assert.deepEqual(axis.between('2023-12-15', '2024-01-02'), { from: 1, to: 2 });
  });
});

describe('intervals as points', () => {
  const axis = axisOf(intervalPartitions({ every: '4h', anchor: '2024-01-01T00:00:00+08:00' }), calendar);

  test('are counted from the anchor in real time', () => {
    assert.equal(axis.keyOf(0), '2023-12-31T16:00:00.000Z');
    assert.equal(axis.keyOf(6), '2024-01-01T16:00:00.000Z');
    assert.equal(axis.lastBy(at('2023-12-31T20:00:00Z')), 0);
    assert.equal(axis.lastBy(at('2023-12-31T19:59:59Z')), -1);
    assert.equal(axis.pointOf('2024-01-02T00:00:00+08:00'), 6);
    assert.equal(
      codeOf(() => axis.pointOf('2024-01-01T17:00:00Z')),
      'usage.unknown_name',
    );
    assert.equal(
      codeOf(() => axis.pointOf('2024-01-01T16:00:00')),
      'usage.invalid',
      'an instant needs its offset',
    );
  });

  test('belong to the UTC day in which they begin', () => {
    assert.deepEqual(axis.between('2024-01-01', '2024-01-01'), { from: 2, to: 7 });
  });
});
