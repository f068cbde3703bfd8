import { DAY_MS, dayOfSession, type SessionDay, sessionOfDay } from '../../core/time.ts';
import {
  type AdjustedCloseSeries,
  decimalsOfPrices,
  exEventsOfAdjustedClose,
} from '../../data/source/adjusted-close.ts';
import { KIND_SCHEMAS } from '../../data/source/kinds.ts';
import { type ParsedBuilder, parsedBuilder } from '../../data/source/parsed-builder.ts';
import type { Parsed, SourceRequest } from '../../data/source/source.ts';
import type { CsvTable } from './csv.ts';
import { type NumberColumn, type PriceLayout, type PriceRecord, priceRecords } from './price-table.ts';

export type PriceMapOptions = {
  readonly layout: PriceLayout;
  readonly request: SourceRequest;
  readonly venue: string;
  readonly board: string | null;
  /** Shares per printed unit of volume: 100 where lots are printed. */
  readonly volumeUnit: number;
  /** No session behind this day can have been when the file was read. */
  readonly lastDay: SessionDay;
};

/** The date it is where it is latest. */
export function lastDayAt(atMs: number): SessionDay {
  return Math.floor((atMs + LATEST_ZONE_MS) / DAY_MS) as SessionDay;
}

const LATEST_ZONE_MS = 14 * 3_600_000;

const BAR_NUMBERS: readonly NumberColumn[] = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'turnover',
  'prevClose',
  'limitUp',
  'limitDown',
];

/** The rows that were asked for. A line with anything unreadable in it is rejected whole. */
export function mapBars(table: CsvTable, options: PriceMapOptions): Parsed {
  const out = parsedBuilder(KIND_SCHEMAS.bars);
  const isAsked = askedFor(options.request);
  for (const record of priceRecords(table, options.layout)) {
    if ('refused' in record) out.reject(record.line, record.refused, record.cells);
    else if (record.session > options.lastDay) out.reject(record.line, notYet(record), record.cells);
    else if (isAsked(record)) addBar(record, options.volumeUnit, out);
  }
  return out.build();
}

function notYet({ session }: PriceRecord): string {
  return `session: ${sessionOfDay(session)} has not come yet`;
}

function addBar(record: PriceRecord, volumeUnit: number, out: ParsedBuilder): void {
  const values: number[] = [];
  for (const column of BAR_NUMBERS) {
    const value = record.number(column);
    if (typeof value !== 'number') {
      out.reject(record.line, value.refused, record.cells);
      return;
    }
    values.push(column === 'volume' ? value * volumeUnit : value);
  }
  out.row(record.line, [record.instrument, record.session, ...values]);
}

/** An instrument exists from its first row on; prices say no more about it. Unreadable lines are the bars' business. */
export function mapInstruments(table: CsvTable, options: PriceMapOptions): Parsed {
  const { layout, request, venue, board, lastDay } = options;
  const out = parsedBuilder(KIND_SCHEMAS.instruments);
  const isAsked = askedFor({ ...request, from: null, to: null });
  const first = new Map<string, PriceRecord>();
  for (const record of priceRecords(table, layout)) {
    if ('refused' in record || record.session > lastDay || !isAsked(record)) continue;
    const seen = first.get(record.instrument);
    if (seen === undefined || record.session < seen.session) first.set(record.instrument, record);
  }
  for (const { line, instrument, session } of first.values()) {
    out.row(line, [instrument, null, venue, board ?? venue, null, session, null]);
  }
  return out.build();
}

type Series = {
  readonly days: number[];
  readonly close: number[];
  readonly adjClose: number[];
  readonly lines: number[];
};

/**
 * The ex-factors that an adjusted close implies, marked as inferred. Always from the whole history, then those asked
 * for; the cumulative factor starts with the instrument's first row. Rows without a readable pair of closes say nothing.
 */
export function mapExFactors(table: CsvTable, { layout, request }: PriceMapOptions): Parsed {
  const out = parsedBuilder(KIND_SCHEMAS.ex_factors);
  if (layout.mapping.adjClose === undefined) return out.build();
  const isAsked = askedFor(request);
  for (const [instrument, series] of seriesOf(table, layout, out)) {
    const decimals = decimalsOf(series);
    let cumulative = 1;
    for (const { exDay, exFactor } of exEventsOfAdjustedClose({ ...sorted(series), decimals })) {
      cumulative *= exFactor;
      const line = series.lines[series.days.indexOf(exDay)]!;
      if (isAsked({ instrument, session: exDay })) out.row(line, [instrument, exDay, exFactor, cumulative, null, 1]);
    }
  }
  return out.build();
}

function seriesOf(table: CsvTable, layout: PriceLayout, out: ParsedBuilder): ReadonlyMap<string, Series> {
  const all = new Map<string, Series>();
  for (const record of priceRecords(table, layout)) {
    if ('refused' in record) continue;
    const [close, adjClose] = [record.number('close'), record.number('adjClose')];
    if (typeof adjClose !== 'number') out.reject(record.line, adjClose.refused, record.cells);
    if (typeof close !== 'number' || typeof adjClose !== 'number') continue;
    const series = all.get(record.instrument) ?? { days: [], close: [], adjClose: [], lines: [] };
    all.set(record.instrument, series);
    series.days.push(record.session);
    series.close.push(close);
    series.adjClose.push(adjClose);
    series.lines.push(record.line);
  }
  return all;
}

/** The coarser of the two printings decides how much can be seen. */
function decimalsOf({ close, adjClose }: Series): number {
  return Math.min(decimalsOfPrices(Float64Array.from(close)), decimalsOfPrices(Float64Array.from(adjClose)));
}

function sorted({ days, close, adjClose }: Series): Omit<AdjustedCloseSeries, 'decimals'> {
  const order = days.map((_, index) => index).sort((left, right) => days[left]! - days[right]! || left - right);
  return {
    days: Int32Array.from(order, (index) => days[index]!),
    close: Float64Array.from(order, (index) => close[index]!),
    adjClose: Float64Array.from(order, (index) => adjClose[index]!),
  };
}

/** Whether a row is part of what was asked: a file holds more, and leaving that out is no loss. */
function askedFor({
  instruments,
  from,
  to,
  asOf,
}: SourceRequest): (row: Pick<PriceRecord, 'instrument' | 'session'>) => boolean {
  const names = instruments.length === 0 ? null : new Set(instruments);
  const first = from === null ? Number.NEGATIVE_INFINITY : dayOfSession(from);
  const last = Math.min(...[to, asOf].map((end) => (end === null ? Number.POSITIVE_INFINITY : dayOfSession(end))));
  return ({ instrument, session }) => (names?.has(instrument) ?? true) && session >= first && session <= last;
}
