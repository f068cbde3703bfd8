import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { TapelineError } from '../../core/errors.ts';
import type { RawStore } from '../../data/raw/raw-store.ts';
import type { Severities } from '../../data/validated/rule.ts';
import type { Verdict } from '../../data/validated/verdict.ts';
import { lake, rawStore } from '../stocks/ports.ts';
import { RETRY, RETRY_SOURCE } from '../stocks/retry.ts';
import { assetNames } from './assets.ts';
import type { CleanedOutput, CollectedOutput, MarketTask, StoredOutput } from './outputs.ts';
import { type PredictionVenues, predictionVenues } from './ports.ts';
import { collectSettings, qualitySettings } from './settings.ts';

/** Asks one venue for one symbol and keeps what it says. @writes the raw store; idempotent by content */
export const collectMarketData = op({
  name: 'collect_market_data',
  description:
    'Fetches the questions of a symbol, and the prices and trades of their outcomes, and keeps them as they came.',
  config: z.object(collectSettings),
  resources: { venues: predictionVenues, rawStore },
  retry: RETRY_SOURCE,
  timeout: '1h',
  tags: { stage: 'collect' },
  async run({ task }: { readonly task: MarketTask }, context): Promise<CollectedOutput> {
    const { collectPredictions } = await import('./work.ts');
    const { venues, rawStore: store, config, signal, asOfMs, clock, progress, metrics, log } = context;
    const { fromMs, toMs, selector } = task;
    const asking = { source: venues.venue(task.source), rawStore: store, signal };
    const collected = await collectPredictions(asking, {
      ...{ fromMs, toMs, selector },
      outcomes: config.outcomes,
      nowMs: Math.min(asOfMs, clock.nowMs()),
      onProgress: (done, total) => progress(done, total, 'outcomes'),
    });
    log.info('Collected', { bodies: collected.bodies, bytes: collected.bytes, outcomes: collected.outcomes });
    metrics.set('bodies', collected.bodies);
    return { task, ...collected };
  },
});

/** Judges what was collected. @writes quarantine @throws quality.blocked */
export const cleanMarketData = op({
  name: 'clean_market_data',
  description: 'Reads what was kept, judges every row, and puts bad ones into quarantine; too many block what follows.',
  config: z.object(qualitySettings),
  resources: { venues: predictionVenues, rawStore, lake },
  writes: ['quarantine'],
  retry: RETRY,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'clean' },
  async run({ collected }: { readonly collected: CollectedOutput }, context): Promise<CleanedOutput> {
    const { authorOf, cleanPredictions, openDraft, publishAll } = await import('./work.ts');
    const { task, manifest, outcomes } = collected;
    const { asking, judging } = judgingOf(context, collected);
    const draft = openDraft(context);
    const { name, simulated } = asking.source.info;
    const author = authorOf(context, { providers: [name], simulated });
    const cleaned = await cleanPredictions(asking, judging, { draft, author, nowMs: context.clock.nowMs() });
    publishAll(context, draft);
    context.metrics.rows(cleaned.rows);
    context.metrics.set('rows_quarantined', cleaned.quarantined);
    return { task, manifest, outcomes, ...cleaned };
  },
});

/** Stores what was found good. @writes prediction_markets, prediction_prices, prediction_trades; idempotent by key and values */
export const storeMarketData = op({
  name: 'store_market_data',
  description: 'Merges the good rows into the lake; a delivery that was blocked is refused here.',
  config: z.object(qualitySettings),
  resources: { venues: predictionVenues, rawStore, lake },
  writes: assetNames('prediction_markets', 'prediction_prices', 'prediction_trades'),
  retry: RETRY,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'store' },
  async run({ cleaned }: { readonly cleaned: CleanedOutput }, context): Promise<StoredOutput> {
    const { authorOf, openDraft, publishAll, storeCleaned } = await import('./work.ts');
    const { task, outcomes, quarantined, verdicts } = cleaned;
    const blocked = verdicts.find(({ verdict }) => verdict === 'blocked');
    if (blocked !== undefined) throw blockedError(blocked);
    const { asking, judging } = judgingOf(context, cleaned);
    const draft = openDraft(context);
    const { name, simulated: isMarked } = asking.source.info;
    const author = authorOf(context, { providers: [name], simulated: isMarked });
    const { counts, simulated } = await storeCleaned(asking, judging, { draft, author });
    publishAll(context, draft);
    context.metrics.rows(Object.values(counts).reduce((sum, { inserted, revised }) => sum + inserted + revised, 0));
    return { task, outcomes, quarantined, simulated, counts };
  },
});

type JudgingContext = {
  readonly venues: PredictionVenues;
  readonly rawStore: RawStore;
  readonly signal: AbortSignal;
  readonly config: { readonly rules: Severities; readonly rejected_share_max: number };
};

function judgingOf(context: JudgingContext, { task, manifest }: Pick<CollectedOutput, 'task' | 'manifest'>) {
  const { venues, rawStore: store, signal, config } = context;
  const asking = { source: venues.venue(task.source), rawStore: store, signal };
  const shelf = { symbol: task.symbol, provider: asking.source.info.name };
  const strictness = { severities: config.rules, rejectedShareMax: config.rejected_share_max };
  return { asking, judging: { manifest, shelf, strictness } };
}

function blockedError({ dataset, blockedBecause }: Verdict): TapelineError {
  const wayOut =
    'Nothing of that delivery was stored; look at its rows with "tapeline quarantine", then wait for the venue, raise ' +
    'rejected_share_max, or allow a rule with rules={"…":"warn"}.';
  return new TapelineError('quality.blocked', { facts: { dataset, problem: blockedBecause ?? 'blocked', wayOut } });
}
