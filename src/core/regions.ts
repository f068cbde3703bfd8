import {
  countIn,
  intersect,
  NO_RANGES,
  parseRanges,
  type Range,
  type Ranges,
  rangesEqual,
  rangesOf,
  rangesText,
  unite,
  without,
} from './ranges.ts';

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

/** Half by half, so that many small regions cost no more than a few large ones. */
export function uniteAll(regions: readonly Region[]): Region {
  if (regions.length < 2) return regions[0] ?? NO_REGION;
  const middle = regions.length >> 1;
  return uniteRegions(uniteAll(regions.slice(0, middle)), uniteAll(regions.slice(middle)));
}

/** Points lane by lane, each lane once. */
export function regionOfLanes(points: Iterable<readonly [lane: number, points: Ranges]>): Region {
  return canonical([...points].map(([lane, own]) => ({ lanes: [{ from: lane, to: lane }], points: own })));
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
  const blocks = text.split('; ').map((block) => {
    const [lanes, points] = block.split(': ');
    return { lanes: parseRanges(lanes!), points: parseRanges(points ?? '') };
  });
  return isWritten(blocks) ? blocks : canonical(blocks);
}

/** As `regionText` writes them: by their first lanes, and each with points of its own. */
function isWritten(blocks: readonly Block[]): boolean {
  const isFull = blocks.every(({ lanes, points }) => lanes.length > 0 && points.length > 0);
  return isFull && blocks.every(({ lanes }, at) => at === 0 || lanes[0]!.from > blocks[at - 1]!.lanes[0]!.from);
}

type Combine = (left: Ranges, right: Ranges) => Ranges;

/** Some lanes in a row, and the place of the block that they belong to. */
type Stretch = { readonly from: number; readonly to: number; readonly block: number };

/**
 * Lane by lane, but for whole stretches of lanes at once: where a block of either side begins or ends, the pair of
 * blocks that hold the lanes changes, and only there. Each pair is combined once.
 */
function combine(left: Region, right: Region, points: Combine): Region {
  const [own, others] = [stretchesOf(left), stretchesOf(right)];
  const lanesOf = new Map<number, Range[]>();
  const pairs = right.length + 1;
  let from = Number.NEGATIVE_INFINITY;
  for (let at = 0, beside = 0; at < own.length || beside < others.length; ) {
    const [one, other] = [own[at], others[beside]];
    from = Math.max(from, Math.min(one?.from ?? FARTHEST, other?.from ?? FARTHEST));
    const isOne = one !== undefined && one.from <= from;
    const isOther = other !== undefined && other.from <= from;
    const to = Math.min(lastOf(one, isOne), lastOf(other, isOther));
    const pair = (isOne ? one.block + 1 : 0) * pairs + (isOther ? other.block + 1 : 0);
    known(lanesOf, pair, () => []).push({ from, to });
    if (one?.to === to) at += 1;
    if (other?.to === to) beside += 1;
    from = to + 1;
  }
  const blocks: Block[] = [];
  for (const [pair, lanes] of lanesOf) {
    const [one, other] = [left[Math.floor(pair / pairs) - 1], right[(pair % pairs) - 1]];
    blocks.push({ lanes: rangesOf(lanes), points: points(one?.points ?? NO_RANGES, other?.points ?? NO_RANGES) });
  }
  return canonical(blocks);
}

/** Ascending: the blocks of a region never share a lane. */
function stretchesOf(region: Region): readonly Stretch[] {
  const all = region.flatMap(({ lanes }, block) => lanes.map(({ from, to }) => ({ from, to, block })));
  return all.sort((left, right) => left.from - right.from);
}

const FARTHEST = Number.MAX_SAFE_INTEGER;

/** Up to where nothing changes: the end of a stretch that has begun, or the lane before one that has not. */
function lastOf(stretch: Stretch | undefined, hasBegun: boolean): number {
  if (stretch === undefined) return FARTHEST;
  return hasBegun ? stretch.to : stretch.from - 1;
}

/** Lanes of the same points together, in the order of the first lane: equal regions are equal lists. */
function canonical(blocks: readonly Block[]): Region {
  const alike = new Map<number, { readonly points: Ranges; readonly lanes: Range[] }[]>();
  for (const { lanes, points } of blocks) {
    if (points.length === 0 || lanes.length === 0) continue;
    const group = known(alike, checksum(points), () => []);
    const same = group.find((each) => rangesEqual(each.points, points));
    if (same === undefined) group.push({ points, lanes: [...lanes] });
    else same.lanes.push(...lanes);
  }
  const joined = [...alike.values()].flat().map(({ lanes, points }) => ({ lanes: rangesOf(lanes), points }));
  return joined.sort((left, right) => left.lanes[0]!.from - right.lanes[0]!.from);
}

/** Tells most lists apart; texts of them would cost more than all the rest. */
function checksum(points: Ranges): number {
  let sum = points.length;
  for (const { from, to } of points) sum = (Math.imul(sum, 31) + from * 7 + to) | 0;
  return sum;
}

function known<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = fresh();
    map.set(key, value);
  }
  return value;
}

export function regionsEqual(left: Region, right: Region): boolean {
  if (left.length !== right.length) return false;
  return left.every(
    ({ lanes, points }, index) => rangesEqual(lanes, right[index]!.lanes) && rangesEqual(points, right[index]!.points),
  );
}
