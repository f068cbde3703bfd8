import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLake } from '../../src/adapters/duckdb/lake.ts';
import { openPageStore } from '../../src/adapters/files/page-store.ts';
import { openRawStore } from '../../src/adapters/files/raw-store.ts';
import { createBinanceSource } from '../../src/adapters/providers/binance/source.ts';
import { createPolymarketSource } from '../../src/adapters/providers/polymarket/source.ts';
import { createPredictFunSource } from '../../src/adapters/providers/predictfun/source.ts';
import { predictionPipeline } from '../../src/pipelines/predictions/index.ts';
import { venuesOf } from '../../src/runtime/prediction-venues.ts';
import { type BinanceSandbox, startBinanceSandbox } from '../../src/sandbox/binance/index.ts';
import { type PolymarketSandbox, startPolymarketSandbox } from '../../src/sandbox/polymarket/index.ts';
import { startPredictFunSandbox } from '../../src/sandbox/predictfun/index.ts';
import { type RunInMemory, type RunInMemoryOptions, runInMemory } from '../../src/testing/index.ts';

export const NOW_MS = Date.UTC(2026, 0, 20, 10, 30);

/** The predictions desk over both sandboxes and a real lake, run in memory. */
export type PredictionDesk = AsyncDisposable & {
  readonly polymarket: PolymarketSandbox;
  readonly binance: BinanceSandbox;
  readonly run: (config?: RunInMemoryOptions['config'], more?: RunInMemoryOptions) => Promise<RunInMemory>;
  readonly sql: (run: RunInMemory, sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly page: (symbol: string) => Promise<string>;
};

export async function openPredictionDesk(): Promise<PredictionDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'predictions '));
  const lake = await openLake({ folder: join(folder, 'lake') });
  const rawStore = openRawStore({ folder: join(folder, 'raw') });
  const clock = { nowMs: () => NOW_MS };
  const [polymarket, binance] = [await startPolymarketSandbox({ clock }), await startBinanceSandbox({ clock })];
  const still = { ...clock, monotonicMs: () => performance.now(), sleep: async () => {} };
  const { gammaUrl, clobUrl, dataUrl } = polymarket;
  const source = createPolymarketSource({ gammaUrl, clobUrl, dataUrl, clock: still, intervalMs: 0 });
  const coins = createBinanceSource({ baseUrl: binance.url, clock: still, intervalMs: 0 });
  const predictFun = await startPredictFunSandbox({ clock });
  const apiKey = () => predictFun.apiKey;
  const predict = createPredictFunSource({ baseUrl: predictFun.url, apiKey, clock: still, intervalMs: 0 });
  const venues = venuesOf({ polymarket: source, predict }, coins);
  const pages = { profile: 'test', ...openPageStore(join(folder, 'pages')) };
  return {
    polymarket,
    binance,
    run: (config = {}, more = {}) => {
      const resources = { lake, raw_store: rawStore, page_store: pages, prediction_venues: venues };
      return runInMemory(predictionPipeline, { nowMs: NOW_MS, config, resources, ...more });
    },
    async sql({ published }, sql) {
      const views = Object.fromEntries(Object.entries(published).map(([asset, { files }]) => [asset, files]));
      return (await lake.query({ sql, views, rowsMax: 10_000 })).rows;
    },
    page: (symbol) => readFile(join(folder, 'pages', `predictions-${symbol}.html`), 'utf8'),
    async [Symbol.asyncDispose]() {
      await lake[Symbol.asyncDispose]();
      await venues[Symbol.asyncDispose]();
      await polymarket[Symbol.asyncDispose]();
      await binance[Symbol.asyncDispose]();
      await predictFun[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
