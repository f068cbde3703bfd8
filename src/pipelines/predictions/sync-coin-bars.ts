import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { NO_CHANGE } from '../../data/lake/merge-rows.ts';
import { BAR_INTERVALS } from '../../data/source/predictions.ts';
import { lake, rawStore } from '../stocks/ports.ts';
import { RETRY_SOURCE } from '../stocks/retry.ts';
import { assetNames } from './assets.ts';
import { commonInterval } from './intervals.ts';
import type { CoinOutput, CoinTask } from './outputs.ts';
import { predictionVenues } from './ports.ts';
import { intervalSettings, qualitySettings } from './settings.ts';

/** Candles of the coin that a symbol's questions are about. @writes coin_bars, quarantine; idempotent by key and values */
export const syncCoinBars = op({
  name: 'sync_coin_bars',
  description: 'Fetches, judges and stores candles of a coin; the one that goes on is left for the next run.',
  config: z.object({ ...intervalSettings, ...qualitySettings }),
  resources: { venues: predictionVenues, rawStore, lake },
  writes: [...assetNames('coin_bars'), 'quarantine'],
  retry: RETRY_SOURCE,
  timeout: '1h',
  isolate: 'process',
  tags: { stage: 'collect' },
  async run({ task }: { readonly task: CoinTask }, context): Promise<CoinOutput> {
    const { authorOf, cleanPredictions, collectCoinBars, openDraft, publishAll, storeCleaned } = await import(
      './work.ts'
    );
    const { venues, rawStore: store, config, signal, clock } = context;
    const asking = { source: venues.coins, rawStore: store, signal };
    const interval = commonInterval(config.intervals);
    const collected = await collectCoinBars(asking, { ...task, interval, nowMs: clock.nowMs() });
    const { name, simulated } = venues.coins.info;
    const strictness = { severities: config.rules, rejectedShareMax: config.rejected_share_max };
    const judging = { manifest: collected.manifest, shelf: { symbol: task.symbol, provider: name }, strictness };
    const draft = openDraft(context);
    const author = authorOf(context, { providers: [name], simulated });
    const cleaned = await cleanPredictions(asking, judging, { draft, author, nowMs: clock.nowMs() });
    const { counts } = await storeCleaned(asking, judging, { draft, author });
    publishAll(context, draft);
    context.metrics.rows(cleaned.rows);
    const expected = Math.floor((task.toMs - task.fromMs) / BAR_INTERVALS[interval]);
    const missing = Math.max(0, expected - cleaned.rows - cleaned.quarantined);
    return { task, provider: name, interval, counts: counts.coin_bars ?? NO_CHANGE, missing };
  },
});
