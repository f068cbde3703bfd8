import type { AdHocClosure, DayRule, RegularHours, VenueData, YearDates } from './venue.ts';

const HOLIDAYS: readonly DayRule[] = [
  // A New Year's Day that falls on a Saturday is not made up for.
  { name: "New Year's Day", on: { month: 1, day: 1, moved: 'sunday_to_monday' } },
  { name: 'Martin Luther King Jr. Day', from: 1998, on: { month: 1, nth: 3, weekday: 'mon' } },
  { name: "Lincoln's Birthday", to: 1953, on: { month: 2, day: 12 } },
  { name: "Washington's Birthday", to: 1970, except: [1958], on: { month: 2, day: 22, moved: 'nearest_weekday' } },
  { name: "Washington's Birthday", from: 1971, on: { month: 2, nth: 3, weekday: 'mon' } },
  { name: 'Good Friday', on: { easterPlusDays: -2 } },
  { name: 'Memorial Day', to: 1970, except: [1953, 1959, 1970], on: { month: 5, day: 30, moved: 'nearest_weekday' } },
  { name: 'Memorial Day', from: 1971, on: { month: 5, nth: -1, weekday: 'mon' } },
  { name: 'Juneteenth', from: 2022, on: { month: 6, day: 19, moved: 'nearest_weekday' } },
  { name: 'Independence Day', except: [1953], on: { month: 7, day: 4, moved: 'nearest_weekday' } },
  { name: 'Labor Day', on: { month: 9, nth: 1, weekday: 'mon' } },
  { name: 'Columbus Day', to: 1953, on: { month: 10, day: 12, moved: 'sunday_to_monday' } },
  { name: 'Election Day', to: 1968, on: { month: 11, nth: 1, weekday: 'mon', plusDays: 1 } },
  {
    name: 'Presidential Election Day',
    from: 1972,
    to: 1980,
    except: [1973, 1974, 1975, 1977, 1978, 1979],
    on: { month: 11, nth: 1, weekday: 'mon', plusDays: 1 },
  },
  { name: 'Armistice Day', to: 1953, on: { month: 11, day: 11 } },
  { name: 'Thanksgiving', on: { month: 11, nth: 4, weekday: 'thu' } },
  { name: 'Christmas', on: { month: 12, day: 25, moved: 'nearest_weekday' } },
];

const AD_HOC: readonly AdHocClosure[] = [
  { name: 'Christmas Eve', dates: { 1956: '12-24' } },
  { name: 'Day after Christmas', dates: { 1958: '12-26' } },
  { name: 'Day before Memorial Day', dates: { 1961: '05-29' } },
  { name: 'Funeral of John F. Kennedy', dates: { 1963: '11-25' } },
  { name: "Lincoln's Birthday", dates: { 1968: '02-12' } },
  { name: 'Mourning for Martin Luther King Jr.', dates: { 1968: '04-09' } },
  // Wednesdays from June on, and other days now and then, to catch up with the paperwork.
  {
    name: 'Paperwork crisis',
    dates: {
      1968:
        '06-12 06-19 06-26 07-10 07-17 07-24 07-31 08-07 08-14 08-21 08-28 09-11 09-18 09-25 ' +
        '10-02 10-09 10-16 10-23 10-30 11-20 12-04 12-11 12-18',
    },
  },
  { name: 'Day after Independence Day', dates: { 1968: '07-05' } },
  { name: 'Veterans Day', dates: { 1968: '11-11' } },
  { name: 'Snow', dates: { 1969: '02-10' } },
  { name: 'Funeral of Dwight D. Eisenhower', dates: { 1969: '03-31' } },
  { name: 'First landing on the Moon', dates: { 1969: '07-21' } },
  { name: 'Funeral of Harry S. Truman', dates: { 1972: '12-28' } },
  { name: 'Funeral of Lyndon B. Johnson', dates: { 1973: '01-25' } },
  { name: 'Blackout of New York', dates: { 1977: '07-14' } },
  { name: 'Hurricane Gloria', dates: { 1985: '09-27' } },
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
  { name: 'Christmas Eve', from: 1985, to: 1992, on: { month: 12, day: 24 }, onlyOn: ['mon', 'tue', 'wed', 'thu'] },
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

/** Short days helped with a strike of the underground in 1966 and with paperwork from 1967 to 1970. */
const HOURS: readonly RegularHours[] = [
  { open: '10:00', close: '15:30' },
  { from: '1966-01-06', open: '10:00', close: '14:00' },
  { from: '1966-01-17', open: '10:00', close: '15:30' },
  { from: '1967-08-09', open: '10:00', close: '14:00' },
  { from: '1967-08-21', open: '10:00', close: '15:30' },
  { from: '1968-01-22', open: '10:00', close: '14:00' },
  { from: '1968-03-04', open: '10:00', close: '15:30' },
  { from: '1969-01-02', open: '10:00', close: '14:00' },
  { from: '1969-07-07', open: '10:00', close: '14:30' },
  { from: '1969-09-29', open: '10:00', close: '15:00' },
  { from: '1970-05-04', open: '10:00', close: '15:30' },
  { from: '1974-10-01', open: '10:00', close: '16:00' },
  { from: '1985-09-30', open: '09:30', close: '16:00' },
];

/**
 * New York. The record begins with the first week without Saturday sessions, and ends with the last year for which
 * the exchange has announced its holidays and early closings (2026 to 2028, on 2025-12-23).
 */
export const XNYS: VenueData = {
  venue: 'XNYS',
  name: 'New York Stock Exchange',
  zone: 'America/New_York',
  source:
    'to 1985-09-29: pandas_market_calendars 5.5.0; then exchange_calendars 4.13.2; 2026 to 2028: NYSE Group announcement of 2025-12-23',
  licence: 'facts; the golden files they are checked against are MIT and Apache-2.0',
  checkedOn: '2026-11-22',
  first: '1952-09-29',
  last: '2028-12-31',
  weekend: ['sat', 'sun'],
  hours: HOURS,
  closures: { rules: HOLIDAYS },
  adHoc: AD_HOC,
  halfDays: [
    { close: '14:00', days: { rules: HALF_DAYS_TO_1992, dates: { 1974: '12-24', 1975: '12-24' } } },
    { close: '13:00', days: { rules: HALF_DAYS_FROM_1993, dates: AD_HOC_HALF_DAYS } },
  ],
  caveats: [
    'Sources differ on when the close moved to 16:00 (here 1974-10-01) and the open to 09:30 (here 1985-09-30); one has both from the first session of the year.',
    'Openings delayed, sessions cut short and trading halted on the day itself are not recorded: some twenty days before 1985 (1963-11-22 among them), October and November 1987, 1989-11-10, 1994-02-11, 1995-12-18, 1996-01-08, 1997-10-27, 2001-09-17, 2002-09-11, and single minutes of silence.',
    'Whether the Christmas Eves of 1985 to 1987 ended at 14:00 is disputed between sources; they are recorded as half days.',
  ],
};
