import type { Method } from '../request.ts';
import { getDividend, getExFactor, getSplit } from './corporate-actions.ts';
import { isStStock, isSuspended } from './daily-flags.ts';
import { getFactor } from './get-factor.ts';
import { getPitFinancials } from './get-pit-financials.ts';
import { getPrice } from './get-price.ts';
import { allInstruments, instruments } from './instruments.ts';
import { getNextTradingDate, getPreviousTradingDate, getTradingDates } from './trading-dates.ts';
import { getQuota, getUpdateStatus } from './vendor.ts';

/** The API methods by the names they are called by. */
export const METHODS: ReadonlyMap<string, Method> = new Map([
  ['get_price', getPrice],
  ['get_ex_factor', getExFactor],
  ['get_split', getSplit],
  ['get_dividend', getDividend],
  ['get_pit_financials_ex', getPitFinancials],
  ['get_factor', getFactor],
  ['is_suspended', isSuspended],
  ['is_st_stock', isStStock],
  ['get_trading_dates', getTradingDates],
  ['get_previous_trading_date', getPreviousTradingDate],
  ['get_next_trading_date', getNextTradingDate],
  ['all_instruments', allInstruments],
  ['instruments', instruments],
  ['user.get_quota', getQuota],
  ['get_update_status', getUpdateStatus],
]);
