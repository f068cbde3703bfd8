import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { DAY_MS } from '../../core/time.ts';
import { lake } from '../stocks/ports.ts';
import { RETRY } from '../stocks/retry.ts';
import { fundAssetNames } from './assets.ts';
import { cleanSettings } from './settings.ts';

/** @writes fund_nav_staging */
export const cleanFundStaging = op({
  name: 'clean_fund_staging',
  description: 'Removes what was collected long ago and never merged: deliveries that were blocked.',
  config: z.object(cleanSettings),
  resources: { lake },
  writes: fundAssetNames('fund_nav_staging'),
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  tags: { stage: 'cleanup' },
  async run(_inputs: Record<never, never>, context): Promise<{ readonly files: number; readonly rows: number }> {
    const { openDraft, publishAll, removeExpired } = await import('./work.ts');
    const { config: settings, asOfMs, log, metrics } = context;
    const draft = openDraft(context);
    const removed = await removeExpired(draft, asOfMs - settings.staging_days * DAY_MS);
    publishAll(context, draft);
    log.info('Staging cleaned', removed);
    metrics.rows(removed.rows);
    return removed;
  },
});
