import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { KeySpan, PartitionAsk, RunPartitions, SliceBlock } from '../../core/partition.ts';
import { countIn, type Range, type Ranges, rangesOf } from '../../core/ranges.ts';
import { type Block, blockOf, NO_REGION, type Region, regionOfLanes, regionText } from '../../core/regions.ts';
import { type LanePartitions, type Partitions, sidesOf } from '../definition/partitions.ts';
import type { PartitionKeyRow } from '../state/partition/read.ts';
import { type Axis, axisOf, type PartitionCalendar } from './axis.ts';
import type { Later } from './forward.ts';

/** An asset's slices, with the names that its lanes have at this moment. Where a side is missing there is one slot, 0. */
export type Grid = {
  readonly axis: Axis | null;
  readonly lanesOf: string | null;
  readonly keys: readonly PartitionKeyRow[];
  /** The names by their numbers, those included that were removed. */
  readonly keyOfLane: ReadonlyMap<number, string>;
  /** What stamps and lanes of this grid mean. */
  readonly fingerprint: string;
};

const ONE_SLOT: Ranges = [{ from: 0, to: 0 }];

export function gridOf(
  partitions: Partitions,
  calendar: PartitionCalendar,
  keysOf: (name: string) => readonly PartitionKeyRow[],
): Grid {
  const { lanes, points } = sidesOf(partitions);
  const axis = points === null ? null : axisOf(points, calendar);
  const lanesOf = lanes === null ? null : lanes.name;
  const fingerprint = fingerprintOf(partitions, axis);
  const keys = lanesOf === null ? [] : keysOf(lanesOf);
  return { axis, lanesOf, keys, keyOfLane: new Map(keys.map(({ lane, key }) => [lane, key])), fingerprint };
}

function fingerprintOf(partitions: Partitions, axis: Axis | null): string {
  const { lanes } = sidesOf(partitions);
  return [axis?.fingerprint, lanes === null ? undefined : `by ${lanes.name}`].filter(Boolean).join(' ');
}

/** Sets of names that a grid needs numbers for. */
export function laneSetsOf(partitions: Partitions): LanePartitions | null {
  return sidesOf(partitions).lanes;
}

/** Every slice that exists by now: whose time is over, and whose name is there. */
export function existingIn(grid: Grid, nowMs: number): Region {
  const { axis, lanesOf } = grid;
  if (axis === null) return blockOf(lanesOfKeys(grid), ONE_SLOT);
  const last = axis.lastBy(nowMs);
  if (lanesOf === null) return blockOf(ONE_SLOT, stampsIn(axis, { from: 0, to: last }));
  return inDates(grid, axis, last, ({ first, last: end }) => axis.between(first, end));
}

/** Slices of time that a name has none of: those before its first date, or those after its last. */
export function outsideDates(grid: Grid, side: 'before' | 'after', nowMs: number): Region {
  const { axis } = grid;
  if (axis === null) return NO_REGION;
  const last = axis.lastBy(nowMs);
  return inDates(grid, axis, last, ({ first, last: end }) => {
    if (side === 'before') return { from: 0, to: first === null ? -1 : axis.between(first, null).from - 1 };
    return { from: end === null ? last + 1 : axis.between(null, end).to + 1, to: last };
  });
}

/** Names that share their dates share the look at the calendar. */
function inDates(grid: Grid, axis: Axis, last: number, pointsOf: (key: PartitionKeyRow) => Range): Region {
  const known = new Map<string, Ranges>();
  const lanes = grid.keys.filter((key) => !key.isRemoved);
  return regionOfLanes(
    lanes.map((key) => {
      const dates = `${key.first} ${key.last}`;
      let stamps = known.get(dates);
      if (stamps === undefined) {
        const { from, to } = pointsOf(key);
        stamps = stampsIn(axis, { from: Math.max(from, 0), to: Math.min(to, last) });
        known.set(dates, stamps);
      }
      return [key.lane, stamps];
    }),
  );
}

const stampsIn = (axis: Axis, points: Range): Ranges => (points.from > points.to ? [] : [stampsOf(axis, points)]);

function lanesOfKeys({ lanesOf, keys }: Grid): Ranges {
  if (lanesOf === null) return ONE_SLOT;
  return rangesOf(keys.filter((key) => !key.isRemoved).map(({ lane }) => ({ from: lane, to: lane })));
}

/** Consecutive points as consecutive stamps: each point owns the stamps up to the next one. */
export function stampsOf(axis: Axis, points: Range): Range {
  return { from: axis.stampOf(points.from), to: axis.lastStampOf(points.to) };
}

export function laterOn(axis: Axis | null): Later {
  if (axis === null) return (range) => range;
  return (stamps, lookback) => {
    const points = axis.withStamps(stamps);
    if (points.from > points.to) return stamps;
    return { from: stamps.from, to: Math.max(stamps.to, axis.lastStampOf(points.to + lookback)) };
  };
}

/** The slices asked for, whether they exist by now or not. @throws usage.unknown_name, usage.invalid */
export function askedIn(grid: Grid, ask: PartitionAsk): Region {
  return blockOf(lanesAsked(grid, ask.lanes), pointsAsked(grid, ask));
}

function pointsAsked({ axis }: Grid, { from, to }: PartitionAsk): Ranges {
  if (axis === null) {
    if (from === null && to === null) return ONE_SLOT;
    throw notBy('time', from ?? to ?? '');
  }
  const points = isKey(axis, from) || isKey(axis, to) ? between(axis, from, to) : axis.between(from, to);
  const last = Math.min(points.to, axis.size - 1);
  return points.from > last ? [] : [stampsOf(axis, { from: points.from, to: last })];
}

/** A key of the axis that is no date: an interval's instant. */
const isKey = (axis: Axis, text: string | null): boolean => text?.includes('T') === true && axis.size > 0;

function between(axis: Axis, from: string | null, to: string | null): Range {
  return { from: from === null ? 0 : axis.pointOf(from), to: to === null ? axis.size - 1 : axis.pointOf(to) };
}

function lanesAsked(grid: Grid, lanes: readonly string[] | null): Ranges {
  if (lanes === null) return lanesOfKeys(grid);
  if (grid.lanesOf === null) throw notBy('name', lanes[0] ?? '');
  const known = new Map(grid.keys.filter((row) => !row.isRemoved).map((row) => [row.key, row.lane]));
  const found = lanes.map((key) => known.get(key) ?? laneOf(grid, key));
  return rangesOf(found.map((lane) => ({ from: lane, to: lane })));
}

function laneOf({ keys }: Grid, name: string): number {
  const found = keys.find((row) => row.key === name && !row.isRemoved);
  if (found !== undefined) return found.lane;
  const known = keys.filter((row) => !row.isRemoved).map((row) => row.key);
  const nearest = nearestName(name, known);
  throw new TapelineError('usage.unknown_name', {
    facts: { kind: 'partition key', name, nearest, known: known.slice(0, KNOWN_SHOWN_MAX) },
  });
}

const KNOWN_SHOWN_MAX = 20;

/** The blocks that an op names, as a region. They may share names. @throws usage.unknown_name, usage.invalid */
export function blocksIn(grid: Grid, blocks: readonly SliceBlock[]): Region {
  const known = new Map(grid.keys.filter((row) => !row.isRemoved).map((row) => [row.key, row.lane]));
  const rangesOfLane = new Map<number, Range[]>();
  for (const { spans = null, lanes = null } of blocks) {
    const stamps = spans === null && grid.axis === null ? ONE_SLOT : stampsOfSpans(grid, spans ?? []);
    for (const lane of grid.lanesOf === null ? [0] : (lanes ?? []).map((key) => known.get(key) ?? laneOf(grid, key)))
      rangesOfLane.set(lane, [...(rangesOfLane.get(lane) ?? []), ...stamps]);
  }
  return regionOfLanes([...rangesOfLane].map(([lane, ranges]) => [lane, rangesOf(ranges)]));
}

/** The spans that an op names, as a region. */
export function spansIn(grid: Grid, spans: readonly KeySpan[], lanes: readonly string[] | null): Region {
  return blockOf(lanesAsked(grid, lanes), rangesOf(stampsOfSpans(grid, spans)));
}

function stampsOfSpans({ axis }: Grid, spans: readonly KeySpan[]): readonly Range[] {
  if (axis === null) throw notBy('time', spans[0]?.from ?? '');
  const points = spans.map(({ from, to }) => ({ from: axis.pointOf(from), to: axis.pointOf(to) }));
  return points.filter(({ from, to }) => from <= to).map((range) => stampsOf(axis, range));
}

/** How many slices there are: weekends between two sessions are none. */
export function countSlices(grid: Grid, region: Region): number {
  return region.reduce((sum, { lanes, points }) => sum + countIn(lanes) * countPoints(grid, points), 0);
}

function countPoints({ axis }: Grid, stamps: Ranges): number {
  return axis === null ? countIn(stamps) : countIn(pointsIn(axis, stamps));
}

function pointsIn(axis: Axis, stamps: Ranges): Ranges {
  return rangesOf(stamps.map((range) => axis.withStamps(range)));
}

/** A block in the words of people. */
export type BlockInKeys = {
  readonly spans: readonly (KeySpan & { readonly count: number })[];
  readonly lanes: readonly string[];
};

export function blockInKeys(grid: Grid, { lanes, points }: Block): BlockInKeys {
  const { axis, lanesOf, keyOfLane } = grid;
  const runs = axis === null ? [] : pointsIn(axis, points);
  const spans = runs.map(({ from, to }) => ({ from: axis!.keyOf(from), to: axis!.keyOf(to), count: to - from + 1 }));
  const names = lanesOf === null ? [] : lanes.flatMap(numbersIn).map((lane) => keyOfLane.get(lane));
  return { spans, lanes: names.filter((name) => name !== undefined) };
}

const numbersIn = ({ from, to }: Range): readonly number[] => Array.from({ length: to - from + 1 }, (_, k) => from + k);

/** A region as a run takes it: of one block, or of several with what goes round them. */
export function runPartitionsOf(grid: Grid, region: Region, reason: string): RunPartitions {
  const lanes = rangesOf(region.flatMap((block) => block.lanes));
  const points = rangesOf(region.flatMap((block) => block.points));
  const blocks = region.length < 2 ? {} : { blocks: region.map((block) => blockInKeys(grid, block)) };
  return {
    axis: grid.fingerprint,
    ...blockInKeys(grid, { lanes, points }),
    ...blocks,
    region: regionText(region),
    reason,
  };
}

function notBy(what: 'time' | 'name', got: string): TapelineError {
  const facts = { what: `These partitions are not cut by ${what}`, got, wayOut: 'Leave it out.' };
  return new TapelineError('usage.invalid', { facts });
}
