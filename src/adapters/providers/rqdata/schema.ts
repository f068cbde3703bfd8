import { TapelineError } from '../../../core/errors.ts';
import { sessionReader } from '../../../data/source/cells.ts';
import { type CsvTable, readCsv } from '../../files/csv.ts';

/**
 * The columns of the tables that the gateway sends. Order and further columns mean nothing; a name may have several
 * spellings: the official pages head the same daily bars with `date` on one and `datetime` on another.
 */
export type TableShape = {
  readonly required: Readonly<Record<string, readonly string[]>>;
  readonly optional?: Readonly<Record<string, readonly string[]>>;
};

const INSTRUMENT = ['order_book_id'];
const SESSION = ['date', 'datetime'];

export const SHAPES = {
  instruments: {
    required: { instrument: INSTRUMENT, listed: ['listed_date'], delisted: ['de_listed_date'] },
    optional: { name: ['symbol'], venue: ['exchange'], board: ['board_type'], industry: ['industry_name'] },
  },
  bars: {
    required: {
      instrument: INSTRUMENT,
      session: SESSION,
      open: ['open'],
      high: ['high'],
      low: ['low'],
      close: ['close'],
      volume: ['volume'],
      turnover: ['total_turnover'],
      prevClose: ['prev_close'],
      limitUp: ['limit_up'],
      limitDown: ['limit_down'],
    },
  },
  exFactors: {
    required: {
      instrument: INSTRUMENT,
      exDate: ['ex_date'],
      exFactor: ['ex_factor'],
      exCumFactor: ['ex_cum_factor'],
      announced: ['announcement_date'],
    },
  },
  fundamentals: {
    required: {
      instrument: INSTRUMENT,
      quarter: ['quarter'],
      announced: ['info_date'],
      isAdjusted: ['if_adjusted'],
      createdAt: ['rice_create_tm'],
      revenue: ['revenue'],
      netProfitParent: ['net_profit_parent_company'],
      equityParent: ['equity_parent_company'],
      totalAssets: ['total_assets'],
    },
  },
  valuations: { required: { instrument: INSTRUMENT, session: SESSION, marketCap: ['market_cap'] } },
} as const satisfies Readonly<Record<string, TableShape>>;

export type Where = { readonly source: string; readonly what: string };

/** What Python prints for "nothing" when there was no table at all. */
const NOTHING = /^\uFEFF?(none|null|"")?\s*$/i;

/**
 * The table in a body; null when the vendor had nothing to say.
 *
 * @throws source.malformed for anything else, and for a table that was cut off: its last line is unfinished or short.
 */
export function tableOf(body: Uint8Array, where: Where): CsvTable | null {
  if (body.byteLength < 16 && NOTHING.test(new TextDecoder().decode(body))) return null;
  const table = readCsv(body, where);
  const last = table.records.at(-1) ?? table.header;
  const isCut = !table.endsWithNewline || last.length < table.header.length;
  if (!isCut) return table;
  const line = table.lines.at(-1) ?? 1;
  throw malformed(where, `a table that was cut off in line ${line}`, 'later');
}

export type ColumnAt<S extends TableShape> = Readonly<
  Record<keyof S['required'] & string, number> & Record<KeysOf<S['optional']>, number>
>;
type KeysOf<O> = O extends object ? keyof O & string : never;

/**
 * Where each column of the shape stands; -1 for an optional one that is not there.
 *
 * @throws source.malformed naming the columns that are missing or there twice.
 */
export function locate<S extends TableShape>(table: CsvTable, shape: S, where: Where): ColumnAt<S> {
  const { header } = table;
  const at = Object.entries({ ...shape.required, ...shape.optional }).map(
    ([column, names]) => [column, header.findIndex((name) => names.includes(name))] as const,
  );
  const missing = Object.entries(shape.required).filter(([, names]) => !header.some((name) => names.includes(name)));
  if (missing.length > 0) {
    const names = missing.map(([, spellings]) => `"${spellings.join('" or "')}"`).join(', ');
    throw malformed(where, `a table without column ${names} (it has ${header.join(', ')})`);
  }
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
  if (twice !== undefined) throw malformed(where, `a table with column "${twice}" twice`);
  return Object.fromEntries(at) as ColumnAt<S>;
}

export function malformed({ source, what }: Where, got: string, retry: 'later' | 'never' = 'never'): TapelineError {
  return new TapelineError('source.malformed', { facts: { source, what, got }, retry });
}

const ISO = sessionReader('YYYY-MM-DD');
const COMPACT = sessionReader('YYYYMMDD');

/** A date as pandas prints it: with or without midnight, or as digits. Null for every other time of day. */
export function sessionCell(cell: string): number | null {
  const text = cell.endsWith(' 00:00:00') ? cell.slice(0, -9) : cell;
  return text.length === 8 ? COMPACT(text) : ISO(text);
}

/** `0000-00-00` and an empty cell stand for "no such day". */
export function isNoDay(cell: string): boolean {
  return cell === '' || cell.startsWith('0000-00-00') || /^(nat|none|nan|null)$/i.test(cell);
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** The vendor's clock: Shanghai time without a zone. NaN when empty, null when unreadable. */
export function instantCell(cell: string): number | null {
  if (isNoDay(cell)) return Number.NaN;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?))?$/.exec(cell);
  if (match === null || sessionCell(match[1]!) === null) return null;
  const atMs = Date.parse(`${match[1]}T${(match[2] ?? '00:00:00').slice(0, 12)}Z`);
  return Number.isFinite(atMs) ? atMs - SHANGHAI_OFFSET_MS : null;
}
