import { DAY_MS, dayOfSession, type Session, sessionOfDay } from '../../../core/time.ts';
import type { FundRequest } from '../../../data/source/funds.ts';

/** The pages of the site that are read, by what they hold. */
export type PageName = 'fund_list' | 'market' | 'money' | 'history' | 'trend' | 'dividends' | 'splits';

/** One question to the site. Bodies are told apart, and read again later, by `name`. */
export type Page = {
  readonly name: PageName;
  readonly host: 'site' | 'api';
  /** For errors. */
  readonly what: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
};

/** Who is thought to ask. Some pages answer nothing to others: without exactly this one the history says -999. */
export const REFERERS: Readonly<Record<Page['host'], string>> = {
  site: 'https://fund.eastmoney.com/',
  api: 'https://fundf10.eastmoney.com/',
};

export const FUND_LIST: Page = {
  name: 'fund_list',
  host: 'site',
  what: 'the list of funds',
  path: '/js/fundcode_search.js',
  params: {},
};

export const MONEY: Page = {
  name: 'money',
  host: 'site',
  what: 'the money funds',
  path: '/HBJJ_pjsyl.html',
  params: {},
};

/** More funds than there are. */
const MARKET_ROWS = 50_000;

/** The last two days of every open fund that is no money fund. */
export function marketPage(page: number): Page {
  const params = { t: '1', lx: '1', letter: '', gsid: '', text: '', sort: 'zdf,desc', page: `${page},${MARKET_ROWS}` };
  return {
    name: 'market',
    host: 'site',
    what: 'the whole market',
    path: '/Data/Fund_JJJZ_Data.aspx',
    params: { ...params, onlySale: '0' },
  };
}

/** Larger sizes are answered with as many rows, or with none. */
export const HISTORY_ROWS = 20;

/** A stretch of one fund's values, newest first. */
export function historyPage(fund: string, pageIndex: number, { from, to }: Pick<FundRequest, 'from' | 'to'>): Page {
  const params = {
    fundCode: fund,
    pageIndex: String(pageIndex),
    pageSize: String(HISTORY_ROWS),
    startDate: from ?? '',
    endDate: to ?? '',
  };
  return { name: 'history', host: 'api', what: `fund "${fund}"`, path: '/f10/lsjz', params };
}

/** Everything of one fund since it began, distributions as words. */
export function trendPage(fund: string): Page {
  return { name: 'trend', host: 'site', what: `fund "${fund}"`, path: `/pingzhongdata/${fund}.js`, params: {} };
}

/** Dividends or splits of every fund in one year. */
export function distributionPage(name: 'dividends' | 'splits', year: string, page: number): Page {
  const [dt, rank] = name === 'dividends' ? ['8', 'DJR'] : ['9', 'FSRQ'];
  const params = { dt: dt!, page: String(page), rank: rank!, sort: 'desc', gs: '', ftype: '', year };
  return { name, host: 'site', what: `${name} of ${year}`, path: '/Data/funddataIndex_Interface.aspx', params };
}

/** A stretch that so few pages of twenty hold is asked for by them; a longer one, whole. */
const HISTORY_PAGES_MAX = 3;
const SESSIONS_SHARE = 5 / 7;

export function isShort({ from, to }: Pick<FundRequest, 'from' | 'to'>, today: Session): boolean {
  if (from === null) return false;
  const days = dayOfSession(to ?? today) - dayOfSession(from) + 1;
  return days * SESSIONS_SHARE <= HISTORY_PAGES_MAX * HISTORY_ROWS;
}

/** Before the first open fund. */
const FIRST_YEAR = 2001;

/** The years of a range, newest first. */
export function yearsOf({ from, to }: Pick<FundRequest, 'from' | 'to'>, today: Session): readonly string[] {
  const last = Number((to ?? today).slice(0, 4));
  const first = Math.max(FIRST_YEAR, from === null ? FIRST_YEAR : Number(from.slice(0, 4)));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => String(last - k));
}

/** Shanghai has had no summer time since 1991. */
export const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

export function shanghaiDate(nowMs: number): Session {
  return sessionOfDay(Math.floor((nowMs + SHANGHAI_OFFSET_MS) / DAY_MS));
}
