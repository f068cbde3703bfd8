import { DAY_MS, type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { FundMarket, FundRow } from '../funds/fund-market.ts';
import type { SimulatedFund } from '../funds/roster.ts';
import { eventWording } from './history.ts';

/** `js/fundcode_search.js`: a byte order mark, then every fund. */
export function fundListScript(funds: readonly SimulatedFund[]): string {
  const rows = funds.map(({ code, initials, name, type, pinyin }) => [code, initials, name, type, pinyin]);
  return `\uFEFFvar r = ${JSON.stringify(rows)};`;
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** `pingzhongdata`: midnights of Shanghai in milliseconds, in UTC the afternoon before. */
export function trendScript(fund: SimulatedFund, rows: readonly FundRow[], kinds: ReadonlySet<string>): string {
  const stamp = (day: SessionDay) => day * DAY_MS - (kinds.has('shifted_days') ? 0 : SHANGHAI_OFFSET_MS);
  const isMoney = fund.behaviour === 'money';
  const head = `var ishb=${isMoney};var fS_name = "${fund.name}";var fS_code = "${fund.code}";`;
  const list = (name: string, values: readonly unknown[]) => `/*模拟*/var ${name} = ${JSON.stringify(values)};`;
  if (isMoney) {
    const incomes = rows.map(({ day, income }) => [stamp(day), income]);
    const yields = rows.map(({ day, yieldPct }) => [stamp(day), yieldPct]);
    return head + list('Data_millionCopiesIncome', incomes) + list('Data_sevenDaysYearIncome', yields);
  }
  const shown = rows.filter(({ unit }) => unit !== null);
  const values = shown.map((row) => ({
    x: stamp(row.day),
    y: row.unit,
    equityReturn: row.returnPct ?? 0,
    unitMoney: trendWording(row),
  }));
  const accumulated = shown.map(({ day, accumulated: value }) => [stamp(day), value]);
  return head + list('Data_netWorthTrend', values) + list('Data_ACWorthTrend', accumulated);
}

function trendWording(row: FundRow): string {
  const words = eventWording(row);
  if (words === '') return '';
  return `${row.dividend > 0 ? '分红' : '拆分'}：${words}`;
}

export type MarketView = {
  readonly market: FundMarket;
  readonly nowMs: number;
  readonly kinds: ReadonlySet<string>;
};

/** `Fund_JJJZ_Data.aspx?t=1`: everything but money funds; a day that a fund has not published yet is blank. */
export function marketScript({ market, nowMs, kinds }: MarketView): string {
  const funds = market.funds.filter(({ behaviour }) => behaviour !== 'money');
  const published = funds.map((fund) => market.rows(fund, nowMs));
  const newest = Math.max(...published.map((rows) => rows.at(-1)?.day ?? 0));
  const at = market.days.indexOf(newest) - (kinds.has('stale') ? 1 : 0);
  const [newer, older] = [market.days[at]!, market.days[at - 1]!];
  const datas = funds.map((fund, place) => marketRow(fund, published[place]!, [newer, older]));
  const today = Math.floor((nowMs + SHANGHAI_OFFSET_MS) / DAY_MS);
  const labels = (kinds.has('clock_dates') ? [today, newer] : [newer, older]).map(sessionOfDay);
  const rows = datas.map((row) => JSON.stringify(row)).join(',');
  return `var db={chars:["a"],datas:[${rows}],count:["1","2"],record:"${datas.length}",pages:"1",curpage:"1",indexsy:[0.1,0.2,0.3],showday:${JSON.stringify(labels)}}`;
}

function marketRow(
  { code, name, initials }: SimulatedFund,
  rows: readonly FundRow[],
  [newer, older]: readonly [SessionDay, SessionDay],
): readonly string[] {
  const at = (day: SessionDay) => rows.findLast((row) => row.day === day);
  const cells = (row: FundRow | undefined) => [row?.unit, row?.accumulated].map((value) => value?.toFixed(4) ?? '');
  const [now, before] = [at(newer), at(older)];
  const change = now?.unit && before?.unit ? (now.unit - before.unit).toFixed(4) : '';
  const tail = ['开放申购', '开放赎回', '', '1', '0', '1', '', '1', '0.15%', '0.15%', '1', '1.5%'];
  return [code, name, initials, ...cells(now), ...cells(before), change, now?.returnPct?.toFixed(2) ?? '', ...tail];
}

/** `HBJJ_pjsyl.html`: a page for eyes, which the site writes in GB2312. */
export function moneyPage({ market, nowMs }: MarketView): string {
  const funds = market.funds.filter(({ behaviour }) => behaviour === 'money');
  const shown = funds.map((fund) => ({ fund, rows: market.rows(fund, nowMs).slice(-2).toReversed() }));
  const days = shown[0]?.rows.map(({ day }) => sessionOfDay(day)) ?? [];
  const head = days.map((day) => `<th colspan="3">${day}</th>`).join('');
  const names = '<th>万份收益</th><th>7日年化</th><th>单位净值</th>'.repeat(2);
  const lines = shown.map(({ fund, rows }, place) => {
    const values = rows.map(
      (row) => `<td>${row.income!.toFixed(4)}</td><td>${row.yieldPct!.toFixed(3)}%</td><td>---</td>`,
    );
    const links = `<td><a href="/${fund.code}.html">${fund.name}</a><a>基金吧</a><a>档案</a></td>`;
    return `<tr><td></td><td>☆</td><td>${place + 1}</td><td>${fund.code}</td>${links}${values.join('')}<td>0.00%</td></tr>`;
  });
  const title = '<title>货币型基金收益（模拟）</title>';
  const table = `<table id="oTable"><tr><th>比较</th><th>关注</th><th>序号</th><th colspan="2">基金</th>${head}<th>日涨幅</th></tr><tr><th></th><th></th><th></th><th>基金代码</th><th>基金简称</th>${names}<th></th></tr>${lines.join('')}</table>`;
  return `<!DOCTYPE html><html><head><meta charset="gb2312">${title}</head><body><table><tr><td>导航</td></tr></table>${table}</body></html>`;
}

const EVENT_ROWS = 100;

/** `funddataIndex_Interface.aspx`: dividends (8) or splits (9) of a year, newest first, a hundred a page. */
export function eventScript(
  view: MarketView,
  { kind, year, page }: { readonly kind: 'dividends' | 'splits'; readonly year: string; readonly page: number },
): string {
  const isMissing = kind === 'dividends' && view.kinds.has('missing_dividends');
  const rows = isMissing ? [] : view.market.funds.flatMap((fund) => eventRows(fund, view, kind));
  const own = rows.filter(([, , , ex]) => year === '' || ex!.startsWith(year)).sort((a, b) => (a[3]! < b[3]! ? 1 : -1));
  const pages = Math.ceil(own.length / EVENT_ROWS);
  const shown = own.slice((page - 1) * EVENT_ROWS, page * EVENT_ROWS);
  const [name, cells] =
    kind === 'dividends'
      ? ['jjfh', shown]
      : ['jjcf', shown.map(([code, fund, , ex, ratio]) => [code, fund, ex, '份额折算', ratio, '1'])];
  return `var pageinfo=[${pages},${EVENT_ROWS},${page}];var ${name}_data=${JSON.stringify(cells)};var ${name}_jjgs=[];var ${name}_year=[];`;
}

/** Code, name, record date, ex-date, amount, pay date. Announced as soon as the ex-date has come. */
function eventRows(
  fund: SimulatedFund,
  { market, nowMs }: MarketView,
  kind: 'dividends' | 'splits',
): readonly string[][] {
  const events = market
    .rows(fund, nowMs)
    .filter(({ dividend, split }) => (kind === 'dividends' ? dividend > 0 : split !== 1));
  return events.map(({ day, dividend, split }) => {
    const [ex, pay] = [sessionOfDay(day), sessionOfDay(day + 2)];
    return [fund.code, fund.name, ex, ex, kind === 'dividends' ? dividend.toFixed(4) : split.toFixed(9), pay, '1'];
  });
}
