/** What the ops do when they run. Each loads it then: whoever only lists jobs waits for none of it. */

export { coinBars } from '../../data/derived/coin-bars.ts';
export { predictionBars } from '../../data/derived/prediction-bars.ts';
export { cleanPredictions, storeCleaned } from '../../data/path/clean-predictions.ts';
export { collectCoinBars, collectPredictions } from '../../data/path/collect-predictions.ts';
export { readShelf, upsertMonths, writeShelf } from '../../data/stored/store-predictions.ts';
export { authorOf, openDraft, publishAll } from '../stocks/step-path.ts';
export { backtestOutcomes, closedRows } from './backtest-outcomes.ts';
export { backtestRows } from './backtest-rows.ts';
export { predictionReport } from './prediction-report.ts';
