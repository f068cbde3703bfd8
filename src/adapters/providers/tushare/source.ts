import type { Calendar } from '../../../calendar/index.ts';
import type { Clock } from '../../../core/clock.ts';
import { TapelineError } from '../../../core/errors.ts';
import type { Session } from '../../../core/time.ts';
import type { FundKind, FundRequest, FundSource } from '../../../data/source/funds.ts';
import type { RawBody, SourceInfo } from '../../../data/source/source.ts';
import { createPacer } from '../../http/pacer.ts';
import { createRestClient, type RestClient } from '../../http/rest.ts';
import { createHttpTransport, type HttpTransport, type Transport } from '../../http/transport.ts';
import { checkAddress } from '../base-url.ts';
import { mapBody } from './mapper.ts';
import { readTable } from './table.ts';

export type TushareSourceOptions = {
  /** Behind a call, so that printing the options shows nothing of it. */
  readonly token: () => string;
  readonly baseUrl?: string;
  readonly clock: Clock;
  /** Sessions of the funds: which days the whole market's newest values are of. */
  readonly calendar: Calendar;
  /** Without one, an HTTP transport is made and closed with the source. */
  readonly transport?: Transport;
  readonly name?: string;
  /** Between the starts of two calls: how many a minute are allowed depends on the account's points and the API. */
  readonly intervalMs?: number;
  /** Rows of one answer. */
  readonly pageRows?: number;
  /** Marks all data as made up. A server can say so itself, with the header `x-tapeline-simulated: true`. */
  readonly simulated?: boolean;
};

export const TUSHARE_URL = 'http://api.tushare.pro';

/** Eighty calls a minute, which 2 000 points allow for most APIs. */
const DEFAULTS = { baseUrl: TUSHARE_URL, name: 'tushare', intervalMs: 750, pageRows: 2000, simulated: false };

const PROVIDES: readonly FundKind[] = ['funds', 'navs', 'distributions'];
const NEWEST_SESSIONS = 2;
/** More pages than any answer has; one that goes on for ever ends here. */
const PAGES_MAX = 500;

const APIS = {
  funds: { api: 'fund_basic', fields: 'ts_code,name,management,fund_type,found_date,due_date' },
  navs: { api: 'fund_nav', fields: 'ts_code,ann_date,nav_date,unit_nav,accum_nav,adj_nav' },
  distributions: { api: 'fund_div', fields: 'ts_code,ex_date,record_date,pay_date,div_cash,div_proc' },
} as const satisfies Readonly<Record<FundKind, { readonly api: string; readonly fields: string }>>;

/**
 * Tushare: lists, net asset values with their announcement dates and adjusted values, and dividends of Chinese open
 * funds, with an account's token. It has no splits and no incomes of money funds, and does not say how far it is.
 *
 * @throws config.invalid when the address is none
 */
export function createTushareSource(options: TushareSourceOptions): FundSource {
  const state = openState(options);
  return {
    get info() {
      return infoOf(state);
    },
    parse: mapBody,
    async readiness(_kind, signal) {
      signal.throwIfAborted();
      return null;
    },
    async check(signal) {
      const params = { ts_code: '000001.OF', limit: 1 };
      const { body } = await ask(state, { kind: 'navs', params }, signal);
      readTable(body, { source: state.settings.name, what: 'fund_nav' });
      return { detail: 'the token is good for fund_nav', quotaRemainingBytes: null };
    },
    fetch: (request, signal) => fetchBodies(state, request, signal),
    async [Symbol.asyncDispose]() {
      await state.owned?.[Symbol.asyncDispose]();
    },
  };
}

type State = {
  readonly settings: Required<Omit<TushareSourceOptions, 'transport'>>;
  readonly client: RestClient;
  readonly owned: HttpTransport | null;
  isSimulated: boolean;
};

function openState({ transport, ...options }: TushareSourceOptions): State {
  const settings = { ...DEFAULTS, ...options };
  const { name: source, clock, intervalMs } = settings;
  const baseUrl = checkAddress(settings.baseUrl, { setting: 'TUSHARE_URL', example: TUSHARE_URL });
  const owned = transport === undefined ? createHttpTransport({ source, connections: 1 }) : null;
  const client = createRestClient({
    ...{ source, baseUrl, clock },
    transport: transport ?? owned!.send,
    pacer: createPacer({ clock, concurrency: 1, intervalMs }),
    wayOut: 'Check TUSHARE_TOKEN.',
  });
  return { settings, client, owned, isSimulated: settings.simulated };
}

function infoOf({ settings, isSimulated }: State): SourceInfo<FundKind> {
  const description = `Tushare funds at ${new URL(settings.baseUrl).host}${isSimulated ? ' (simulated data)' : ''}`;
  return { name: settings.name, simulated: isSimulated, venue: 'XSHG', provides: PROVIDES, description };
}

type Params = Readonly<Record<string, string | number>>;
type Question = { readonly kind: FundKind; readonly params: Params };

async function ask(state: State, { kind, params }: Question, signal: AbortSignal) {
  const { api, fields } = APIS[kind];
  const json = { api_name: api, token: state.settings.token(), params, fields };
  const answer = await state.client.post({ what: api, path: '/', json }, signal);
  state.isSimulated ||= answer.isSimulated;
  return answer;
}

async function* fetchBodies(
  state: State,
  request: FundRequest,
  signal: AbortSignal,
): AsyncIterable<RawBody<FundRequest>> {
  signal.throwIfAborted();
  for (const params of questionsOf(state, request)) yield* pagesOf(state, request, params, signal);
}

/** What to ask, one table after another. */
function questionsOf({ settings }: State, request: FundRequest): readonly Params[] {
  const { kind, instruments, from, to } = request;
  if (kind === 'funds') return [{ market: 'O' }];
  if (instruments.length > 0) {
    const range: Readonly<Record<string, string | null>> =
      kind === 'navs' ? { start_date: compact(from), end_date: compact(to) } : {};
    return instruments.map((fund) => definedOnly({ ts_code: `${fund}.OF`, ...range }));
  }
  const { calendar, clock } = settings;
  const today = calendar.sessionOn(clock.nowMs());
  const newest = calendar.previous(today, NEWEST_SESSIONS);
  if (kind === 'navs') return newestFirst(calendar, newest, today).map((day) => ({ nav_date: day, market: 'O' }));
  return newestFirst(calendar, from ?? FIRST_DISTRIBUTION, today).map((day) => ({ ex_date: day }));
}

/** Before the first open fund. */
const FIRST_DISTRIBUTION = '2001-09-01' as Session;

function newestFirst(calendar: Calendar, from: Session, to: Session): readonly string[] {
  return calendar.sessions(from, to).map(compact).toReversed() as string[];
}

function compact(session: string | null): string | null {
  return session === null ? null : session.replaceAll('-', '');
}

function definedOnly(params: Readonly<Record<string, string | null>>): Params {
  return Object.fromEntries(Object.entries(params).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** Until the vendor says that there is no more; a page that comes again ends it with an error. */
async function* pagesOf(state: State, request: FundRequest, params: Params, signal: AbortSignal) {
  const { name: source, pageRows: limit } = state.settings;
  const where = { source, what: APIS[request.kind].api };
  let before = '';
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const question = { ...params, limit, offset: page * limit };
    const answer = await ask(state, { kind: request.kind, params: question }, signal);
    const about = {
      source,
      extension: 'json' as const,
      query: { api_name: where.what, ...question },
      fetchedAtMs: answer.fetchedAtMs,
      simulated: state.isSimulated,
    };
    const { items, hasMore } = readTable(answer.body, where);
    const first = JSON.stringify(items[0] ?? null);
    if (items.length > 0 && first === before) throw repeated(where, page);
    yield { kind: request.kind, body: answer.body, about, request };
    if (!hasMore) return;
    before = first;
  }
  throw repeated(where, PAGES_MAX);
}

function repeated({ source, what }: { readonly source: string; readonly what: string }, page: number): TapelineError {
  return new TapelineError('source.malformed', {
    facts: { source, what, got: `page ${page + 1} that repeats the one before` },
  });
}
