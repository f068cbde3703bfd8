import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { dayOfSession, type Session, sessionOfDay } from '../../core/time.ts';
import { dynamicPartitions, gridPartitions, sessionPartitions, staticPartitions } from '../definition/partitions.ts';
import type { PartitionKeyRow } from '../state/partition/read.ts';
import type { PartitionCalendar } from './axis.ts';
import { askedIn, blockInKeys, countSlices, existingIn, gridOf, laterOn, spansIn } from './grid.ts';

/** Weekdays of June 2024. */
const calendar: PartitionCalendar = {
  sessionDays: (_venue, from) => {
    const first = Math.max(dayOfSession(from), dayOfSession('2024-06-03' as Session));
    const days = Array.from({ length: 26 }, (_, index) => first + index);
    return Int32Array.from(days.filter((day) => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay())));
  },
  closeMs: (_venue, session) => dayOfSession(session) * 86_400_000 + 7 * 3_600_000,
  midnightMs: (_zone, session) => dayOfSession(session) * 86_400_000,
  dateAt: (_zone, atMs) => sessionOfDay(Math.floor(atMs / 86_400_000)),
};
const ALWAYS = { first: null, last: null } as const;
const KEYS: readonly PartitionKeyRow[] = [
  { key: '000001.XSHE', lane: 0, isRemoved: false, ...ALWAYS },
  { key: 'gone', lane: 1, isRemoved: true, ...ALWAYS },
  { key: '600519.XSHG', lane: 2, isRemoved: false, ...ALWAYS },
];
const points = sessionPartitions('XSHG', { from: '2024-06-03' });
const grid = gridOf(gridPartitions(dynamicPartitions('symbols'), points), calendar, () => KEYS);
const at = (text: string): number => Date.parse(text);
const ALL = { from: null, to: null, lanes: null };

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return isTapelineError(error) ? error.code : String(error);
  }
  return 'nothing';
}

describe('a grid of names and sessions', () => {
  test('has the slices whose session is over and whose name is there', () => {
    const region = existingIn(grid, at('2024-06-11T12:00:00Z'));
    assert.equal(countSlices(grid, region), 2 * 7, 'two names, Monday to the Tuesday after');
    assert.deepEqual(blockInKeys(grid, region[0]!), {
      spans: [{ from: '2024-06-03', to: '2024-06-11', count: 7 }],
      lanes: ['000001.XSHE', '600519.XSHG'],
    });
    assert.deepEqual(existingIn(grid, at('2024-06-03T06:00:00Z')), [], 'before the first close there is nothing');
  });

  test('is asked for by dates and names as people write them', () => {
    const week = { from: '2024-06-08', to: '2024-06-16', lanes: ['600519.XSHG'] };
    const [block] = askedIn(grid, week);
    assert.deepEqual(blockInKeys(grid, block!), {
      spans: [{ from: '2024-06-10', to: '2024-06-14', count: 5 }],
      lanes: ['600519.XSHG'],
    });
    assert.deepEqual(askedIn(grid, { ...ALL, from: '2024-06-08', to: '2024-06-09' }), [], 'a weekend holds none');
  });

  test('refuses names that are not there, with the nearest', () => {
    assert.equal(
      codeOf(() => askedIn(grid, { ...ALL, lanes: ['gone'] })),
      'usage.unknown_name',
    );
    assert.throws(() => askedIn(grid, { ...ALL, lanes: ['600519.XSHE'] }), /600519\.XSHG/);
  });

  test('takes spans only by keys that exist', () => {
    const region = spansIn(grid, [{ from: '2024-06-07', to: '2024-06-10' }], null);
    assert.equal(countSlices(grid, region), 2 * 2);
    assert.equal(
      codeOf(() => spansIn(grid, [{ from: '2024-06-08', to: '2024-06-10' }], null)),
      'usage.unknown_name',
    );
  });

  test('knows which slices a lookback reaches', () => {
    const friday = dayOfSession('2024-06-07' as Session);
    const reach = laterOn(grid.axis)({ from: friday, to: friday }, 2);
    assert.equal(sessionOfDay(reach.to), '2024-06-11', 'two sessions on, not two days');
  });
});

describe('other partitions', () => {
  test('of names alone have one slot a name, and no time', () => {
    const names = gridOf(staticPartitions('exchanges', ['XSHE', 'XSHG']), calendar, () => KEYS);
    assert.equal(countSlices(names, existingIn(names, 0)), 2);
    assert.equal(
      codeOf(() => askedIn(names, { ...ALL, from: '2024' })),
      'usage.invalid',
    );
  });

  test('of sessions alone have no names', () => {
    const sessions = gridOf(points, calendar, () => []);
    assert.equal(countSlices(sessions, askedIn(sessions, ALL)), 20);
    assert.equal(
      codeOf(() => askedIn(sessions, { ...ALL, lanes: ['x'] })),
      'usage.invalid',
    );
  });

  test('of another calendar, beginning or set of names are another axis', () => {
    const prints = [
      points,
      sessionPartitions('XSHE', { from: '2024-06-03' }),
      sessionPartitions('XSHG', { from: '2024-06-04' }),
      gridPartitions(dynamicPartitions('symbols'), points),
      gridPartitions(dynamicPartitions('funds'), points),
    ].map((each) => gridOf(each, calendar, () => KEYS).fingerprint);
    assert.equal(new Set(prints).size, prints.length);
  });
});
