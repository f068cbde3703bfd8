import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countIn, type Ranges, rangesOf } from '../../core/ranges.ts';
import {
  blockOf,
  countInRegion,
  intersectRegions,
  NO_REGION,
  type Region,
  regionsEqual,
  uniteRegions,
} from '../../core/regions.ts';
import { chunksOf, countChunks } from './chunks.ts';

const anyRanges: fc.Arbitrary<Ranges> = fc
  .array(fc.tuple(fc.nat(30), fc.nat(8)), { minLength: 1, maxLength: 4 })
  .map((runs) => rangesOf(runs.map(([from, length]) => ({ from, to: from + length }))));
const anyRegion: fc.Arbitrary<Region> = fc
  .array(fc.tuple(anyRanges, anyRanges), { maxLength: 4 })
  .map((blocks) =>
    blocks.reduce<Region>((all, [lanes, points]) => uniteRegions(all, blockOf(lanes, points)), NO_REGION),
  );

test('chunks together are the region, none overlaps another, and none is larger than asked for', () => {
  fc.assert(
    fc.property(anyRegion, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (region, points, lanes) => {
      const size = { pointsMax: points, lanesMax: lanes };
      const chunks = [...chunksOf(region, size)];
      let seen: Region = NO_REGION;
      for (const chunk of chunks) {
        assert.equal(intersectRegions(seen, chunk).length, 0);
        assert.ok(countIn(chunk[0]!.points) <= points && countIn(chunk[0]!.lanes) <= lanes);
        seen = uniteRegions(seen, chunk);
      }
      assert.ok(regionsEqual(seen, region));
      assert.equal(countChunks(region, size), chunks.length);
    }),
  );
});

test('the oldest come first', () => {
  const region = uniteRegions(
    blockOf([{ from: 5, to: 6 }], [{ from: 0, to: 3 }]),
    blockOf([{ from: 0, to: 1 }], [{ from: 2, to: 9 }]),
  );
  const froms = [...chunksOf(region, { pointsMax: 2, lanesMax: 2 })].map((chunk) => chunk[0]!.points[0]!.from);
  assert.deepEqual(
    froms,
    froms.toSorted((left, right) => left - right),
  );
});

test('a billion slices are cut without being looked at one by one', () => {
  const region = blockOf([{ from: 0, to: 999 }], [{ from: 0, to: 999_999 }]);
  assert.equal(countInRegion(region), 1_000_000_000);
  assert.equal(countChunks(region, { pointsMax: 250_000, lanesMax: 500 }), 8);
});
