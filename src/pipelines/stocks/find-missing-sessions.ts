import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { assetNames } from './assets.ts';
import type { BarsOutput, GapsOutput } from './outputs.ts';
import { lake, marketSource, rawStore } from './ports.ts';
import { RETRY_SOURCE } from './retry.ts';
import { completionSettings, rangeSettings } from './settings.ts';
import { gapOptionsOf, rangeOf } from './sync-and-complete-ohlcv-data.ts';

const config = z.object({ ...rangeSettings, ...completionSettings });

const NO_FETCHING = { batch_size: 0, rejected_share_max: 1 };

/** @writes gaps; idempotent by content */
export const findMissingSessions = op({
  name: 'find_missing_sessions',
  description: 'Compares the stored bars with the exchange’s sessions, listings and suspensions, and lists every gap.',
  config,
  resources: { source: marketSource, rawStore, lake },
  reads: assetNames('ohlcv_daily', 'instruments', 'suspensions', 'quarantine', 'sync_coverage'),
  writes: assetNames('gaps'),
  retry: RETRY_SOURCE,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'completion' },
  async run({ bars }: { bars?: BarsOutput }, context): Promise<GapsOutput> {
    const { findMissing, openPath, publishAll, syncRange } = await import('./work.ts');
    const { config: settings, log, metrics } = context;
    const path = await openPath(context, NO_FETCHING);
    const range = await syncRange(path, 'bars', rangeOf(settings));
    const found = await findMissing(path, gapOptionsOf(settings, range));
    publishAll(context, path.draft);
    // Completing would store piece by piece what was just refused as a whole.
    const isBlocked = bars?.synced.verdicts.some((verdict) => verdict.verdict === 'blocked') ?? false;
    log.info('Gaps found', { missing: found.missing, toDo: found.toDo, expected: found.expected });
    metrics.rows(found.expected);
    metrics.set('sessions_missing', found.missing);
    if (found.expected > 0) metrics.quality(1 - found.missing / found.expected);
    return { ...found, toDo: isBlocked ? 0 : found.toDo, range };
  },
});
