import { type Provider, provide, type ResourceContext } from '../control/definition/resource.ts';
import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import type { PredictionSource } from '../data/source/predictions.ts';
import { type PredictionVenues, predictionVenues } from '../pipelines/predictions/ports.ts';
import { sharedPacer } from './shared-pacers.ts';

/** The venues over whatever addresses the settings hold. */
export const livePredictions: Provider = provide(predictionVenues, (context) => openVenues(context, false));

/** The same behind the sandbox's addresses. */
export const simulatedPredictions: Provider = provide(predictionVenues, (context) => openVenues(context, true));

async function openVenues({ setting, clock }: ResourceContext, simulated: boolean): Promise<PredictionVenues> {
  const [{ createPolymarketSource }, { createPredictFunSource }, { createBinanceSource }] = await Promise.all([
    import('../adapters/providers/polymarket/source.ts'),
    import('../adapters/providers/predictfun/source.ts'),
    import('../adapters/providers/binance/source.ts'),
  ]);
  const address = (name: string): string => setting(name) ?? '';
  const coins = createBinanceSource({ baseUrl: address('BINANCE_BASE_URL'), clock, simulated, pacerOf: sharedPacer });
  const polymarket = createPolymarketSource({
    gammaUrl: address('POLYMARKET_GAMMA_URL'),
    clobUrl: address('POLYMARKET_CLOB_URL'),
    dataUrl: address('POLYMARKET_DATA_URL'),
    clock,
    simulated,
    pacerOf: sharedPacer,
  });
  const key = setting('PREDICT_API_KEY');
  const predict = createPredictFunSource({
    baseUrl: address('PREDICT_BASE_URL'),
    apiKey: key === undefined || key === '' ? null : () => key,
    clock,
    simulated,
    pacerOf: sharedPacer,
    // The sandbox has no limit to keep within.
    ...(simulated ? { intervalMs: 0 } : {}),
  });
  return venuesOf({ polymarket, predict }, coins);
}

/** Venues by name, closed together. */
export function venuesOf(
  byName: Readonly<Record<string, PredictionSource>>,
  coins: PredictionSource,
): PredictionVenues {
  const names = Object.keys(byName);
  return {
    names,
    venue(name) {
      const found = Object.hasOwn(byName, name) ? byName[name] : undefined;
      if (found !== undefined) return found;
      const facts = { kind: 'source of predictions', name, nearest: nearestName(name, names), known: names };
      throw new TapelineError('usage.unknown_name', { facts });
    },
    coins,
    async [Symbol.asyncDispose]() {
      for (const source of [...Object.values(byName), coins]) await source[Symbol.asyncDispose]();
    },
  };
}

/** Simulated venues on this machine, with the settings that lead to them. */
export async function startSimulatedVenues(): Promise<{
  readonly settings: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}> {
  const [{ startBinanceSandbox }, { startPolymarketSandbox }, { startPredictFunSandbox }] = await Promise.all([
    import('../sandbox/binance/index.ts'),
    import('../sandbox/polymarket/index.ts'),
    import('../sandbox/predictfun/index.ts'),
  ]);
  const binance = await startBinanceSandbox();
  const polymarket = await startPolymarketSandbox();
  const predict = await startPredictFunSandbox();
  return {
    settings: {
      BINANCE_BASE_URL: binance.url,
      POLYMARKET_GAMMA_URL: polymarket.gammaUrl,
      POLYMARKET_CLOB_URL: polymarket.clobUrl,
      POLYMARKET_DATA_URL: polymarket.dataUrl,
      PREDICT_BASE_URL: predict.url,
      PREDICT_API_KEY: predict.apiKey,
    },
    async close() {
      for (const server of [binance, polymarket, predict]) await server[Symbol.asyncDispose]();
    },
  };
}
