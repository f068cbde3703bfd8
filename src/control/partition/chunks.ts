import { assert } from '../../core/errors.ts';
import { countIn, type Range, type Ranges } from '../../core/ranges.ts';
import { blockOf, type Region } from '../../core/regions.ts';
import type { ChunkSize } from '../definition/partitions.ts';

/**
 * A region in pieces that one run can make, oldest first, each of one span of time and one group of names. Pieces are
 * cut from the ranges; no slice is ever looked at by itself.
 */
export function* chunksOf(region: Region, { pointsMax, lanesMax }: ChunkSize): Generator<Region, void> {
  assert(pointsMax >= 1 && lanesMax >= 1, `a chunk of ${pointsMax} points and ${lanesMax} lanes holds nothing`);
  const pieces = region.flatMap(({ lanes, points }) =>
    groups(lanes, lanesMax).flatMap((group) => points.map((run) => ({ group, run }))),
  );
  pieces.sort((left, right) => left.run.from - right.run.from || left.group[0]!.from - right.group[0]!.from);
  for (const { group, run } of pieces) for (const part of spans(run, pointsMax)) yield blockOf(group, [part]);
}

/** How many pieces `chunksOf` gives, without making them. */
export function countChunks(region: Region, { pointsMax, lanesMax }: ChunkSize): number {
  return region.reduce((sum, { lanes, points }) => {
    const spansOfAll = points.reduce((count, { from, to }) => count + Math.ceil((to - from + 1) / pointsMax), 0);
    return sum + Math.ceil(countIn(lanes) / lanesMax) * spansOfAll;
  }, 0);
}

function* spans({ from, to }: Range, size: number): Generator<Range, void> {
  for (let begin = from; begin <= to; begin += size) yield { from: begin, to: Math.min(begin + size - 1, to) };
}

/** Consecutive names, `size` at a time, across gaps in their numbers. */
function groups(lanes: Ranges, size: number): readonly Ranges[] {
  const found: Range[][] = [];
  let open: Range[] = [];
  let room = size;
  for (const { from, to } of lanes) {
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
