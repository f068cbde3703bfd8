import { calendarOf } from '../../calendar/index.ts';
import { DAY_MS, dayOfSession, type SessionDay, sessionOfDay, toSession } from '../../core/time.ts';
import type { FundMarket, FundRow } from '../funds/fund-market.ts';
import type { SimulatedFund } from '../funds/roster.ts';

export type ApiContext = { readonly market: FundMarket; readonly nowMs: number };
export type ApiRow = Readonly<Record<string, string | number | null>>;
type Params = Readonly<Record<string, unknown>>;

/** Rows of each API, before they are cut into pages. */
export const APIS: Readonly<Record<string, (params: Params, context: ApiContext) => readonly ApiRow[]>> = {
  fund_basic: (_params, { market }) => market.funds.map(basicRow),
  fund_nav: navs,
  fund_div: dividends,
};

const compact = (day: SessionDay): string => sessionOfDay(day).replaceAll('-', '');

/** Types as this vendor writes them. */
const TYPES: Readonly<Record<string, string>> = {
  money: '货币市场型',
  bond: '债券型',
  ordinary: '混合型',
  qdii: 'QDII',
  fof: 'FOF型',
};

function basicRow({ code, name, company, behaviour, founded }: SimulatedFund): ApiRow {
  return {
    ts_code: `${code}.OF`,
    name,
    management: company,
    custodian: '模拟银行',
    fund_type: TYPES[behaviour]!,
    found_date: compact(founded),
    due_date: null,
    status: 'L',
    market: 'O',
  };
}

/** The funds that a call is about; money funds have no values here. */
function fundsOf(params: Params, { funds }: FundMarket): readonly SimulatedFund[] {
  const code = typeof params.ts_code === 'string' ? params.ts_code.replace(/\.OF$/, '') : null;
  return funds.filter((fund) => fund.behaviour !== 'money' && (code === null || fund.code === code));
}

const dayOrNull = (value: unknown): SessionDay | null =>
  typeof value === 'string' && value !== '' ? dayOfSession(toSession(value)) : null;

function navs(params: Params, { market, nowMs }: ApiContext): readonly ApiRow[] {
  const only = dayOrNull(params.nav_date);
  const [from, to] = [only ?? dayOrNull(params.start_date), only ?? dayOrNull(params.end_date)];
  const isAsked = (day: SessionDay) =>
    day >= (from ?? Number.NEGATIVE_INFINITY) && day <= (to ?? Number.POSITIVE_INFINITY);
  return fundsOf(params, market).flatMap((fund) => {
    const rows = market.rows(fund, nowMs).filter(({ unit }) => unit !== null);
    const adjusted = adjustedOf(rows);
    return rows
      .map((row, k) => ({ row, adjusted: adjusted[k]! }))
      .filter(({ row }) => isAsked(row.day))
      .map(({ row, adjusted: adjNav }) => navRow(fund, row, adjNav))
      .toReversed();
  });
}

function navRow({ code, behaviour }: SimulatedFund, row: FundRow, adjNav: number): ApiRow {
  return {
    ts_code: `${code}.OF`,
    ann_date: compact(announcedOn(behaviour, row.day)),
    nav_date: compact(row.day),
    unit_nav: row.unit,
    accum_nav: row.accumulated,
    accum_div: null,
    net_asset: null,
    total_netasset: null,
    adj_nav: adjNav,
  };
}

/** Values are announced in the session after that on which the house publishes them. */
function announcedOn(behaviour: SimulatedFund['behaviour'], day: SessionDay): SessionDay {
  const calendar = calendarOf('XSHG');
  const later = calendar.sessionDays(sessionOfDay(day + 1), calendar.lastSession);
  return later[behaviour === 'qdii' || behaviour === 'fof' ? 1 : 0] ?? day;
}

/** The value of a holding that reinvests, in six decimals. */
function adjustedOf(rows: readonly FundRow[]): readonly number[] {
  let factor = 1;
  return rows.map(({ unit, dividend, split }) => {
    factor *= split * (1 + dividend / unit!);
    return Math.round(unit! * factor * 1e6) / 1e6;
  });
}

function dividends(params: Params, { market, nowMs }: ApiContext): readonly ApiRow[] {
  const only = dayOrNull(params.ex_date);
  return fundsOf(params, market).flatMap((fund) =>
    market
      .rows(fund, nowMs)
      .filter(({ day, dividend }) => dividend > 0 && (only === null || day === only))
      .map(({ day, dividend }) => ({
        ts_code: `${fund.code}.OF`,
        ann_date: compact(day - 3),
        div_proc: '实施',
        record_date: compact(day),
        ex_date: compact(day),
        pay_date: compact(day + 2),
        div_cash: dividend,
      })),
  );
}

/** A row of a day that has not come yet. */
export function futureRow(row: ApiRow, nowMs: number): ApiRow {
  return { ...row, nav_date: compact(Math.floor(nowMs / DAY_MS) + 7) };
}
