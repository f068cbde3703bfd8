import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import { isPartitionKey } from '../../core/partition.ts';
import type { Duration } from '../../core/time.ts';
import { definedDurationMs } from './duration.ts';

/** How an asset is cut into slices that can be made, missed and made again by themselves. Made by the functions below. */
export type Partitions = PointPartitions | LanePartitions | GridPartitions;

/** Slices of time, in order: the newest is the last. */
export type PointPartitions = SessionPartitions | MonthPartitions | IntervalPartitions;

/** Stands for the exchange whose sessions the profile works on. */
export const PROFILE_CALENDAR = 'profile';

/** The trading days of an exchange from `from` on. */
export type SessionPartitions = { readonly kind: 'session'; readonly calendar: string; readonly from: string };
/** Calendar months from `from` (`YYYY-MM`) on, as the clocks of `zone` have them. */
export type MonthPartitions = { readonly kind: 'month'; readonly zone: string; readonly from: string };
/** Spans of real time counted from `anchor`, an instant with offset. */
export type IntervalPartitions = { readonly kind: 'interval'; readonly everyMs: number; readonly anchorMs: number };

/** Slices by name; sets of one `name` share their numbers. Those of a dynamic set come and go while the program works; no name ever gets another's place. */
export type LanePartitions =
  | { readonly kind: 'static'; readonly name: string; readonly keys: readonly string[] }
  | {
      readonly kind: 'dynamic';
      readonly name: string;
      /** Why a name has no slices before its first date and after its last, as reasons of `coverage`. */
      readonly before: string;
      readonly after: string;
    };

/** Every slice of time for every name: symbol bucket × session. */
export type GridPartitions = {
  readonly kind: 'grid';
  readonly lanes: LanePartitions;
  readonly points: PointPartitions;
};

/** How large a piece one run takes. */
export type ChunkSize = {
  /** Slices of time that one run makes at most. */
  readonly pointsMax: number;
  /** Names that one run makes at most. */
  readonly lanesMax: number;
  /**
   * A run takes whatever is to be made within a stretch of time, however it lies (`context.partitions.blocks`), instead
   * of a rectangle. For makers that ask for many ragged series at once.
   */
  readonly ragged?: boolean;
};

export const STATIC_KEYS_MAX = 10_000;

export function sessionPartitions(calendar: string, options: { readonly from: string }): SessionPartitions {
  checkText('sessionPartitions', 'from', options.from, /^\d{4}-\d{2}-\d{2}$/, '2020-01-01');
  return { kind: 'session', calendar, from: options.from };
}

export function monthPartitions(options: { readonly zone: string; readonly from: string }): MonthPartitions {
  checkText('monthPartitions', 'from', options.from, /^\d{4}-(0[1-9]|1[0-2])$/, '2020-01');
  return { kind: 'month', zone: options.zone, from: options.from };
}

export function intervalPartitions(options: { readonly every: Duration; readonly anchor: string }): IntervalPartitions {
  const everyMs = definedDurationMs('intervalPartitions', 'every', options.every);
  checkText('intervalPartitions', 'anchor', options.anchor, /(Z|[+-]\d{2}:\d{2})$/, '2024-01-01T00:00:00Z');
  const anchorMs = Date.parse(options.anchor);
  if (everyMs >= 1 && Number.isFinite(anchorMs)) return { kind: 'interval', everyMs, anchorMs };
  throw invalid('intervalPartitions', `every is ${options.every}, anchor is "${options.anchor}"`, 'Correct them.');
}

export function staticPartitions(name: string, keys: readonly string[]): LanePartitions {
  checkName('static partitions', name);
  if (keys.length === 0 || keys.length > STATIC_KEYS_MAX) {
    const problem = `it has ${keys.length} keys, 1 to ${STATIC_KEYS_MAX} are expected`;
    throw invalid(`staticPartitions "${name}"`, problem, 'Use dynamicPartitions for more.');
  }
  if (new Set(keys).size !== keys.length)
    throw invalid(`staticPartitions "${name}"`, 'a key stands twice', 'Remove one.');
  for (const key of keys) checkLaneKey(key);
  return { kind: 'static', name, keys };
}

/** Keys are added by ops (`context.addKeys`), and added and removed by `tapeline assets keys`. */
export function dynamicPartitions(
  name: string,
  { before = 'not_begun', after = 'ended' }: { readonly before?: string; readonly after?: string } = {},
): LanePartitions {
  return { kind: 'dynamic', name: checkName('dynamic partitions', name), before, after };
}

export function gridPartitions(lanes: LanePartitions, points: PointPartitions): GridPartitions {
  return { kind: 'grid', lanes, points };
}

/** @throws definition.invalid for a key that could not stand in a command: empty, long, or with `..`, `,`, `/` or spaces. */
export function checkLaneKey(key: string): string {
  if (isPartitionKey(key)) return key;
  throw invalid(`Partition key "${key}"`, LANE_KEY_PROBLEM, 'Choose another.');
}

export const LANE_KEY_PROBLEM = 'it is empty, too long, or has a space, "," "/" or ".."';

/** The two sides of any partitions: an asset of one dimension has one lane, or one point. */
export function sidesOf(partitions: Partitions): {
  readonly lanes: LanePartitions | null;
  readonly points: PointPartitions | null;
} {
  switch (partitions.kind) {
    case 'grid':
      return { lanes: partitions.lanes, points: partitions.points };
    case 'static':
    case 'dynamic':
      return { lanes: partitions, points: null };
    default:
      return { lanes: null, points: partitions };
  }
}

/** The same partitions on the sessions of the profile's exchange, where they ask for them. */
export function onCalendar<P extends Partitions | null>(partitions: P, calendar: string): P {
  if (partitions?.kind === 'grid') return { ...partitions, points: onCalendar(partitions.points, calendar) };
  if (partitions?.kind !== 'session' || partitions.calendar !== PROFILE_CALENDAR) return partitions;
  return { ...partitions, calendar };
}

function checkText(where: string, field: string, text: string, pattern: RegExp, example: string): void {
  if (pattern.test(text)) return;
  throw invalid(where, `${field} is "${text}"`, `Write it like "${example}".`);
}

function invalid(where: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where, problem, wayOut } });
}
