/** The predictions desk: its ops, jobs, assets and ports. */
export { predictionAssets } from './assets.ts';
export { backtestBars, buildBars, listBars } from './bar-steps.ts';
export { drawCharts, listCharts, summarisePredictions } from './chart-steps.ts';
export { predictionJobs, predictionPipeline, predictionSchedules } from './jobs.ts';
export { listCoins, listMarkets } from './list-markets.ts';
export { cleanMarketData, collectMarketData, storeMarketData } from './market-steps.ts';
export { type PageStore, type PredictionVenues, pageStore, predictionVenues } from './ports.ts';
export { SYMBOLS, type SymbolSpec } from './symbols.ts';
export { syncCoinBars } from './sync-coin-bars.ts';
