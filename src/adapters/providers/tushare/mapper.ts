import { dayOfSession, type SessionDay } from '../../../core/time.ts';
import { sessionReader } from '../../../data/source/cells.ts';
import { FUND_KIND_SCHEMAS, type FundKind, type FundRequest } from '../../../data/source/funds.ts';
import { type ParsedBuilder, parsedBuilder } from '../../../data/source/parsed-builder.ts';
import type { Parsed, RawBody } from '../../../data/source/source.ts';
import { eachRecord, type JsonObject, numberOrMissing, Refused, textIn } from '../json-records.ts';
import { readTable, recordsOf } from './table.ts';

type Context = { readonly request: FundRequest; readonly out: ParsedBuilder };

type Mapping = {
  readonly columns: readonly string[];
  readonly map: (record: JsonObject, line: number, context: Context) => void;
};

/** One body into our columns; what does not read is rejected with its place. @throws source.* */
export function mapBody({ kind, body, about, request }: RawBody<FundRequest>): Parsed {
  const where = { source: about.source, what: String(about.query.api_name ?? kind) };
  const { columns, map } = MAPPINGS[kind];
  const out = parsedBuilder(FUND_KIND_SCHEMAS[kind]);
  const records = recordsOf(readTable(body, where), columns, where);
  eachRecord(records, out, (record, line) => map(record, line, { request, out }));
  return out.build();
}

const MAPPINGS: Readonly<Record<FundKind, Mapping>> = {
  funds: {
    columns: ['ts_code', 'name', 'management', 'fund_type', 'found_date', 'due_date'],
    map: mapFund,
  },
  navs: {
    columns: ['ts_code', 'ann_date', 'nav_date', 'unit_nav', 'accum_nav', 'adj_nav'],
    map: mapNav,
  },
  distributions: {
    columns: ['ts_code', 'ex_date', 'record_date', 'pay_date', 'div_cash', 'div_proc'],
    map: mapDividend,
  },
};

function mapFund(record: JsonObject, line: number, { request, out }: Context): void {
  const code = codeOf(record.ts_code);
  // The page always holds every fund.
  if (!isAsked(code, request)) return;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const dates = [dayOrNull(record.found_date), dayOrNull(record.due_date)];
  out.row(line, [code, text(record.name), text(record.fund_type), text(record.management), ...dates]);
}

function mapNav(record: JsonObject, line: number, { request, out }: Context): void {
  const code = codeOf(record.ts_code);
  if (!isAsked(code, request)) throw new Refused(`ts_code: ${code} was not asked for`);
  const day = dayIn(record.nav_date, 'nav_date');
  if (!isWithin(day, request)) throw new Refused(`nav_date: ${String(record.nav_date)} was not asked for`);
  const announced = dayOrNull(record.ann_date);
  if (request.asOf !== null && announced !== null && announced > dayOfSession(request.asOf)) {
    throw new Refused(`announced on ${String(record.ann_date)}, after ${request.asOf}`);
  }
  const values = ['unit_nav', 'accum_nav'].map((name) => numberOrMissing(record[name], name));
  const adjusted = numberOrMissing(record.adj_nav, 'adj_nav');
  out.row(line, [code, day, ...values, null, null, null, adjusted, null, null, announced]);
}

/** Announced dividends; those that were only planned are no events yet. */
const DONE = '实施';

function mapDividend(record: JsonObject, line: number, { request, out }: Context): void {
  const code = codeOf(record.ts_code);
  if (!isAsked(code, request)) throw new Refused(`ts_code: ${code} was not asked for`);
  if (record.div_proc !== DONE) return;
  const day = dayIn(record.ex_date, 'ex_date');
  if (!isWithin(day, request)) return;
  const amount = numberOrMissing(record.div_cash, 'div_cash');
  const dates = [dayOrNull(record.record_date), dayOrNull(record.pay_date)];
  out.row(line, [code, day, 'dividend', amount, ...dates, `div_cash ${String(record.div_cash)}`]);
}

/** 110022.OF is fund 110022. @throws Refused */
function codeOf(value: unknown): string {
  const code = /^(\d{6})\.OF$/.exec(textIn(value, 'ts_code'))?.[1];
  if (code === undefined) throw new Refused(`ts_code: ${JSON.stringify(value)} is no open fund`);
  return code;
}

function isAsked(code: string, { instruments }: FundRequest): boolean {
  return instruments.length === 0 || instruments.includes(code);
}

const COMPACT = sessionReader('YYYYMMDD');

function dayIn(value: unknown, name: string): SessionDay {
  const day = COMPACT(textIn(value, name));
  if (day === null) throw new Refused(`${name}: ${JSON.stringify(value)} is not a date`);
  return day;
}

function dayOrNull(value: unknown): SessionDay | null {
  return value === null || value === undefined || value === '' ? null : dayIn(value, 'date');
}

function isWithin(day: SessionDay, { from, to, asOf }: FundRequest): boolean {
  const ends = [to, asOf].flatMap((end) => (end === null ? [] : [dayOfSession(end)]));
  return day >= (from === null ? Number.NEGATIVE_INFINITY : dayOfSession(from)) && ends.every((end) => day <= end);
}
