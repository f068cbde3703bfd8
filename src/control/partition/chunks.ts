import { assert } from '../../core/errors.ts';
import { countIn, type Range, type Ranges, rangesOf } from '../../core/ranges.ts';
import { blockOf, intersectRegions, type Region } from '../../core/regions.ts';
import type { ChunkSize } from '../definition/partitions.ts';

/**
 * A region in pieces that one run can make, oldest first, each of one span of time and one group of names. Pieces are
 * cut from the ranges; no slice is ever looked at by itself.
 */
export function* chunksOf(region: Region, { pointsMax, lanesMax, ragged = false }: ChunkSize): Generator<Region, void> {
  assert(pointsMax >= 1 && lanesMax >= 1, `a chunk of ${pointsMax} points and ${lanesMax} lanes holds nothing`);
  if (ragged) return yield* raggedChunks(region, { pointsMax, lanesMax });
  const pieces = region.flatMap(({ lanes, points }) =>
    groups(lanes, lanesMax).flatMap((group) => points.map((run) => ({ group, run }))),
  );
  pieces.sort((left, right) => left.run.from - right.run.from || left.group[0]!.from - right.group[0]!.from);
  for (const { group, run } of pieces) for (const part of spans(run, pointsMax)) yield blockOf(group, [part]);
}

/** How many pieces `chunksOf` gives, without making them. */
export function countChunks(region: Region, { pointsMax, lanesMax, ragged = false }: ChunkSize): number {
  if (ragged) return [...raggedChunks(region, { pointsMax, lanesMax })].length;
  return region.reduce((sum, { lanes, points }) => {
    const spansOfAll = points.reduce((count, { from, to }) => count + Math.ceil((to - from + 1) / pointsMax), 0);
    return sum + Math.ceil(countIn(lanes) / lanesMax) * spansOfAll;
  }, 0);
}

/** Stretch of time by stretch of time, each with all that is in it of so many lanes. */
function* raggedChunks(region: Region, { pointsMax, lanesMax }: ChunkSize): Generator<Region, void> {
  for (const points of groups(rangesOf(region.flatMap((block) => block.points)), pointsMax)) {
    const inTime = intersectRegions(region, blockOf(rangesOf(region.flatMap(({ lanes }) => lanes)), points));
    for (const lanes of groups(rangesOf(inTime.flatMap((block) => block.lanes)), lanesMax))
      yield intersectRegions(inTime, blockOf(lanes, points));
  }
}

function* spans({ from, to }: Range, size: number): Generator<Range, void> {
  for (let begin = from; begin <= to; begin += size) yield { from: begin, to: Math.min(begin + size - 1, to) };
}

/** Consecutive numbers, `size` at a time, across the gaps between them. */
function groups(numbers: Ranges, size: number): readonly Ranges[] {
  const found: Range[][] = [];
  let open: Range[] = [];
  let room = size;
  for (const { from, to } of numbers) {
    for (let begin = from; begin <= to; ) {
      const end = Math.min(begin + room - 1, to);
      open.push({ from: begin, to: end });
      room -= end - begin + 1;
      begin = end + 1;
      if (room > 0) continue;
      found.push(open);
      [open, room] = [[], size];
    }
  }
  return open.length === 0 ? found : [...found, open];
}
