import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createBinanceSource } from '../../src/adapters/providers/binance/source.ts';
import { doubles, flags } from '../../src/core/frame.ts';
import { predictionSourceKit } from '../../src/data/source/prediction-kit.ts';
import { BAR_INTERVALS, type BarInterval, type PredictionRequest } from '../../src/data/source/predictions.ts';
import { type BinanceSandbox, startBinanceSandbox } from '../../src/sandbox/binance/index.ts';
import { movingClock } from './moving-clock.ts';

const NOW_MS = Date.UTC(2026, 0, 20, 10, 30);
const never = new AbortController().signal;

let clock = movingClock(NOW_MS);
let sandbox: BinanceSandbox;
before(async () => {
  sandbox = await startBinanceSandbox({ clock: { nowMs: () => clock.nowMs() } });
});
after(() => sandbox[Symbol.asyncDispose]());

function ask(interval: BarInterval, days: number): PredictionRequest {
  return { kind: 'klines', instruments: ['BTCUSDT'], interval, fromMs: NOW_MS - days * 86_400_000, toMs: NOW_MS };
}

async function fetched(request: PredictionRequest, faults = '') {
  clock = movingClock(NOW_MS);
  sandbox.setFaults(faults);
  const callsBefore = sandbox.stats.callsByName.klines ?? 0;
  await using source = createBinanceSource({ baseUrl: sandbox.url, clock, intervalMs: 0 });
  const parsed = [];
  for await (const body of source.fetch(request, never)) parsed.push(source.parse(body));
  const begins = parsed.flatMap(({ rows }) => [...doubles(rows, 'begins_at')]);
  const closed = parsed.flatMap(({ rows }) => [...flags(rows, 'closed')]);
  const rejected = parsed.flatMap((each) => each.rejected);
  return { begins, closed, rejected, calls: sandbox.stats.callsByName.klines! - callsBefore };
}

for (const { name, run } of predictionSourceKit({
  open: async () => {
    sandbox.setFaults('');
    return createBinanceSource({ baseUrl: sandbox.url, clock, intervalMs: 0, simulated: true });
  },
  requests: [ask('1h', 3)],
})) {
  test(`kit: ${name}`, run);
}

test('pages of a thousand rows follow each other without a row twice or missing, and outages stay holes', async () => {
  const { begins, calls } = await fetched(ask('5m', 9));
  const steps = begins.slice(1).map((begin, index) => begin - begins[index]!);
  assert.ok(begins.length > 2400 && begins.length < 2592, `${begins.length} rows of 2592 intervals`);
  assert.ok(steps.every((step) => step > 0 && step % 300_000 === 0));
  assert.ok(
    steps.some((step) => step > 300_000),
    'an outage left a hole',
  );
  assert.equal(calls, 3);
});

test('a row whose interval goes on is handed on as not closed, all others as closed', async () => {
  const { begins, closed } = await fetched(ask('1h', 1));
  assert.equal(begins.at(-1), Date.UTC(2026, 0, 20, 10));
  assert.deepEqual([closed.at(-1), new Set(closed.slice(0, -1))], [0, new Set([1])]);
});

test('a page that ends early is no end', async () => {
  const whole = await fetched(ask('1h', 10));
  const short = await fetched(ask('1h', 10), 'short_page@1');
  assert.deepEqual(short.begins, whole.begins);
});

test('a page that comes again ends the fetch', async () => {
  await assert.rejects(fetched(ask('1m', 1), 'repeat_page@2+'), /a page that was there before/);
});

test('a row of an instant that has not come leaves no hole behind', async () => {
  const whole = await fetched(ask('1m', 2));
  const spoilt = await fetched(ask('1m', 2), 'future_rows@klines:1');
  assert.deepEqual(spoilt.begins, whole.begins);
  assert.equal(spoilt.rejected.length, 1);
});

const REFUSALS: readonly (readonly [fault: string, code: string, retry: 'never' | 'later'])[] = [
  ['rate_limit', 'source.rate_limited', 'later'],
  ['banned', 'source.banned', 'never'],
  ['region', 'source.permission', 'never'],
  ['status_503', 'source.transient', 'later'],
  ['status_502', 'source.transient', 'later'],
  ['html', 'source.malformed', 'later'],
  ['truncate', 'source.malformed', 'later'],
  ['not_utf8', 'source.malformed', 'never'],
  ['too_deep', 'source.malformed', 'never'],
  ['reset', 'source.transient', 'later'],
  ['cut', 'source.transient', 'later'],
  ['redirect', 'source.unreachable', 'never'],
];

for (const [fault, code, retry] of REFUSALS) {
  test(`${fault} is ${code}, to be tried ${retry}`, async () => {
    await assert.rejects(fetched(ask('1h', 1), fault), { code, retry });
  });
}

test('an unknown pair is not found, by name', async () => {
  const request: PredictionRequest = { ...ask('1h', 1), kind: 'klines', instruments: ['BTCUSD'], interval: '1h' };
  await assert.rejects(fetched(request), { code: 'source.not_found', message: /BTCUSD/ });
});

test('calls wait for the next minute before the weight of this one is used up', async () => {
  clock = movingClock(NOW_MS);
  sandbox.setFaults('');
  await using source = createBinanceSource({ baseUrl: sandbox.url, clock, intervalMs: 0, weightMax: 4 });
  for (const request of [ask('1h', 1), ask('1h', 1), ask('1h', 1)]) {
    for await (const body of source.fetch(request, never)) assert.ok(body.body.length > 0);
  }
  assert.ok(clock.waitedMs() > 0 && clock.waitedMs() <= 120_000, `waited ${clock.waitedMs()} ms`);
});

test('every interval of ours is one of the exchange', async () => {
  for (const interval of Object.keys(BAR_INTERVALS) as BarInterval[]) {
    assert.ok((await fetched(ask(interval, 3))).begins.length > 0, interval);
  }
});
