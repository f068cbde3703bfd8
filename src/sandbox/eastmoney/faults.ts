import type { FaultTable } from '../venue/fault-plan.ts';
import { rowFaults } from '../venue/row-faults.ts';
import { WIRE_FAULTS } from '../venue/wire-faults.ts';

const fault = (scope: string, does: string) => ({ scope, does });

/** What can go wrong at the fund site, besides what can go wrong on any wire. */
export const EASTMONEY_FAULTS = {
  ...WIRE_FAULTS,
  ...rowFaults('lsjz'),
  gbk: fault('lsjz', 'the body is GBK though it says UTF-8'),
  jsonp: fault('lsjz', 'the body stands in a callback nobody asked for'),
  oldest_first: fault('lsjz', 'the rows of a page come in the order of days'),
  negative_navs: fault('lsjz', 'some values are negative'),
  refused: fault('lsjz', 'ErrCode -999 whatever the Referer'),
  null_data: fault('lsjz', 'Data is null'),
  unknown_fund: fault('lsjz', 'no values and no FundType, as for a code nobody knows'),
  repeat_page: fault('lsjz', 'the first page again, whatever pageIndex says'),
  lying_total: fault('lsjz', 'TotalCount says a thousand more'),
  midnights: fault('lsjz', 'dates come with 00:00:00'),
  half_money: fault('lsjz', 'FundType 005 without its SYType'),
  missing_dividends: fault('events', 'the list of dividends is empty'),
  stale: fault('market', 'the two days are those before the last'),
  clock_dates: fault('market', 'showday is the date of the clock, also on a holiday'),
  shifted_days: fault('trend', 'stamps are midnights of UTC'),
} as const satisfies FaultTable;
