import type { AdHocClosure, Season, VenueData, YearDates } from './venue.ts';

/** Weekdays without trading. */
const CLOSURES: YearDates = {
  1991: '01-01 02-15..02-18 05-01 10-01..10-02',
  1992: '01-01 02-04..02-06 05-01 10-01..10-02',
  1993: '01-01 01-25..01-26 10-01',
  1994: '02-07..02-11 05-02 10-03..10-04',
  1995: '01-02 01-30..02-03 05-01 10-02..10-03',
  1996: '01-01 02-19..03-01 05-01 09-30..10-02',
  1997: '01-01 02-03..02-14 05-01..05-02 06-30..07-01 10-01..10-03',
  1998: '01-01..01-02 01-26..02-06 05-01 10-01..10-02',
  1999: '01-01 02-10..02-26 05-03 10-01..10-07 12-20 12-31',
  2000: '01-03 01-31..02-11 05-01..05-05 10-02..10-06',
  2001: '01-01 01-22..02-02 05-01..05-07 10-01..10-05',
  2002: '01-01..01-03 02-11..02-22 05-01..05-07 09-30..10-07',
  2003: '01-01 01-30..02-07 05-01..05-09 10-01..10-07',
  2004: '01-01 01-19..01-28 05-03..05-07 10-01..10-07',
  2005: '01-03 02-07..02-15 05-02..05-06 10-03..10-07',
  2006: '01-02..01-03 01-26..02-03 05-01..05-05 10-02..10-06',
  2007: '01-01..01-03 02-19..02-23 05-01..05-07 10-01..10-05 12-31',
  2008: '01-01 02-06..02-12 04-04 05-01..05-02 06-09 09-15 09-29..10-03',
  2009: '01-01..01-02 01-26..01-30 04-06 05-01 05-28..05-29 10-01..10-08',
  2010: '01-01 02-15..02-19 04-05 05-03 06-14..06-16 09-22..09-24 10-01..10-07',
  2011: '01-03 02-02..02-08 04-04..04-05 05-02 06-06 09-12 10-03..10-07',
  2012: '01-02..01-03 01-23..01-27 04-02..04-04 04-30..05-01 06-22 10-01..10-05',
  2013: '01-01..01-03 02-11..02-15 04-04..04-05 04-29..05-01 06-10..06-12 09-19..09-20 10-01..10-07',
  2014: '01-01 01-31..02-06 04-07 05-01..05-02 06-02 09-08 10-01..10-07',
  2015: '01-01..01-02 02-18..02-24 04-06 05-01 06-22 09-03..09-04 10-01..10-07',
  2016: '01-01 02-08..02-12 04-04 05-02 06-09..06-10 09-15..09-16 10-03..10-07',
  2017: '01-02 01-27..02-02 04-03..04-04 05-01 05-29..05-30 10-02..10-06',
  2018: '01-01 02-15..02-21 04-05..04-06 04-30..05-01 06-18 09-24 10-01..10-05 12-31',
  2019: '01-01 02-04..02-08 04-05 05-01..05-03 06-07 09-13 10-01..10-07',
  2020: '01-01 01-24..01-31 04-06 05-01..05-05 06-25..06-26 10-01..10-08',
  2021: '01-01 02-11..02-17 04-05 05-03..05-05 06-14 09-20..09-21 10-01..10-07',
  2022: '01-03 01-31..02-04 04-04..04-05 05-02..05-04 06-03 09-12 10-03..10-07',
  2023: '01-02 01-23..01-27 04-05 05-01..05-03 06-22..06-23 09-29..10-06',
  2024: '01-01 02-09..02-16 04-04..04-05 05-01..05-03 06-10 09-16..09-17 10-01..10-07',
  2025: '01-01 01-28..02-04 04-04 05-01..05-05 06-02 10-01..10-08',
  2026: '01-01..01-02 02-16..02-23 04-06 05-01..05-05 06-19 09-25 10-01..10-07',
};

/** Closed by decision for one year only. */
const AD_HOC: readonly AdHocClosure[] = [
  { name: 'Return of Hong Kong', dates: { 1997: '06-30..07-01' } },
  { name: 'Return of Macau', dates: { 1999: '12-20' } },
  { name: 'Eve of the millennium', dates: { 1999: '12-31' } },
  { name: 'Seventy years after the war', dates: { 2015: '09-03..09-04' } },
  { name: 'Spring Festival prolonged by the epidemic', dates: { 2020: '01-31' } },
];

/** The parts of the year in which each holiday falls, over the whole record. */
const SEASONS: readonly Season[] = [
  { name: "New Year's Day", from: '12-29', to: '12-31' },
  { name: "New Year's Day", from: '01-01', to: '01-05' },
  { name: 'Spring Festival', from: '01-18', to: '03-05' },
  { name: 'Qingming Festival', from: '04-01', to: '04-10' },
  { name: 'Labour Day', from: '04-26', to: '05-10' },
  { name: 'Dragon Boat Festival', from: '05-25', to: '06-27' },
  { name: 'Mid-Autumn Festival', from: '09-05', to: '09-27' },
  { name: 'National Day', from: '09-28', to: '10-09' },
];

/**
 * Shanghai. Closures are published by the exchange each December for the year to come, and now and then in between
 * (2020-01-31). A weekend that is worked in exchange for a holiday is not a session.
 * The same dates, list against list, stand in a second independent table (akshare, 8797 sessions 1990-12-19 … 2026-12-31).
 */
export const XSHG: VenueData = {
  venue: 'XSHG',
  name: 'Shanghai Stock Exchange',
  zone: 'Asia/Shanghai',
  source: 'exchange_calendars 4.13.2; 2026: sse.com.cn announcement c_20251222_10802507',
  licence: 'facts; the golden file they are checked against is Apache-2.0',
  checkedOn: '2026-11-22',
  first: '1990-12-03',
  last: '2026-12-31',
  weekend: ['sat', 'sun'],
  hours: [{ open: '09:30', rest: ['11:30', '13:00'], close: '15:00' }],
  closures: { dates: CLOSURES },
  adHoc: AD_HOC,
  names: { seasons: SEASONS },
  halfDays: [],
  caveats: [
    'The exchange opened on 1990-12-19: the twelve sessions before it are weekdays on which nothing was traded.',
    'The hours of the first years are given as today.',
  ],
};
