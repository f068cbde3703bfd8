import { type RowSpoilers, spoilRows } from '../venue/row-faults.ts';
import { type Endpoint, type VenueAnswer, type VenueCall, VenueRefusal } from '../venue/venue-server.ts';
import type { Listed } from '../world/catalogue.ts';
import { idOf, type Point, payoutOf, pointsOf, probabilityAt } from '../world/questions.ts';
import { isClosed, tickOf } from './market-json.ts';
import type { PolymarketWorld } from './world.ts';

/** The CLOB: prices, books, and the price history of a token. */
export function clobEndpoints(world: PolymarketWorld): readonly Endpoint[] {
  const at = (method: 'GET' | 'POST') => (name: string, path: string, answer: Endpoint['answer']) =>
    ({ name, method, path: new RegExp(`^/clob/${path}$`), answer }) as const;
  const [get, post] = [at('GET'), at('POST')];
  const quoted = (name: string, path: string, answer: (quote: Quote) => unknown) =>
    get(name, path, (call) => ({ json: answer(quoteOf(world, tokenIn(call.query, 'token_id'))) }));
  return [
    get('ok', '', () => ({ json: 'OK' })),
    get('time', 'time', () => ({ json: Math.floor(world.nowMs() / 1000) })),
    get('prices_history', 'prices-history', (call) => pricesHistory(world, call)),
    post('batch_prices_history', 'batch-prices-history', (call) => batchHistory(world, call)),
    get('book', 'book', (call) => ({ json: bookJson(world, tokenIn(call.query, 'token_id')) })),
    post('books', 'books', (call) => ({ json: tokensIn(call.body).map((token) => bookJson(world, token)) })),
    quoted('midpoint', 'midpoint', ({ bid, ask }) => ({ mid: priceText((bid + ask) / 2) })),
    quoted('spread', 'spread', ({ bid, ask }) => ({ spread: priceText(ask - bid) })),
    get('price', 'price', (call) => priceOfSide(world, call)),
    quoted('last_trade_price', 'last-trade-price', ({ last, lastSide }) => ({
      price: priceText(last),
      side: lastSide,
    })),
    quoted('tick_size', 'tick-size', ({ tick }) => ({ minimum_tick_size: tick })),
    quoted('neg_risk', 'neg-risk', () => ({ neg_risk: false })),
    get('clob_markets', 'markets', (call) => clobMarkets(world, call)),
    get('clob_market', 'markets/([^/]+)', (call) => ({ json: clobMarket(world, conditionIn(world, call.path[0]!)) })),
  ];
}

function tokenIn(query: URLSearchParams, name: string): string {
  const token = query.get(name) ?? '';
  if (!/^\d+$/.test(token)) throw refused(400, 'Invalid token id');
  return token;
}

function refused(status: number, error: string): VenueRefusal {
  return new VenueRefusal(status, { error });
}

function tokensIn(body: unknown): readonly string[] {
  if (!Array.isArray(body)) throw refused(400, 'Invalid payload');
  return body.map((each) => String((each as { token_id?: unknown }).token_id ?? ''));
}

type Traded = { readonly listed: Listed; readonly outcome: 0 | 1 };

function tradedAs({ catalogue }: PolymarketWorld, token: string): Traded {
  const found = catalogue.byToken(token);
  if (found === null) throw refused(404, 'No orderbook exists for the requested token id');
  return found;
}

type Quote = Traded & {
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly lastSide: 'BUY' | 'SELL';
  readonly tick: number;
};

function quoteOf(world: PolymarketWorld, token: string): Quote {
  const traded = tradedAs(world, token);
  const nowMs = world.nowMs();
  if (isClosed(traded.listed, nowMs)) throw refused(404, 'No orderbook exists for the requested token id');
  const tick = tickOf(traded.listed, nowMs);
  const first = probabilityAt(world.seed, traded.listed.question, nowMs);
  const price = traded.outcome === 0 ? first : 1 - first;
  const level = (value: number) => Math.min(1 - tick, Math.max(tick, Math.round(value / tick) * tick));
  const [bid, ask] = [level(price - tick), level(price + tick)];
  return { ...traded, bid, ask, last: price, lastSide: price > 0.5 ? 'BUY' : 'SELL', tick };
}

const LEVELS = 5;

/** The best level is the last one on both sides, as the venue sends it. */
function bookJson(world: PolymarketWorld, token: string): Readonly<Record<string, unknown>> {
  const quote = quoteOf(world, token);
  const { listed, bid, ask, tick, last } = quote;
  const levels = (best: number, step: number) =>
    Array.from({ length: LEVELS }, (_, level) => best + step * (LEVELS - 1 - level))
      .filter((price) => price > 0 && price < 1)
      .map((price, place) => ({ price: priceText(price), size: String(100 + 40 * place) }));
  return {
    market: listed.conditionId,
    asset_id: token,
    timestamp: String(world.nowMs()),
    hash: idOf('book', token, String(world.nowMs())).slice(2, 42),
    bids: levels(bid, -tick),
    asks: levels(ask, tick),
    min_order_size: '5',
    tick_size: String(tick),
    neg_risk: false,
    last_trade_price: priceText(last),
  };
}

function priceText(price: number): string {
  return String(Math.round(price * 10_000) / 10_000);
}

function priceOfSide(world: PolymarketWorld, { query }: VenueCall): VenueAnswer {
  const side = query.get('side')?.toUpperCase();
  if (side !== 'BUY' && side !== 'SELL') throw refused(400, 'Invalid side');
  const { bid, ask } = quoteOf(world, tokenIn(query, 'token_id'));
  return { json: { price: priceText(side === 'BUY' ? bid : ask) } };
}

/** Longer ranges are refused. */
const WINDOW_SECONDS_MAX = 15 * 86_400;
/** What is resolved has no finer history than this. */
const RESOLVED_FIDELITY_MIN = 720;
const INTERVAL_SECONDS: Readonly<Record<string, number>> = {
  '1h': 3600,
  '6h': 21_600,
  '1d': 86_400,
  '1w': 604_800,
  '1m': 2_592_000,
  max: WINDOW_SECONDS_MAX * 10,
  all: WINDOW_SECONDS_MAX * 10,
};

type HistoryWish = { readonly start: number; readonly end: number; readonly fidelity: number };

function wishOf(given: (name: string) => string | null, names: readonly [string, string], nowMs: number): HistoryWish {
  const fidelity = Number(given('fidelity') ?? 1);
  if (!(fidelity >= 1)) throw refused(400, 'invalid fidelity');
  const interval = given('interval');
  const end = Math.floor(nowMs / 1000);
  if (interval !== null) {
    const seconds = INTERVAL_SECONDS[interval];
    if (seconds === undefined) throw refused(400, `invalid interval '${interval}'`);
    return { start: end - seconds, end, fidelity };
  }
  const [from, to] = names.map((name) => Number(given(name) ?? Number.NaN));
  if (!(from! <= to!)) throw refused(400, "invalid filters: either 'interval' or 'startTs' and 'endTs' must be given");
  if (to! - from! > WINDOW_SECONDS_MAX) throw refused(400, 'invalid filters: interval is too long');
  return { start: from!, end: to!, fidelity };
}

type HistoryPoint = { readonly t: number | string; readonly p: number | string };

function historyOf(world: PolymarketWorld, token: string, { start, end, fidelity }: HistoryWish) {
  const found = world.catalogue.byToken(token);
  if (found === null) return [];
  const { listed, outcome } = found;
  if (isClosed(listed, world.nowMs()) && fidelity < RESOLVED_FIDELITY_MIN) return [];
  const range = { fromMs: start * 1000, toMs: Math.min(end * 1000, world.nowMs()) + 1 };
  const points = thinned(pointsOf(world.seed, listed.question, range), fidelity * 60_000);
  return points.map(({ atMs, price }): HistoryPoint => {
    return { t: atMs / 1000, p: outcome === 0 ? price : Math.round((1 - price) * 1000) / 1000 };
  });
}

/** The last point of each step. */
function thinned(points: readonly Point[], stepMs: number): readonly Point[] {
  return points.filter((point, place) => {
    const next = points[place + 1];
    return next === undefined || Math.floor(next.atMs / stepMs) !== Math.floor(point.atMs / stepMs);
  });
}

function pricesHistory(world: PolymarketWorld, { query, faults }: VenueCall): VenueAnswer {
  const token = tokenIn(query, 'market');
  const wish = wishOf((name) => query.get(name), ['startTs', 'endTs'], world.nowMs());
  const history = historyOf(world, token, wish);
  const spoilt = spoilRows(history, { kinds: faults, nowMs: world.nowMs() }, HISTORY_SPOILERS);
  const rows = faults.has('numbers_as_text')
    ? (spoilt as HistoryPoint[]).map(({ t, p }) => ({ t: String(t), p: String(p) }))
    : spoilt;
  return { json: { history: rows }, rows: rows.length };
}

const TOKENS_MAX = 20;

function batchHistory(world: PolymarketWorld, { body }: VenueCall): VenueAnswer {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const tokens = Array.isArray(given.markets) ? given.markets.map(String) : [];
  if (tokens.length === 0 || tokens.length > TOKENS_MAX) throw refused(400, `markets: 1 to ${TOKENS_MAX} token ids`);
  const read = (name: string) => (given[name] === undefined ? null : String(given[name]));
  const wish = wishOf(read, ['start_ts', 'end_ts'], world.nowMs());
  return { json: { history: Object.fromEntries(tokens.map((token) => [token, historyOf(world, token, wish)])) } };
}

const HISTORY_SPOILERS: RowSpoilers<HistoryPoint> = {
  conflicting: ({ t, p }) => ({ t, p: Number(p) > 0.5 ? Number(p) - 0.1 : Number(p) + 0.1 }),
  future: ({ p }, nowMs) => ({ t: Math.floor(nowMs / 1000) + 86_400, p }),
  absurd: ({ t, p }) => ({ t, p: Number(p) * 100 }),
  badNumber: ({ t }, word) => ({ t, p: word }),
  renamed: ({ t, p }) => ({ t, price: p }),
  extra: (point) => ({ ...point, s: 1 }),
};

const CURSOR_END = 'LTE=';
const PAGE = 500;

function clobMarkets(world: PolymarketWorld, { query }: VenueCall): VenueAnswer {
  const cursor = query.get('next_cursor') ?? '';
  const begin = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString('utf8'));
  if (!(begin >= 0)) throw refused(400, 'Invalid next_cursor');
  const all = world.catalogue.all();
  const page = all.slice(begin, begin + PAGE);
  const end = begin + PAGE;
  const next = end < all.length ? Buffer.from(String(end)).toString('base64') : CURSOR_END;
  const data = page.map((listed) => clobMarket(world, listed));
  return { json: { limit: PAGE, count: data.length, next_cursor: next, data }, rows: data.length };
}

function conditionIn({ catalogue }: PolymarketWorld, conditionId: string): Listed {
  const found = catalogue.byCondition(conditionId);
  if (found === null) throw refused(404, 'market not found');
  return found;
}

function clobMarket({ seed, nowMs }: PolymarketWorld, listed: Listed): unknown {
  const { question, conditionId, tokens } = listed;
  const closed = isClosed(listed, nowMs());
  const first = probabilityAt(seed, question, Math.min(nowMs(), question.endMs));
  return {
    condition_id: conditionId,
    question: question.text,
    market_slug: question.slug,
    end_date_iso: new Date(question.endMs).toISOString(),
    active: true,
    closed,
    accepting_orders: !closed,
    minimum_order_size: 5,
    minimum_tick_size: tickOf(listed, nowMs()),
    neg_risk: false,
    tokens: tokens.map((token, index) => ({
      token_id: token,
      outcome: question.outcomes[index],
      price: index === 0 ? first : 1 - first,
      winner: closed && payoutOf(seed, question, nowMs()) === 1 - index,
    })),
  };
}
