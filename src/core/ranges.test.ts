import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  contains,
  countIn,
  intersect,
  parseRanges,
  type Ranges,
  rangesEqual,
  rangesOf,
  rangesText,
  runAt,
  unite,
  without,
} from './ranges.ts';

const numbersOf = (ranges: Ranges): Set<number> =>
  new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index)));

const anyRuns = fc.array(
  fc.tuple(fc.integer({ min: -20, max: 60 }), fc.integer({ min: -2, max: 9 })).map(([from, length]) => ({
    from,
    to: from + length,
  })),
  { maxLength: 12 },
);
const anyRanges = anyRuns.map(rangesOf);

function assertTidy(ranges: Ranges): void {
  for (const [index, { from, to }] of ranges.entries()) {
    assert.ok(from <= to);
    if (index > 0) assert.ok(from > ranges[index - 1]!.to + 1, 'runs are apart');
  }
}

describe('a set of whole numbers as its runs', () => {
  test('is the numbers of its runs, whatever order and overlap they came in', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const ranges = rangesOf(runs);
        assertTidy(ranges);
        const expected = new Set(runs.filter(({ from, to }) => from <= to).flatMap((run) => [...numbersOf([run])]));
        assert.deepEqual(numbersOf(ranges), expected);
        assert.equal(countIn(ranges), expected.size);
      }),
    );
  });

  test('is united, intersected and reduced as sets are', () => {
    fc.assert(
      fc.property(anyRanges, anyRanges, (left, right) => {
        const [a, b] = [numbersOf(left), numbersOf(right)];
        for (const [got, expected] of [
          [unite(left, right), a.union(b)],
          [intersect(left, right), a.intersection(b)],
          [without(left, right), a.difference(b)],
        ] as const) {
          assertTidy(got);
          assert.deepEqual(numbersOf(got), new Set([...expected]));
        }
      }),
    );
  });

  test('finds the run of a value', () => {
    fc.assert(
      fc.property(anyRanges, fc.integer({ min: -25, max: 75 }), (ranges, value) => {
        assert.equal(contains(ranges, value), numbersOf(ranges).has(value));
        const run = runAt(ranges, value);
        if (run !== null) assert.ok(run.from <= value && value <= run.to && ranges.includes(run));
      }),
    );
  });

  test('comes back from its text', () => {
    assert.equal(
      rangesText(
        rangesOf([
          { from: 3, to: 7 },
          { from: 9, to: 9 },
          { from: -4, to: -2 },
        ]),
      ),
      '-4..-2 3..7 9',
    );
    fc.assert(fc.property(anyRanges, (ranges) => assert.ok(rangesEqual(parseRanges(rangesText(ranges)), ranges))));
  });

  test('refuses what is no range', () => {
    for (const text of ['x', '1-2', '1..', '1,2']) assert.throws(() => parseRanges(text), /is no range/);
    assert.throws(() => rangesOf([{ from: 0.5, to: 2 }]), /no whole range/);
  });

  test('does not grow with how many numbers it holds', () => {
    const years = [{ from: 0, to: 10_000_000_000 }];
    assert.equal(countIn(without(years, [{ from: 5, to: 5 }])), 10_000_000_000);
  });
});
