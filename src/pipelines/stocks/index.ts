/** The stock desk: its ops, jobs, assets and ports. */
export { stockAssets } from './assets.ts';
export { calculateFinalScores } from './calculate-final-scores.ts';
export { calculateFundamentalIndicators } from './calculate-fundamental-indicators.ts';
export { calculateTechnicalIndicators } from './calculate-technical-indicators.ts';
export { collectMetrics } from './collect-metrics.ts';
export { completeMissingSessions } from './complete-missing-sessions.ts';
export { findMissingSessions } from './find-missing-sessions.ts';
export {
  barsBackfillJob,
  dailyDataSync,
  dailyEtlPipeline,
  dailyFullPipeline,
  dataCompletion,
  eveningPipeline,
  indicatorCalculation,
  indicatorsBackfillJob,
  morningPipeline,
  publishResultsJob,
  quarantineReview,
  scoresBackfillJob,
  scoringAndSave,
  stockAnalysisJob,
  stockJobs,
} from './jobs.ts';
export { loadFundamentalIndicators, loadMarketData, loadTechnicalIndicators } from './load-market-data.ts';
export { mergeAllData } from './merge-all-data.ts';
export type * from './outputs.ts';
export { lake, marketSource, rawStore } from './ports.ts';
export { reviewQuarantinedRows } from './review-quarantine.ts';
export { saveProcessedData } from './save-processed-data.ts';
export { stockSchedules, stockSensors } from './schedules.ts';
export { scorePastSessions } from './score-past-sessions.ts';
export { syncAndCompleteFundamentalData } from './sync-and-complete-fundamental-data.ts';
export { syncAndCompleteOhlcvData } from './sync-and-complete-ohlcv-data.ts';
export { cleanupTemporaryData, loadTemporaryData, storeTemporaryData } from './temporary-data.ts';
export { validateDataQuality } from './validate-data-quality.ts';
