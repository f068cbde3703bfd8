import { FUND_KIND_SCHEMAS, type FundRequest } from '../../../data/source/funds.ts';
import { parsedBuilder } from '../../../data/source/parsed-builder.ts';
import type { Parsed, RawBody } from '../../../data/source/source.ts';
import { eachRecord, Refused } from '../json-records.ts';
import { dataText, literalOf, malformed, textRows, type Where } from './body-text.ts';
import { dayCell, dayFilter, dayOrNull, fundFilter, numberCell, percentCell, refuseDay } from './cells.ts';
import { readHistory } from './history.ts';
import { readMoneyPage } from './money-page.ts';
import type { PageName } from './pages.ts';
import { incomeCells, type MapContext, navCells } from './rows.ts';
import { mapTrend } from './trend.ts';

/**
 * One body into our columns. What does not read, or was not asked for, is rejected with its place; nothing is repaired.
 *
 * @throws source.malformed, source.permission
 */
export function mapBody({ kind, body, about, request }: RawBody<FundRequest>): Parsed {
  const page = String(about.query.pageName);
  const where = { source: about.source, what: String(about.query.fundCode ?? page) };
  const map = MAPPERS[page as PageName];
  if (map === undefined) throw malformed(where, `a body of a page "${page}" nobody knows`);
  const out = parsedBuilder(FUND_KIND_SCHEMAS[kind]);
  map({ kind, request, body, where, out });
  return out.build();
}

const MAPPERS: Readonly<Record<PageName, (context: MapContext) => void>> = {
  fund_list: mapFundList,
  market: mapMarket,
  money: mapMoney,
  history: mapHistory,
  trend: mapTrend,
  dividends: mapDividends,
  splits: mapSplits,
};

const LIST_CELLS = 5;

function mapFundList({ request, body, where, out }: MapContext): void {
  const rows = textRows(literalOf(dataText(body, where), 'r', where), where);
  const asked = new Set(request.instruments);
  eachRecord(rows, out, (row, line) => {
    if (row.length !== LIST_CELLS) throw new Refused(`${row.length} cells, not ${LIST_CELLS}`);
    const [code, , name, type] = row as [string, string, string, string];
    // The page always holds every fund.
    if (asked.size > 0 && !asked.has(code)) return;
    fundFilter(request)(code);
    out.row(line, [code, name, type === '' ? null : type, null, null, null]);
  });
}

/** Cells of a row of the market: code, name, initials, NAV and accumulated NAV of both days, change, change %, states. */
const MARKET_CELLS_MIN = 11;

/**
 * Up to two rows a fund: the days are the page's own (`showday`), never those of a clock. A fund that has not published
 * one of them is blank there, which is no row.
 */
function mapMarket({ request, body, where, out }: MapContext): void {
  const script = dataText(body, where);
  const days = showDays(script, where);
  const rows = textRows(literalOf(script, 'datas', where), where);
  const isAsked = fundFilter(request);
  const inRange = dayFilter(request);
  eachRecord(rows, out, (row, line) => {
    if (row.length < MARKET_CELLS_MIN) throw new Refused(`${row.length} cells, at least ${MARKET_CELLS_MIN}`);
    const code = isAsked(row[0]!);
    const states = [row[9] || null, row[10] || null];
    days.forEach((day, index) => {
      const [unit, accumulated] = [row[3 + index * 2]!, row[4 + index * 2]!].map((cell) => numberCell(cell, 'NAV'));
      if (Number.isNaN(unit) || !inRange(day)) return;
      const dailyReturn = index === 0 ? percentCell(row[8]!, 'change %') : null;
      out.row(line, navCells({ code, day, unit: unit!, accumulated: accumulated!, dailyReturn, states }));
    });
  });
}

/** The two days that the market page shows, newest first. @throws source.malformed */
export function showDays(script: string, where: Where): readonly number[] {
  const [shown] = textRows([literalOf(script, 'showday', where)], where);
  if (shown!.length !== 2) throw malformed(where, `${shown!.length} days in "showday", not two`);
  try {
    return shown!.map((cell) => dayCell(cell, 'showday'));
  } catch (error) {
    throw malformed(where, (error as Error).message);
  }
}

function mapMoney({ request, body, where, out }: MapContext): void {
  const { days, rows } = readMoneyPage(body, where);
  const isAsked = fundFilter(request);
  const inRange = dayFilter(request);
  eachRecord(rows, out, (row, line) => {
    const code = isAsked(row.code);
    days.forEach((day, index) => {
      const income = numberCell(row.cells[index * 3]!, 'income per 10 000');
      const yield7d = percentCell(row.cells[index * 3 + 1]!, '7-day yield');
      if (Number.isNaN(income) || !inRange(day)) return;
      out.row(line, incomeCells({ code, day, income, yield7d, states: [] }));
    });
  });
}

function mapHistory({ request, body, where, out }: MapContext): void {
  const { rows, isMoney } = readHistory(body, where);
  const [code] = request.instruments;
  const inRange = dayFilter(request);
  eachRecord(rows, out, (row, line) => {
    const day = dayCell(row.FSRQ, 'FSRQ');
    if (!inRange(day)) refuseDay(day);
    const states = [row.SGZT || null, row.SHZT || null];
    if (isMoney) {
      const [income, yield7d] = [numberCell(row.DWJZ, 'DWJZ'), percentCell(row.LJJZ, 'LJJZ')];
      out.row(line, incomeCells({ code: code!, day, income, yield7d, states }));
      return;
    }
    const [unit, accumulated] = [numberCell(row.DWJZ, 'DWJZ'), numberCell(row.LJJZ, 'LJJZ')];
    const dailyReturn = percentCell(row.JZZZL, 'JZZZL');
    out.row(line, navCells({ code: code!, day, unit, accumulated, dailyReturn, states }));
  });
}

/** Code, name, record date, ex-date, money per unit, pay date. */
function mapDividends({ request, body, where, out }: MapContext): void {
  const isAsked = fundFilter(request);
  const inRange = dayFilter(request);
  eachRecord(eventRows(body, 'jjfh_data', where), out, (row, line) => {
    const [code, , record, ex, amount, pay] = row;
    const day = dayCell(ex ?? '', 'ex-date');
    if (!inRange(day)) return;
    const dividend = numberCell(amount ?? '', 'dividend');
    const dates = [dayOrNull(record, 'record date'), dayOrNull(pay, 'pay date')];
    out.row(line, [isAsked(code!), day, 'dividend', dividend, ...dates, `每份派现金${amount}元`]);
  });
}

/** Code, name, date, kind of split, units after one. */
function mapSplits({ request, body, where, out }: MapContext): void {
  const isAsked = fundFilter(request);
  const inRange = dayFilter(request);
  eachRecord(eventRows(body, 'jjcf_data', where), out, (row, line) => {
    const [code, , ex, kind, ratio] = row;
    const day = dayCell(ex ?? '', 'ex-date');
    if (!inRange(day)) return;
    const split = /^1:/.test(ratio ?? '') ? numberCell(ratio!.slice(2), 'split') : numberCell(ratio ?? '', 'split');
    out.row(line, [isAsked(code!), day, 'split', split, null, null, `${kind} ${ratio}`]);
  });
}

function eventRows(body: Uint8Array, name: string, where: Where): readonly (readonly string[])[] {
  return textRows(literalOf(dataText(body, where), name, where), where);
}
