import type { PartitionMap } from '../../core/partition.ts';
import { type Range, type Ranges, rangesOf } from '../../core/ranges.ts';
import { blockOf, NO_REGION, type Region, uniteRegions } from '../../core/regions.ts';

const FARTHEST = 2 ** 52;
const EVERYTHING: Ranges = [{ from: -FARTHEST, to: FARTHEST }];

/** `range` of stamps, and the stamps of the `lookback` points that follow it. */
export type Later = (range: Range, lookback: number) => Range;

/** Without an axis nobody knows how long `lookback` points last: all that follows. */
export const allThatFollows: Later = ({ from }) => ({ from, to: FARTHEST });

/** What may differ because this part of an input differs. `later` is the axis's own, or `allThatFollows`. */
export function affectedBy(changed: Region, { points, lanes }: PartitionMap, later: Later): Region {
  const blocks = changed.map((block) =>
    blockOf(lanes === 'all' ? EVERYTHING : block.lanes, pointsAfter(block.points, points, later)),
  );
  return blocks.reduce(uniteRegions, NO_REGION);
}

function pointsAfter(stamps: Ranges, points: PartitionMap['points'], later: Later): Ranges {
  if (points === 'same') return stamps;
  if (points === 'all') return EVERYTHING;
  const { lookback } = points;
  return rangesOf(stamps.map((range) => (lookback === 'all' ? allThatFollows(range, 0) : later(range, lookback))));
}
