import { basename, resolve } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import { type Session, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { isDateFormat, type NumberRules, PLAIN_NUMBERS } from '../../data/source/cells.ts';
import type { MarketSource, Parsed, RawBody, SourceInfo, SourceKind, SourceRequest } from '../../data/source/source.ts';
import { type ColumnMapping, checkMapping, problemsWithHeader, requireHeader } from './column-mapping.ts';
import { type CsvTable, readCsv, type TextEncodingName } from './csv.ts';
import type { ParquetReader } from './parquet-source.ts';
import { headerOf, type PriceFile, type PriceFiles, type PricePart, partsOf } from './price-files.ts';
import { lastDayAt, mapBars, mapExFactors, mapInstruments, type PriceMapOptions } from './price-mapper.ts';
import { PLAIN_LAYOUT, type PriceLayout, plainTable, priceRecords } from './price-table.ts';

export type CsvSourceOptions = {
  readonly name: string;
  /** Paths of `.csv`, `.csv.gz` or Parquet files, all of one layout. */
  readonly files: readonly (string | PriceFile)[];
  readonly format?: 'csv' | 'parquet';
  readonly mapping: ColumnMapping;
  /** The instrument of every row of every file, in place of a column. */
  readonly constants?: { readonly instrument?: string };
  /** Written with YYYY, MM or M or MMM, DD or D. */
  readonly dateFormat?: string;
  readonly encoding?: TextEncodingName;
  readonly numbers?: Partial<NumberRules>;
  readonly delimiter?: string;
  /** Whose sessions the rows follow, e.g. XNYS. */
  readonly venue: string;
  readonly board?: string;
  /** Shares per printed unit of volume: 100 where lots (手) are printed. */
  readonly volumeUnit?: number;
  readonly simulated?: boolean;
  /** Rows of dates that have not come yet are not wrong but not asked for: an archive may be replayed as of long ago. */
  readonly isArchive?: boolean;
  readonly description?: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Needed for Parquet. */
  readonly readParquet?: ParquetReader;
  /** Larger files are handed on in parts of about this size. */
  readonly pageBytes?: number;
};

const PAGE_BYTES = 16 * 1024 * 1024;

/**
 * Daily prices from the user's own files. Gives bars; instruments, which exist from their first row on; and, where
 * `adjClose` is mapped, the ex-factors that it implies. Files are read again on every fetch.
 *
 * @throws config.invalid when the options cannot be meant; `check` and `fetch` throw it when a file's header does not fit
 */
export function createCsvSource(options: CsvSourceOptions): MarketSource {
  const state = stateOf(options);
  return {
    info: infoOf(state),
    parse: (body) => parseBody(state, body),
    readiness: (kind, signal) => newestSession(state, kind, signal),
    async check(signal) {
      signal.throwIfAborted();
      for (const file of state.from.files) await requireFit(state, file, signal);
      const count = state.from.files.length === 1 ? 'one file' : `${state.from.files.length} files`;
      return { detail: `${count}, every mapped column found`, quotaRemainingBytes: null };
    },
    fetch: (request, signal) => fetchBodies(state, request, signal),
    async [Symbol.asyncDispose]() {},
  };
}

type State = {
  readonly options: CsvSourceOptions;
  readonly from: PriceFiles;
  readonly provides: readonly SourceKind[];
};

function stateOf(options: CsvSourceOptions): State {
  const where = `Source "${checkName('source', options.name)}"`;
  const problems = problemsOf(options);
  if (problems.length > 0) {
    const wayOut = 'Correct these options of the source.';
    throw new TapelineError('config.invalid', { facts: { where, problems, wayOut } });
  }
  const files = options.files.map((file) => (typeof file === 'string' ? { path: file } : file));
  const instrument = options.constants?.instrument ?? null;
  const isSingle = instrument !== null || files.every((file) => file.instrument !== undefined);
  checkMapping(options.mapping, { where, isSingle });
  const from: PriceFiles = {
    source: options.name,
    files: files.map((file) => ({ ...file, path: resolve(file.path) })),
    layout: layoutOf(options, instrument),
    parquet: options.format === 'parquet' ? options.readParquet! : null,
    pageBytes: options.pageBytes ?? PAGE_BYTES,
  };
  const factors: readonly SourceKind[] = options.mapping.adjClose === undefined ? [] : ['ex_factors'];
  return { options, from, provides: ['instruments', 'bars', ...factors] };
}

function layoutOf(options: CsvSourceOptions, instrument: string | null): PriceLayout {
  return {
    encoding: options.encoding ?? 'utf-8',
    delimiter: options.delimiter ?? ',',
    mapping: options.mapping,
    instrument,
    dateFormat: options.dateFormat ?? 'YYYY-MM-DD',
    numbers: { ...PLAIN_NUMBERS, ...options.numbers },
  };
}

/** Types are stripped, not checked, where a config file is run. */
function missingOf({ files, mapping }: Partial<CsvSourceOptions>): string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [Array.isArray(files), '"files" is not a list of paths'],
    [typeof mapping === 'object' && mapping !== null, '"mapping" is not given'],
  ];
  return checks.flatMap(([isFine, problem]) => (isFine ? [] : [problem]));
}

function problemsOf(options: CsvSourceOptions): string[] {
  const missing = missingOf(options);
  if (missing.length > 0) return missing;
  const { dateFormat = 'YYYY-MM-DD', volumeUnit = 1, numbers, delimiter = ',', files, format, readParquet } = options;
  const checks: readonly (readonly [boolean, string])[] = [
    [files.length > 0, '"files" is empty'],
    [isDateFormat(dateFormat), `"dateFormat" is "${dateFormat}", which does not name one YYYY, one month and one day`],
    [volumeUnit > 0 && Number.isFinite(volumeUnit), `"volumeUnit" is ${volumeUnit}, which is not above 0`],
    [delimiter.length === 1 && delimiter !== '"', `"delimiter" is "${delimiter}", which is not one character`],
    [(numbers?.decimal ?? '.') !== numbers?.thousands, '"numbers" has one character for decimals and thousands'],
    [format !== 'parquet' || readParquet !== undefined, 'format "parquet" needs "readParquet"'],
    [/^[A-Z0-9]{2,8}$/.test(options.venue), `"venue" is "${options.venue}", which is no venue code like XNYS`],
  ];
  return checks.flatMap(([isFine, problem]) => (isFine ? [] : [problem]));
}

function infoOf({ options, provides, from }: State): SourceInfo {
  const { name, venue, simulated = false } = options;
  const more = from.files.length === 1 ? '' : ` and ${from.files.length - 1} more`;
  const description = options.description ?? `Prices from ${basename(from.files[0]!.path)}${more}`;
  return { name, simulated, venue, provides, description };
}

async function* fetchBodies(state: State, request: SourceRequest, signal: AbortSignal): AsyncIterable<RawBody> {
  signal.throwIfAborted();
  if (!state.provides.includes(request.kind)) throw notProvided(state, request.kind);
  for (const file of state.from.files) await requireFit(state, file, signal);
  if (request.kind !== 'bars') {
    yield bodyOf(state, request, await wholeOf(state, request.kind, signal));
    return;
  }
  for await (const part of partsOf(state.from, signal)) yield bodyOf(state, request, part);
}

function notProvided({ options }: State, kind: SourceKind): TapelineError {
  const hint = kind === 'ex_factors' ? ' (map "adjClose" to have them read off it)' : '';
  return new TapelineError('source.not_found', {
    facts: { source: options.name, what: `rows of kind "${kind}"${hint}` },
  });
}

/** @throws config.invalid when the mapping does not fit the file; source.* when there is no readable file */
async function requireFit({ options, from }: State, file: PriceFile, signal: AbortSignal): Promise<void> {
  const header = await headerOf(from, file, signal);
  requireHeader(options.mapping, header, `Source "${options.name}", file "${file.path}"`);
}

const EVERYTHING = { instruments: [], from: null, to: null, asOf: null };

/**
 * What instruments and ex-factors are told by: the whole history. A single part is handed on as it is; of several, the
 * columns that matter are put under each other.
 */
async function wholeOf(state: State, kind: SourceKind, signal: AbortSignal): Promise<PricePart> {
  let single: PricePart | null = null;
  let count = 0;
  const rows: PlainRow[] = [];
  for await (const part of partsOf(state.from, signal)) {
    count += 1;
    if (count === 2) addPlainRows(state, single!, kind, rows);
    if (count > 1) addPlainRows(state, part, kind, rows);
    single = part;
  }
  if (count === 1) return single!;
  return { bytes: plainTable(PLAIN_COLUMNS, rows), firstLine: 2, file: null, isPlain: true };
}

type PlainRow = readonly [instrument: string, session: string, close: string | number, adjClose: string | number];
const PLAIN_COLUMNS = ['instrument', 'session', 'close', 'adjClose'] as const;

/** The first session of every instrument, or every session with its closes. */
function addPlainRows(state: State, part: PricePart, kind: SourceKind, rows: PlainRow[]): void {
  const { table, layout } = readBody(state, bodyOf(state, { kind, ...EVERYTHING }, part));
  const first = new Map<string, number>();
  for (const record of priceRecords(table, layout)) {
    if ('refused' in record) continue;
    const { instrument, session } = record;
    first.set(instrument, Math.min(session, first.get(instrument) ?? session));
    if (kind !== 'ex_factors') continue;
    const closes = [numberOrReason(record.number('close')), numberOrReason(record.number('adjClose'))] as const;
    rows.push([instrument, sessionOfDay(session), ...closes]);
  }
  if (kind === 'ex_factors') return;
  for (const [instrument, session] of first) rows.push([instrument, sessionOfDay(session), '', '']);
}

function numberOrReason(value: number | { readonly refused: string }): number | string {
  return typeof value === 'number' ? value : value.refused;
}

function bodyOf({ options, from }: State, request: SourceRequest, part: PricePart): RawBody {
  const query = {
    files: part.file === null ? from.files.map((file) => file.path) : [part.file.path],
    firstLine: part.firstLine,
    layout: part.isPlain ? 'plain' : 'own',
    ...(part.file?.instrument === undefined ? {} : { instrument: part.file.instrument }),
  };
  const { name, simulated = false, clock } = options;
  const about = { source: name, extension: 'csv' as const, query, fetchedAtMs: clock.nowMs(), simulated };
  return { kind: request.kind, body: part.bytes, about, request };
}

type ReadBody = { readonly table: CsvTable; readonly layout: PriceLayout; readonly what: string };

function readBody({ options, from }: State, { body, about }: RawBody): ReadBody {
  const { layout: spelling, files, instrument } = about.query;
  const isPlain = spelling === 'plain';
  const base = isPlain ? PLAIN_LAYOUT : from.layout;
  const what = Array.isArray(files) ? files.join(', ') : 'a body';
  const table = readCsv(body, { source: options.name, what, encoding: base.encoding, delimiter: base.delimiter });
  const mapping = isPlain ? plainMapping(table.header) : base.mapping;
  const own = typeof instrument === 'string' ? instrument : from.layout.instrument;
  return { table, what, layout: { ...base, mapping, instrument: mapping.instrument === undefined ? own : null } };
}

/** In our own spelling a column that is not there is simply not mapped. */
function plainMapping(header: readonly string[]): ColumnMapping {
  return Object.fromEntries(Object.entries(PLAIN_LAYOUT.mapping).filter(([column]) => header.includes(column)));
}

function parseBody(state: State, body: RawBody): Parsed {
  const { table, layout, what } = readBody(state, body);
  const { venue, board = null, volumeUnit = 1, name } = state.options;
  const problems = [...problemsWithHeader(layout.mapping, table.header)];
  if (layout.mapping.session === undefined) problems.push('a table without sessions');
  if (layout.mapping.instrument === undefined && layout.instrument === null)
    problems.push('a table without instruments');
  if (problems.length > 0) {
    throw new TapelineError('source.malformed', { facts: { source: name, what, got: problems.join('; ') } });
  }
  const lastDay = lastDayOf(state, body.about.fetchedAtMs);
  const options: PriceMapOptions = { layout, request: body.request, venue, board, volumeUnit, lastDay };
  if (body.kind === 'bars') return mapBars(table, options);
  return body.kind === 'instruments' ? mapInstruments(table, options) : mapExFactors(table, options);
}

function lastDayOf({ options }: State, atMs: number): SessionDay {
  return options.isArchive === true ? Number.POSITIVE_INFINITY : lastDayAt(atMs);
}

async function newestSession(state: State, kind: SourceKind, signal: AbortSignal): Promise<Session | null> {
  signal.throwIfAborted();
  if (!state.provides.includes(kind)) return null;
  let newest = Number.NEGATIVE_INFINITY;
  const lastDay = lastDayOf(state, state.options.clock.nowMs());
  for await (const part of partsOf(state.from, signal)) {
    const { table, layout } = readBody(state, bodyOf(state, { kind, ...EVERYTHING }, part));
    for (const record of priceRecords(table, layout)) {
      if (!('refused' in record) && record.session <= lastDay) newest = Math.max(newest, record.session);
    }
  }
  return Number.isFinite(newest) ? sessionOfDay(newest) : null;
}
