import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { datasetOf } from '../../core/snapshot.ts';
import { dayOfSession, toSession } from '../../core/time.ts';
import type { GapOptions } from '../../data/path/complete-bars.ts';
import { assetNames, QUALITY_ASSETS } from './assets.ts';
import type { Bars, BarsOutput } from './outputs.ts';
import { lake, marketSource, rawStore } from './ports.ts';
import { RETRY_SOURCE } from './retry.ts';
import { completionSettings, qualitySettings, rangeSettings, ruleSettings, syncSettings } from './settings.ts';

const config = z.object({
  ...rangeSettings,
  ...syncSettings,
  ...qualitySettings,
  ...ruleSettings,
  ...completionSettings,
  complete: z
    .boolean()
    .default(true)
    .describe('Find and complete gaps in the same step; false leaves it to later steps'),
});

export type OhlcvConfig = z.infer<typeof config>;

/** The range as the data path takes it. */
export function rangeOf(settings: Pick<OhlcvConfig, 'start_date' | 'end_date' | 'days_back'>) {
  const { start_date: start, end_date: end, days_back: daysBack } = settings;
  return {
    startDate: start === null ? null : toSession(start),
    endDate: end === null ? null : toSession(end),
    daysBack,
  };
}

type GapSettings = Pick<
  OhlcvConfig,
  'target_stocks' | 'completion' | 'fill_limit' | 'edge_sessions_max' | 'gap_retry_days'
>;

export function gapOptionsOf(settings: GapSettings, range: GapOptions['range']): GapOptions {
  return {
    range,
    targets: settings.target_stocks,
    policy: settings.completion,
    fillLimit: settings.fill_limit,
    edgeSessionsMax: settings.edge_sessions_max,
    retryDays: settings.gap_retry_days,
  };
}

/**
 * reads, writes  instruments, suspensions, ex_factors, ohlcv_daily and what stands around them
 * idempotent by  key and values
 */
export const syncAndCompleteOhlcvData = op({
  name: 'sync_and_complete_ohlcv_data',
  description: 'Fetches instruments, suspensions, ex-factors and the bars that are not stored yet, and completes gaps.',
  config,
  resources: { source: marketSource, rawStore, lake },
  writes: assetNames(
    'instruments',
    'suspensions',
    'ex_factors',
    'ohlcv_daily',
    'ohlcv_daily_superseded',
    'sync_coverage',
    'origins',
    'gaps',
    'quarantine',
    ...QUALITY_ASSETS,
  ),
  retry: RETRY_SOURCE,
  timeout: '2h',
  isolate: 'process',
  critical: true,
  tags: { stage: 'sync' },
  async run(_inputs: Record<never, never>, context): Promise<BarsOutput> {
    const { completeMissing, findMissing, joinVerdicts, openPath, publishAll, recordBlocked, syncBars } = await import(
      './work.ts'
    );
    const { askedSpans, instrumentsOf, rangeOfSpans, tellBars, tellByInstrument } = await import('./tell-slices.ts');
    const { config: settings, log, metrics } = context;
    const path = await openPath(context, settings);
    const only = askedSpans(context.partitions);
    const { synced, range } = await syncBars(path, {
      ...rangeOf(settings),
      targets: settings.target_stocks,
      ...(only === null ? {} : { only, ...rangeOfSpans(only), targets: instrumentsOf(only) }),
      recheckSessions: settings.recheck_sessions,
      edgeSessionsMax: settings.edge_sessions_max,
      refetch: settings.refetch,
    });
    log.info('Bars synced', {
      ...synced.counts,
      received: synced.rowsReceived,
      skipped: synced.skipped,
      to: synced.to,
    });
    const options = gapOptionsOf(settings, range);
    const gaps = settings.complete ? await findMissing(path, options) : null;
    const isBlocked = synced.verdicts.some((verdict) => verdict.verdict === 'blocked');
    const completed = gaps !== null && gaps.toDo > 0 && !isBlocked ? await completeMissing(path, options) : null;
    await recordBlocked(path, [...synced.verdicts, ...(completed?.verdicts ?? [])]);
    const lastSession = dayOfSession(range.lastSession);
    // What was refused as a whole is as missing as before.
    if (!isBlocked) await tellBars(context, path, { to: lastSession, edgeSessionsMax: settings.edge_sessions_max });
    await tellByInstrument(context, path, 'ex_factors');
    publishAll(context, path.draft);
    metrics.rows(synced.counts.inserted + synced.counts.revised);
    const { score } = joinVerdicts('all', synced.verdicts);
    if (score !== null) metrics.quality(score);
    metrics.set('rows_received', synced.rowsReceived);
    metrics.set('rows_quarantined', synced.quarantined);
    const { name, description, venue, simulated } = path.source.info;
    const bars = datasetOf<Bars>('ohlcv_daily', path.draft.files('ohlcv_daily'));
    return { bars, source: { name, description, venue, simulated }, range, synced, gaps, completed };
  },
});
