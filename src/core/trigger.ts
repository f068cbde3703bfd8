import type { Duration, Session } from './time.ts';

/**
 * When something is due, as data: what a schedule holds and the calendar computes. Every form shows its zone or its
 * calendar; one that does not, does not compile.
 */
export type Trigger = CronTrigger | CalendarTrigger | IntervalTrigger | OnceTrigger | AnyTrigger | AllTrigger;

/** `cron` has five fields, or six with seconds first. 0 and 7 are Sunday. */
export type CronTrigger = { readonly cron: string; readonly zone: string; readonly dst?: DstRule };

/** Sessions of an exchange. `at` counts from a session's open or close: `close+90m`, `open-15m`, or a wall time `20:30`. */
export type CalendarTrigger = {
  readonly calendar: string;
  readonly at: SessionMoment;
  /** Which sessions; every one when not given. */
  readonly on?: SessionChoice;
  /** T+n: the moment is taken in the n-th session after the chosen one. */
  readonly plusSessions?: number;
  readonly dst?: DstRule;
};

export type SessionMoment =
  | `${'open' | 'close'}${'' | `${'+' | '-'}${number}${'s' | 'm' | 'h'}`}`
  | `${number}:${number}`;

/** The n-th session of each week or month; negative counts from the end: `{ nth: -1, of: 'month' }` is the last one. */
export type SessionChoice = { readonly nth: number; readonly of: 'week' | 'month' };

/** Every so much real time, counted from `anchor` (an instant with offset), whatever clocks on walls do. */
export type IntervalTrigger = { readonly every: Duration; readonly anchor: string };

/** Once, at an instant with offset: `2026-03-01T09:00:00+08:00`. */
export type OnceTrigger = { readonly once: string };

/** Due when any of them is; ticks at the same instant are one. */
export type AnyTrigger = { readonly anyOf: readonly Trigger[] };

/** Due at the instants at which all of them are. */
export type AllTrigger = { readonly allOf: readonly Trigger[] };

/**
 * What happens to a fixed wall time that the clock change takes away or gives twice. In the gap: at the first instant
 * after it (`next`) or not at all (`skip`). In the overlap: the `first`, the `second`, or `both`.
 * Times with a wildcard, step or list follow real time: nothing in a gap, both in an overlap.
 */
export type DstRule = { readonly gap: 'next' | 'skip'; readonly overlap: 'first' | 'second' | 'both' };

export const DST_RULE_DEFAULT: DstRule = { gap: 'next', overlap: 'first' };

/** A moment at which a trigger is due. */
export type DueTick = {
  readonly atMs: number;
  /** The session in which the moment lies, where the trigger follows an exchange: with `plusSessions` the n-th one after. */
  readonly session: Session | null;
  /** What the clock change made of it; null on every other day. */
  readonly note: TickNote | null;
};

/** `dst_gap`: the wall time does not exist on that date, so it is due at the first instant after the gap. `dst_overlap`: it exists twice. */
export type TickNote = { readonly because: 'dst_gap' | 'dst_overlap'; readonly time: string };

/** A moment that looks due and is none, for people who ask why. */
export type NonTick = {
  /** The instant it would have been; in a gap, the instant of the clock change. */
  readonly nominalMs: number;
  /** Date of the place the trigger lives in, `YYYY-MM-DD`, and the wall time that was meant. */
  readonly date: string;
  readonly time: string;
  readonly because: 'holiday' | 'weekend' | 'closure' | 'dst_gap' | 'dst_overlap' | 'not_chosen' | 'not_all';
  /** The name of the holiday or closure where one is known; of a wall time that exists twice, the offset not taken. */
  readonly detail: string | null;
};

/** A trigger that can be asked. Pure: the same questions give the same answers under one calendar and zone version. */
export type TickSource = {
  /** Ascending, `afterMs < atMs <= untilMs`, at most `limit` of them, earliest first. @throws calendar.beyond_horizon */
  readonly between: (range: TickRange) => readonly DueTick[];
  /** The first tick after `afterMs`; null when there is none any more. @throws calendar.beyond_horizon */
  readonly next: (afterMs: number) => DueTick | null;
  /** Moments of the range that look due and are none. */
  readonly explain: (range: TickRange) => readonly NonTick[];
  /** The zone whose wall clock people read it by. */
  readonly zone: string;
  /** After this instant nothing is known: the calendar's horizon; null where there is none. */
  readonly horizonMs: number | null;
  /** What the answers depend on: calendar data and zone versions, e.g. `XSHG 2026-12-31, tz 2026a`. */
  readonly version: string;
};

export type TickRange = { readonly afterMs: number; readonly untilMs: number; readonly limit: number };
