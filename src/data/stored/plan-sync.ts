import type { Calendar } from '../../calendar/index.ts';
import { dayOfSession, type Session, sessionOfDay } from '../../core/time.ts';
import type { Listing } from '../validated/bar-rules.ts';
import { type Held, lastDelivered } from './coverage.ts';
import { type DayRange, subtractRanges } from './ranges.ts';
import type { SuspendedDays } from './suspended-days.ts';

/** Why nothing is asked about an instrument. */
export type SkipReason = 'up_to_date' | 'series_ended' | 'suspended' | 'delisted' | 'not_listed_yet' | 'empty_range';

export type SyncPlan = {
  /** What to ask for; instruments with the same needs share a request. */
  readonly groups: readonly { readonly range: DayRange; readonly instruments: readonly string[] }[];
  readonly skipped: Readonly<Partial<Record<SkipReason, readonly string[]>>>;
};

export type SyncQuestion = {
  readonly calendar: Calendar;
  readonly instruments: readonly string[];
  readonly held: (instrument: string) => Held;
  readonly asked: (instrument: string) => readonly DayRange[];
  readonly listings: ReadonlyMap<string, Listing>;
  readonly suspended: SuspendedDays;
  /** The range wanted. */
  readonly from: Session;
  readonly to: Session;
  /** When something new is fetched, so many sessions before it are fetched again to see revisions. */
  readonly recheckSessions: number;
  /** Without a bar for longer than this the series is taken to have ended. */
  readonly edgeSessionsMax: number;
  /** Ask for the whole range again, whatever was asked before. */
  readonly refetch: boolean;
};

/**
 * What has to be asked of a source so that every instrument is held up to `to`: the sessions it was never asked for,
 * those it did not have yet when it was, and the overlap in which revisions are looked for.
 */
export function planSync(question: SyncQuestion): SyncPlan {
  const groups = new Map<string, { readonly need: Need; readonly instruments: string[] }>();
  const skipped = new Map<SkipReason, string[]>();
  for (const instrument of question.instruments) {
    const needs = needsOf(question, instrument);
    if (typeof needs === 'string') listOf(skipped, needs).push(instrument);
    else for (const need of needs) groupOf(groups, need).push(instrument);
  }
  const ordered = [...groups.values()].map(({ need, instruments }) => ({
    range: need.isContinued ? withOverlap(question, need.range) : need.range,
    instruments,
  }));
  return {
    groups: ordered.sort((left, right) => left.range.from - right.range.from),
    skipped: Object.fromEntries(skipped),
  };
}

function listOf<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** A range to ask for; continued when what lies just before it was asked for earlier. */
type Need = { readonly range: DayRange; readonly isContinued: boolean };

function groupOf(groups: Map<string, { readonly need: Need; readonly instruments: string[] }>, need: Need): string[] {
  const key = `${need.range.from} ${need.range.to} ${need.isContinued}`;
  const group = groups.get(key) ?? { need, instruments: [] };
  groups.set(key, group);
  return group.instruments;
}

function needsOf(question: SyncQuestion, instrument: string): readonly Need[] | SkipReason {
  const { listings, calendar } = question;
  const listing = listings.get(instrument);
  const wanted = { from: dayOfSession(question.from), to: dayOfSession(question.to) };
  const life = withinListing(wanted, listing);
  if (life === null) return outsideReason(wanted, listing);
  if (question.refetch) return [{ range: wanted, isContinued: false }];
  const asked = question.asked(instrument);
  // Not cut to the listing: instruments that are asked for together need one request, not one each.
  const fresh = subtractRanges(wanted, asked).filter((range) => hasSession(calendar, withinListing(range, listing)));
  const late = lateTail(question, instrument, life);
  if (fresh.length === 0 && typeof late === 'string') return life.to < wanted.to ? 'delisted' : late;
  const last = fresh.at(-1);
  const ranges = typeof late === 'string' || (last !== undefined && last.to >= late.to) ? fresh : [...fresh, late];
  return ranges.map((range) => ({ range, isContinued: asked.some((each) => each.from < range.from) }));
}

/** The part of a range in which the instrument could trade; null when there is none. */
function withinListing({ from, to }: DayRange, listing: Listing | undefined): DayRange | null {
  const first = Math.max(from, listing?.listed ?? -Infinity);
  const last = Math.min(to, (listing?.delisted ?? Infinity) - 1);
  return first > last ? null : { from: first, to: last };
}

function outsideReason({ from, to }: DayRange, listing: Listing | undefined): SkipReason {
  if (from > to) return 'empty_range';
  return listing?.listed != null && listing.listed > to ? 'not_listed_yet' : 'delisted';
}

function hasSession(calendar: Calendar, range: DayRange | null): boolean {
  return range !== null && calendar.sessionDays(sessionOfDay(range.from), sessionOfDay(range.to)).length > 0;
}

/** Sessions that were asked for when the source did not have them yet; or why there are none. */
function lateTail(question: SyncQuestion, instrument: string, wanted: DayRange): DayRange | SkipReason {
  const last = lastDelivered(question.held(instrument));
  // Nothing was ever delivered, or the caller cannot say: what was asked stays asked.
  if (last === null || last >= wanted.to) return 'up_to_date';
  const missing = [...question.calendar.sessionDays(sessionOfDay(last + 1), sessionOfDay(wanted.to))];
  const suspended = question.suspended.get(instrument);
  const open = missing.filter((day) => suspended?.has(day) !== true);
  if (open.length === 0) return missing.length === 0 ? 'up_to_date' : 'suspended';
  return open.length > question.edgeSessionsMax ? 'series_ended' : { from: open[0]!, to: wanted.to };
}

/** Sessions just before something new are asked for again: vendors correct the latest bars. */
function withOverlap({ calendar, recheckSessions, from }: SyncQuestion, range: DayRange): DayRange {
  if (recheckSessions === 0 || range.from <= dayOfSession(calendar.firstSession)) return range;
  const before = calendar.sessionDays(calendar.firstSession, sessionOfDay(range.from - 1)).slice(-recheckSessions);
  const overlap = before[0] ?? range.from;
  return { from: Math.max(overlap, Math.min(dayOfSession(from), range.from)), to: range.to };
}
