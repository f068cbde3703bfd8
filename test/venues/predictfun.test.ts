import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import ccxt from 'ccxt';
import { fromWei } from '../../src/adapters/providers/predictfun/records.ts';
import {
  createPredictFunSource,
  type PredictFunSourceOptions,
} from '../../src/adapters/providers/predictfun/source.ts';
import { days, doubles, flags, text, textAt } from '../../src/core/frame.ts';
import { predictionSourceKit } from '../../src/data/source/prediction-kit.ts';
import type { OutcomeRef, PredictionRequest } from '../../src/data/source/predictions.ts';
import { startPredictFunSandbox } from '../../src/sandbox/predictfun/index.ts';
import { movingClock } from './moving-clock.ts';

const NOW_MS = Date.UTC(2026, 0, 20, 10, 30);
const DAY_MS = 86_400_000;
const never = new AbortController().signal;

const sandbox = await startPredictFunSandbox({ clock: { nowMs: () => NOW_MS } });
after(() => sandbox[Symbol.asyncDispose]());

function open(options: Partial<PredictFunSourceOptions> = {}) {
  const clock = movingClock(NOW_MS);
  return createPredictFunSource({
    baseUrl: sandbox.url,
    apiKey: () => sandbox.apiKey,
    clock,
    intervalMs: 0,
    ...options,
  });
}

async function fetched(request: PredictionRequest, faults = '', options: Partial<PredictFunSourceOptions> = {}) {
  sandbox.setFaults(faults);
  await using source = open(options);
  const parsed = [];
  for await (const body of source.fetch(request, never)) parsed.push(source.parse(body));
  return { parsed, rejected: parsed.flatMap((each) => each.rejected) };
}

const RANGE = { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS };
const SELECTOR = { symbol: 'BTC_PRICE', slugPrefixes: ['btc-updown-4h-'], tagId: null };
const MARKETS: PredictionRequest = { kind: 'markets', selector: SELECTOR, fromMs: RANGE.fromMs, toMs: NOW_MS + DAY_MS };

async function outcomes(): Promise<readonly (OutcomeRef & { readonly payout: number; readonly slug: string })[]> {
  const { parsed } = await fetched(MARKETS);
  return parsed.flatMap(({ rows }) =>
    Array.from({ length: rows.rows }, (_, row) => ({
      instrument: textAt(text(rows, 'instrument'), row)!,
      market: textAt(text(rows, 'market'), row)!,
      slug: textAt(text(rows, 'slug'), row)!,
      index: days(rows, 'outcome_index')[row]!,
      isClosed: flags(rows, 'closed')[row] === 1,
      payout: doubles(rows, 'payout')[row]!,
    })),
  );
}

const known = await outcomes();
const [first, second] = known.filter(({ isClosed }) => !isClosed);
const pair = [first!, second!].toSorted((left, right) => left.index - right.index);

for (const { name, run } of predictionSourceKit({
  open: async () => {
    sandbox.setFaults('');
    return open({ simulated: true });
  },
  secrets: [sandbox.apiKey],
  requests: [
    MARKETS,
    { kind: 'trades', outcomes: pair.slice(0, 1), ...RANGE },
    { kind: 'books', outcomes: pair, ...RANGE },
  ],
})) {
  test(`kit: ${name}`, run);
}

test('resolved questions pay one between their outcomes, open ones nothing yet', () => {
  const closed = known.filter(({ isClosed }) => isClosed);
  assert.ok(closed.length >= 10);
  for (const [, both] of Map.groupBy(closed, ({ market }) => market)) {
    assert.equal(
      both.reduce((sum, { payout }) => sum + payout, 0),
      1,
    );
  }
  assert.ok(known.filter(({ isClosed }) => !isClosed).every(({ payout }) => Number.isNaN(payout)));
});

test('without a key, and with a wrong one, the way out is named and the key is not', async () => {
  await assert.rejects(fetched(MARKETS, '', { apiKey: null }), { code: 'source.auth', message: /PREDICT_API_KEY/ });
  const wrong = fetched(MARKETS, '', { apiKey: () => 'not-the-key-at-all' });
  await assert.rejects(wrong, (error: Error) => !error.message.includes('not-the-key-at-all'));
});

test('pages of any size give the same trades, and one that comes again ends the fetch', async () => {
  const request: PredictionRequest = { kind: 'trades', outcomes: pair.slice(0, 1), ...RANGE };
  const count = async (pageRows: number) =>
    (await fetched(request, '', { pageRows })).parsed.reduce((sum, { rows }) => sum + rows.rows, 0);
  const whole = await count(100);
  assert.ok(whole > 50);
  assert.equal(await count(17), whole);
  await assert.rejects(fetched(request, 'repeat_page', { pageRows: 17 }), /a page that was there before/);
});

test('amounts are read digit by digit', () => {
  assert.equal(fromWei('8409090909090909720', 'amount'), 8.40909090909091);
  assert.equal(fromWei('1', 'amount'), 1e-18);
  assert.equal(fromWei('123456789012500000000000000000', 'amount'), 123_456_789_012.5);
  for (const value of ['0.5', '1e18', '', null, 5]) assert.throws(() => fromWei(value, 'amount'));
});

test('the second outcome’s book is the first one’s from the other side', async () => {
  const { parsed } = await fetched({ kind: 'books', outcomes: pair, ...RANGE });
  const best = ({ rows }: (typeof parsed)[number], side: string) => {
    const row = Array.from({ length: rows.rows }, (_, at) => at).find(
      (at) => textAt(text(rows, 'side'), at) === side && days(rows, 'level')[at] === 1,
    )!;
    return doubles(rows, 'price')[row]!;
  };
  const [yes, no] = parsed;
  assert.ok(Math.abs(best(no!, 'bid') - (1 - best(yes!, 'ask'))) < 1e-9);
  assert.ok(Math.abs(best(no!, 'ask') - (1 - best(yes!, 'bid'))) < 1e-9);
});

test('bad rows are rejected, and a refusal is no price', async () => {
  const request: PredictionRequest = { kind: 'trades', outcomes: pair.slice(0, 1), ...RANGE };
  for (const fault of ['bad_numbers', 'absurd_rows']) {
    const { parsed, rejected } = await fetched(request, fault);
    assert.ok(rejected.length > 0 && parsed.every(({ rows }) => doubles(rows, 'price').every((price) => price <= 1)));
  }
  await assert.rejects(fetched(request, 'status_503'), { code: 'source.transient' });
  await assert.rejects(fetched(request, 'rate_limit'), { code: 'source.rate_limited' });
});

test('ccxt reads the sandbox’s events, books and trades', async () => {
  sandbox.setFaults('');
  const exchange = new ccxt.prediction.predictfun({ apiKey: sandbox.apiKey, enableRateLimit: false });
  Object.assign(exchange.urls as object, { api: { predictfun: sandbox.url } });
  const [event] = await exchange.fetchEvents({ slug: first!.slug });
  const [market] = (event as { markets: { outcomes: { outcome: string }[] }[] }).markets;
  const { outcome } = market!.outcomes[0]!;
  const book = await exchange.fetchOrderBook(outcome);
  assert.ok(book.bids[0]![0]! < book.asks[0]![0]!);
  assert.ok((await exchange.fetchTrades(outcome)).length > 0);
  const stranger = new ccxt.prediction.predictfun({ apiKey: 'wrong', enableRateLimit: false });
  Object.assign(stranger.urls as object, { api: { predictfun: sandbox.url } });
  await assert.rejects(stranger.fetchEvents({ slug: first!.slug }), { name: 'AuthenticationError' });
});
