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
  readonly halfDays: readonly HalfDays[];
  /** Where the record is known to differ from what happened. One sentence each. */
  readonly caveats: readonly string[];
};
