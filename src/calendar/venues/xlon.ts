import type { AdHocClosure, DayRule, VenueData } from './venue.ts';

const HOLIDAYS: readonly DayRule[] = [
  { name: "New Year's Day", on: { month: 1, day: 1, moved: 'weekend_to_monday' } },
  { name: 'Good Friday', on: { easterPlusDays: -2 } },
  { name: 'Easter Monday', on: { easterPlusDays: 1 } },
  // Moved to 8 May for the anniversaries of the end of the war in Europe.
  { name: 'Early May bank holiday', except: [1995, 2020], on: { month: 5, nth: 1, weekday: 'mon' } },
  // Moved into June for the Golden, Diamond and Platinum Jubilees.
  { name: 'Spring bank holiday', except: [2002, 2012, 2022], on: { month: 5, nth: -1, weekday: 'mon' } },
  { name: 'Summer bank holiday', on: { month: 8, nth: -1, weekday: 'mon' } },
  { name: 'Christmas Day', on: { month: 12, day: 25 } },
  { name: 'Boxing Day', on: { month: 12, day: 26 } },
  // Made up for when Christmas Day or Boxing Day falls on a weekend.
  { name: 'In lieu of Christmas Day', on: { month: 12, day: 27 }, onlyOn: ['mon', 'tue'] },
  { name: 'In lieu of Boxing Day', on: { month: 12, day: 28 }, onlyOn: ['mon', 'tue'] },
];

const AD_HOC: readonly AdHocClosure[] = [
  { name: 'Fifty years after the war in Europe', dates: { 1995: '05-08' } },
  { name: 'Eve of the millennium', dates: { 1999: '12-31' } },
  { name: 'Golden Jubilee', dates: { 2002: '06-03..06-04' } },
  { name: 'Royal wedding', dates: { 2011: '04-29' } },
  { name: 'Diamond Jubilee', dates: { 2012: '06-04..06-05' } },
  { name: 'Seventy-five years after the war in Europe', dates: { 2020: '05-08' } },
  { name: 'Platinum Jubilee', dates: { 2022: '06-02..06-03' } },
  { name: 'Funeral of Elizabeth II', dates: { 2022: '09-19' } },
  { name: 'Coronation of Charles III', dates: { 2023: '05-08' } },
];

const HALF_DAYS: readonly DayRule[] = [
  { name: 'Christmas Eve', on: { month: 12, day: 24, moved: 'weekend_to_friday' } },
  { name: "New Year's Eve", on: { month: 12, day: 31, moved: 'weekend_to_friday' } },
];

/** London keeps the bank holidays of England and Wales. They follow from law; a royal proclamation may add one at short notice. */
export const XLON: VenueData = {
  venue: 'XLON',
  name: 'London Stock Exchange',
  zone: 'Europe/London',
  source: 'exchange_calendars 4.13.2',
  licence: 'facts; the golden file they are checked against is Apache-2.0',
  checkedOn: '2026-11-22',
  first: '1990-01-01',
  last: '2027-12-31',
  weekend: ['sat', 'sun'],
  hours: [{ open: '08:00', close: '16:30' }],
  closures: { rules: HOLIDAYS },
  adHoc: AD_HOC,
  halfDays: [{ close: '12:30', days: { rules: HALF_DAYS } }],
  caveats: ['The opening is recorded as 08:00 throughout; until the middle of 1999 it was later.'],
};
