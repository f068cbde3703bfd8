import { DAY_MS, dayOfSession, type Session, sessionOfDay } from '../../../core/time.ts';
import type { SourceKind, SourceRequest } from '../../../data/source/source.ts';
import type { RqdataArguments } from './client.ts';

/** One call of the gateway, and the part of the request that it answers. */
export type RqdataQuery = {
  readonly method: string;
  readonly args: RqdataArguments;
  readonly request: SourceRequest;
};

export type QueryOptions = {
  /** Instruments per call. */
  readonly batchSize: number;
  /** Expected rows per call: longer ranges get smaller batches. */
  readonly rowsMax: number;
  /** The vendor's date now, where a request leaves the end open. */
  readonly today: Session;
};

/** Where the vendor's daily history begins; earlier days have no rows, and a missing start means "three months" to it. */
export const HISTORY_FIRST = '2000-01-04' as Session;

const BAR_FIELDS = 'open high low close volume total_turnover prev_close limit_up limit_down'.split(' ');
const STATEMENT_FIELDS = ['revenue', 'net_profit_parent_company', 'equity_parent_company', 'total_assets'];

/** Shanghai has had no summer time since 1991. */
export function shanghaiDate(nowMs: number): Session {
  return sessionOfDay(Math.floor((nowMs + 8 * 3_600_000) / DAY_MS));
}

/** Every stock there ever was: only without a date does the vendor list those that are gone. */
export function universeQuery(request: SourceRequest): RqdataQuery {
  return { method: 'all_instruments', args: { type: 'CS', market: 'cn' }, request };
}

/** The calls that answer a request for named instruments, in the order of its names. */
export function queriesOf(request: SourceRequest, options: QueryOptions): RqdataQuery[] {
  const bounded = boundedBy(request, options.today);
  if (bounded === null) return [];
  const size = batchSizeOf(bounded, options);
  return batches(request.instruments, size).map((instruments) => {
    const part = { ...bounded, instruments };
    return { ...ARGUMENTS[request.kind](part), request: part };
  });
}

type Call = { readonly method: string; readonly args: RqdataArguments };

const ARGUMENTS: Readonly<Record<SourceKind, (request: SourceRequest) => Call>> = {
  instruments: ({ instruments }) => ({ method: 'instruments', args: { order_book_ids: instruments, market: 'cn' } }),
  bars: (request) => ({
    method: 'get_price',
    // The vendor's default is `pre`, which changes with every later ex-date; and it fills suspended days by default.
    args: {
      ...ranged(request),
      frequency: '1d',
      fields: BAR_FIELDS,
      adjust_type: 'none',
      skip_suspended: true,
      market: 'cn',
    },
  }),
  ex_factors: (request) => ({ method: 'get_ex_factor', args: { ...ranged(request), market: 'cn' } }),
  suspensions: (request) => ({ method: 'is_suspended', args: { ...ranged(request), market: 'cn' } }),
  fundamentals: ({ instruments, from, to, asOf }) => ({
    method: 'get_pit_financials_ex',
    args: {
      order_book_ids: instruments,
      fields: STATEMENT_FIELDS,
      start_quarter: quarterOf(from!, 'first'),
      end_quarter: quarterOf(to!, 'last'),
      statements: 'all',
      market: 'cn',
      ...(asOf === null ? {} : { date: asOf }),
    },
  }),
  valuations: (request) => ({
    method: 'get_factor',
    args: { ...ranged(request), factor: 'market_cap', market: 'cn' },
  }),
};

function ranged({ instruments, from, to }: SourceRequest): RqdataArguments {
  return { order_book_ids: instruments, start_date: from!, end_date: to! };
}

/** The request with both ends closed, and its end not after `asOf`; null when nothing lies between them. */
function boundedBy(request: SourceRequest, today: Session): SourceRequest | null {
  if (request.kind === 'instruments') return request;
  const isStatement = request.kind === 'fundamentals';
  const from =
    request.from ?? (isStatement || request.kind === 'ex_factors' ? ('1990-01-01' as Session) : HISTORY_FIRST);
  const open = request.to ?? today;
  const to = !isStatement && request.asOf !== null && request.asOf < open ? request.asOf : open;
  const isEmpty = isStatement ? quarterOf(from, 'first') > quarterOf(to, 'last') : from > to;
  return isEmpty ? null : { ...request, from, to };
}

/** The first quarter that ends on or after a day, or the last one that ends on or before it. */
function quarterOf(session: Session, which: 'first' | 'last'): string {
  const [year, month] = session.split('-').map(Number) as [number, number];
  const index = year * 4 + Math.floor((month - 1) / 3);
  const isLastDay = sessionOfDay(dayOfSession(session) + 1).slice(5) === QUARTER_STARTS[((index % 4) + 1) % 4];
  const shown = which === 'first' || isLastDay ? index : index - 1;
  return `${Math.floor(shown / 4)}q${(shown % 4) + 1}`;
}

const QUARTER_STARTS = ['01-01', '04-01', '07-01', '10-01'];

/** Rows one instrument can have in a range: sessions for daily kinds, few for the others. */
function batchSizeOf({ kind, from, to }: SourceRequest, { batchSize, rowsMax }: QueryOptions): number {
  if (kind !== 'bars' && kind !== 'valuations') return batchSize;
  const sessions = Math.ceil(((dayOfSession(to!) - dayOfSession(from!) + 1) * 5) / 7);
  return Math.max(1, Math.min(batchSize, Math.floor(rowsMax / sessions)));
}

function batches(names: readonly string[], size: number): (readonly string[])[] {
  const count = Math.ceil(names.length / size);
  return Array.from({ length: count }, (_, index) => names.slice(index * size, (index + 1) * size));
}
