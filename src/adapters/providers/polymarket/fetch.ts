import { TapelineError } from '../../../core/errors.ts';
import type {
  InstantRange,
  MarketsRequest,
  OutcomeRef,
  OutcomesRequest,
  PredictionRequest,
} from '../../../data/source/predictions.ts';
import type { RawBody } from '../../../data/source/source.ts';
import { malformed } from '../../http/json-body.ts';
import type { RestCall, RestClient } from '../../http/rest.ts';
import { notProvided } from '../not-provided.ts';
import { idsOf, marketPageOf } from './markets.ts';
import { firstOf, historyOf, oldestMs, tradesOf } from './prices.ts';
import type { PolymarketState } from './source.ts';

type Body = RawBody<PredictionRequest>;

/** The calls that answer a request, one after the other; each body as it came. */
export async function* fetchBodies(
  state: PolymarketState,
  request: PredictionRequest,
  signal: AbortSignal,
): AsyncIterable<Body> {
  signal.throwIfAborted();
  if (request.kind === 'markets') yield* fetchMarkets(state, request, signal);
  else if (request.kind === 'probabilities') yield* fetchHistories(state, request, signal);
  else if (request.kind === 'trades') yield* fetchTrades(state, request, signal);
  else if (request.kind === 'books') yield* fetchBooks(state, request, signal);
  else throw notProvided(state.name, request.kind);
}

type Asking = { readonly service: RestClient; readonly call: RestCall; readonly request: PredictionRequest };

async function ask(state: PolymarketState, { service, call, request }: Asking, signal: AbortSignal): Promise<Body> {
  const answer = await service.get(call, signal);
  state.isSimulated ||= answer.isSimulated;
  const about = {
    source: state.name,
    extension: 'json' as const,
    query: { path: call.path, ...call.query },
    fetchedAtMs: answer.fetchedAtMs,
    simulated: state.isSimulated,
  };
  return { kind: request.kind, body: answer.body, about, request };
}

const MARKETS_PAGE = 100;
/** Far more than any symbol has: what goes on after it goes in a circle. */
const PAGES_MAX = 2000;

/** Open and closed ones are asked for each by themselves: what a list has without the filter has changed before. */
async function* fetchMarkets(
  state: PolymarketState,
  request: MarketsRequest,
  signal: AbortSignal,
): AsyncIterable<Body> {
  const { selector, fromMs, toMs } = request;
  for (const closed of [true, false]) {
    const filters = {
      closed,
      limit: MARKETS_PAGE,
      end_date_min: new Date(fromMs).toISOString(),
      end_date_max: new Date(toMs - 1).toISOString(),
      tag_id: selector.tagId,
    };
    const where = { source: state.name, what: `markets of "${selector.symbol}"` };
    const seen = new Set<string>();
    for (let cursor: string | null = null, page = 0; ; page += 1) {
      const query = { ...filters, after_cursor: cursor };
      const call = { what: where.what, path: '/markets/keyset', query };
      const body = await ask(state, { service: state.services.gamma, call, request }, signal);
      yield body;
      const found = marketPageOf(body.body, where);
      const ids = idsOf(found);
      if ((ids !== '' && seen.has(ids)) || page >= PAGES_MAX) throw malformed(where, 'a page that was there before');
      seen.add(ids);
      if (found.next === null) break;
      cursor = found.next;
    }
  }
}

/** Longer ranges are refused by the venue. */
const WINDOW_MS = 15 * 86_400_000;
/** Resolved markets have no history finer than twelve hours. */
const COARSER_MINUTES = [60, 720, 1440];

async function* fetchHistories(
  state: PolymarketState,
  { outcomes, fromMs, toMs }: OutcomesRequest,
  signal: AbortSignal,
): AsyncIterable<Body> {
  for (const outcome of outcomes) {
    for (let beginMs = fromMs; beginMs < toMs; beginMs += WINDOW_MS) {
      yield* fetchWindow(state, outcome, { fromMs: beginMs, toMs: Math.min(beginMs + WINDOW_MS, toMs) }, signal);
    }
  }
}

/** An empty answer is no answer where the market is closed: it is asked for coarser, and each body says how coarse. */
async function* fetchWindow(
  state: PolymarketState,
  outcome: OutcomeRef,
  { fromMs, toMs }: InstantRange,
  signal: AbortSignal,
): AsyncIterable<Body> {
  const coarser = outcome.isClosed ? COARSER_MINUTES.filter((minutes) => minutes > state.fidelityMinutes) : [];
  const what = `prices of token ${outcome.instrument.slice(0, 12)}…`;
  for (const fidelity of [state.fidelityMinutes, ...coarser]) {
    const [startTs, endTs] = [Math.ceil(fromMs / 1000), Math.ceil(toMs / 1000) - 1];
    const call = {
      what,
      path: '/prices-history',
      query: { market: outcome.instrument, startTs, endTs, fidelity },
    };
    const request = { kind: 'probabilities' as const, outcomes: [outcome], fromMs, toMs };
    const body = await ask(state, { service: state.services.clob, call, request }, signal);
    yield body;
    if (historyOf(body.body, { source: state.name, what }).length > 0) return;
  }
}

/** The venue goes no further back than this, however many there are. */
const OFFSET_MAX = 10_000;

async function* fetchTrades(
  state: PolymarketState,
  { outcomes, fromMs, toMs }: OutcomesRequest,
  signal: AbortSignal,
): AsyncIterable<Body> {
  const { tradesPage: limit } = state;
  for (const [market, own] of Map.groupBy(outcomes, (outcome) => outcome.market)) {
    const where = { source: state.name, what: `trades of market ${market.slice(0, 12)}…` };
    const request = { kind: 'trades' as const, outcomes: own, fromMs, toMs };
    let before: string | null = null;
    for (let offset = 0; ; offset += limit) {
      if (offset > OFFSET_MAX) throw tooMany(where, fromMs);
      const call = { what: where.what, path: '/trades', query: { market, limit, offset } };
      const body = await ask(state, { service: state.services.data, call, request }, signal);
      yield body;
      const trades = tradesOf(body.body, where);
      const first = firstOf(trades);
      if (trades.length > 0 && first === before) throw malformed(where, 'a page that was there before', 'later');
      before = first;
      const oldest = oldestMs(trades);
      if (trades.length < limit || oldest === null || oldest < fromMs) break;
    }
  }
}

/** The newest come first, so what is missing is the beginning: better none than a part that looks whole. */
function tooMany({ source, what }: { readonly source: string; readonly what: string }, fromMs: number): TapelineError {
  const since = new Date(fromMs).toISOString();
  const detail = `${what} are more since ${since} than the venue hands out; ask for a shorter range`;
  return new TapelineError('source.quota', { facts: { source, detail } });
}

async function* fetchBooks(
  state: PolymarketState,
  { outcomes, fromMs, toMs }: OutcomesRequest,
  signal: AbortSignal,
): AsyncIterable<Body> {
  for (const outcome of outcomes) {
    const what = `the book of token ${outcome.instrument.slice(0, 12)}…`;
    const call = { what, path: '/book', query: { token_id: outcome.instrument } };
    const request = { kind: 'books' as const, outcomes: [outcome], fromMs, toMs };
    yield await ask(state, { service: state.services.clob, call, request }, signal);
  }
}
