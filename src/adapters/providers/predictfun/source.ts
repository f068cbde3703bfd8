import type { Clock } from '../../../core/clock.ts';
import { parsedBuilder } from '../../../data/source/parsed-builder.ts';
import {
  ALWAYS_OPEN,
  type MarketsRequest,
  type OutcomesRequest,
  PREDICTION_SCHEMAS,
  type PredictionKind,
  type PredictionRequest,
  type PredictionSource,
} from '../../../data/source/predictions.ts';
import type { Parsed, RawBody } from '../../../data/source/source.ts';
import { malformed } from '../../http/json-body.ts';
import { createPacer, type PacerOf } from '../../http/pacer.ts';
import { createRestClient, type RestCall, type RestClient } from '../../http/rest.ts';
import { createHttpTransport, type Transport } from '../../http/transport.ts';
import { checkAddress } from '../base-url.ts';
import { notProvided } from '../not-provided.ts';
import { latestMs, mapBook, mapCategories, mapMatches, type Page, pageOf } from './records.ts';

export const PREDICT_BASE_URL = 'https://api.predict.fun';

export type PredictFunSourceOptions = {
  readonly baseUrl: string;
  /** Everything but the test network wants one. */
  readonly apiKey: (() => string) | null;
  readonly clock: Clock;
  readonly transport?: Transport;
  /** Shares pacers with other sources of the same address. */
  readonly pacerOf?: PacerOf;
  readonly name?: string;
  readonly connections?: number;
  /** Between the starts of two calls; the venue states no limit, ccxt keeps 250 ms. */
  readonly intervalMs?: number;
  readonly pageRows?: number;
  readonly simulated?: boolean;
};

const DEFAULTS = { name: 'predict', connections: 2, intervalMs: 250, pageRows: 100, simulated: false };
const PROVIDES: readonly PredictionKind[] = ['markets', 'trades', 'books'];
const WAY_OUT = 'Set PREDICT_API_KEY: this venue answers nobody without a key.';
/** Far more than any range has: what goes on after it goes in a circle. */
const PAGES_MAX = 2000;

/**
 * predict.fun: categories of questions, matches as trades, books. Written from what a public client reads, not tried with
 * a key; its time series has an unknown shape and is left out, so prices come from trades.
 *
 * @throws config.invalid when the address is none
 */
export function createPredictFunSource(options: PredictFunSourceOptions): PredictionSource {
  const settings = { ...DEFAULTS, ...options };
  const { name, connections, clock, apiKey, intervalMs } = settings;
  const pacerOf = options.pacerOf ?? ((_address, of) => createPacer(of));
  const baseUrl = checkAddress(settings.baseUrl, { setting: 'PREDICT_BASE_URL', example: PREDICT_BASE_URL });
  const owned = options.transport === undefined ? createHttpTransport({ source: name, connections }) : null;
  const client = createRestClient({
    source: name,
    baseUrl,
    transport: options.transport ?? owned!.send,
    clock,
    pacer: pacerOf(baseUrl, { clock, concurrency: connections, intervalMs }),
    headers: (): Readonly<Record<string, string>> => (apiKey === null ? {} : { 'x-api-key': apiKey() }),
    secrets: apiKey === null ? [] : [apiKey()],
    wayOut: WAY_OUT,
  });
  const state: State = { name, client, pageRows: settings.pageRows, isSimulated: settings.simulated };
  return {
    get info() {
      const simulated = state.isSimulated;
      const description = `predict.fun at ${new URL(baseUrl).host}${simulated ? ' (simulated data)' : ''}`;
      return { name, simulated, venue: ALWAYS_OPEN, provides: PROVIDES, description };
    },
    readiness: async (_kind, signal) => {
      signal.throwIfAborted();
      return null;
    },
    async check(signal) {
      signal.throwIfAborted();
      const call = { what: 'a category', path: '/v1/categories', query: { first: 1, status: 'OPEN' } };
      const { records } = pageOf((await get(state, call, signal)).body, { source: name, what: call.what });
      return { detail: `answers with ${records.length} open category`, quotaRemainingBytes: null };
    },
    fetch: (request, signal) => fetchBodies(state, request, signal),
    parse: mapBody,
    async [Symbol.asyncDispose]() {
      await owned?.[Symbol.asyncDispose]();
    },
  };
}

type State = {
  readonly name: string;
  readonly client: RestClient;
  readonly pageRows: number;
  isSimulated: boolean;
};

type Body = RawBody<PredictionRequest>;

async function get(state: State, call: RestCall, signal: AbortSignal) {
  const answer = await state.client.get(call, signal);
  state.isSimulated ||= answer.isSimulated;
  return answer;
}

async function ask(state: State, call: RestCall, request: PredictionRequest, signal: AbortSignal): Promise<Body> {
  const { body, fetchedAtMs } = await get(state, call, signal);
  const query = { path: call.path, ...call.query };
  const about = { source: state.name, extension: 'json' as const, query, fetchedAtMs, simulated: state.isSimulated };
  return { kind: request.kind, body, about, request };
}

async function* fetchBodies(state: State, request: PredictionRequest, signal: AbortSignal): AsyncIterable<Body> {
  signal.throwIfAborted();
  if (request.kind === 'markets') yield* fetchMarkets(state, request, signal);
  else if (request.kind === 'trades') yield* fetchTrades(state, request, signal);
  else if (request.kind === 'books') yield* fetchBooks(state, request, signal);
  else throw notProvided(state.name, request.kind);
}

/** Resolved ones come newest first and without end: it stops at the first page that ended before the range. */
async function* fetchMarkets(state: State, request: MarketsRequest, signal: AbortSignal): AsyncIterable<Body> {
  const { selector, fromMs } = request;
  const what = `categories of "${selector.symbol}"`;
  for (const status of ['RESOLVED', 'OPEN']) {
    const query = { status, sort: 'PUBLISHED_AT_DESC', tagIds: selector.tagId };
    const isBefore = (page: Page) => status === 'RESOLVED' && (latestMs(page, 'endsAt') ?? Infinity) < fromMs;
    yield* pages(state, { call: { what, path: '/v1/categories', query }, request, isBefore }, signal);
  }
}

async function* fetchTrades(state: State, request: OutcomesRequest, signal: AbortSignal): AsyncIterable<Body> {
  for (const [market, outcomes] of Map.groupBy(request.outcomes, (outcome) => outcome.market)) {
    const call = { what: `trades of market ${market}`, path: '/v1/orders/matches', query: { marketId: market } };
    const isBefore = (page: Page) => (latestMs(page, 'executedAt') ?? Infinity) < request.fromMs;
    yield* pages(state, { call, request: { ...request, outcomes }, isBefore }, signal);
  }
}

type Paging = {
  readonly call: RestCall;
  readonly request: PredictionRequest;
  /** Nothing that comes later can be of the range. */
  readonly isBefore: (page: Page) => boolean;
};

async function* pages(state: State, { call, request, isBefore }: Paging, signal: AbortSignal): AsyncIterable<Body> {
  const where = { source: state.name, what: call.what };
  const seen = new Set<string>();
  let cursor: string | null = null;
  for (let count = 0; ; count += 1) {
    const query = { ...call.query, first: state.pageRows, after: cursor };
    const body: Body = await ask(state, { ...call, query }, request, signal);
    yield body;
    const page = pageOf(body.body, where);
    if (page.cursor === null || page.records.length === 0 || isBefore(page)) return;
    if (seen.has(page.cursor) || count >= PAGES_MAX) throw malformed(where, 'a page that was there before', 'later');
    seen.add(page.cursor);
    cursor = page.cursor;
  }
}

async function* fetchBooks(state: State, request: OutcomesRequest, signal: AbortSignal): AsyncIterable<Body> {
  for (const outcome of request.outcomes) {
    const call = { what: `the book of market ${outcome.market}`, path: `/v1/markets/${outcome.market}/orderbook` };
    yield await ask(state, call, { ...request, outcomes: [outcome] }, signal);
  }
}

/** @throws source.malformed */
function mapBody({ request, body, about }: Body): Parsed {
  const where = { source: about.source, what: request.kind };
  const out = parsedBuilder(PREDICTION_SCHEMAS[request.kind]);
  if (request.kind === 'markets') mapCategories(pageOf(body, where), request, out);
  else if (request.kind === 'trades') mapMatches(pageOf(body, where), request, out);
  else if (request.kind === 'books') mapBook(body, request.outcomes[0]!, out, where);
  else throw notProvided(about.source, request.kind);
  return out.build();
}
