import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { KeySpan, PartitionAsk, RunPartitions } from '../../core/partition.ts';
import { countIn, intersect, type Range, type Ranges, rangesOf } from '../../core/ranges.ts';
import { type Block, blockOf, type Region, regionText } from '../../core/regions.ts';
import { type LanePartitions, type Partitions, sidesOf } from '../definition/partitions.ts';
import type { PartitionKeyRow } from '../state/partition/read.ts';
import { type Axis, axisOf, type PartitionCalendar } from './axis.ts';
import type { Later } from './forward.ts';

/** An asset's slices, with the names that its lanes have at this moment. Where a side is missing there is one slot, 0. */
export type Grid = {
  readonly axis: Axis | null;
  readonly lanesOf: string | null;
  readonly keys: readonly PartitionKeyRow[];
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
  return { axis, lanesOf, keys: lanesOf === null ? [] : keysOf(lanesOf), fingerprint };
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
  return blockOf(lanesOfKeys(grid), pointsUpTo(grid, nowMs));
}

function pointsUpTo({ axis }: Grid, nowMs: number): Ranges {
  if (axis === null) return ONE_SLOT;
  const last = axis.lastBy(nowMs);
  return last < 0 ? [] : [stampsOf(axis, { from: 0, to: last })];
}

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

/** The spans that an op names, as a region. */
export function spansIn(grid: Grid, spans: readonly KeySpan[], lanes: readonly string[] | null): Region {
  const { axis } = grid;
  if (axis === null) throw notBy('time', spans[0]?.from ?? '');
  const points = spans.map(({ from, to }) => ({ from: axis.pointOf(from), to: axis.pointOf(to) }));
  const stamps = points.filter(({ from, to }) => from <= to).map((range) => stampsOf(axis, range));
  return blockOf(lanesAsked(grid, lanes), rangesOf(stamps));
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
  const { axis, lanesOf, keys } = grid;
  const runs = axis === null ? [] : pointsIn(axis, points);
  const spans = runs.map(({ from, to }) => ({ from: axis!.keyOf(from), to: axis!.keyOf(to), count: to - from + 1 }));
  const isIn = ({ lane }: PartitionKeyRow): boolean => intersect(lanes, [{ from: lane, to: lane }]).length > 0;
  return { spans, lanes: lanesOf === null ? [] : keys.filter(isIn).map((row) => row.key) };
}

/** A region of one block as a run takes it. */
export function runPartitionsOf(grid: Grid, block: Block, reason: string): RunPartitions {
  return { axis: grid.fingerprint, ...blockInKeys(grid, block), region: regionText([block]), reason };
}

function notBy(what: 'time' | 'name', got: string): TapelineError {
  const facts = { what: `These partitions are not cut by ${what}`, got, wayOut: 'Leave it out.' };
  return new TapelineError('usage.invalid', { facts });
}
