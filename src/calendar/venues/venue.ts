import type { ClosedDays, DayRule, Weekday, YearDates } from '../closed-days.ts';
import type { WallTime } from '../zone.ts';

export type { ClosedDays, DayRule, Weekday, YearDates };

/** A regular trading day, in the exchange's wall-clock time, from the date it came into force. */
export type RegularHours = {
  /** The first date of these hours; the first entry has none and reaches back to the start. */
  readonly from?: string;
  readonly open: WallTime;
  /** Lunch: trading rests from the first time to the second. */
  readonly rest?: readonly [WallTime, WallTime];
  readonly close: WallTime;
};

/** Days that open as usual and end early, without a lunch break. A closed day wins over a half day. */
export type HalfDays = {
  readonly close: WallTime;
  readonly days: ClosedDays;
};

/** Closures nobody planned: a typhoon, a funeral, a failure. */
export type AdHocClosure = { readonly name: string; readonly dates: YearDates };

/** What closed dates of a part of the year are called, from `MM-DD` to `MM-DD`, both included. */
export type Season = { readonly name: string; readonly from: string; readonly to: string };

/** What is known about one exchange: nearly pure data, one file each. */
export type VenueData = {
  /** ISO 10383 market identifier code. */
  readonly venue: string;
  readonly name: string;
  /** IANA time zone. */
  readonly zone: string;
  /** Where the facts come from, with version. */
  readonly source: string;
  readonly licence: string;
  /** When the facts were last checked against the source. */
  readonly checkedOn: string;
  /** The horizon: the first and the last date about which anything is known. Beyond it there is no answer. */
  readonly first: string;
  readonly last: string;
  readonly weekend: readonly Weekday[];
  readonly hours: readonly RegularHours[];
  readonly closures: ClosedDays;
  /** Closed as well, and for a reason of their own. */
  readonly adHoc?: readonly AdHocClosure[];
  /** Names for dates in `closures` that no rule names: rules first, then seasons, the first that fits. They close nothing. */
  readonly names?: { readonly rules?: readonly DayRule[]; readonly seasons?: readonly Season[] };
  readonly halfDays: readonly HalfDays[];
  /** Where the record is known to differ from what happened. One sentence each. */
  readonly caveats: readonly string[];
};
