import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DST_RULE_DEFAULT, type DstRule } from '../../core/trigger.ts';
import { tickSource } from '../schedule/tick-source.ts';
import { changesSeen, fixedSeen, inner, rhythmSeen, watch } from './oracle-for-tests.ts';

const RULES: readonly DstRule[] = [
  DST_RULE_DEFAULT,
  { gap: 'skip', overlap: 'second' },
  { gap: 'next', overlap: 'both' },
];

/** The awkward ones, each with what makes it awkward. `test/long/cron-sweep.ts` walks all zones. */
const AWKWARD: readonly (readonly [zone: string, year: number, why: string])[] = [
  ['America/New_York', 2026, 'an hour, in the night'],
  ['Australia/Lord_Howe', 2026, 'half an hour'],
  ['Antarctica/Troll', 2026, 'two hours'],
  ['Africa/Casablanca', 2023, 'back for Ramadan and forth again'],
  ['Pacific/Apia', 2011, 'a date that never was'],
  ['America/Nuuk', 2024, 'a gap up to midnight'],
  ['America/Havana', 2026, 'a gap from midnight on'],
  ['Atlantic/Azores', 2025, 'a gap from midnight on, an overlap back over it'],
  ['Asia/Beirut', 2024, 'a gap from midnight on'],
  ['America/St_Johns', 2010, 'an overlap from one minute past midnight back into the day before'],
  ['Asia/Shanghai', 1986, 'summer time from May'],
  ['Asia/Shanghai', 1991, 'the last summer time'],
  ['America/Sao_Paulo', 2018, 'a gap from midnight on, south of the equator'],
  ['Asia/Pyongyang', 2018, 'half an hour, for good'],
];

for (const [zone, year, why] of AWKWARD) {
  test(`cron agrees with a clock watched minute by minute: ${zone} ${year}, ${why}`, () => {
    const changes = changesSeen(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
    assert.ok(changes.length > 0, `${zone} changes its clocks in ${year}`);
    for (const changeMs of changes) {
      const watched = watch(zone, changeMs);
      for (const dst of RULES) {
        for (let minute = 0; minute < 1440; minute += 5) {
          const cron = `${minute % 60} ${Math.floor(minute / 60)} * * *`;
          const expected = inner(fixedSeen(watched, minute, dst), changeMs);
          assert.deepEqual(inner(ours(cron, zone, watched, dst), changeMs), expected, `${cron} ${JSON.stringify(dst)}`);
        }
      }
      const rhythm = inner(
        rhythmSeen(watched, (wall) => wall % 15 === 0),
        changeMs,
      );
      assert.deepEqual(inner(ours('*/15 * * * *', zone, watched), changeMs), rhythm, '*/15 * * * *');
      const hours = (wall: number): boolean => [0, 1, 2, 23].includes(Math.floor(wall / 60) % 24) && wall % 60 === 30;
      const listed = inner(rhythmSeen(watched, hours), changeMs);
      assert.deepEqual(inner(ours('30 0-2,23 * * *', zone, watched), changeMs), listed, '30 0-2,23 * * *');
    }
  });
}

/** From 1973 on every offset is a whole minute (Monrovia’s was not), as a clock without seconds needs. */
test('cron agrees with a clock watched minute by minute: any zone, any year, around its clock changes', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const asked = { zone, year: fc.integer({ min: 1973, max: 2036 }), minute: fc.nat({ max: 1439 }) };
  fc.assert(
    fc.property(fc.record({ ...asked, dst: fc.constantFrom(...RULES) }), ({ zone, year, minute, dst }) => {
      for (const changeMs of changesSeen(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))) {
        const watched = watch(zone, changeMs);
        for (const near of [0, 30, 60, 90, 120, 150, 180, minute]) {
          const cron = `${near % 60} ${Math.floor(near / 60)} * * *`;
          const expected = inner(fixedSeen(watched, near, dst), changeMs);
          assert.deepEqual(inner(ours(cron, zone, watched, dst), changeMs), expected, cron);
        }
      }
    }),
    { numRuns: 40 },
  );
});

type Span = { readonly beginMs: number; readonly endMs: number };

function ours(cron: string, zone: string, { beginMs, endMs }: Span, dst?: DstRule): readonly number[] {
  const trigger = dst === undefined ? { cron, zone } : { cron, zone, dst };
  const source = tickSource(trigger, { zoneData: 'any' });
  return source.between({ afterMs: beginMs, untilMs: endMs, limit: 10_000 }).map((tick) => tick.atMs);
}
