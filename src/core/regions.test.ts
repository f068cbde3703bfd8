import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Ranges, rangesOf } from './ranges.ts';
import {
  blockOf,
  countInRegion,
  intersectRegions,
  NO_REGION,
  parseRegion,
  pointsOfLane,
  type Region,
  regionsEqual,
  regionText,
  uniteRegions,
  withoutRegion,
} from './regions.ts';

const numbers = ({ from, to }: { from: number; to: number }): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const pairsOf = (region: Region): string[] =>
  region.flatMap(({ lanes, points }) =>
    lanes.flatMap(numbers).flatMap((lane) => points.flatMap(numbers).map((point) => `${lane}/${point}`)),
  );

const anyRanges: fc.Arbitrary<Ranges> = fc
  .array(fc.tuple(fc.nat(9), fc.nat(3)), { maxLength: 3 })
  .map((runs) => rangesOf(runs.map(([from, length]) => ({ from, to: from + length }))));
const anyRegion: fc.Arbitrary<Region> = fc
  .array(fc.tuple(anyRanges, anyRanges), { maxLength: 5 })
  .map((blocks) =>
    blocks.reduce<Region>((all, [lanes, points]) => uniteRegions(all, blockOf(lanes, points)), NO_REGION),
  );

describe('a region', () => {
  test('never holds a pair twice, and counts what it holds', () => {
    fc.assert(
      fc.property(anyRegion, (region) => {
        const pairs = pairsOf(region);
        assert.equal(new Set(pairs).size, pairs.length);
        assert.equal(countInRegion(region), pairs.length);
      }),
    );
  });

  test('is united, intersected and reduced as sets of pairs are', () => {
    fc.assert(
      fc.property(anyRegion, anyRegion, (left, right) => {
        const [a, b] = [new Set(pairsOf(left)), new Set(pairsOf(right))];
        const sorted = (pairs: Iterable<string>) => [...pairs].sort();
        assert.deepEqual(sorted(pairsOf(uniteRegions(left, right))), sorted(a.union(b)));
        assert.deepEqual(sorted(pairsOf(intersectRegions(left, right))), sorted(a.intersection(b)));
        assert.deepEqual(sorted(pairsOf(withoutRegion(left, right))), sorted(a.difference(b)));
      }),
    );
  });

  test('is the same list however it was put together', () => {
    fc.assert(
      fc.property(anyRegion, anyRegion, (left, right) => {
        assert.ok(regionsEqual(uniteRegions(left, right), uniteRegions(right, left)));
        assert.ok(regionsEqual(uniteRegions(withoutRegion(left, right), intersectRegions(left, right)), left));
      }),
    );
  });

  test('comes back from its text, and tells the points of a lane', () => {
    fc.assert(
      fc.property(anyRegion, fc.nat(12), (region, lane) => {
        assert.ok(regionsEqual(parseRegion(regionText(region)), region));
        const expected = pairsOf(region).filter((pair) => pair.startsWith(`${lane}/`)).length;
        assert.equal(countInRegion(blockOf([{ from: 0, to: 0 }], pointsOfLane(region, lane))), expected);
      }),
    );
  });

  test('of a thousand equal lanes is one block', () => {
    let region = NO_REGION;
    const points = [{ from: 0, to: 999 }];
    for (let lane = 0; lane < 1000; lane += 1)
      region = uniteRegions(region, blockOf([{ from: lane, to: lane }], points));
    assert.equal(region.length, 1);
    assert.equal(countInRegion(region), 1_000_000);
  });
});
