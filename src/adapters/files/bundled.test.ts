import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { days, doubles, text, textAt } from '../../core/frame.ts';
import { type Session, sessionOfDay } from '../../core/time.ts';
import type { MarketSource, SourceKind } from '../../data/source/source.ts';
import { sourceKit } from '../../data/source/source-kit.ts';
import { bundledPrices, sp500, usStocks } from './bundled.ts';

const demo = fileURLToPath(new URL('../../../demo', import.meta.url));
const never = new AbortController().signal;

async function parsedOf(source: MarketSource, kind: SourceKind) {
  const request = { kind, instruments: [], from: null, to: null, asOf: null };
  const parsed = [];
  for await (const body of source.fetch(request, never)) parsed.push(source.parse(body));
  return parsed;
}

async function json(path: string) {
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
}

type Series = { rows: number; first: string; last: string };

test('the bundled stocks have the rows, first and last days that their metadata states, and no rejections', async () => {
  const { files } = await json('../../../demo/prices/metadata.json');
  const [parsed] = await parsedOf(usStocks(demo), 'bars');
  const [names, sessions] = [text(parsed!.rows, 'instrument'), days(parsed!.rows, 'session')];
  assert.equal(parsed!.rejected.length, 0);
  for (const [symbol, stated] of Object.entries(files['us-stocks.csv.gz'].series as Record<string, Series>)) {
    const own = [...sessions].filter((_, row) => textAt(names, row) === symbol).map(sessionOfDay);
    assert.deepEqual([own.length, own[0], own.at(-1)], [stated.rows, stated.first, stated.last], symbol);
  }
});

test('the bundled index has the rows that its metadata states, under one name', async () => {
  const { files } = await json('../../../demo/prices/metadata.json');
  const [parsed] = await parsedOf(sp500(demo), 'bars');
  const [stated] = Object.values(files['sp500.csv.gz'].series as Record<string, Series>);
  assert.equal(parsed!.rows.rows, stated!.rows);
  assert.deepEqual(text(parsed!.rows, 'instrument').dictionary, ['SP500']);
  // First line of the file.
  assert.deepEqual([doubles(parsed!.rows, 'open')[0], doubles(parsed!.rows, 'volume')[0]], [1469.25, 931_800_000]);
  assert.equal((await parsedOf(sp500(demo), 'ex_factors'))[0]!.rows.rows, 0);
});

test('the ex-factors of the bundled stocks are the splits and dividends of the golden file', async () => {
  const { instruments } = await json('../../../test/golden/demo/corporate-actions.json');
  const [{ rows } = { rows: null }] = await parsedOf(usStocks(demo), 'ex_factors');
  const [names, sessions, factors] = [text(rows!, 'instrument'), days(rows!, 'ex_date'), doubles(rows!, 'ex_factor')];
  type Event = { session: string; exFactorMin: number; exFactorMax: number };
  for (const [symbol, { events }] of Object.entries(instruments as Record<string, { events: Event[] }>)) {
    const own = [...sessions.keys()].filter((row) => textAt(names, row) === symbol);
    assert.deepEqual(
      own.map((row) => sessionOfDay(sessions[row]!)),
      events.map(({ session }) => session),
      symbol,
    );
    own.forEach((row, index) => {
      const { exFactorMin, exFactorMax } = events[index]!;
      assert.ok(factors[row]! >= exFactorMin && factors[row]! <= exFactorMax, `${symbol} ${events[index]!.session}`);
    });
    const cumulative = own.reduce((product, row) => product * factors[row]!, 1);
    const last = own.at(-1);
    if (last !== undefined) assert.equal(doubles(rows!, 'ex_cum_factor')[last], cumulative);
  }
});

test('both together are one source of one venue, and real', async () => {
  const source = bundledPrices(demo);
  assert.deepEqual([source.info.venue, source.info.simulated], ['XNYS', false]);
  assert.deepEqual(source.info.provides, ['instruments', 'bars', 'ex_factors']);
  const names = (await parsedOf(source, 'instruments')).flatMap(({ rows }) => text(rows, 'instrument').dictionary);
  assert.deepEqual(names, ['AAPL', 'FB', 'GOOG', 'IBM', 'MSFT', 'SP500']);
  assert.match((await source.check(never)).detail, /^us-stocks: .*; sp500: /);
});

const ALL = { instruments: [], from: null, to: null, asOf: null };
for (const { name, run } of sourceKit({
  open: async () => bundledPrices(demo),
  requests: [
    {
      kind: 'bars',
      instruments: ['AAPL', 'SP500'],
      from: '2012-08-01' as Session,
      to: '2012-08-31' as Session,
      asOf: null,
    },
    { kind: 'instruments', ...ALL },
    { kind: 'ex_factors', ...ALL },
  ],
  unknownInstrument: 'NOPE',
})) {
  test(`kit: ${name}`, run);
}
