import { page } from '../../charts/report/page.ts';
import { op } from '../../control/definition/op.ts';
import type { ItemFailure } from '../../control/definition/ref.ts';
import { z } from '../../control/definition/schema.ts';
import { TapelineError } from '../../core/errors.ts';
import { instantText } from '../../core/time.ts';
import { lake } from '../stocks/ports.ts';
import { RETRY } from '../stocks/retry.ts';
import { assetNames } from './assets.ts';
import type { BacktestOutput, ChartOutput, ChartTask, CoinOutput, StoredOutput } from './outputs.ts';
import { pageStore } from './ports.ts';
import { pageSettings, symbolSettings } from './settings.ts';
import { pairOf } from './symbols.ts';

/** One page for each symbol of which anything came through. */
export const listCharts = op({
  name: 'list_charts',
  description: 'Lists the symbols that have something to show.',
  tags: { stage: 'charts' },
  run({ backtests }: { readonly backtests: readonly BacktestOutput[] }): readonly ChartTask[] {
    const bySymbol = Map.groupBy(backtests, ({ task }) => task.symbol);
    return [...bySymbol].map(([symbol, own]) => ({ symbol, backtests: own }));
  },
});

/** @reads coin_bars, prediction_bars, prediction_markets, prediction_equity, prediction_backtest_trades @writes a page */
export const drawCharts = op({
  name: 'draw_charts',
  description: 'Writes one HTML page for a symbol: candles, probabilities, entries and exits, results.',
  config: z.object({ ...symbolSettings, ...pageSettings }),
  resources: { lake, pages: pageStore },
  reads: assetNames(
    'coin_bars',
    'prediction_bars',
    'prediction_markets',
    'prediction_equity',
    'prediction_backtest_trades',
  ),
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  tags: { stage: 'charts' },
  async run({ task, coins }: DrawInputs, context): Promise<ChartOutput> {
    const { openDraft, predictionReport } = await import('./work.ts');
    const { config, pages, asOfMs, codeVersion } = context;
    const { symbol, backtests } = task;
    const [first] = backtests;
    const { fromMs, toMs } = first!.task;
    const coin = coins.find((each) => each.task.symbol === symbol) ?? null;
    const wish = { symbol, backtests, coin, pair: pairOf(symbol, config), fromMs, toMs };
    const body = await predictionReport(openDraft(context), wish);
    const providers = [
      ...new Set([...backtests.map(({ task: { source } }) => source), ...(coin ? [coin.provider] : [])]),
    ];
    const head = {
      v: 1 as const,
      profile: pages.profile,
      simulated: backtests.some(({ task: { simulated } }) => simulated),
      providers: providers.sort(),
      asOf: instantText(asOfMs),
      version: codeVersion,
      command: `tapeline run predictions --symbols ${symbol} --profile ${pages.profile}`,
    };
    const options = { language: config.page_language, rising: config.rising, theme: 'auto' } as const;
    return { symbol, path: await pages.write(`predictions-${symbol}.html`, page({ ...head, ...body }, options)) };
  },
});

type DrawInputs = { readonly task: ChartTask; readonly coins: readonly CoinOutput[] };

export type SummaryInputs = {
  readonly stored: readonly StoredOutput[];
  readonly backtests: readonly BacktestOutput[];
  readonly charts: readonly ChartOutput[];
  readonly lost: readonly ItemFailure[];
  readonly lostCoins: readonly ItemFailure[];
  readonly lostBars: readonly ItemFailure[];
  readonly lostCharts: readonly ItemFailure[];
};

/** What came through, in one place. A symbol that failed makes the run fail, after all others are done. */
export const summarisePredictions = op({
  name: 'summarise_predictions',
  description: 'Says what came through and where it lies; fails when a symbol, a venue or a length did not.',
  tags: { stage: 'summary' },
  run({ stored, backtests, charts, ...lost }: SummaryInputs, { log }) {
    const failures = Object.values(lost).flat();
    for (const { symbol, path } of charts) log.info('Page written', { symbol, path });
    for (const { key, code, message } of failures) log.warn('Did not come through', { key, code, message });
    if (failures.length > 0) throw incomplete(failures, stored.length);
    return { stored: stored.map(({ task, counts }) => ({ ...nameOf(task), counts })), backtests, charts };
  },
});

function nameOf({ symbol, source }: { readonly symbol: string; readonly source: string }) {
  return { symbol, source };
}

function incomplete(failures: readonly ItemFailure[], stored: number): TapelineError {
  const [first] = failures;
  const failed = failures.filter(({ state }) => state === 'failed').length;
  const facts = {
    step: 'summarise_predictions',
    failed,
    skipped: failures.length - failed,
    total: failures.length + stored,
    first: first!.key,
    problem: first!.message ?? first!.state,
  };
  return new TapelineError('step.items_failed', { facts });
}
