import {
  type Endpoint,
  startVenue,
  type Venue,
  type VenueCall,
  VenueRefusal,
  type VenueServer,
} from '../venue/venue-server.ts';
import { WIRE_FAULTS } from '../venue/wire-faults.ts';
import { createCatalogue, type Listed } from '../world/catalogue.ts';
import { type Fill, fillsOf, idOf, payoutOf, probabilityAt, type Question } from '../world/questions.ts';

export type PredictFunSandboxOptions = {
  readonly seed: number;
  /** 0 = a free one. */
  readonly port: number;
  readonly faults: string;
  readonly clock: { readonly nowMs: () => number };
  readonly apiKey: string;
};

export const PREDICTFUN_FAULTS = {
  ...WIRE_FAULTS,
  wrong_key: { scope: 'api', does: '401: the key is not accepted' },
  repeat_page: { scope: 'api', does: 'the first page again, whatever the cursor says' },
  zero_rows: { scope: 'matches', does: 'an empty list' },
  bad_numbers: { scope: 'matches', does: 'prices with a decimal point, where whole numbers of 10^-18 are due' },
  absurd_rows: { scope: 'matches', does: 'prices above one' },
} as const;

const DEFAULTS = {
  seed: 20_260_101,
  port: 0,
  faults: '',
  apiKey: 'sandbox-predict-key',
  clock: { nowMs: () => Date.now() },
};

export type PredictFunSandbox = VenueServer & { readonly seed: number; readonly apiKey: string };

/**
 * predict.fun’s HTTP API as a public client reads it, over made-up questions: a key on every call, cursors, amounts as whole
 * numbers of 10^-18.
 *
 * @throws usage.unknown_name, usage.invalid, io.failed
 */
export async function startPredictFunSandbox(
  options: Partial<PredictFunSandboxOptions> = {},
): Promise<PredictFunSandbox> {
  const settings = { ...DEFAULTS, ...options };
  const server = await startVenue(predictFunVenue(settings), settings);
  return { ...server, seed: settings.seed, apiKey: settings.apiKey };
}

function predictFunVenue({ seed, clock, apiKey }: PredictFunSandboxOptions): Venue {
  const endpoints = endpointsOf(seed, clock.nowMs);
  const refusal = (status: number, message: string) => {
    return { success: false, code: status, error: ERRORS[status] ?? 'error', message, trace: idOf('trace', message) };
  };
  return {
    name: 'predictfun',
    nowMs: clock.nowMs,
    endpoints,
    faults: { faults: PREDICTFUN_FAULTS, scopes: ['api', ...endpoints.map(({ name }) => name)] },
    refusal,
    admit: ({ headers, faults }) => {
      if (headers['x-api-key'] === apiKey && !faults.has('wrong_key')) return;
      throw new VenueRefusal(401, refusal(401, 'A valid API key is required.'));
    },
  };
}

const ERRORS: Readonly<Record<number, string>> = { 401: 'unauthorized', 404: 'not_found', 429: 'rate_limited' };

function endpointsOf(seed: number, nowMs: () => number): readonly Endpoint[] {
  const catalogue = createCatalogue('predictfun', seed, nowMs);
  const get = (name: string, path: string, answer: Endpoint['answer']): Endpoint => ({
    name,
    method: 'GET',
    path: new RegExp(`^/v1/${path}$`),
    answer,
  });
  const categories = (call: VenueCall) => {
    const status = call.query.get('status');
    const all = catalogue
      .all()
      .toSorted(
        (left, right) => right.question.opensMs - left.question.opensMs || right.question.endMs - left.question.endMs,
      )
      .filter((listed) => status === null || statusOf(listed, nowMs()) === status);
    return paged(call, all, (listed) => categoryJson(listed, seed, nowMs()));
  };
  const byId = ({ path }: VenueCall): Listed => catalogue.byId(path[0]!) ?? unknown('market');
  return [
    get('categories', 'categories', categories),
    get('category', 'categories/([^/]+)', ({ path }) => {
      const found = catalogue.all().find(({ question }) => question.slug === path[0]) ?? unknown('category');
      return { json: { success: true, data: categoryJson(found, seed, nowMs()) } };
    }),
    get('market', 'markets/([^/]+)', (call) => {
      return { json: { success: true, data: marketJson(byId(call), seed, nowMs()) } };
    }),
    get('orderbook', 'markets/([^/]+)/orderbook', (call) => {
      return { json: { success: true, data: bookJson(byId(call), seed, nowMs()) } };
    }),
    get('matches', 'orders/matches', (call) => {
      const listed = catalogue.byId(call.query.get('marketId') ?? '') ?? unknown('market');
      const range = { fromMs: listed.question.opensMs, toMs: nowMs() };
      const fills = call.faults.has('zero_rows') ? [] : fillsOf(seed, ownQuestion(listed), range).toReversed();
      return paged(call, fills, (fill) => matchJson(fill, listed, call.faults));
    }),
  ];
}

function unknown(what: string): never {
  throw new VenueRefusal(404, { success: false, code: 404, error: 'not_found', message: `Unknown ${what}` });
}

const FIRST_DEFAULT = 20;
const FIRST_MAX = 150;

function paged<Row>({ query, faults }: VenueCall, rows: readonly Row[], toJson: (row: Row) => unknown) {
  const first = Math.min(Number(query.get('first') ?? FIRST_DEFAULT), FIRST_MAX);
  const after = faults.has('repeat_page') ? null : query.get('after');
  const begin = after === null ? 0 : Number(Buffer.from(after, 'base64').toString('utf8'));
  if (!(first >= 1) || !(begin >= 0)) throw new VenueRefusal(400, { success: false, error: 'bad_request' });
  const end = begin + first;
  const cursor = end < rows.length ? Buffer.from(String(end)).toString('base64') : null;
  const data = rows.slice(begin, end).map(toJson);
  return { json: { success: true, cursor, data }, rows: data.length };
}

function statusOf({ question }: Listed, nowMs: number): 'OPEN' | 'RESOLVED' {
  return nowMs >= question.endMs ? 'RESOLVED' : 'OPEN';
}

/** The same question, seen by other traders: prices differ a little from those of another venue. */
function ownQuestion({ question }: Listed): Question {
  return { ...question, slug: `predictfun ${question.slug}` };
}

function categoryJson(listed: Listed, seed: number, nowMs: number): unknown {
  const { question, id } = listed;
  return {
    id: Number(id),
    slug: question.slug,
    title: question.text,
    description: 'SIMULATED.',
    createdAt: new Date(question.opensMs).toISOString(),
    publishedAt: new Date(question.opensMs).toISOString(),
    startsAt: new Date(question.startMs).toISOString(),
    endsAt: new Date(question.endMs).toISOString(),
    isNegRisk: false,
    isVisible: true,
    isYieldBearing: false,
    marketVariant: 'CRYPTO_UP_DOWN',
    markets: [marketJson(listed, seed, nowMs)],
    status: statusOf(listed, nowMs),
    tags: [],
  };
}

function marketJson(listed: Listed, seed: number, nowMs: number): unknown {
  const { question, id, conditionId, tokens } = listed;
  const payout = payoutOf(seed, question, nowMs);
  const { bid, ask } = quoteOf(listed, seed, nowMs);
  const resolved = payout !== null;
  const quote = (price: number) => (resolved ? null : { price, size: 100 });
  return {
    id: Number(id),
    title: question.text,
    question: question.text,
    categorySlug: question.slug,
    conditionId,
    createdAt: new Date(question.opensMs).toISOString(),
    decimalPrecision: 2,
    feeRateBps: 200,
    isNegRisk: false,
    isYieldBearing: false,
    marketVariant: 'CRYPTO_UP_DOWN',
    outcomes: tokens.map((token, index) => ({
      name: question.outcomes[index],
      indexSet: index + 1,
      onChainId: token,
      status: resolved ? (payout === 1 - index ? 'WON' : 'LOST') : null,
      bestBid: quote(index === 0 ? bid : cents(1 - ask)),
      bestAsk: quote(index === 0 ? ask : cents(1 - bid)),
    })),
    polymarketConditionIds: [],
    status: resolved ? 'RESOLVED' : 'REGISTERED',
    tradingStatus: resolved ? 'CLOSED' : 'OPEN',
    variantData: {
      type: 'CRYPTO_UP_DOWN',
      priceFeedProvider: 'CHAINLINK',
      priceFeedSymbol: `${question.coin}USDT`,
      startPrice: nowMs >= question.startMs ? question.strike : null,
      endPrice: null,
    },
  };
}

const cents = (price: number): number => Math.round(price * 100) / 100;

function quoteOf(listed: Listed, seed: number, nowMs: number) {
  const price = probabilityAt(seed, ownQuestion(listed), Math.min(nowMs, listed.question.endMs));
  return { bid: Math.max(0.01, cents(price - 0.01)), ask: Math.min(0.99, cents(price + 0.01)) };
}

const LEVELS = [0, 1, 2];

/** Quoted in the first outcome. */
function bookJson(listed: Listed, seed: number, nowMs: number): unknown {
  const { bid, ask } = quoteOf(listed, seed, nowMs);
  const levels = (best: number, sign: number) =>
    LEVELS.map((level) => [cents(best + (sign * level) / 100), 101 + 50 * level]).filter(
      ([price]) => price! > 0 && price! < 1,
    );
  return {
    marketId: Number(listed.id),
    updateTimestampMs: nowMs,
    bids: levels(bid, -1),
    asks: levels(ask, 1),
    lastOrderSettled: null,
  };
}

function matchJson(fill: Fill, { tokens, question, id }: Listed, faults: ReadonlySet<string>): unknown {
  const party = (outcome: 0 | 1, price: number, quoteType: 'Bid' | 'Ask') => ({
    amount: wei(fill.size),
    fee: { amount: '0', type: 'SHARES' },
    hash: idOf('order', fill.hash, String(outcome), quoteType),
    outcome: { indexSet: outcome + 1, name: question.outcomes[outcome], onChainId: tokens[outcome] },
    price: wei(price),
    quoteType,
    signer: '0x1111111111111111111111111111111111111111',
  });
  const other = fill.outcome === 0 ? 1 : 0;
  const price = faults.has('absurd_rows') ? fill.price * 100 : fill.price;
  // Two buyers of opposite outcomes mint a pair between them: each pays what the other leaves of one.
  const maker =
    fill.side === 'BUY'
      ? party(other, Math.round((1 - fill.price) * 1000) / 1000, 'Bid')
      : party(fill.outcome, fill.price, 'Bid');
  return {
    amountFilled: wei(fill.size),
    priceExecuted: faults.has('bad_numbers') ? String(price) : wei(price),
    executedAt: new Date(fill.atMs).toISOString(),
    settlementId: idOf('settlement', fill.hash).slice(2, 38),
    transactionHash: fill.hash,
    taker: party(fill.outcome, price, fill.side === 'BUY' ? 'Bid' : 'Ask'),
    makers: [maker],
    market: { id: Number(id) },
  };
}

/** Six decimals are all there are; the other twelve are zeros. */
function wei(value: number): string {
  return `${Math.round(value * 1e6)}000000000000`;
}
