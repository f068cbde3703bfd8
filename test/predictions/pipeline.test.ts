import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunInMemory } from '../../src/testing/index.ts';
import { NOW_MS, openPredictionDesk } from './desk.ts';

const UP_DOWN = {
  'BTC_PRICE.polymarket': 'btc-updown-4h-',
  'BTC_PRICE.predict': 'btc-updown-4h-',
  'ETH_PRICE.polymarket': 'eth-updown-4h-',
};
const SMALL = { symbols: ['BTC_PRICE'], intervals: ['1h', '4h'], days_back: 1, slugs: UP_DOWN };

function statesOf({ steps }: RunInMemory, name: string): Readonly<Record<string, string>> {
  const own = Object.entries(steps).filter(([key]) => key.startsWith(`${name}[`));
  return Object.fromEntries(own.map(([key, { state }]) => [key.slice(name.length + 1, -1), state]));
}

function succeeded({ outcome, error }: RunInMemory): void {
  assert.equal(outcome, 'succeeded', error?.message ?? 'no error');
}

test('every symbol at every length goes from the venue to a page, and what is stored is what the venue said', async () => {
  await using desk = await openPredictionDesk();
  const run = await desk.run({ ...SMALL, symbols: ['BTC_PRICE', 'ETH_PRICE'] });
  succeeded(run);
  assert.deepEqual(Object.keys(statesOf(run, 'backtest_bars')).sort(), [
    'BTC_PRICE.polymarket.1h',
    'BTC_PRICE.polymarket.4h',
    'ETH_PRICE.polymarket.1h',
    'ETH_PRICE.polymarket.4h',
  ]);
  const [bad] = await desk.sql(
    run,
    `SELECT count(*) FROM prediction_bars WHERE NOT (low <= least(open, close) AND high >= greatest(open, close)
     AND low >= 0 AND high <= 1 AND ends_at > begins_at)`,
  );
  assert.deepEqual(bad, [0]);
  const paid = await desk.sql(
    run,
    `SELECT count(*) FROM prediction_markets a JOIN prediction_markets b USING (market)
     WHERE a.outcome_index = 0 AND b.outcome_index = 1 AND a.payout + b.payout <> 1`,
  );
  assert.deepEqual(paid, [[0]]);
  const [trades] = await desk.sql(run, 'SELECT count(*) > 0 FROM prediction_backtest_trades');
  assert.deepEqual(trades, [true]);
  const page = await desk.page('BTC_PRICE');
  assert.match(page, /SIMULATED DATA/);
  assert.match(page, /BTCUSDT · 1h/);
  assert.doesNotMatch(page!, /<script|https?:\/\/(?!www\.w3\.org)/);
});

test('a bar is made of the very prices that were stored, and none stands where there was no price', async () => {
  await using desk = await openPredictionDesk();
  const run = await desk.run({ ...SMALL, intervals: ['1h'] });
  const [off] = await desk.sql(
    run,
    `WITH points AS (
       SELECT instrument, time_bucket(INTERVAL 1 hour, traded_at) AS begins_at, traded_at, price FROM prediction_trades
     ), own AS (
       SELECT instrument, begins_at, arg_min(price, traded_at) AS o, max(price) AS h, min(price) AS l, arg_max(price, traded_at) AS c
       FROM points GROUP BY ALL
     )
     SELECT count(*) FROM prediction_bars b LEFT JOIN own USING (instrument, begins_at)
     WHERE basis = 'trades' AND (own.o IS NULL OR b.open <> o OR b.high <> h OR b.low <> l OR b.close <> c)`,
  );
  assert.deepEqual(off, [0]);
});

test('doing it again stores nothing twice and changes no file', async () => {
  await using desk = await openPredictionDesk();
  const first = await desk.run(SMALL);
  const again = await desk.run(SMALL);
  const files = ({ published }: RunInMemory, asset: string) => published[asset]!.files.map(({ path }) => path).sort();
  for (const asset of [
    'prediction_markets',
    'prediction_prices',
    'prediction_trades',
    'coin_bars',
    'prediction_bars',
  ]) {
    assert.deepEqual(files(again, asset), files(first, asset), asset);
  }
});

test('a symbol that fails skips only its own steps, and the run says so at its end', async () => {
  await using desk = await openPredictionDesk();
  // SOL has no question at the venue: its collection fails, with nothing made up in its place.
  const slugs = { ...UP_DOWN, 'SOL_PRICE.polymarket': 'sol-updown-4h-' };
  const pairs = { SOL_PRICE: 'BTCUSDT' };
  const run = await desk.run({ ...SMALL, symbols: ['SOL_PRICE', 'BTC_PRICE'], slugs, pairs });
  assert.equal(run.outcome, 'failed');
  assert.deepEqual(statesOf(run, 'collect_market_data'), {
    'SOL_PRICE.polymarket': 'failed',
    'BTC_PRICE.polymarket': 'succeeded',
  });
  assert.deepEqual(statesOf(run, 'store_market_data'), {
    'SOL_PRICE.polymarket': 'skipped',
    'BTC_PRICE.polymarket': 'succeeded',
  });
  assert.equal(run.steps['collect_market_data[SOL_PRICE.polymarket]']!.error!.code, 'source.empty');
  assert.deepEqual(statesOf(run, 'draw_charts'), { BTC_PRICE: 'succeeded' });
  assert.equal(run.steps.summarise_predictions!.error!.code, 'step.items_failed');
});

test('a critical step that fails stops the rest', async () => {
  await using desk = await openPredictionDesk();
  const run = await desk.run({ ...SMALL, symbols: ['DOGE_PRICE'] });
  assert.equal(run.outcome, 'failed');
  assert.equal(run.error!.code, 'usage.unknown_name');
  assert.equal(run.steps.list_bars!.state, 'skipped');
});

test('up to a stage: bars are made, nothing is tested and nothing drawn', async () => {
  await using desk = await openPredictionDesk();
  const run = await desk.run(SMALL, { select: { until: 'kline' } });
  succeeded(run);
  assert.equal(run.steps['build_bars[BTC_PRICE.polymarket.1h]']!.state, 'succeeded');
  assert.equal(Object.keys(statesOf(run, 'draw_charts')).length, 0);
  assert.equal(run.published.prediction_equity, undefined);
});

test('bad rows go to quarantine and never into bars; too many block the delivery', async () => {
  await using desk = await openPredictionDesk();
  desk.polymarket.setFaults('absurd_rows@prices_history');
  const some = await desk.run({ ...SMALL, intervals: ['1h'] });
  succeeded(some);
  const [kept] = await desk.sql(some, "SELECT count(*) FROM quarantine WHERE reason = 'unreadable'");
  assert.ok(Number(kept![0]) > 10);
  const [high] = await desk.sql(some, 'SELECT max(price) <= 1 FROM prediction_prices');
  assert.deepEqual(high, [true]);
  const strict = await desk.run({ ...SMALL, intervals: ['1h'], rejected_share_max: 0 });
  assert.equal(strict.steps['store_market_data[BTC_PRICE.polymarket]']!.error!.code, 'quality.blocked');
});

test('a limit of the venue is waited out and the step tried again; an outage of it is no price', async () => {
  await using desk = await openPredictionDesk();
  desk.polymarket.setFaults('rate_limit@prices_history:3');
  const run = await desk.run({ ...SMALL, intervals: ['1h'] });
  succeeded(run);
  assert.equal(run.steps['collect_market_data[BTC_PRICE.polymarket]']!.attempts, 2);
  desk.polymarket.setFaults('status_503');
  const down = await desk.run({ ...SMALL, intervals: ['1h'] });
  assert.equal(down.steps['collect_market_data[BTC_PRICE.polymarket]']!.error!.code, 'source.transient');
  assert.deepEqual(Object.keys(down.published), ['coin_bars'], 'nothing of the venue was published');
});

test('what forms still is never final, and no payout is known before its time', async () => {
  await using desk = await openPredictionDesk();
  const run = await desk.run({ ...SMALL, intervals: ['1h'] });
  const [open] = await desk.sql(
    run,
    `SELECT count(*) FROM prediction_bars WHERE closed AND epoch_ms(ends_at) > ${NOW_MS}`,
  );
  assert.deepEqual(open, [0]);
  const [coin] = await desk.sql(run, `SELECT count(*) FROM coin_bars WHERE epoch_ms(ends_at) > ${NOW_MS}`);
  assert.deepEqual(coin, [0]);
  const [early] = await desk.sql(
    run,
    `SELECT count(*) FROM prediction_markets WHERE payout IS NOT NULL AND epoch_ms(ends_at) > ${NOW_MS}`,
  );
  assert.deepEqual(early, [0]);
});

test('two venues side by side: the same questions, prices of their own, one page', async () => {
  await using desk = await openPredictionDesk();
  const run = await desk.run({ ...SMALL, intervals: ['1h'], sources: ['predict', 'polymarket'] });
  succeeded(run);
  const [both] = await desk.sql(
    run,
    `SELECT count(DISTINCT slug), count(DISTINCT provider) FROM prediction_markets
     WHERE slug IN (SELECT slug FROM prediction_markets GROUP BY slug HAVING count(DISTINCT provider) = 2)`,
  );
  assert.ok(Number(both![0]) > 5);
  assert.equal(both![1], 2);
  const [bases] = await desk.sql(
    run,
    "SELECT count(*) FROM prediction_bars WHERE provider = 'predict' AND basis <> 'trades'",
  );
  assert.deepEqual(bases, [0]);
  const page = await desk.page('BTC_PRICE');
  assert.match(page, /predict:/);
  assert.match(page, /polymarket:/);
});
