import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { datasetOf } from '../../core/snapshot.ts';
import { assetNames, QUALITY_ASSETS } from './assets.ts';
import type { BarsOutput, FundamentalsOutput, Statements } from './outputs.ts';
import { lake, marketSource, rawStore } from './ports.ts';
import { RETRY_SOURCE } from './retry.ts';
import { qualitySettings, rangeSettings, syncSettings } from './settings.ts';

const config = z.object({ target_stocks: rangeSettings.target_stocks, ...syncSettings, ...qualitySettings });

/**
 * Completes nothing by invention: a quarter that was not announced is reported as missing, and the latest one stands
 * until the next is announced.
 *
 * reads, writes  fundamentals, valuations; idempotent by key and values
 */
export const syncAndCompleteFundamentalData = op({
  name: 'sync_and_complete_fundamental_data',
  description: 'Fetches financial statements and market values, and reports quarters that are due and missing.',
  config,
  resources: { source: marketSource, rawStore, lake },
  reads: assetNames('ohlcv_daily', 'instruments'),
  writes: assetNames('fundamentals', 'valuations', 'sync_coverage', 'origins', 'quarantine', ...QUALITY_ASSETS),
  retry: RETRY_SOURCE,
  timeout: '2h',
  isolate: 'process',
  tags: { stage: 'sync' },
  async run({ bars }: { bars: BarsOutput }, context): Promise<FundamentalsOutput> {
    const { joinVerdicts, openPath, publishAll, recordBlocked, syncFundamentals } = await import('./work.ts');
    const { tellByInstrument, tellValuations } = await import('./tell-slices.ts');
    const { config: settings, log, metrics } = context;
    const path = await openPath(context, settings);
    const synced = await syncFundamentals(path, {
      targets: settings.target_stocks,
      from: bars.range.from,
      to: bars.range.to,
      recheckSessions: settings.recheck_sessions,
      refetch: settings.refetch,
    });
    if (synced.isAvailable) log.info('Statements synced', { ...synced.counts, missing: synced.missingQuarters.count });
    else log.info('No statements', { because: synced.because });
    await recordBlocked(path, synced.verdicts);
    if (synced.isAvailable) {
      await tellByInstrument(context, path, 'fundamentals');
      await tellValuations(context, path);
    }
    publishAll(context, path.draft);
    metrics.rows(synced.counts.inserted + synced.counts.revised);
    const { score } = joinVerdicts('all', synced.verdicts);
    if (score !== null) metrics.quality(score);
    return { statements: datasetOf<Statements>('fundamentals', path.draft.files('fundamentals')), synced };
  },
});
