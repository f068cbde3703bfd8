import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cron } from 'croner';
import fc from 'fast-check';
import { nextDay, nextWall } from './next-wall.ts';
import { parseCron } from './pattern.ts';

/** Another implementation reads the same patterns; in UTC, where only the grammar and the calendar matter. */
const number = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map(String);
const range = (min: number, max: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map((ends) => ends.sort((one, other) => one - other).join('-'));
const step = (base: fc.Arbitrary<string>, max: number): fc.Arbitrary<string> =>
  fc.tuple(base, fc.integer({ min: 1, max })).map(([text, every]) => `${text}/${every}`);

function list(min: number, max: number, ...more: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const part = fc.oneof(number(min, max), range(min, max), step(range(min, max), Math.min(9, max)), ...more);
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(','));
}

function field(min: number, max: number, ...more: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.oneof(fc.constant('*'), step(fc.constant('*'), Math.min(9, max)), list(min, max, ...more));
}

const day = fc.oneof(
  fc.constantFrom('*', '?'),
  list(
    1,
    31,
    fc.constant('L'),
    number(1, 31).map((text) => `${text}W`),
  ),
  fc.constantFrom('L', 'LW', '15W', '1W', '31W', '*/2'),
);
const nth = fc
  .tuple(number(0, 7), fc.constantFrom('#1', '#2', '#3', '#4', '#5', 'L', '#L'))
  .map((both) => both.join(''));
const weekday = fc.oneof(fc.constantFrom('*', '?', 'MON-FRI', 'sun', 'Sat,SUN', '5-7'), list(0, 7, nth), nth);
const month = fc.oneof(fc.constant('*'), list(1, 12), fc.constantFrom('JAN', 'feb-apr', 'Dec,2', '2'));
const pattern = fc
  .tuple(field(0, 59), field(0, 59), field(0, 23), day, month, weekday, fc.constantFrom('', '', '+'))
  .map(([second, minute, hour, days, months, weekdays, both]) =>
    [second, minute, hour, days, months, weekdays === '*' || weekdays === '?' ? weekdays : `${both}${weekdays}`].join(
      ' ',
    ),
  );

test('patterns mean what they mean to croner', () => {
  const from = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2060, 0, 1) });
  fc.assert(
    fc.property(pattern, from, (text, fromMs) => {
      const read = parseCron(text);
      const cron = new Cron(text, { timezone: 'UTC' });
      fc.pre(nextDay(read, Math.floor(fromMs / 86_400_000)) !== null);
      let atMs = Math.floor(fromMs / 1000) * 1000;
      for (let count = 0; count < 3; count += 1) {
        const theirs = cron.nextRun(new Date(atMs));
        fc.pre(theirs !== null);
        const ours = nextWall(read, atMs + 1);
        assert.equal(ours === null ? null : new Date(ours).toISOString(), theirs!.toISOString(), text);
        atMs = theirs!.getTime();
      }
    }),
    { numRuns: 1500, seed: 20_261_122 },
  );
});
