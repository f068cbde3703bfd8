import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ClobClient, type PriceHistoryFilterParams } from '@polymarket/clob-client';
import ccxt from 'ccxt';
import { type PolymarketSandbox, startPolymarketSandbox } from '../../src/sandbox/polymarket/index.ts';

const NOW_MS = Date.UTC(2026, 0, 20, 10, 30);
const NOW_SECONDS = NOW_MS / 1000;

let sandbox: PolymarketSandbox;
before(async () => {
  sandbox = await startPolymarketSandbox({ clock: { nowMs: () => NOW_MS } });
});
after(() => sandbox[Symbol.asyncDispose]());

type GammaMarket = {
  readonly slug: string;
  readonly closed: boolean;
  readonly conditionId: string;
  readonly clobTokenIds: string;
  readonly outcomes: string;
};

async function gamma(path: string): Promise<{ readonly status: number; readonly json: never }> {
  const response = await fetch(`${sandbox.gammaUrl}/${path}`);
  const body = await response.text();
  return {
    status: response.status,
    json: (body.startsWith('{') || body.startsWith('[') ? JSON.parse(body) : body) as never,
  };
}

async function market(slug: string): Promise<GammaMarket & { readonly tokens: readonly [string, string] }> {
  const { json } = await gamma(`markets/slug/${slug}`);
  const found = json as GammaMarket;
  return { ...found, tokens: JSON.parse(found.clobTokenIds) };
}

const OPEN = `btc-updown-4h-${Date.UTC(2026, 0, 20, 8) / 1000}`;
const RESOLVED = `btc-updown-4h-${Date.UTC(2026, 0, 19, 8) / 1000}`;

test('the venue’s own client reads time, prices, books, sizes and history', async () => {
  const client = new ClobClient(sandbox.clobUrl, 137);
  const { tokens, conditionId } = await market(OPEN);
  assert.equal(await client.getServerTime(), NOW_SECONDS);
  const book = await client.getOrderBook(tokens[0]);
  assert.equal(book.market, conditionId);
  assert.ok(Number(book.bids.at(-1)!.price) > Number(book.bids[0]!.price), 'the best bid is the last');
  assert.ok(Number(book.asks.at(-1)!.price) < Number(book.asks[0]!.price), 'the best ask is the last');
  assert.equal((await client.getOrderBooks([{ token_id: tokens[1] } as never])).length, 1);
  const { mid } = (await client.getMidpoint(tokens[0])) as { mid: string };
  const { spread } = (await client.getSpread(tokens[0])) as { spread: string };
  assert.ok(Number(mid) > 0 && Number(mid) < 1 && Number(spread) > 0);
  assert.ok(Number(((await client.getPrice(tokens[0], 'BUY')) as { price: string }).price) > 0);
  assert.equal(await client.getTickSize(tokens[0]), '0.01');
  assert.equal(await client.getNegRisk(tokens[0]), false);
  const wish = { market: tokens[0], startTs: NOW_SECONDS - 7200, endTs: NOW_SECONDS, fidelity: 1 };
  const answer: unknown = await client.getPricesHistory(wish as PriceHistoryFilterParams);
  assert.ok((answer as { history: unknown[] }).history.length > 80);
});

test('the venue’s own client pages through all markets by their base64 cursor', async () => {
  const client = new ClobClient(sandbox.clobUrl, 137);
  let [cursor, count] = ['MA==', 0];
  while (cursor !== 'LTE=') {
    const page = await client.getMarkets(cursor);
    count += page.data.length;
    cursor = page.next_cursor;
  }
  const open = await client.getMarket((await market(OPEN)).conditionId);
  assert.ok(count > 500 && (open as { closed: boolean }).closed === false);
});

test('an unknown token has no book, in the venue’s words', async () => {
  const answer: unknown = await new ClobClient(sandbox.clobUrl, 137).getOrderBook('123');
  const { error, status } = answer as { error: string; status: number };
  assert.deepEqual([status, error], [404, 'No orderbook exists for the requested token id']);
});

test('ccxt reads the sandbox’s markets, candles, trades and books', async () => {
  const exchange = new ccxt.prediction.polymarket({ enableRateLimit: false });
  const urls = exchange.urls as { api: Record<string, string> };
  Object.assign(urls.api, { gamma: sandbox.gammaUrl, clob: sandbox.clobUrl, data: sandbox.dataUrl });
  exchange.milliseconds = () => NOW_MS;
  const { tokens } = await market(OPEN);
  const candles = await exchange.fetchOHLCV(tokens[0], '1h', NOW_MS - 6 * 3_600_000);
  assert.ok(candles.length >= 6 && candles.every(([, , high, low]) => low! >= 0 && high! <= 1));
  assert.ok((await exchange.fetchTrades(tokens[0])).length > 0);
  const book = await exchange.fetchOrderBook(tokens[0]);
  assert.ok(book.bids[0]![0]! < book.asks[0]![0]!, 'ccxt sorts it');
});

test('lists come as texts of JSON, times in two writings, tokens with seventy-odd digits', async () => {
  const { json } = await gamma(`markets/slug/${RESOLVED}`);
  const found = json as Record<string, string>;
  assert.equal(found.outcomes, '["Up","Down"]');
  assert.match(found.clobTokenIds!, /^\["\d{70,78}","\d{70,78}"\]$/);
  assert.match(found.closedTime!, /^2026-01-19 12:00:31\+00$/);
  assert.match(found.endDate!, /^2026-01-19T12:00:00Z$/);
  assert.equal(typeof found.volume, 'string');
});

test('keyset pages go on by after_cursor; cursor is ignored, offset refused, a long address too', async () => {
  type Page = { readonly markets: readonly { readonly id: string }[]; readonly next_cursor?: string };
  const page = async (query: string) => (await gamma(`markets/keyset?limit=5&closed=true&${query}`)).json as Page;
  const first = await page('');
  const second = await page(`after_cursor=${first.next_cursor}`);
  const ignored = await page(`cursor=${first.next_cursor}`);
  assert.notEqual(second.markets[0]!.id, first.markets[0]!.id);
  assert.equal(ignored.markets[0]!.id, first.markets[0]!.id);
  assert.equal((await gamma('markets/keyset?offset=5')).status, 422);
  assert.equal((await gamma(`markets/keyset?${'slug=x&'.repeat(1300)}`)).status, 414);
  assert.equal((await gamma(`markets/keyset?slug=${OPEN}`)).status, 200);
  const { json } = await gamma(`markets/keyset?slug=${OPEN}`);
  assert.equal('next_cursor' in (json as Page), false, 'no cursor on the last page');
});

test('the older lists are open markets only, a hundred at most, and no second page', async () => {
  const { json } = await gamma('markets?limit=5000');
  const rows = json as GammaMarket[];
  assert.ok(rows.length <= 100 && rows.every(({ closed }) => !closed));
  assert.equal((await gamma('markets?offset=100')).status, 422);
});

test('histories are refused beyond fifteen days, and empty below twelve hours once resolved', async () => {
  const ask = async (token: string, days: number, fidelity: number) => {
    const query = `market=${token}&startTs=${NOW_SECONDS - days * 86_400}&endTs=${NOW_SECONDS}&fidelity=${fidelity}`;
    const response = await fetch(`${sandbox.clobUrl}/prices-history?${query}`);
    return { status: response.status, ...((await response.json()) as { history?: unknown[]; error?: string }) };
  };
  const { tokens } = await market(RESOLVED);
  assert.equal((await ask(tokens[0], 15, 720)).status, 200);
  const long = await ask(tokens[0], 16, 720);
  assert.equal(long.status, 400);
  assert.match(long.error!, /interval is too long/);
  assert.deepEqual((await ask(tokens[0], 3, 719)).history, []);
  assert.ok((await ask(tokens[0], 3, 720)).history!.length > 0);
});

test('a market’s trades are of both tokens, newest first, and end at the offset the venue names', async () => {
  const { conditionId, tokens } = await market(RESOLVED);
  const answer = await fetch(`${sandbox.dataUrl}/trades?market=${conditionId}&limit=200`);
  const rows = (await answer.json()) as { asset: string; timestamp: number }[];
  assert.deepEqual(new Set(rows.map(({ asset }) => asset)), new Set(tokens));
  assert.deepEqual(
    rows.map(({ timestamp }) => timestamp),
    rows.map(({ timestamp }) => timestamp).toSorted((left, right) => right - left),
  );
  assert.equal((await fetch(`${sandbox.dataUrl}/trades?market=${conditionId}&offset=10001`)).status, 400);
  assert.equal((await fetch(`${sandbox.dataUrl}/v2/trades?market=${conditionId}&offset=1`)).status, 400);
  const v2 = (await (await fetch(`${sandbox.dataUrl}/v2/trades?market=${conditionId}&limit=2`)).json()) as {
    data: object[];
    pagination: { has_more: boolean; next_cursor: string };
  };
  assert.deepEqual([v2.data.length, v2.pagination.has_more], [2, true]);
});

test('more calls in ten seconds than the venue allows are answered with 429', async () => {
  await using strict = await startPolymarketSandbox({ clock: { nowMs: () => NOW_MS }, limits: { time: 2 } });
  const statuses = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await fetch(`${strict.clobUrl}/time`)).status);
  assert.deepEqual(statuses, [200, 200, 429]);
});
