import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { takeRows } from '../../data/rows.ts';
import { PREDICTION_ASSETS } from '../../data/stored/prediction-assets.ts';
import { lake } from '../stocks/ports.ts';
import { RETRY } from '../stocks/retry.ts';
import { assetNames } from './assets.ts';
import type { OutcomesBacktest } from './backtest-outcomes.ts';
import type { BacktestFigures, BacktestOutput, BarsOutput, BarTask, StoredOutput } from './outputs.ts';
import { backtestSettings, barSettings, intervalSettings } from './settings.ts';

/** What is to be made of what was stored: every symbol and venue that came through, at every length. */
export const listBars = op({
  name: 'list_bars',
  description: 'Lists every length of bar for every symbol and venue whose data were stored.',
  config: z.object(intervalSettings),
  tags: { stage: 'kline' },
  run({ stored }: { readonly stored: readonly StoredOutput[] }, { config }): readonly BarTask[] {
    return stored.flatMap(({ simulated, task: { symbol, source, fromMs, toMs } }) =>
      [...new Set(config.intervals)].map((interval) => ({ symbol, source, interval, fromMs, toMs, simulated })),
    );
  },
});

/** @reads prediction_prices, prediction_trades @writes prediction_bars; idempotent by key and values */
export const buildBars = op({
  name: 'build_bars',
  description: 'Makes bars of outcomes’ prices; an interval without any price has none.',
  config: z.object(barSettings),
  resources: { lake },
  reads: assetNames('prediction_prices', 'prediction_trades'),
  writes: assetNames('prediction_bars'),
  retry: RETRY,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'kline' },
  async run({ task }: { readonly task: BarTask }, context): Promise<BarsOutput> {
    const { authorOf, openDraft, predictionBars, publishAll, readShelf, upsertMonths } = await import('./work.ts');
    const { symbol, source: provider, interval } = task;
    const draft = openDraft(context);
    const shelf = { symbol, provider };
    const [prices, trades] = [
      await readShelf(draft, PREDICTION_ASSETS.prediction_prices, shelf),
      await readShelf(draft, PREDICTION_ASSETS.prediction_trades, shelf),
    ];
    const basis = context.config.bars_from;
    const bars = predictionBars({ ...task, prices, trades, provider, basis, knownUntilMs: task.toMs });
    const author = authorOf(context, { providers: [provider], simulated: task.simulated });
    const written = { rows: bars.rows, instant: 'begins_at', shelf: { ...shelf, interval }, author };
    const counts = await upsertMonths(draft, PREDICTION_ASSETS.prediction_bars, written);
    publishAll(context, draft);
    context.metrics.rows(bars.rows.rows);
    const instrument = bars.rows.columns.instrument;
    const outcomes = instrument?.type === 'text' ? new Set(instrument.codes).size : 0;
    return { task, bars: bars.rows.rows, outcomes, tooCoarse: bars.without.length, counts };
  },
});

/** @reads prediction_bars, prediction_markets @writes prediction_equity, prediction_backtest_trades */
export const backtestBars = op({
  name: 'backtest_bars',
  description:
    'Trades a strategy over all outcomes on one line of time; each is paid out as its question was resolved.',
  config: z.object(backtestSettings),
  resources: { lake },
  reads: assetNames('prediction_bars', 'prediction_markets'),
  writes: assetNames('prediction_equity', 'prediction_backtest_trades'),
  retry: RETRY,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'backtest' },
  async run({ bars }: { readonly bars: BarsOutput }, context): Promise<BacktestOutput> {
    const { authorOf, backtestOutcomes, backtestRows, closedRows, openDraft, publishAll, readShelf, writeShelf } =
      await import('./work.ts');
    const { task } = bars;
    const { symbol, source: provider, interval } = task;
    const { strategy, threshold, lookback, cash, stake, fee_rate: feeRate } = context.config;
    const draft = openDraft(context);
    const all = await readShelf(draft, PREDICTION_ASSETS.prediction_bars, { symbol, provider, interval });
    const within = takeRows(all, closedRows(all, task));
    const markets = await readShelf(draft, PREDICTION_ASSETS.prediction_markets, { symbol, provider });
    const settings = { strategy, threshold, lookback, cash, stake, feeRate };
    const tested = backtestOutcomes({ ...settings, bars: within, markets, interval, asOfMs: task.toMs });
    if (tested === null) return { task, strategy, figures: null };
    const rows = backtestRows(tested, { symbol, interval, provider, strategy });
    const author = authorOf(context, { providers: [provider], simulated: task.simulated });
    const shelf = { symbol, provider, interval };
    await writeShelf(draft, PREDICTION_ASSETS.prediction_equity, { rows: rows.equity, shelf, author });
    await writeShelf(draft, PREDICTION_ASSETS.prediction_backtest_trades, { rows: rows.trades, shelf, author });
    publishAll(context, draft);
    return { task, strategy, figures: figuresOf(tested, cash) };
  },
});

function figuresOf({ result, outcomes }: OutcomesBacktest, cash: number): BacktestFigures {
  const { equity, tradeStatistics: statistics } = result;
  let [peak, maxDrawdown] = [cash, 0];
  for (const value of equity) {
    peak = Math.max(peak, value);
    maxDrawdown = Math.max(maxDrawdown, 1 - value / peak);
  }
  const equityLast = equity.at(-1) ?? cash;
  const { count, won, fees } = statistics;
  return { outcomes, trades: count, won, cash, equityLast, totalReturn: equityLast / cash - 1, maxDrawdown, fees };
}
