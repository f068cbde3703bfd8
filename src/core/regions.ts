import { countIn, intersect, parseRanges, type Ranges, rangesEqual, rangesText, unite, without } from './ranges.ts';

/** Every point of every lane: a symbol bucket's sessions, say. An axis of one dimension has the one lane 0. */
export type Block = { readonly lanes: Ranges; readonly points: Ranges };

/**
 * A set of (lane, point) pairs as blocks that do not overlap. Lanes that hold the same points stand in one block, so
 * that the list is as short as the state is regular: a thousand buckets that are all up to date are one block.
 */
export type Region = readonly Block[];

export const NO_REGION: Region = [];

/** One block; none when either side is empty. */
export function blockOf(lanes: Ranges, points: Ranges): Region {
  return lanes.length === 0 || points.length === 0 ? NO_REGION : [{ lanes, points }];
}

export function uniteRegions(left: Region, right: Region): Region {
  return combine(left, right, unite);
}

export function intersectRegions(left: Region, right: Region): Region {
  return combine(left, right, intersect);
}

/** What is in `left` and not in `right`. */
export function withoutRegion(left: Region, right: Region): Region {
  return combine(left, right, without);
}

export function countInRegion(region: Region): number {
  return region.reduce((sum, { lanes, points }) => sum + countIn(lanes) * countIn(points), 0);
}

/** The points of one lane. */
export function pointsOfLane(region: Region, lane: number): Ranges {
  const here = [{ from: lane, to: lane }];
  return region.find(({ lanes }) => intersect(lanes, here).length > 0)?.points ?? [];
}

/** `0..63: 19000..19004; 64: 19000`: how a region is stored. */
export function regionText(region: Region): string {
  return region.map(({ lanes, points }) => `${rangesText(lanes)}: ${rangesText(points)}`).join('; ');
}

export function parseRegion(text: string): Region {
  if (text === '') return NO_REGION;
  const blocks = text.split('; ').map((block) => block.split(': ').map(parseRanges));
  return canonical(blocks.map(([lanes, points]) => ({ lanes: lanes!, points: points! })));
}

type Combine = (left: Ranges, right: Ranges) => Ranges;

/**
 * Lane by lane, but for whole groups of lanes at once: the lanes of both sides are cut into groups that have one list
 * of points on either side.
 */
function combine(left: Region, right: Region, points: Combine): Region {
  const blocks: Block[] = [];
  let rest = right;
  for (const block of left) {
    let own = block.lanes;
    const unmatchedBlocks: Block[] = [];
    for (const other of rest) {
      const shared = intersect(own, other.lanes);
      if (shared.length > 0) blocks.push({ lanes: shared, points: points(block.points, other.points) });
      own = without(own, shared);
      const unmatched = without(other.lanes, shared);
      if (unmatched.length > 0) unmatchedBlocks.push({ ...other, lanes: unmatched });
    }
    rest = unmatchedBlocks;
    if (own.length > 0) blocks.push({ lanes: own, points: points(block.points, []) });
  }
  for (const other of rest) blocks.push({ lanes: other.lanes, points: points([], other.points) });
  return canonical(blocks);
}

/** Lanes of the same points together, in the order of the first lane: equal regions are equal lists. */
function canonical(blocks: readonly Block[]): Region {
  const byPoints = new Map<string, Block>();
  for (const block of blocks) {
    if (block.points.length === 0 || block.lanes.length === 0) continue;
    const key = rangesText(block.points);
    const known = byPoints.get(key);
    byPoints.set(key, known === undefined ? block : { ...known, lanes: unite(known.lanes, block.lanes) });
  }
  return [...byPoints.values()].sort((left, right) => left.lanes[0]!.from - right.lanes[0]!.from);
}

export function regionsEqual(left: Region, right: Region): boolean {
  if (left.length !== right.length) return false;
  return left.every(
    ({ lanes, points }, index) => rangesEqual(lanes, right[index]!.lanes) && rangesEqual(points, right[index]!.points),
  );
}
