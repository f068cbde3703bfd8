import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  createPolymarketSource,
  type PolymarketSourceOptions,
} from '../../src/adapters/providers/polymarket/source.ts';
import { days, doubles, flags, text, textAt } from '../../src/core/frame.ts';
import { predictionSourceKit } from '../../src/data/source/prediction-kit.ts';
import type { OutcomeRef, PredictionRequest } from '../../src/data/source/predictions.ts';
import { startPolymarketSandbox } from '../../src/sandbox/polymarket/index.ts';
import { movingClock } from './moving-clock.ts';

const NOW_MS = Date.UTC(2026, 0, 20, 10, 30);
const DAY_MS = 86_400_000;
const never = new AbortController().signal;

let clock = movingClock(NOW_MS);
const sandbox = await startPolymarketSandbox({ clock: { nowMs: () => clock.nowMs() } });
after(() => sandbox[Symbol.asyncDispose]());

function open(options: Partial<PolymarketSourceOptions> = {}) {
  const { gammaUrl, clobUrl, dataUrl } = sandbox;
  return createPolymarketSource({ gammaUrl, clobUrl, dataUrl, clock, intervalMs: 0, ...options });
}

const BTC_UPDOWN = { symbol: 'BTC_PRICE', slugPrefixes: ['btc-updown-4h-'], tagId: '235' };

function markets(fromMs: number, toMs: number): PredictionRequest {
  return { kind: 'markets', selector: BTC_UPDOWN, fromMs, toMs };
}

async function fetched(request: PredictionRequest, faults = '', options: Partial<PolymarketSourceOptions> = {}) {
  clock = movingClock(NOW_MS);
  sandbox.setFaults(faults);
  await using source = open(options);
  const bodies = [];
  for await (const body of source.fetch(request, never)) bodies.push(body);
  const parsed = bodies.map((body) => source.parse(body));
  return { bodies, parsed, rejected: parsed.flatMap((each) => each.rejected) };
}

async function outcomesOf(fromMs: number, toMs: number): Promise<readonly OutcomeRef[]> {
  const { parsed } = await fetched(markets(fromMs, toMs));
  return parsed.flatMap(({ rows }) => {
    const [instrument, market, closed] = [text(rows, 'instrument'), text(rows, 'market'), flags(rows, 'closed')];
    return Array.from({ length: rows.rows }, (_, row) => ({
      instrument: textAt(instrument, row)!,
      market: textAt(market, row)!,
      index: days(rows, 'outcome_index')[row]!,
      isClosed: closed[row] === 1,
    }));
  });
}

const openOutcomes = await outcomesOf(NOW_MS, NOW_MS + 2 * 3_600_000);
const RANGE = { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS };

for (const { name, run } of predictionSourceKit({
  open: async () => {
    sandbox.setFaults('');
    return open({ simulated: true });
  },
  requests: [
    markets(NOW_MS - DAY_MS, NOW_MS),
    { kind: 'probabilities', outcomes: openOutcomes, ...RANGE },
    { kind: 'trades', outcomes: openOutcomes, ...RANGE },
    { kind: 'books', outcomes: openOutcomes, ...RANGE },
  ],
})) {
  test(`kit: ${name}`, run);
}

test('twenty days of four-hour questions are found page by page, each with two tokens, the payouts of the closed ones known', async () => {
  const { parsed, bodies } = await fetched(markets(NOW_MS - 20 * DAY_MS, NOW_MS + DAY_MS));
  const rows = parsed.flatMap(({ rows: table }) =>
    Array.from({ length: table.rows }, (_, row) => ({
      slug: textAt(text(table, 'slug'), row)!,
      token: textAt(text(table, 'instrument'), row)!,
      outcome: textAt(text(table, 'outcome'), row)!,
      endsAt: doubles(table, 'ends_at')[row]!,
      closed: flags(table, 'closed')[row] === 1,
      payout: doubles(table, 'payout')[row]!,
    })),
  );
  assert.ok(bodies.length > 2, 'more than one page');
  assert.ok(rows.every(({ slug, token }) => slug.startsWith('btc-updown-4h-') && /^\d{70,78}$/.test(token)));
  const closed = rows.filter(({ endsAt }) => endsAt <= NOW_MS);
  assert.equal(closed.length, 2 * 120);
  for (const [, pair] of Map.groupBy(closed, ({ slug }) => slug)) {
    assert.deepEqual(
      pair.map(({ outcome }) => outcome),
      ['Up', 'Down'],
    );
    assert.equal(pair[0]!.payout + pair[1]!.payout, 1);
  }
  const coming = rows.filter(({ endsAt }) => endsAt > NOW_MS);
  assert.ok(coming.length > 0 && coming.every((row) => !row.closed && Number.isNaN(row.payout)));
});

test('longer ranges are asked for in windows of fifteen days', async () => {
  const request: PredictionRequest = {
    kind: 'probabilities',
    outcomes: openOutcomes.slice(0, 1),
    fromMs: NOW_MS - 40 * DAY_MS,
    toMs: NOW_MS,
  };
  const { bodies, rejected } = await fetched(request);
  assert.equal(bodies.length, 3);
  assert.equal(rejected.length, 0);
});

test('a resolved market is asked for coarser until it answers, and each row says how coarse it is', async () => {
  const [outcome] = await outcomesOf(NOW_MS - DAY_MS, NOW_MS);
  assert.equal(outcome!.isClosed, true);
  const { bodies, parsed } = await fetched({ kind: 'probabilities', outcomes: [outcome!], ...RANGE });
  assert.deepEqual(
    bodies.map(({ about }) => about.query.fidelity),
    [1, 60, 720],
  );
  assert.deepEqual([...new Set(parsed.flatMap(({ rows }) => [...days(rows, 'fidelity_minutes')]))], [720]);
});

test('trades of a resolved market are whole, whatever the size of a page', async () => {
  const outcomes = await outcomesOf(NOW_MS - DAY_MS, NOW_MS - DAY_MS + 4 * 3_600_000);
  const request: PredictionRequest = { kind: 'trades', outcomes, fromMs: NOW_MS - 2 * DAY_MS, toMs: NOW_MS };
  const count = async (tradesPage: number) =>
    (await fetched(request, '', { tradesPage })).parsed.reduce((sum, { rows }) => sum + rows.rows, 0);
  const whole = await count(5000);
  assert.ok(whole > 300, `${whole} trades`);
  assert.equal(await count(70), whole);
});

test('trades beyond what the venue hands out are no trades: a part would look whole', async () => {
  const [outcome] = openOutcomes;
  const request: PredictionRequest = { kind: 'trades', outcomes: [outcome!], ...RANGE };
  sandbox.setFaults('');
  const endless = open({
    tradesPage: 5000,
    transport: async ({ url }) => {
      const offset = Number(new URL(url).searchParams.get('offset'));
      const trades = Array.from({ length: 5000 }, (_, row) => ({
        asset: outcome!.instrument,
        side: 'BUY',
        price: 0.5,
        size: 1,
        timestamp: Math.floor(NOW_MS / 1000) - row - offset,
        transactionHash: `0x${offset + row}`,
      }));
      return { status: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(trades)) };
    },
  });
  await assert.rejects(
    async () => {
      for await (const body of endless.fetch(request, never)) assert.ok(body);
    },
    { code: 'source.quota', message: /shorter range/ },
  );
});

test('a book comes best level first on both sides, though the venue sends it last', async () => {
  const { parsed, bodies } = await fetched({ kind: 'books', outcomes: openOutcomes.slice(0, 1), ...RANGE });
  const raw = JSON.parse(new TextDecoder().decode(bodies[0]!.body)) as { bids: { price: string }[] };
  assert.ok(Number(raw.bids.at(-1)!.price) > Number(raw.bids[0]!.price));
  const { rows } = parsed[0]!;
  const side = (name: string) =>
    Array.from({ length: rows.rows }, (_, row) => row)
      .filter((row) => textAt(text(rows, 'side'), row) === name)
      .map((row) => doubles(rows, 'price')[row]!);
  const [bids, asks] = [side('bid'), side('ask')];
  assert.deepEqual(
    bids,
    bids.toSorted((left, right) => right - left),
  );
  assert.deepEqual(
    asks,
    asks.toSorted((left, right) => left - right),
  );
  assert.ok(bids[0]! < asks[0]!);
});

test('numbers that come as texts are numbers all the same', async () => {
  const request: PredictionRequest = { kind: 'probabilities', outcomes: openOutcomes.slice(0, 1), ...RANGE };
  const plain = await fetched(request);
  const texts = await fetched(request, 'numbers_as_text');
  assert.deepEqual(doubles(texts.parsed[0]!.rows, 'price'), doubles(plain.parsed[0]!.rows, 'price'));
});

test('a page that comes again ends the fetch', async () => {
  await assert.rejects(fetched(markets(NOW_MS - 20 * DAY_MS, NOW_MS), 'repeat_page'), /a page that was there before/);
  const outcomes = await outcomesOf(NOW_MS - DAY_MS, NOW_MS);
  const request: PredictionRequest = { kind: 'trades', outcomes: outcomes.slice(-1), ...RANGE };
  await assert.rejects(fetched(request, 'repeat_page', { tradesPage: 50 }), /a page that was there before/);
});

test('bad rows are rejected with their reason, and none becomes a price', async () => {
  const request: PredictionRequest = { kind: 'probabilities', outcomes: openOutcomes.slice(0, 1), ...RANGE };
  for (const fault of ['absurd_rows', 'bad_numbers', 'future_rows', 'renamed_field']) {
    const { parsed, rejected } = await fetched(request, fault);
    assert.ok(rejected.length > 0 && rejected.every(({ reason }) => reason !== ''), fault);
    assert.ok(parsed.every(({ rows }) => doubles(rows, 'price').every((price) => price >= 0 && price <= 1)));
  }
});

for (const [fault, code] of [
  ['rate_limit', 'source.rate_limited'],
  ['status_403', 'source.permission'],
  ['status_500', 'source.transient'],
  ['html', 'source.malformed'],
  ['truncate', 'source.malformed'],
  ['reset', 'source.transient'],
] as const) {
  test(`${fault} is ${code} on every service`, async () => {
    await assert.rejects(fetched(markets(NOW_MS - DAY_MS, NOW_MS), fault), { code });
    await assert.rejects(fetched({ kind: 'probabilities', outcomes: openOutcomes, ...RANGE }, fault), { code });
    await assert.rejects(fetched({ kind: 'trades', outcomes: openOutcomes, ...RANGE }, fault), { code });
  });
}
