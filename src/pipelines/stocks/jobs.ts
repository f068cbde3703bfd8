import { type Job, job } from '../../control/definition/job.ts';
import { type PipelineBuilder, pipeline, type Ref } from '../../control/definition/pipeline.ts';
import { instrumentSessions } from './assets.ts';
import { calculateFinalScores } from './calculate-final-scores.ts';
import { calculateFundamentalIndicators } from './calculate-fundamental-indicators.ts';
import { calculateTechnicalIndicators } from './calculate-technical-indicators.ts';
import { collectMetrics } from './collect-metrics.ts';
import { completeMissingSessions } from './complete-missing-sessions.ts';
import { findMissingSessions } from './find-missing-sessions.ts';
import { loadFundamentalIndicators, loadMarketData, loadTechnicalIndicators } from './load-market-data.ts';
import { mergeAllData } from './merge-all-data.ts';
import type { BarsOutput, MarketData, RatiosOutput, TechnicalOutput } from './outputs.ts';
import { publishResults } from './publish-results.ts';
import { reviewQuarantinedRows } from './review-quarantine.ts';
import { saveProcessedData } from './save-processed-data.ts';
import { scorePastSessions } from './score-past-sessions.ts';
import { syncAndCompleteFundamentalData } from './sync-and-complete-fundamental-data.ts';
import { syncAndCompleteOhlcvData } from './sync-and-complete-ohlcv-data.ts';
import { cleanupTemporaryData, loadTemporaryData, storeTemporaryData } from './temporary-data.ts';
import { validateDataQuality } from './validate-data-quality.ts';

function addSync(p: PipelineBuilder) {
  const bars = p.add(syncAndCompleteOhlcvData);
  return { bars, fundamentals: p.add(syncAndCompleteFundamentalData, { bars }) };
}

/** Fetches and fills only when something is missing. */
function addCompletion(p: PipelineBuilder, bars?: Ref<BarsOutput>) {
  const gaps = p.add(findMissingSessions, bars === undefined ? {} : { bars });
  const completed = p.when(
    gaps,
    (found) => found.toDo > 0,
    (q) => q.add(completeMissingSessions, { gaps }),
  );
  return { gaps, completed };
}

/** Technical and fundamental indicators side by side. */
function addIndicators(p: PipelineBuilder, data: Ref<MarketData>) {
  return {
    technical: p.add(calculateTechnicalIndicators, { data }),
    fundamental: p.add(calculateFundamentalIndicators, { data }),
  };
}

function addScores(
  p: PipelineBuilder,
  indicators: { readonly technical: Ref<TechnicalOutput>; readonly fundamental: Ref<RatiosOutput> },
) {
  const merged = p.add(mergeAllData, indicators);
  const scores = p.add(calculateFinalScores, { merged });
  return { merged, scores, saved: p.add(saveProcessedData, { merged, scores }) };
}

/** From the source to the saved score: completion side by side with the statements, then the gate. */
const full = pipeline('stocks.full', (p) => {
  const { bars, fundamentals } = addSync(p);
  const { gaps, completed } = addCompletion(p, bars);
  const quality = p.add(validateDataQuality, { bars, fundamentals, gaps, completed });
  const indicators = addIndicators(p, quality);
  p.add(collectMetrics, { bars, fundamentals, gaps, completed, quality, ...indicators, ...addScores(p, indicators) });
});

/** The same in fewer steps: the sync completes its bars itself. */
const analysis = pipeline('stocks.analysis', (p) => {
  const { bars, fundamentals } = addSync(p);
  const quality = p.add(validateDataQuality, { bars, fundamentals });
  const indicators = addIndicators(p, quality);
  p.add(collectMetrics, { bars, fundamentals, quality, ...indicators, ...addScores(p, indicators) });
});

const sync = pipeline('stocks.sync', (p) => {
  const { bars, fundamentals } = addSync(p);
  const quality = p.add(validateDataQuality, { bars, fundamentals });
  p.add(collectMetrics, { bars, fundamentals, quality });
});

const completion = pipeline('stocks.completion', (p) => {
  p.add(collectMetrics, addCompletion(p));
});

const calculation = pipeline('stocks.calculation', (p) => {
  p.add(collectMetrics, addIndicators(p, p.add(loadMarketData)));
});

const scoring = pipeline('stocks.scoring', (p) => {
  const indicators = { technical: p.add(loadTechnicalIndicators), fundamental: p.add(loadFundamentalIndicators) };
  p.add(collectMetrics, { ...indicators, ...addScores(p, indicators) });
});

/** Extract, transform, load: no scores. */
const etl = pipeline('stocks.etl', (p) => {
  const { bars, fundamentals } = addSync(p);
  const quality = p.add(validateDataQuality, { bars, fundamentals });
  const indicators = addIndicators(p, quality);
  const merged = p.add(mergeAllData, indicators);
  const saved = p.add(saveProcessedData, { merged });
  p.add(collectMetrics, { bars, fundamentals, quality, ...indicators, merged, saved });
});

const morning = pipeline('stocks.morning', (p) => {
  const { bars, fundamentals } = addSync(p);
  const quality = p.add(validateDataQuality, { bars, fundamentals });
  const left = p.add(storeTemporaryData, { data: quality });
  p.add(collectMetrics, { bars, fundamentals, quality }, { after: [left] });
});

const evening = pipeline('stocks.evening', (p) => {
  const left = p.add(loadTemporaryData);
  const indicators = addIndicators(p, left);
  const results = addScores(p, indicators);
  const cleaned = p.add(cleanupTemporaryData, { left, saved: results.saved });
  p.add(collectMetrics, { ...indicators, ...results }, { after: [cleaned] });
});

const review = pipeline('stocks.review', (p) => {
  p.add(reviewQuarantinedRows);
});

/** Steps of their own find and complete the gaps afterwards. */
const COMPLETE_LATER = { 'sync_and_complete_ohlcv_data.complete': false } as const;

export const dailyFullPipeline = job(full, {
  name: 'stocks.daily_full_pipeline',
  aliases: ['full'],
  description: 'The whole day: sync, complete, check, compute, score, save.',
  tags: { type: 'full', frequency: 'daily', family: 'stocks' },
  config: { ...COMPLETE_LATER, 'collect_metrics.job': 'full' },
});

export const stockAnalysisJob = job(analysis, {
  name: 'stocks.stock_analysis_job',
  aliases: ['analysis'],
  description: 'Sync and complete in one step, then check, compute, score and save.',
  tags: { type: 'analysis', frequency: 'daily', family: 'stocks' },
  config: { 'collect_metrics.job': 'analysis' },
});

export const dailyDataSync = job(sync, {
  name: 'stocks.daily_data_sync',
  aliases: ['sync'],
  description: 'Fetches what is new and checks it.',
  tags: { type: 'sync', frequency: 'daily', family: 'stocks' },
  config: { ...COMPLETE_LATER, 'collect_metrics.job': 'sync' },
});

export const dataCompletion = job(completion, {
  name: 'stocks.data_completion',
  aliases: ['completion'],
  description: 'Finds missing sessions and completes them, if there are any.',
  tags: { type: 'completion', frequency: 'daily', family: 'stocks' },
  config: { 'collect_metrics.job': 'completion' },
});

export const indicatorCalculation = job(calculation, {
  name: 'stocks.indicator_calculation',
  aliases: ['calculation'],
  description: 'Computes technical and fundamental indicators on what is stored.',
  tags: { type: 'calculation', frequency: 'daily', family: 'stocks' },
  config: { 'collect_metrics.job': 'calculation' },
});

export const scoringAndSave = job(scoring, {
  name: 'stocks.scoring_and_save',
  aliases: ['scoring'],
  description: 'Merges, scores and saves on the indicators that are stored.',
  tags: { type: 'scoring', frequency: 'daily', family: 'stocks' },
  config: { 'collect_metrics.job': 'scoring' },
});

export const dailyEtlPipeline = job(etl, {
  name: 'stocks.daily_etl_pipeline',
  aliases: ['etl'],
  description: 'Extract, transform, load: merged data without scores.',
  tags: { type: 'etl', frequency: 'daily', family: 'stocks' },
  config: { 'collect_metrics.job': 'etl' },
});

export const morningPipeline = job(morning, {
  name: 'stocks.morning_pipeline',
  aliases: ['morning'],
  description: 'Sync, complete and check; leaves the latest bars for the evening.',
  tags: { type: 'sync', frequency: 'daily', time: 'morning', family: 'stocks' },
  config: { 'collect_metrics.job': 'morning' },
});

export const eveningPipeline = job(evening, {
  name: 'stocks.evening_pipeline',
  aliases: ['evening'],
  description: 'Takes what the morning left, computes, scores, saves, and cleans up.',
  tags: { type: 'scoring', frequency: 'daily', time: 'evening', family: 'stocks' },
  config: { 'collect_metrics.job': 'evening' },
});

export const quarantineReview = job(review, {
  name: 'stocks.quarantine_review',
  aliases: ['review'],
  description: 'Releases, corrects or discards rows in quarantine: "tapeline quarantine release" asks for it.',
  tags: { type: 'review', frequency: 'manual', family: 'stocks' },
});

const barsBackfill = pipeline('stocks.bars_backfill', (p) => {
  p.add(validateDataQuality, { bars: p.add(syncAndCompleteOhlcvData) });
});

const indicatorsBackfill = pipeline('stocks.indicators_backfill', (p) => {
  addIndicators(p, p.add(loadMarketData));
});

const scoresBackfill = pipeline('stocks.scores_backfill', (p) => {
  const technical = p.add(loadTechnicalIndicators);
  p.add(scorePastSessions, { technical, fundamental: p.add(loadFundamentalIndicators) });
});

/** All instruments at once: files hold years of all of them. One run at a time, as each writes the same files. */
const WIDE = { partitions: instrumentSessions, maxInstances: 1 } as const;
const EVERYTHING = { pointsMax: 100_000, lanesMax: 100_000, ragged: true } as const;

/** For `tapeline backfill ohlcv_daily`. */
export const barsBackfillJob = job(barsBackfill, {
  ...WIDE,
  aliases: ['bars_backfill'],
  description: 'Fetches just the bars that a backfill asks for, a year of sessions a run.',
  tags: { type: 'backfill', frequency: 'manual', family: 'stocks' },
  partitionsPerRun: { ...EVERYTHING, pointsMax: 250 },
  config: COMPLETE_LATER,
});

/** For `tapeline backfill indicators_daily` and `fundamental_indicators_daily`. */
export const indicatorsBackfillJob = job(indicatorsBackfill, {
  ...WIDE,
  aliases: ['indicators_backfill'],
  description: 'Computes the indicators again, on what is stored.',
  tags: { type: 'backfill', frequency: 'manual', family: 'stocks' },
  partitionsPerRun: EVERYTHING,
});

/** For `tapeline backfill scores`. */
export const scoresBackfillJob = job(scoresBackfill, {
  ...WIDE,
  aliases: ['scores_backfill'],
  description: 'Scores the sessions that a backfill asks for, on the indicators that are stored.',
  tags: { type: 'backfill', frequency: 'manual', family: 'stocks' },
  partitionsPerRun: { ...EVERYTHING, pointsMax: 250 },
});

const publish = pipeline('stocks.publish', (p) => {
  p.add(publishResults);
});

export const publishResultsJob = job(publish, {
  name: 'stocks.publish_results',
  aliases: ['publish'],
  description: 'Keeps instruments, bars, ratios, scores and the result as tables of your MySQL, MariaDB or PostgreSQL.',
  tags: { type: 'publish', frequency: 'manual', family: 'stocks' },
});

/** Every job of the stock desk. */
export const stockJobs: readonly Job[] = [
  dailyFullPipeline,
  stockAnalysisJob,
  dailyDataSync,
  dataCompletion,
  indicatorCalculation,
  scoringAndSave,
  dailyEtlPipeline,
  morningPipeline,
  eveningPipeline,
  quarantineReview,
  barsBackfillJob,
  indicatorsBackfillJob,
  scoresBackfillJob,
  publishResultsJob,
];
