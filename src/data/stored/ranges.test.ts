import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addRange, type DayRange, inRanges, subtractRanges } from './ranges.ts';

const range = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 6 }))
  .map(([from, length]): DayRange => ({ from, to: from + length }));
const daysOf = (ranges: readonly DayRange[]) =>
  new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, k) => from + k)));
const all = (ranges: readonly DayRange[]) => ranges.reduce<readonly DayRange[]>(addRange, []);

describe('day ranges', () => {
  it('joins what overlaps or touches and keeps what is apart', () => {
    assert.deepEqual(addRange([{ from: 1, to: 3 }], { from: 4, to: 5 }), [{ from: 1, to: 5 }]);
    assert.deepEqual(addRange([{ from: 1, to: 3 }], { from: 5, to: 6 }), [
      { from: 1, to: 3 },
      { from: 5, to: 6 },
    ]);
  });

  it('holds exactly the days that were added, in ascending ranges that do not touch', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), (ranges) => {
        const joined = all(ranges);
        assert.deepEqual([...daysOf(joined)].sort(), [...daysOf(ranges)].sort());
        joined.forEach((each, k) => {
          if (k > 0) assert.ok(each.from > joined[k - 1]!.to + 1);
        });
      }),
    );
  });

  it('leaves exactly the wanted days that were in no range', () => {
    fc.assert(
      fc.property(range, fc.array(range, { maxLength: 6 }), (wanted, ranges) => {
        const rest = daysOf(subtractRanges(wanted, all(ranges)));
        for (const day of daysOf([wanted])) assert.equal(rest.has(day), !inRanges(ranges, day));
        for (const day of rest) assert.ok(inRanges([wanted], day));
      }),
    );
  });
});
