import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binance } from 'ccxt';
import { startBinanceSandbox } from '../../src/sandbox/binance/index.ts';

const NOW_MS = Date.UTC(2026, 0, 20, 10, 30);

/** ccxt as its users have it, but for the address. */
async function client(faults = '') {
  const sandbox = await startBinanceSandbox({ clock: { nowMs: () => NOW_MS }, faults });
  const exchange = new binance({ options: { fetchMarkets: { types: ['spot'] } }, enableRateLimit: false });
  const urls = exchange.urls as { api: Record<string, string> };
  for (const [name, url] of Object.entries(urls.api)) {
    if (typeof url === 'string') urls.api[name] = url.replace(/^https:\/\/[^/]+/, sandbox.url);
  }
  return { sandbox, exchange, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}

test('ccxt reads the sandbox’s markets, time and candles as the exchange’s', async () => {
  await using open = await client();
  const { exchange } = open;
  const markets = await exchange.loadMarkets();
  assert.deepEqual(Object.keys(markets).sort(), ['BTC/USDT', 'ETH/USDT']);
  assert.equal(await exchange.fetchTime(), NOW_MS);
  const since = NOW_MS - 20 * 3_600_000;
  const candles = await exchange.fetchOHLCV('BTC/USDT', '1h', since, 1000);
  assert.equal(candles.length, 20);
  assert.equal(candles.at(-1)![0], Date.UTC(2026, 0, 20, 10));
  for (const candle of candles) {
    const [, open, high, low, close, volume] = candle as number[];
    assert.ok(low! <= Math.min(open!, close!) && high! >= Math.max(open!, close!) && volume! > 0);
  }
});

test('ccxt knows the sandbox’s refusals by their own names', async () => {
  await using limited = await client('rate_limit@klines');
  await assert.rejects(limited.exchange.fetchOHLCV('BTC/USDT'), { name: 'DDoSProtection' });
  await using banned = await client('banned@klines');
  await assert.rejects(banned.exchange.fetchOHLCV('BTC/USDT'), { name: 'DDoSProtection' });
  await using unknown = await client();
  await unknown.exchange.loadMarkets();
  await assert.rejects(unknown.exchange.publicGetKlines({ symbol: 'XUSDT', interval: '1h' }), { name: 'BadSymbol' });
});

test('weights stand in the headers, and who goes on after 429 is banned', async () => {
  await using sandbox = await startBinanceSandbox({ clock: { nowMs: () => NOW_MS }, weightMax: 3 });
  const ask = async () => {
    const response = await fetch(`${sandbox.url}/api/v3/klines?symbol=ETHUSDT&interval=1h&limit=1`);
    return [response.status, response.headers.get('x-mbx-used-weight-1m'), response.headers.get('retry-after')];
  };
  assert.deepEqual(await ask(), [200, '2', null]);
  assert.deepEqual(await ask(), [429, '4', '60']);
  for (let ignored = 1; ignored < 5; ignored += 1) assert.equal((await ask())[0], 429);
  assert.deepEqual(await ask(), [418, '14', '120']);
});

test('every answer says that it is simulated, and the same seed gives the same market', async () => {
  const rowsOf = async (seed: number) => {
    await using sandbox = await startBinanceSandbox({ seed, clock: { nowMs: () => NOW_MS } });
    const response = await fetch(`${sandbox.url}/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=30`);
    assert.equal(response.headers.get('x-tapeline-simulated'), 'true');
    return response.text();
  };
  assert.equal(await rowsOf(7), await rowsOf(7));
  assert.notEqual(await rowsOf(7), await rowsOf(8));
});

test('a day’s candle is made of its hours’', async () => {
  await using sandbox = await startBinanceSandbox({ clock: { nowMs: () => NOW_MS } });
  const [startTime, endTime] = [Date.UTC(2026, 0, 18), Date.UTC(2026, 0, 19) - 1];
  const rows = async (interval: string) => {
    const query = `symbol=BTCUSDT&interval=${interval}&startTime=${startTime}&endTime=${endTime}`;
    return (await (await fetch(`${sandbox.url}/api/v3/klines?${query}`)).json()) as string[][];
  };
  const [day] = await rows('1d');
  const hours = await rows('1h');
  assert.equal(day![1], hours[0]![1]);
  assert.equal(day![4], hours.at(-1)![4]);
  assert.equal(Number(day![2]), Math.max(...hours.map((hour) => Number(hour[2]))));
  const volume = hours.reduce((sum, hour) => sum + Number(hour[5]), 0);
  assert.ok(Math.abs(Number(day![5]) - volume) < 1e-4);
});
