import type { Calendar } from '../../calendar/index.ts';
import { dayOfSession, type Session, type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { Listing } from '../validated/bar-rules.ts';
import { type Coverage, firstDelivered, type Held, heldByInstrument, lastDelivered } from './coverage.ts';
import { type DayRange, inRanges } from './ranges.ts';
import type { SuspendedDays } from './suspended-days.ts';

/**
 * Why a session has no bar. `not_asked`: nobody asked a source for it. `not_delivered`: asked, and the answer had no
 * row. `quarantined`: a row came and was set aside. `series_not_begun`, `series_ended`: the source gives nothing before,
 * or after, some session. `no_rows`: the source gives nothing at all.
 */
export type GapReason = 'not_asked' | 'not_delivered' | 'quarantined' | 'series_not_begun' | 'series_ended' | 'no_rows';

/** Consecutive sessions of one instrument without a bar, for one reason. */
export type Gap = {
  readonly instrument: string;
  readonly from: SessionDay;
  readonly to: SessionDay;
  readonly sessions: number;
  readonly reason: GapReason;
};

export type GapQuestion = {
  readonly coverage: Coverage;
  readonly calendar: Calendar;
  /** The instruments that ought to have bars. */
  readonly instruments: readonly string[];
  readonly listings: ReadonlyMap<string, Listing>;
  readonly suspended: SuspendedDays;
  /** By instrument: sessions whose row is in quarantine. */
  readonly quarantined: SuspendedDays;
  /** By instrument: the ranges a source was asked for. */
  readonly asked: (instrument: string) => readonly DayRange[];
  /** Null: from each instrument's listing, or its first bar where that is unknown. */
  readonly from: Session | null;
  readonly to: Session;
  /** More missing sessions than this at either end mean that the series begins later, or has ended. */
  readonly edgeSessionsMax: number;
};

export type GapAnswer = {
  readonly gaps: readonly Gap[];
  /** Sessions in question: every one is held, filled, suspended or missing. */
  readonly expected: number;
  /** Sessions before the source’s series begins: gaps that are no loss, and not expected. */
  readonly outside: number;
  /** Delivered bars among them; filled ones are counted apart. */
  readonly held: number;
  readonly filled: number;
  readonly suspended: number;
  readonly missing: number;
};

/**
 * Compares what is held with what the exchange's calendar and the listings say there must be.
 *
 * throws  calendar.beyond_horizon when the range reaches past what the calendar knows
 */
export function findGaps(question: GapQuestion): GapAnswer {
  const heldOf = heldByInstrument(question.coverage);
  const total = { gaps: [] as Gap[], expected: 0, outside: 0, held: 0, filled: 0, suspended: 0, missing: 0 };
  for (const instrument of question.instruments) {
    const one = gapsOfInstrument(question, instrument, heldOf(instrument));
    total.gaps.push(...one.gaps);
    for (const count of COUNTS) total[count] += one[count];
  }
  return total;
}

const COUNTS = ['expected', 'outside', 'held', 'filled', 'suspended', 'missing'] as const;

function gapsOfInstrument(question: GapQuestion, instrument: string, held: Held): GapAnswer {
  const expected = expectedSessions(question, instrument, held);
  const at = { index: 0 };
  const counts = { expected: expected.length, held: 0, filled: 0, suspended: 0, missing: 0 };
  const absent: SessionDay[] = [];
  for (const day of expected) {
    const state = stateOf(day, held, at, question.suspended.get(instrument));
    counts[state] += 1;
    if (state === 'missing') absent.push(day);
  }
  const gaps = rangesOf(question, instrument, { absent, expected, held });
  const outside = gaps.filter(({ reason }) => isOutside(reason)).reduce((sum, gap) => sum + gap.sessions, 0);
  return { ...counts, expected: counts.expected - outside, missing: counts.missing - outside, outside, gaps };
}

/** Before the source's series begins and after it ends nothing is missing: the source has nothing there. */
export function isOutside(reason: GapReason): boolean {
  return reason === 'series_not_begun' || reason === 'series_ended';
}

/** The sessions in which the instrument should have traded, ascending. */
function expectedSessions({ calendar, listings, from, to }: GapQuestion, instrument: string, held: Held): Int32Array {
  const listing = listings.get(instrument);
  const start = listing?.listed ?? held.days[0] ?? (from === null ? Infinity : -Infinity);
  const first = Math.max(start, from === null ? -Infinity : dayOfSession(from), dayOfSession(calendar.firstSession));
  const last = Math.min(dayOfSession(to), (listing?.delisted ?? Infinity) - 1);
  if (first > last) return new Int32Array(0);
  return calendar.sessionDays(sessionOfDay(first), sessionOfDay(last));
}

function stateOf(
  day: SessionDay,
  held: Held,
  at: { index: number },
  suspended: ReadonlySet<SessionDay> | undefined,
): 'held' | 'filled' | 'suspended' | 'missing' {
  while (at.index < held.days.length && held.days[at.index]! < day) at.index += 1;
  const isThere = held.days[at.index] === day;
  if (suspended?.has(day) || (isThere && held.suspended[at.index] === 1)) return 'suspended';
  if (!isThere) return 'missing';
  return held.filled[at.index] === 1 ? 'filled' : 'held';
}

function rangesOf(
  question: GapQuestion,
  instrument: string,
  found: { readonly absent: readonly SessionDay[]; readonly expected: Int32Array; readonly held: Held },
): readonly Gap[] {
  const { absent, expected, held } = found;
  const placeOf = new Map(Array.from(expected, (day, place) => [day, place]));
  const edgeOf = edgeReasons(absent, held, question.edgeSessionsMax);
  const gaps: Gap[] = [];
  for (const day of absent) {
    const reason = reasonOf(question, instrument, day, edgeOf(day));
    const before = gaps.at(-1);
    const continues = before?.reason === reason && placeOf.get(before.to)! + 1 === placeOf.get(day);
    if (continues) gaps[gaps.length - 1] = { ...before, to: day, sessions: before.sessions + 1 };
    else gaps.push({ instrument, from: day, to: day, sessions: 1, reason });
  }
  return gaps;
}

/** What a day without a row means by where it lies: before the first delivered bar, after the last, or between. */
function edgeReasons(
  absent: readonly SessionDay[],
  held: Held,
  edgeSessionsMax: number,
): (day: SessionDay) => GapReason | null {
  const [first, last] = [firstDelivered(held), lastDelivered(held)];
  if (first === null || last === null) return () => 'no_rows';
  const isLongHead = absent.filter((day) => day < first).length > edgeSessionsMax;
  const isLongTail = absent.filter((day) => day > last).length > edgeSessionsMax;
  return (day) => (day < first && isLongHead ? 'series_not_begun' : day > last && isLongTail ? 'series_ended' : null);
}

function reasonOf(question: GapQuestion, instrument: string, day: SessionDay, edge: GapReason | null): GapReason {
  if (question.quarantined.get(instrument)?.has(day)) return 'quarantined';
  if (!inRanges(question.asked(instrument), day)) return 'not_asked';
  return edge ?? 'not_delivered';
}

/** Gaps that asking again, or filling, may close. The others are explained by what the source is. */
export function isOpen(gap: Gap): boolean {
  return !EXPLAINED.has(gap.reason);
}

const EXPLAINED: ReadonlySet<GapReason> = new Set(['series_not_begun', 'series_ended', 'no_rows']);
