import { NO_INT } from '../../../core/frame.ts';
import { KIND_SCHEMAS } from '../../../data/source/kinds.ts';
import { type ParsedBuilder, parsedBuilder } from '../../../data/source/parsed-builder.ts';
import type { Parsed, RawBody, SourceRequest } from '../../../data/source/source.ts';
import type { CsvTable } from '../../files/csv.ts';
import {
  askedFor,
  dayOrInfinity,
  dayOrNone,
  eachRecord,
  numberAt,
  quarterWithin,
  Refused,
  refuseAfter,
  sessionWithin,
} from './records.ts';
import { instantCell, locate, malformed, SHAPES, sessionCell, tableOf, type Where } from './schema.ts';

/**
 * One body into our columns. What does not read, was not asked for, or is no price is rejected with its line: nothing
 * is repaired, nothing is dropped silently.
 *
 * @throws source.malformed
 */
export function mapBody(body: RawBody): Parsed {
  const where = { source: body.about.source, what: String(body.about.query.method ?? body.kind) };
  const table = tableOf(body.body, where);
  const out = parsedBuilder(KIND_SCHEMAS[body.kind]);
  if (table !== null) MAPPERS[body.kind](table, { request: body.request, where, out });
  return out.build();
}

type MapContext = { readonly request: SourceRequest; readonly where: Where; readonly out: ParsedBuilder };
type Mapper = (table: CsvTable, context: MapContext) => void;

const MAPPERS: Readonly<Record<RawBody['kind'], Mapper>> = {
  instruments: mapInstruments,
  bars: mapBars,
  ex_factors: mapExFactors,
  suspensions: mapSuspensions,
  fundamentals: mapFundamentals,
  valuations: mapValuations,
};

function mapInstruments(table: CsvTable, { request, where, out }: MapContext): void {
  const at = locate(table, SHAPES.instruments, where);
  const text = (record: readonly string[], index: number) =>
    index < 0 || record[index] === '' ? null : record[index]!;
  const asOf = dayOrInfinity(request.asOf);
  const isAsked = askedFor(request);
  eachRecord(table, out, (record, line) => {
    const instrument = isAsked(record[at.instrument]!);
    const listed = dayOrNone(record[at.listed]!, 'listed_date');
    const delisted = dayOrNone(record[at.delisted]!, 'de_listed_date');
    if (listed > asOf) return;
    const venue = text(record, at.venue) ?? (instrument.split('.')[1] || null);
    const known = [text(record, at.name), venue, text(record, at.board), text(record, at.industry)];
    out.row(line, [instrument, ...known, listed, delisted > asOf ? null : delisted]);
  });
}

function mapBars(table: CsvTable, { request, where, out }: MapContext): void {
  const at = locate(table, SHAPES.bars, where);
  const isAsked = askedFor(request);
  const inRange = sessionWithin(request);
  const columns = [at.open, at.high, at.low, at.close, at.volume, at.turnover, at.prevClose, at.limitUp, at.limitDown];
  eachRecord(table, out, (record, line) => {
    const instrument = isAsked(record[at.instrument]!);
    const session = inRange(record[at.session]!);
    const values = columns.map((index) => numberAt(record, index, table.header[index]!));
    if (isSuspensionFill(values)) throw new Refused('no trading: volume 0 and every price repeats the previous close');
    out.row(line, [instrument, session, ...values]);
  });
}

/** The vendor fills suspended days with the last close unless it is told not to; such a row is no price. */
function isSuspensionFill(values: readonly number[]): boolean {
  const [open, high, low, close, volume, , prevClose] = values as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const isFlat = open === close && high === close && low === close;
  return volume === 0 && isFlat && (Number.isNaN(prevClose) || prevClose === close);
}

function mapExFactors(table: CsvTable, { request, where, out }: MapContext): void {
  const at = locate(table, SHAPES.exFactors, where);
  const isAsked = askedFor(request);
  const inRange = sessionWithin({ ...request, asOf: null });
  eachRecord(table, out, (record, line) => {
    const instrument = isAsked(record[at.instrument]!);
    const exDate = inRange(record[at.exDate]!);
    const announced = dayOrNone(record[at.announced]!, 'announcement_date');
    refuseAfter(request.asOf, announced === NO_INT ? exDate : announced);
    const factors = [at.exFactor, at.exCumFactor].map((index) => numberAt(record, index, table.header[index]!));
    out.row(line, [instrument, exDate, ...factors, announced, 0]);
  });
}

function mapFundamentals(table: CsvTable, { request, where, out }: MapContext): void {
  const at = locate(table, SHAPES.fundamentals, where);
  const isAsked = askedFor(request);
  const inRange = quarterWithin(request);
  const columns = [at.revenue, at.netProfitParent, at.equityParent, at.totalAssets];
  eachRecord(table, out, (record, line) => {
    const instrument = isAsked(record[at.instrument]!);
    const quarter = inRange(record[at.quarter]!);
    const announced = sessionCell(record[at.announced]!);
    if (announced === null) throw new Refused(`info_date: ${JSON.stringify(record[at.announced])} is not a date`);
    refuseAfter(request.asOf, announced);
    const knownAtMs = instantCell(record[at.createdAt]!);
    if (knownAtMs === null) throw new Refused(`rice_create_tm: ${JSON.stringify(record[at.createdAt])} is not a time`);
    const isRestated = restatedOf(numberAt(record, at.isAdjusted, 'if_adjusted'));
    const values = columns.map((index) => numberAt(record, index, table.header[index]!));
    out.row(line, [instrument, quarter, announced, knownAtMs, isRestated, ...values]);
  });
}

/** 1 marks the comparative figure of a later report; anything but 0, 1 and empty is a meaning we do not know. */
function restatedOf(value: number): number | null {
  if (Number.isNaN(value)) return null;
  if (value !== 0 && value !== 1) throw new Refused(`if_adjusted: ${value} is neither 0 nor 1`);
  return value;
}

function mapValuations(table: CsvTable, { request, where, out }: MapContext): void {
  const at = locate(table, SHAPES.valuations, where);
  const isAsked = askedFor(request);
  const inRange = sessionWithin(request);
  eachRecord(table, out, (record, line) => {
    const instrument = isAsked(record[at.instrument]!);
    out.row(line, [instrument, inRange(record[at.session]!), numberAt(record, at.marketCap, 'market_cap')]);
  });
}

const TIME_COLUMNS = ['date', 'datetime', ''];
const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false, '': false };

/**
 * A wide table, one column per instrument: True on suspended sessions, empty outside the listing. pandas may leave the
 * head of the first column empty. One row per True.
 */
function mapSuspensions(table: CsvTable, { request, where, out }: MapContext): void {
  const { header } = table;
  const at = header.findIndex((name) => TIME_COLUMNS.includes(name));
  if (header.length === 1 && header[0] === '') return;
  if (at < 0)
    throw malformed(where, `a table without column "date" or "datetime" (it has ${header.slice(0, 5).join(', ')} …)`);
  const isAsked = askedFor(request);
  const inRange = sessionWithin(request);
  eachRecord(table, out, (record, line) => {
    const session = inRange(record[at]!);
    const flags = record.map((cell) => FLAGS[cell.toLowerCase()]);
    flags[at] = false;
    const unknown = flags.indexOf(undefined);
    if (unknown >= 0)
      throw new Refused(`${header[unknown]}: ${JSON.stringify(record[unknown])} is neither True nor False`);
    const suspended = header.filter((_, index) => flags[index]);
    for (const instrument of suspended.map(isAsked)) out.row(line, [instrument, session]);
  });
}
