import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTapelineError } from '../../core/errors.ts';
import type { AllTrigger, AnyTrigger, DueTick, TickSource, Trigger } from '../../core/trigger.ts';
import { wallClockOf } from '../wall-clock.ts';
import { dayAt } from '../wall-times.ts';
import { tickSource } from './tick-source.ts';

const at = (text: string): number => Date.parse(text);
const DAY_MS = 86_400_000;
const sourceOf = (trigger: Trigger): TickSource => tickSource(trigger, { zoneData: '2026c' });

const zone = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'UTC');
const dst = fc.record({
  gap: fc.constantFrom('next', 'skip') as fc.Arbitrary<'next' | 'skip'>,
  overlap: fc.constantFrom('first', 'second', 'both') as fc.Arbitrary<'first' | 'second' | 'both'>,
});
const cron = fc.constantFrom('30 2 * * *', '0 */6 * * *', '30 1 * * 0', '15 9 * * 1-5', '0 0 L * *', '30 16 * * *');
const on = fc.record({
  nth: fc.constantFrom(1, 2, -1),
  of: fc.constantFrom('week', 'month') as fc.Arbitrary<'week' | 'month'>,
});
const moment = fc.constantFrom('open', 'close+90m', 'open-15m', '16:30', '02:30', 'close+20h') as fc.Arbitrary<'open'>;
const leaf: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ cron, zone, dst }),
  fc.record({ calendar: fc.constantFrom('XSHG', 'XNYS', 'XHKG', '24/7'), at: moment }),
  fc.record({ calendar: fc.constantFrom('XSHG', 'XNYS'), at: moment, on, plusSessions: fc.nat({ max: 3 }) }),
  fc.record({
    every: fc.constantFrom('90m', '1d', '7h') as fc.Arbitrary<'90m'>,
    anchor: fc.constantFrom('2019-01-01T00:00:00+08:00', '2024-03-10T02:30:00-05:00'),
  }),
  fc.record({ once: fc.constant('2024-03-10T09:00:00+08:00') }),
);
const parts = fc.array(leaf, { minLength: 1, maxLength: 3 });
const trigger = fc.oneof(
  { weight: 3, arbitrary: leaf },
  { weight: 1, arbitrary: parts.map((anyOf): Trigger => ({ anyOf })) },
);
const range = fc
  .tuple(fc.integer({ min: at('2015-01-01T00:00Z'), max: at('2026-06-01T00:00Z') }), fc.nat({ max: 60 }))
  .map(([afterMs, days]) => ({ afterMs, untilMs: afterMs + days * DAY_MS, limit: 2000 }));

const instants = (ticks: readonly DueTick[]): readonly number[] => ticks.map(({ atMs }) => atMs);

test('ticks are strictly ascending and lie within what was asked', () => {
  fc.assert(
    fc.property(trigger, range, (each, asked) => {
      const found = instants(sourceOf(each).between(asked));
      for (const [index, atMs] of found.entries()) {
        assert.ok(atMs > (found[index - 1] ?? asked.afterMs) && atMs <= asked.untilMs);
      }
    }),
  );
});

test('a smaller limit gives a prefix', () => {
  fc.assert(
    fc.property(trigger, range, fc.nat({ max: 20 }), (each, asked, limit) => {
      const source = sourceOf(each);
      assert.deepEqual(source.between({ ...asked, limit }), source.between(asked).slice(0, limit));
    }),
  );
});

test('a range in two parts gives the same ticks, and the same moments that are none', () => {
  fc.assert(
    fc.property(trigger, range, fc.double({ min: 0, max: 1, noNaN: true }), (each, asked, share) => {
      const source = sourceOf(each);
      const middleMs = Math.floor(asked.afterMs + share * (asked.untilMs - asked.afterMs));
      const [left, right] = [
        { ...asked, untilMs: middleMs },
        { ...asked, afterMs: middleMs },
      ];
      assert.deepEqual([...source.between(left), ...source.between(right)], source.between(asked));
      assert.deepEqual([...source.explain(left), ...source.explain(right)], source.explain(asked));
    }),
  );
});

test('between is next, repeated', () => {
  fc.assert(
    fc.property(trigger, range, (each, asked) => {
      const source = sourceOf(each);
      const found: DueTick[] = [];
      for (let tick = source.next(asked.afterMs); tick !== null; tick = source.next(tick.atMs)) {
        if (tick.atMs > asked.untilMs) break;
        found.push(tick);
      }
      assert.deepEqual(found, source.between(asked));
    }),
    { numRuns: 60 },
  );
});

test('anyOf is the union of its parts, each instant once', () => {
  fc.assert(
    fc.property(parts, range, (anyOf, asked) => {
      const each = anyOf.flatMap((part) => instants(sourceOf(part).between(asked)));
      const union = [...new Set(each)].sort((one, other) => one - other);
      assert.deepEqual(instants(sourceOf({ anyOf }).between(asked)), union);
    }),
  );
});

test('allOf is what its parts have in common', () => {
  const meeting: fc.Arbitrary<Trigger> = fc.oneof(
    fc.record({
      cron: fc.constantFrom('30 16 * * 1-5', '30 16 * * *', '*/30 * * * *'),
      zone: fc.constant('Asia/Shanghai'),
    }),
    fc.record({
      calendar: fc.constantFrom('XSHG', 'XHKG'),
      at: fc.constantFrom('16:30', 'close+90m') as fc.Arbitrary<'16:30'>,
    }),
  );
  fc.assert(
    fc.property(fc.array(meeting, { minLength: 1, maxLength: 3 }), range, (allOf, asked) => {
      const sets = allOf.map((part) => new Set(instants(sourceOf(part).between({ ...asked, limit: 10_000 }))));
      const common = [...sets[0]!].filter((atMs) => sets.every((set) => set.has(atMs)));
      assert.deepEqual(instants(sourceOf({ allOf }).between({ ...asked, limit: 10_000 })), common);
    }),
  );
});

test('every date of an exchange has either a tick or a reason', () => {
  const closes = fc.record({ calendar: fc.constantFrom('XSHG', 'XNYS', 'XLON'), at: fc.constant('close' as const) });
  const chosen = fc.record({ calendar: fc.constantFrom('XSHG', 'XTKS'), at: fc.constant('16:30' as const), on });
  fc.assert(
    fc.property(fc.oneof(closes, chosen), range, (each, asked) => {
      const source = sourceOf(each as Trigger);
      const clock = wallClockOf(source.zone);
      const dates = [
        ...source.between(asked).map(({ session }) => at(`${session}T00:00Z`) / DAY_MS),
        ...source.explain(asked).map(({ date }) => at(`${date}T00:00Z`) / DAY_MS),
      ].sort((one, other) => one - other);
      const [first, last] = [dayAt(clock, asked.afterMs), dayAt(clock, asked.untilMs)];
      for (const [index, date] of dates.entries()) assert.equal(date, dates[0]! + index);
      if (last - first > 1) assert.ok(dates.length >= last - first - 1 && dates.length <= last - first + 1);
    }),
  );
});

test('an interval follows real time from its anchor, through clock changes, and starts with it', () => {
  const source = sourceOf({ every: '6h', anchor: '2026-03-08T00:00:00-05:00' });
  const range = { afterMs: 0, untilMs: Infinity, limit: 3 };
  assert.deepEqual(instants(source.between(range)), [
    at('2026-03-08T05:00Z'),
    at('2026-03-08T11:00Z'),
    at('2026-03-08T17:00Z'),
  ]);
  assert.equal(source.next(at('2026-03-08T05:00Z'))?.atMs, at('2026-03-08T11:00Z'), 'after, not at');
});

test('once is once', () => {
  const source = sourceOf({ once: '2026-03-01T09:00:00+08:00' });
  assert.equal(source.next(0)?.atMs, at('2026-03-01T01:00Z'));
  assert.equal(source.next(at('2026-03-01T01:00Z')), null);
});

test('an instant wants an offset and a date that exists', () => {
  for (const once of [
    '2026-03-01T09:00:00',
    '2026-03-01',
    '2026-02-30T09:00:00Z',
    '2026-13-01T09:00:00Z',
    'tomorrow',
  ]) {
    assert.throws(
      () => sourceOf({ once }),
      (error) => isTapelineError(error) && error.code === 'usage.trigger',
      once,
    );
  }
});

test('an interval is a second or more', () => {
  for (const every of [0, '10ms', 999, 1500.5] as const) {
    assert.throws(() => sourceOf({ every, anchor: '2026-03-01T09:00:00Z' }), isTapelineError, String(every));
  }
});

test('a trigger without a zone or calendar is refused', () => {
  const without: readonly unknown[] = [{ cron: '0 0 * * *' }, {}, { anyOf: [] }, { allOf: [] }];
  for (const each of without) assert.throws(() => sourceOf(each as Trigger), isTapelineError);
});

test('triggers of allOf that never meet say so instead of looking for ever', () => {
  const never: AllTrigger = {
    allOf: [
      { cron: '0 9 * * *', zone: 'UTC' },
      { cron: '1 9 * * *', zone: 'UTC' },
    ],
  };
  assert.throws(() => sourceOf(never).next(0), /do not meet/);
  assert.deepEqual(sourceOf(never).between({ afterMs: 0, untilMs: 30 * DAY_MS, limit: 10 }), []);
});

test('a union knows no more than the calendar in it, and says until when', () => {
  const both: AnyTrigger = {
    anyOf: [
      { calendar: 'XSHG', at: 'close' },
      { cron: '0 12 * * *', zone: 'Asia/Shanghai' },
    ],
  };
  const source = sourceOf(both);
  assert.equal(source.horizonMs, at('2026-12-31T15:59:59.999Z'));
  assert.throws(() => source.next(at('2026-12-31T12:00Z')), /XSHG knows the sessions/);
});

test('an intersection explains a holiday by the calendar in it', () => {
  const allOf: AllTrigger = {
    allOf: [
      { cron: '30 16 * * 1-5', zone: 'Asia/Shanghai' },
      { calendar: 'XSHG', at: '16:30' },
    ],
  };
  const range = { afterMs: at('2024-09-30T00:00Z'), untilMs: at('2024-10-02T00:00Z'), limit: 10 };
  const found = sourceOf(allOf)
    .explain(range)
    .map(({ date, because, detail }) => [date, because, detail]);
  assert.deepEqual(found, [['2024-10-01', 'holiday', 'National Day']]);
});

test('a cursor a month behind a minutely pattern costs what is asked for', () => {
  const source = sourceOf({ cron: '* * * * *', zone: 'America/New_York' });
  const month = { afterMs: at('2026-02-15T00:00Z'), untilMs: at('2026-03-15T00:00Z') };
  const few = source.between({ ...month, limit: 3 });
  assert.deepEqual(
    instants(few),
    [1, 2, 3].map((minute) => month.afterMs + minute * 60_000),
  );
  assert.equal(source.between({ ...month, limit: 100_000 }).length, 28 * 1440, 'the gap takes no real time away');
});

test('the version names calendars, their horizons and the zone data', () => {
  assert.match(sourceOf({ calendar: 'XSHG', at: 'close' }).version, /^XSHG 2026-12-31\/[0-9a-f]{8}, tz 2026c$/);
  assert.equal(sourceOf({ cron: '0 0 * * *', zone: 'UTC' }).version, 'tz 2026c');
  assert.equal(sourceOf({ once: '2026-03-01T09:00:00+08:00' }).version, '');
});
