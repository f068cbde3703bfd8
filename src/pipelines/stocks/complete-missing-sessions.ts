import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { datasetOf } from '../../core/snapshot.ts';
import { dayOfSession } from '../../core/time.ts';
import { assetNames, QUALITY_ASSETS } from './assets.ts';
import type { Bars, CompletedOutput, GapsOutput } from './outputs.ts';
import { lake, marketSource, rawStore } from './ports.ts';
import { RETRY_SOURCE } from './retry.ts';
import { completionSettings, qualitySettings, rangeSettings, ruleSettings, syncSettings } from './settings.ts';
import { gapOptionsOf } from './sync-and-complete-ohlcv-data.ts';

const config = z.object({
  target_stocks: rangeSettings.target_stocks,
  batch_size: syncSettings.batch_size,
  ...qualitySettings,
  ...ruleSettings,
  ...completionSettings,
});

/**
 * reads, writes  ohlcv_daily, ohlcv_daily_superseded, gaps, quarantine
 * idempotent by  key and values
 */
export const completeMissingSessions = op({
  name: 'complete_missing_sessions',
  description: 'Asks the source for missing sessions once more and fills what is left by policy, marked as filled.',
  config,
  resources: { source: marketSource, rawStore, lake },
  reads: assetNames('instruments', 'suspensions', 'ex_factors', 'sync_coverage'),
  writes: assetNames('ohlcv_daily', 'ohlcv_daily_superseded', 'origins', 'gaps', 'quarantine', ...QUALITY_ASSETS),
  retry: RETRY_SOURCE,
  timeout: '2h',
  isolate: 'process',
  tags: { stage: 'completion' },
  async run({ gaps }: { gaps: GapsOutput }, context): Promise<CompletedOutput> {
    const { completeMissing, openPath, publishAll, recordBlocked } = await import('./work.ts');
    const { tellBars } = await import('./tell-slices.ts');
    const { config: settings, log, metrics } = context;
    const path = await openPath(context, settings);
    const completed = await completeMissing(path, gapOptionsOf(settings, gaps.range));
    await recordBlocked(path, completed.verdicts);
    const to = dayOfSession(gaps.range.lastSession);
    await tellBars(context, path, { to, edgeSessionsMax: settings.edge_sessions_max });
    publishAll(context, path.draft);
    const { tried, fetched, filled, after } = completed;
    log.info('Gaps completed', { tried, fetched, filled, left: after.missing });
    metrics.rows(fetched + filled);
    return { ...completed, bars: datasetOf<Bars>('ohlcv_daily', path.draft.files('ohlcv_daily')) };
  },
});
