import type { Clock, Random } from '../../../core/clock.ts';
import { TapelineError } from '../../../core/errors.ts';
import { type Session, sessionOfDay } from '../../../core/time.ts';
import type { FundKind, FundRequest, FundSource } from '../../../data/source/funds.ts';
import type { RawBody, SourceInfo } from '../../../data/source/source.ts';
import { createCircuitBreaker } from '../../http/circuit-breaker.ts';
import { createPacer } from '../../http/pacer.ts';
import type { RefusalKind } from '../../http/refusal.ts';
import { createRestClient, type RestClient } from '../../http/rest.ts';
import { createHttpTransport, type HttpTransport, type Transport } from '../../http/transport.ts';
import { systemRandom } from '../../system/random.ts';
import { checkAddress } from '../base-url.ts';
import { dataText, literalOf, malformed, textRows } from './body-text.ts';
import { readHistory } from './history.ts';
import { mapBody, showDays } from './mapper.ts';
import {
  distributionPage,
  FUND_LIST,
  HISTORY_ROWS,
  historyPage,
  isShort,
  MONEY,
  marketPage,
  type Page,
  REFERERS,
  shanghaiDate,
  trendPage,
  yearsOf,
} from './pages.ts';

export type EastmoneySourceOptions = {
  /** Address of the pages. */
  readonly siteUrl?: string;
  /** Address of the fund histories. */
  readonly apiUrl?: string;
  readonly clock: Clock;
  /** Without one, an HTTP transport is made and closed with the source. */
  readonly transport?: Transport;
  readonly random?: Pick<Random, 'next'>;
  readonly name?: string;
  /** Between the starts of two calls, and up to how much is added by chance. One call is under way at a time. */
  readonly intervalMs?: number;
  readonly jitterMs?: number;
  /** Of the funds that published the day before, how many must have published a day until it counts as there, 0..1. */
  readonly readyShare?: number;
  /** Marks all data as made up. A server can say so itself, with the header `x-tapeline-simulated: true`. */
  readonly simulated?: boolean;
};

export const EASTMONEY_URLS = {
  siteUrl: 'https://fund.eastmoney.com',
  apiUrl: 'https://api.fund.eastmoney.com',
} as const;

/** Nobody has published the site's limits; faster callers have been shut out for days. */
const DEFAULTS = {
  ...EASTMONEY_URLS,
  name: 'eastmoney',
  intervalMs: 600,
  jitterMs: 400,
  readyShare: 0.8,
  simulated: false,
};

/** Broken connections in a row that mean "go away", and how long to stay away. */
const BREAKS_MAX = 3;
const BAN_PAUSE_MS = 30 * 60_000;

const PROVIDES: readonly FundKind[] = ['funds', 'navs', 'distributions'];

/**
 * Eastmoney's fund site (天天基金网): lists, net asset values and distributions of Chinese open funds, unofficial and
 * without a key. The sessions of its funds follow XSHG.
 *
 * @throws config.invalid when an address is none
 */
export function createEastmoneySource(options: EastmoneySourceOptions): FundSource {
  const state = openState(options);
  return {
    get info() {
      return infoOf(state);
    },
    parse: mapBody,
    readiness: (kind, signal) => readiness(state, kind, signal),
    async check(signal) {
      const body = await ask(state, historyPage(CHECKED_FUND, 1, { from: null, to: null }), signal);
      const { total } = readHistory(body, { source: state.settings.name, what: 'the history' });
      return { detail: `the history of fund ${CHECKED_FUND} has ${total} days`, quotaRemainingBytes: null };
    },
    fetch: (request, signal) => fetchBodies(state, request, signal),
    async [Symbol.asyncDispose]() {
      await state.owned?.[Symbol.asyncDispose]();
    },
  };
}

/** The oldest code of all, 华夏成长混合: there as long as the site is. */
const CHECKED_FUND = '000001';

type State = {
  readonly settings: Required<Omit<EastmoneySourceOptions, 'transport' | 'random'>>;
  readonly hosts: Readonly<Record<Page['host'], RestClient>>;
  readonly owned: HttpTransport | null;
  isSimulated: boolean;
};

function openState({ transport, random = systemRandom, ...options }: EastmoneySourceOptions): State {
  const settings = { ...DEFAULTS, ...options };
  const { name: source, clock, intervalMs, jitterMs } = settings;
  const owned = transport === undefined ? createHttpTransport({ source, connections: 1 }) : null;
  const send = transport ?? owned!.send;
  const breaker = createCircuitBreaker({ source, clock, failuresMax: BREAKS_MAX, pauseMs: BAN_PAUSE_MS });
  const pacer = createPacer({ clock, concurrency: 1, intervalMs, jitter: { upToMs: jitterMs, random } });
  const hostAt = (host: Page['host'], setting: string, address: string): RestClient =>
    createRestClient({
      source,
      baseUrl: checkAddress(address, { setting, example: EASTMONEY_URLS.siteUrl }),
      transport: (request, signal) => breaker.run(() => send(request, signal)),
      ...{ clock, pacer, refusalOf: banOf },
      headers: () => ({ 'user-agent': USER_AGENT, accept: '*/*', referer: REFERERS[host] }),
    });
  const hosts = {
    site: hostAt('site', 'EASTMONEY_URL', settings.siteUrl),
    api: hostAt('api', 'EASTMONEY_API_URL', settings.apiUrl),
  };
  return { settings, hosts, owned, isSimulated: settings.simulated };
}

const USER_AGENT = 'Mozilla/5.0 (compatible; Tapeline)';

/** Statuses of the wall before the site. */
function banOf(status: number): RefusalKind | null {
  return status === 403 || status === 514 ? 'banned' : null;
}

function infoOf({ settings, isSimulated }: State): SourceInfo<FundKind> {
  const host = new URL(settings.siteUrl).host;
  const description = `Eastmoney funds at ${host}${isSimulated ? ' (simulated data)' : ''}`;
  return { name: settings.name, simulated: isSimulated, venue: 'XSHG', provides: PROVIDES, description };
}

async function ask(state: State, page: Page, signal: AbortSignal): Promise<Uint8Array> {
  const { what, path, params: query } = page;
  const { body, isSimulated } = await state.hosts[page.host].get({ what, path, query }, signal);
  state.isSimulated ||= isSimulated;
  return body;
}

/**
 * The newer of the two days that the market page shows, once most funds that published the older one are there: at
 * seven in the evening the first funds have published, and others follow until midnight.
 */
async function readiness(state: State, kind: FundKind, signal: AbortSignal): Promise<Session | null> {
  signal.throwIfAborted();
  if (kind !== 'navs') return null;
  const where = { source: state.settings.name, what: 'market' };
  const script = dataText(await ask(state, marketPage(1), signal), where);
  const [newer, older] = showDays(script, where) as [number, number];
  const rows = textRows(literalOf(script, 'datas', where), where);
  const count = (cell: number) => rows.filter((row) => /\d/.test(row[cell] ?? '')).length;
  const isReady = count(NEWER_NAV) >= count(OLDER_NAV) * state.settings.readyShare;
  return sessionOfDay(isReady ? newer : older);
}

const NEWER_NAV = 3;
const OLDER_NAV = 5;

async function* fetchBodies(
  state: State,
  request: FundRequest,
  signal: AbortSignal,
): AsyncIterable<RawBody<FundRequest>> {
  signal.throwIfAborted();
  const isWhole = request.instruments.length === 0;
  if (request.kind === 'funds') yield await bodyOf(state, FUND_LIST, request, signal);
  else if (isWhole && request.kind === 'navs') yield* wholeMarket(state, request, signal);
  else if (isWhole) yield* yearByYear(state, request, signal);
  else for (const fund of request.instruments) yield* oneFund(state, { ...request, instruments: [fund] }, signal);
}

async function bodyOf(
  state: State,
  page: Page,
  request: FundRequest,
  signal: AbortSignal,
): Promise<RawBody<FundRequest>> {
  const body = await ask(state, page, signal);
  const about = {
    source: state.settings.name,
    extension: isMarkup(body) ? ('html' as const) : page.name === 'history' ? ('json' as const) : ('txt' as const),
    query: { pageName: page.name, ...page.params },
    fetchedAtMs: state.settings.clock.nowMs(),
    simulated: state.isSimulated,
  };
  return { kind: request.kind, body, about, request };
}

function isMarkup(body: Uint8Array): boolean {
  return /^\s*</.test(new TextDecoder('latin1').decode(body.subarray(0, 64)));
}

async function* wholeMarket(state: State, request: FundRequest, signal: AbortSignal) {
  for (let page = 1; ; page += 1) {
    const body = await bodyOf(state, marketPage(page), request, signal);
    yield body;
    if (page >= pagesOf(state, body)) break;
  }
  yield await bodyOf(state, MONEY, request, signal);
}

/** How many pages the market has; the page must be the one that was asked for. A page of HTML ends it, when it is read. */
function pagesOf(state: State, { body, about }: RawBody<FundRequest>): number {
  if (about.extension === 'html') return 0;
  const where = { source: state.settings.name, what: 'market' };
  return Number(/[,{]\s*pages\s*:\s*"?(\d+)/.exec(dataText(body, where))?.[1] ?? 1);
}

async function* yearByYear(state: State, request: FundRequest, signal: AbortSignal) {
  const years = yearsOf(request, shanghaiDate(state.settings.clock.nowMs()));
  for (const name of ['dividends', 'splits'] as const) {
    for (const year of years) {
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const body = await bodyOf(state, distributionPage(name, year, page), request, signal);
        if (body.about.extension !== 'html') pages = eventPages(state, body, page);
        yield body;
      }
    }
  }
}

/** `pageinfo` = pages, rows a page, this page. A page that is not the one asked for would repeat for ever. */
function eventPages(state: State, { body, about }: RawBody<FundRequest>, page: number): number {
  const where = { source: state.settings.name, what: String(about.query.pageName) };
  const [info] = textRows([literalOf(dataText(body, where), 'pageinfo', where)], where);
  const [pages, , current] = info!.map(Number);
  if (!Number.isInteger(pages)) throw malformed(where, 'a page without the number of pages');
  if (pages! > 0 && current !== page) throw malformed(where, `page ${current} in place of page ${page}`);
  return pages!;
}

async function* oneFund(state: State, request: FundRequest, signal: AbortSignal) {
  const [fund] = request.instruments as readonly [string];
  const isPaged = request.kind === 'navs' && isShort(request, shanghaiDate(state.settings.clock.nowMs()));
  if (isPaged) yield* historyPages(state, fund, request, signal);
  else yield await bodyOf(state, trendPage(fund), request, signal);
}

/** Pages of twenty, newest first, until all that was asked for has come. @throws source.not_found, source.malformed */
async function* historyPages(state: State, fund: string, request: FundRequest, signal: AbortSignal) {
  const { name: source } = state.settings;
  const where = { source, what: `fund ${fund}` };
  let newestBefore: string | null = null;
  for (let index = 1, seen = 0; ; index += 1) {
    const body = await bodyOf(state, historyPage(fund, index, request), request, signal);
    if (body.about.extension === 'html') {
      yield body;
      return;
    }
    const { rows, total, isKnown } = readHistory(body.body, where);
    if (!isKnown) throw new TapelineError('source.not_found', { facts: { source, what: `fund "${fund}"` } });
    const newest = rows[0]?.FSRQ ?? null;
    if (newest !== null && newest === newestBefore) throw malformed(where, `page ${index} repeats the one before`);
    if (rows.length > 0 || index === 1) yield body;
    seen += rows.length;
    if (rows.length < HISTORY_ROWS || seen >= total) return;
    newestBefore = newest;
  }
}
