import { rowFaults, spoilRows } from '../venue/row-faults.ts';
import {
  type Endpoint,
  startVenue,
  type Venue,
  type VenueAnswer,
  type VenueCall,
  VenueRefusal,
  type VenueServer,
} from '../venue/venue-server.ts';
import { WIRE_FAULTS } from '../venue/wire-faults.ts';
import { COINS, priceAt } from '../world/price-path.ts';
import { INTERVALS, KLINE_SPOILERS, type KlineQuestion, klineRows, PAIRS } from './klines.ts';
import { createWeights, type Weights } from './weights.ts';

export type BinanceSandboxOptions = {
  readonly seed: number;
  /** 0 = a free one. */
  readonly port: number;
  /** As text: `rate_limit@2,truncate@klines:3`. */
  readonly faults: string;
  /** What time it is for the exchange. */
  readonly clock: { readonly nowMs: () => number };
  /** Weight that one minute has. */
  readonly weightMax: number;
};

export const BINANCE_FAULTS = {
  ...WIRE_FAULTS,
  ...rowFaults('klines'),
  banned: { scope: 'api', does: '418: the address is banned' },
  region: { scope: 'api', does: '451: the country is not served' },
  repeat_page: { scope: 'klines', does: 'the first page again, whatever startTime says' },
  short_page: { scope: 'klines', does: 'a page ends early although more rows follow' },
} as const;

const DEFAULTS = { seed: 20_260_101, port: 0, faults: '', weightMax: 6000, clock: { nowMs: () => Date.now() } };

export type BinanceSandbox = VenueServer & { readonly seed: number };

/**
 * Binance’s spot market data over HTTP, on made-up prices: ascending pages of at most 1 000 rows, intervals without trades
 * absent, the last row perhaps unfinished, weights in the headers, 429 and then 418 for those who do not listen.
 *
 * @throws usage.unknown_name, usage.invalid, io.failed
 */
export async function startBinanceSandbox(options: Partial<BinanceSandboxOptions> = {}): Promise<BinanceSandbox> {
  const settings = { ...DEFAULTS, ...options };
  const server = await startVenue(binanceVenue(settings), settings);
  return { ...server, seed: settings.seed };
}

function binanceVenue({ seed, clock, weightMax }: BinanceSandboxOptions): Venue {
  const weights = createWeights({ weightMax, nowMs: clock.nowMs });
  const endpoints = endpointsOf({ seed, nowMs: clock.nowMs });
  return {
    name: 'binance',
    nowMs: clock.nowMs,
    endpoints,
    faults: { faults: BINANCE_FAULTS, scopes: ['api', ...endpoints.map(({ name }) => name)] },
    refusal: (status, message) => ({ code: status === 429 ? -1003 : -1000, msg: message }),
    admit: (call, response, endpoint) => {
      if (call.faults.has('banned')) throw ban();
      if (call.faults.has('region')) throw refused(451, 0, 'Service unavailable from a restricted location.');
      spend(weights, endpoint, (used) => response.setHeader('x-mbx-used-weight-1m', String(used)));
    },
  };
}

const WEIGHTS: Readonly<Record<string, number>> = { klines: 2, exchange_info: 20, ticker_price: 2 };

function spend(weights: Weights, endpoint: string, tell: (used: number) => void): void {
  const { used, refusal, retryAfterSeconds } = weights.spend(WEIGHTS[endpoint] ?? 1);
  tell(used);
  if (refusal === null) return;
  const headers = { 'retry-after': String(retryAfterSeconds) };
  if (refusal === 418) throw ban(headers);
  throw refused(429, -1003, 'Too much request weight used; current limit is in the header.', headers);
}

function ban(headers: Readonly<Record<string, string>> = { 'retry-after': '120' }): VenueRefusal {
  return refused(418, -1003, 'Way too much request weight used; IP banned.', headers);
}

function refused(status: number, code: number, msg: string, headers: Readonly<Record<string, string>> = {}) {
  return new VenueRefusal(status, { code, msg }, headers);
}

type Market = { readonly seed: number; readonly nowMs: () => number };

function endpointsOf(market: Market): readonly Endpoint[] {
  const get = (name: string, path: string, answer: Endpoint['answer']): Endpoint => ({
    name,
    method: 'GET',
    path: new RegExp(`^/api/v3/${path}$`),
    answer,
  });
  return [
    get('ping', 'ping', () => ({ json: {} })),
    get('time', 'time', () => ({ json: { serverTime: market.nowMs() } })),
    get('exchange_info', 'exchangeInfo', () => ({ json: exchangeInfo(market.nowMs()) })),
    get('ticker_price', 'ticker/price', (call) => tickerPrice(call, market)),
    get('klines', 'klines', (call) => klines(call, market)),
  ];
}

function coinOf(query: URLSearchParams) {
  const symbol = query.get('symbol') ?? '';
  if (symbol === '') throw missing('symbol');
  const coin = PAIRS[symbol];
  if (coin === undefined) throw refused(400, -1121, 'Invalid symbol.');
  return { symbol, coin };
}

function missing(name: string): VenueRefusal {
  return refused(400, -1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

function tickerPrice({ query }: VenueCall, { seed, nowMs }: Market): VenueAnswer {
  const { symbol, coin } = coinOf(query);
  return { json: { symbol, price: priceAt(seed, coin, nowMs()).toFixed(8) } };
}

function klines({ query, faults }: VenueCall, { seed, nowMs }: Market): VenueAnswer {
  const { coin } = coinOf(query);
  const interval = query.get('interval') ?? '';
  if (interval === '') throw missing('interval');
  const intervalMs = INTERVALS[interval];
  if (intervalMs === undefined) throw refused(400, -1120, 'Invalid interval.');
  const startMs = faults.has('repeat_page') ? nowMs() - 2000 * intervalMs : instantOf(query, 'startTime');
  const question: KlineQuestion = {
    coin,
    intervalMs,
    startMs,
    endMs: instantOf(query, 'endTime'),
    limit: Math.min(wholeOf(query, 'limit') ?? ROWS_DEFAULT, ROWS_MAX),
  };
  const all = klineRows(question, { seed, nowMs: nowMs() });
  const shortened = faults.has('short_page') ? all.slice(0, Math.ceil(all.length / 2)) : all;
  const rows = spoilRows(shortened, { kinds: faults, nowMs: nowMs() }, KLINE_SPOILERS);
  return { json: rows, rows: rows.length };
}

const ROWS_DEFAULT = 500;
const ROWS_MAX = 1000;

function instantOf(query: URLSearchParams, name: string): number | null {
  const value = wholeOf(query, name);
  if (value !== null && value > INSTANT_MAX) throw refused(400, -1100, `Illegal characters found in '${name}'.`);
  return value;
}

/** Microseconds are refused, as nothing here is that far in the future. */
const INSTANT_MAX = 1e14;

function wholeOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^\d+$/.test(text)) {
    throw refused(400, -1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`);
  }
  return Number(text);
}

function exchangeInfo(nowMs: number): unknown {
  const symbols = Object.entries(PAIRS).map(([symbol, coin]) => ({
    symbol,
    status: 'TRADING',
    baseAsset: coin,
    baseAssetPrecision: 8,
    quoteAsset: 'USDT',
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ['LIMIT', 'MARKET'],
    icebergAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    permissions: [],
    permissionSets: [['SPOT']],
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: '0.01',
        maxPrice: '1000000.00',
        tickSize: (10 ** -COINS[coin].decimals).toFixed(8),
      },
      { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
    ],
  }));
  const limit = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 };
  return { timezone: 'UTC', serverTime: nowMs, rateLimits: [limit], exchangeFilters: [], symbols };
}
