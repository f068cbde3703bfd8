import type { AdHocClosure, DayRule, Season, VenueData, YearDates } from './venue.ts';

/** Weekdays without trading: general holidays, and whole days lost to typhoons. */
const CLOSURES: YearDates = {
  1999: '01-01 02-16..02-18 04-02..04-06 06-18 07-01 09-16 10-01 10-18 12-27 12-31',
  2000: '02-04..02-07 04-04 04-21..04-24 05-01 05-11 06-06 09-13 10-02 10-06 12-25..12-26',
  2001: '01-01 01-24..01-26 04-05 04-13..04-16 04-30..05-01 06-25 07-02 07-06 07-25 10-01..10-02 10-25 12-25..12-26',
  2002: '01-01 02-12..02-14 03-29..04-01 04-05 05-01 05-20 07-01 10-01 10-14 12-25..12-26',
  2003: '01-01 01-31..02-03 04-18..04-21 05-01 05-08 06-04 07-01 09-12 10-01 12-25..12-26',
  2004: '01-01 01-22..01-23 04-05 04-09..04-12 05-26 06-22 07-01 09-29 10-01 10-22 12-27',
  2005: '02-09..02-11 03-25..03-28 04-05 05-02 05-16 07-01 09-19 10-11 12-26..12-27',
  2006: '01-02 01-30..01-31 04-05 04-14..04-17 05-01 05-05 05-31 10-02 10-30 12-25..12-26',
  2007: '01-01 02-19..02-20 04-05..04-09 05-01 05-24 06-19 07-02 09-26 10-01 10-19 12-25..12-26',
  2008: '01-01 02-07..02-08 03-21..03-24 04-04 05-01 05-12 06-09 07-01 08-06 08-22 09-15 10-01 10-07 12-25..12-26',
  2009: '01-01 01-26..01-28 04-10..04-13 05-01 05-28 07-01 10-01 10-26 12-25',
  2010: '01-01 02-15..02-16 04-02..04-06 05-21 06-16 07-01 09-23 10-01 12-27',
  2011: '02-03..02-04 04-05 04-22..04-25 05-02 05-10 06-06 07-01 09-13 09-29 10-05 12-26..12-27',
  2012: '01-02 01-23..01-25 04-04 04-06..04-09 05-01 07-02 10-01..10-02 10-23 12-25..12-26',
  2013: '01-01 02-11..02-13 03-29..04-01 04-04 05-01 05-17 06-12 07-01 08-14 09-20 10-01 10-14 12-25..12-26',
  2014: '01-01 01-31..02-03 04-18..04-21 05-01 05-06 06-02 07-01 09-09 10-01..10-02 12-25..12-26',
  2015: '01-01 02-19..02-20 04-03..04-07 05-01 05-25 07-01 09-03 09-28 10-01 10-21 12-25',
  2016: '01-01 02-08..02-10 03-25..03-28 04-04 05-02 06-09 07-01 08-02 09-16 10-10 10-21 12-26..12-27',
  2017: '01-02 01-30..01-31 04-04 04-14..04-17 05-01 05-03 05-30 08-23 10-02 10-05 12-25..12-26',
  2018: '01-01 02-16..02-19 03-30..04-02 04-05 05-01 05-22 06-18 07-02 09-25 10-01 10-17 12-25..12-26',
  2019: '01-01 02-05..02-07 04-05 04-19..04-22 05-01 05-13 06-07 07-01 10-01 10-07 12-25..12-26',
  2020: '01-01 01-27..01-28 04-10..04-13 04-30..05-01 06-25 07-01 10-01..10-02 10-13 10-26 12-25',
  2021: '01-01 02-12..02-15 04-02..04-06 05-19 06-14 07-01 09-22 10-01 10-13..10-14 12-27',
  2022: '02-01..02-03 04-05 04-15..04-18 05-02 05-09 06-03 07-01 09-12 10-04 12-26..12-27',
  2023: '01-02 01-23..01-25 04-05 04-07..04-10 05-01 05-26 06-22 07-17 10-02 10-23 12-25..12-26',
  2024: '01-01 02-12..02-13 03-29..04-01 04-04 05-01 05-15 06-10 07-01 09-06 09-18 10-01 10-11 12-25..12-26',
  2025: '01-01 01-29..01-31 04-04 04-18..04-21 05-01 05-05 07-01 10-01 10-07 10-29 12-25..12-26',
  2026: '01-01 02-17..02-19 04-03..04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-25',
};

const LUNAR_NEW_YEAR_EVES: YearDates = {
  2014: '01-30',
  2015: '02-18',
  2017: '01-27',
  2018: '02-15',
  2019: '02-04',
  2020: '01-24',
  2021: '02-11',
  2022: '01-31',
  2024: '02-09',
  2025: '01-28',
  2026: '02-16',
};

/** Whole days lost, and holidays of one year only. */
const AD_HOC: readonly AdHocClosure[] = [
  { name: 'Typhoon York', dates: { 1999: '09-16' } },
  { name: 'Eve of the millennium', dates: { 1999: '12-31' } },
  { name: 'Typhoon Utor', dates: { 2001: '07-06' } },
  { name: 'Typhoon Yutu', dates: { 2001: '07-25' } },
  { name: 'Typhoon Kammuri', dates: { 2008: '08-06' } },
  { name: 'Typhoon Nuri', dates: { 2008: '08-22' } },
  { name: 'Typhoon Nesat', dates: { 2011: '09-29' } },
  { name: 'Typhoon Utor', dates: { 2013: '08-14' } },
  { name: 'Seventy years after the war', dates: { 2015: '09-03' } },
  { name: 'Typhoon Nida', dates: { 2016: '08-02' } },
  { name: 'Typhoon Haima', dates: { 2016: '10-21' } },
  { name: 'Typhoon Hato', dates: { 2017: '08-23' } },
  { name: 'Typhoon Nangka', dates: { 2020: '10-13' } },
  { name: 'Typhoon Kompasu', dates: { 2021: '10-13' } },
  { name: 'Typhoon Talim', dates: { 2023: '07-17' } },
  { name: 'Typhoon Yagi', dates: { 2024: '09-06' } },
];

const RULES: readonly DayRule[] = [
  { name: 'Good Friday', on: { easterPlusDays: -2 } },
  { name: 'Easter Monday', on: { easterPlusDays: 1 } },
];

/** The parts of the year in which each of the other holidays falls, over the whole record. */
const SEASONS: readonly Season[] = [
  { name: "New Year's Day", from: '01-01', to: '01-02' },
  { name: 'Lunar New Year', from: '01-21', to: '02-20' },
  { name: 'Ching Ming Festival', from: '04-04', to: '04-07' },
  { name: "Buddha's Birthday", from: '04-30', to: '04-30' },
  { name: 'Labour Day', from: '05-01', to: '05-02' },
  { name: "Buddha's Birthday", from: '05-03', to: '05-26' },
  { name: 'Dragon Boat Festival', from: '05-27', to: '06-25' },
  { name: 'Establishment Day', from: '07-01', to: '07-02' },
  { name: 'Mid-Autumn Festival', from: '09-09', to: '09-30' },
  { name: 'National Day', from: '10-01', to: '10-02' },
  { name: 'Chung Yeung Festival', from: '10-04', to: '10-30' },
  { name: 'Christmas', from: '12-25', to: '12-27' },
];

/**
 * Hong Kong. The holidays of a year are gazetted in the year before; the source computes later ones from the lunar
 * calendar, which would be a guess, so the record ends with 2026. It begins with 1999: before, the source closes on the
 * Buddha's birthday, which was no holiday yet.
 */
export const XHKG: VenueData = {
  venue: 'XHKG',
  name: 'Hong Kong Stock Exchange',
  zone: 'Asia/Hong_Kong',
  source: 'exchange_calendars 4.13.2; lunch until 2012: HKEx news of 2010-11-23 and 2012-03-01',
  licence: 'facts; the golden file they are checked against is Apache-2.0',
  checkedOn: '2026-11-22',
  first: '1999-01-01',
  last: '2026-12-31',
  weekend: ['sat', 'sun'],
  hours: [
    { open: '10:00', rest: ['12:30', '14:30'], close: '16:00' },
    { from: '2011-03-07', open: '09:30', rest: ['12:00', '13:30'], close: '16:00' },
    { from: '2012-03-05', open: '09:30', rest: ['12:00', '13:00'], close: '16:00' },
  ],
  closures: { dates: CLOSURES },
  adHoc: AD_HOC,
  names: { rules: RULES, seasons: SEASONS },
  halfDays: [
    {
      close: '12:30',
      days: {
        rules: [
          { name: 'Christmas Eve', to: 2010, on: { month: 12, day: 24 } },
          { name: "New Year's Eve", to: 2010, on: { month: 12, day: 31 } },
        ],
      },
    },
    {
      close: '12:00',
      days: {
        rules: [
          { name: 'Christmas Eve', from: 2011, on: { month: 12, day: 24 } },
          { name: "New Year's Eve", from: 2011, on: { month: 12, day: 31 } },
        ],
        dates: LUNAR_NEW_YEAR_EVES,
      },
    },
  ],
  caveats: [
    '2023-09-01 (typhoon) and 2023-09-08 (rainstorm) are recorded as sessions, although trading was cancelled.',
    'Days on which weather cost only the morning or the afternoon are recorded as full sessions.',
    'The eve of the Lunar New Year is recorded as a half day from 2014 on; before, as a full session.',
  ],
};
