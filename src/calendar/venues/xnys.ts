import type { AdHocClosure, DayRule, VenueData, YearDates } from './venue.ts';

const HOLIDAYS: readonly DayRule[] = [
  // A New Year's Day that falls on a Saturday is not made up for.
  { name: "New Year's Day", on: { month: 1, day: 1, moved: 'sunday_to_monday' } },
  { name: 'Martin Luther King Jr. Day', from: 1998, on: { month: 1, nth: 3, weekday: 'mon' } },
  { name: "Washington's Birthday", on: { month: 2, nth: 3, weekday: 'mon' } },
  { name: 'Good Friday', on: { easterPlusDays: -2 } },
  { name: 'Memorial Day', on: { month: 5, nth: -1, weekday: 'mon' } },
  { name: 'Juneteenth', from: 2022, on: { month: 6, day: 19, moved: 'nearest_weekday' } },
  { name: 'Independence Day', on: { month: 7, day: 4, moved: 'nearest_weekday' } },
  { name: 'Labor Day', on: { month: 9, nth: 1, weekday: 'mon' } },
  { name: 'Thanksgiving', on: { month: 11, nth: 4, weekday: 'thu' } },
  { name: 'Christmas', on: { month: 12, day: 25, moved: 'nearest_weekday' } },
];

const AD_HOC: readonly AdHocClosure[] = [
  { name: 'Funeral of Richard Nixon', dates: { 1994: '04-27' } },
  { name: 'Attacks on New York', dates: { 2001: '09-11..09-14' } },
  { name: 'Funeral of Ronald Reagan', dates: { 2004: '06-11' } },
  { name: 'Funeral of Gerald Ford', dates: { 2007: '01-02' } },
  { name: 'Hurricane Sandy', dates: { 2012: '10-29..10-30' } },
  { name: 'Funeral of George H. W. Bush', dates: { 2018: '12-05' } },
  { name: 'Funeral of Jimmy Carter', dates: { 2025: '01-09' } },
];

/** Half days ended at 14:00 until 1992. */
const HALF_DAYS_TO_1992: readonly DayRule[] = [
  { name: 'Christmas Eve', to: 1992, on: { month: 12, day: 24 }, onlyOn: ['mon', 'tue', 'wed', 'thu'] },
  { name: 'Day after Thanksgiving', from: 1992, to: 1992, on: { month: 11, nth: 4, weekday: 'thu', plusDays: 1 } },
];

/** They end at 13:00 since 1993. */
const HALF_DAYS_FROM_1993: readonly DayRule[] = [
  { name: 'Christmas Eve', from: 1993, on: { month: 12, day: 24 }, onlyOn: ['mon', 'tue', 'wed', 'thu'] },
  { name: 'Day after Thanksgiving', from: 1993, on: { month: 11, nth: 4, weekday: 'thu', plusDays: 1 } },
  { name: 'Eve of Independence Day', from: 1995, on: { month: 7, day: 3 }, onlyOn: ['mon', 'tue', 'thu'] },
  // With Independence Day on a Thursday, the half day moved from the Friday after it to the Wednesday before it in 2013.
  { name: 'Day after Independence Day', from: 1995, to: 2012, on: { month: 7, day: 5 }, onlyOn: ['fri'] },
  { name: 'Eve of Independence Day', from: 2013, on: { month: 7, day: 3 }, onlyOn: ['wed'] },
];

const AD_HOC_HALF_DAYS: YearDates = { 1997: '12-26', 1999: '12-31', 2003: '12-26' };

/**
 * New York. The record begins with the day on which trading first opened at 09:30, and ends with the last year for which
 * the exchange has announced its holidays and early closings (2026 to 2028, on 2025-12-23).
 */
export const XNYS: VenueData = {
  venue: 'XNYS',
  name: 'New York Stock Exchange',
  zone: 'America/New_York',
  source: 'exchange_calendars 4.13.2; 2026 to 2028: NYSE Group announcement of 2025-12-23',
  licence: 'facts; the golden file they are checked against is Apache-2.0',
  checkedOn: '2026-11-22',
  first: '1985-09-30',
  last: '2028-12-31',
  weekend: ['sat', 'sun'],
  hours: [{ open: '09:30', close: '16:00' }],
  closures: { rules: HOLIDAYS },
  adHoc: AD_HOC,
  halfDays: [
    { close: '14:00', days: { rules: HALF_DAYS_TO_1992 } },
    { close: '13:00', days: { rules: HALF_DAYS_FROM_1993, dates: AD_HOC_HALF_DAYS } },
  ],
  caveats: [
    'Openings delayed, sessions cut short and trading halted on the day itself are not recorded: October and November 1987, 1989-11-10, 1994-02-11, 1995-12-18, 1996-01-08, 1997-10-27, 2001-09-17, 2002-09-11, and single minutes of silence.',
    'Whether the Christmas Eves of 1985 to 1987 ended at 14:00 is disputed between sources; they are recorded as half days.',
  ],
};
