import { type Job, job } from '../../control/definition/job.ts';
import { pipeline } from '../../control/definition/pipeline.ts';
import { type Schedule, schedule } from '../../control/definition/schedule.ts';
import { backtestBars, buildBars, listBars } from './bar-steps.ts';
import { drawCharts, listCharts, summarisePredictions } from './chart-steps.ts';
import { listCoins, listMarkets } from './list-markets.ts';
import { cleanMarketData, collectMarketData, storeMarketData } from './market-steps.ts';
import { syncCoinBars } from './sync-coin-bars.ts';

/** One item failing leaves the others alone: its own later steps are skipped, and the summary says so. */
const ALONE = { onItemFailure: 'skip' } as const;

/**
 * Collect, clean and store for every symbol at every venue; bars and a backtest for each of those at every length; a page
 * for every symbol.
 */
const whole = pipeline('predictions.whole', (p) => {
  const markets = p.add(listMarkets);
  const pairs = p.add(listCoins);
  const coins = p.map(syncCoinBars, { over: { task: pairs }, key: ({ symbol }) => symbol, ...ALONE });
  const stored = p.mapEach(
    markets,
    (task, each) => {
      const collected = each.add(collectMarketData, { task });
      const cleaned = each.add(cleanMarketData, { collected });
      return each.add(storeMarketData, { cleaned });
    },
    { key: ({ symbol, source }) => `${symbol}.${source}`, ...ALONE },
  );
  const lengths = p.add(listBars, { stored });
  const backtests = p.mapEach(
    lengths,
    (task, each) => each.add(backtestBars, { bars: each.add(buildBars, { task }) }),
    { key: ({ symbol, source, interval }) => `${symbol}.${source}.${interval}`, ...ALONE },
  );
  const symbols = p.add(listCharts, { backtests });
  const charts = p.map(drawCharts, {
    over: { task: symbols },
    inputs: { coins },
    key: ({ symbol }) => symbol,
    ...ALONE,
  });
  p.add(summarisePredictions, {
    ...{ stored, backtests, charts },
    ...{ lost: stored.failures, lostCoins: coins.failures, lostBars: backtests.failures, lostCharts: charts.failures },
  });
});

export const predictionPipeline = job(whole, {
  name: 'predictions.pipeline',
  aliases: ['predictions'],
  description: 'Collects, cleans and stores questions and prices, makes bars, backtests, and one page for each symbol.',
  tags: { type: 'full', frequency: 'every four hours', family: 'predictions' },
  concurrency: 3,
  maxInstances: 1,
});

/** Every job of the predictions desk. */
export const predictionJobs: readonly Job[] = [predictionPipeline];

/** As Airflow's users had it: every four hours, catchup=False, max_active_runs=1. */
export const predictionSchedules: readonly Schedule[] = [
  schedule(predictionPipeline, {
    name: 'predictions.every_four_hours',
    description:
      'Every four hours in UTC, one run at a time; a tick missed by more than five minutes is not made up for.',
    cron: '0 */4 * * *',
    zone: 'UTC',
    misfireGrace: '5m',
    coalesce: 'latest',
    maxInstances: 1,
    overlap: 'skip',
    paused: true,
  }),
];
