import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { type ErrorCode, TapelineError } from '../../core/errors.ts';
import { dayOfSession } from '../../core/time.ts';
import type { CollectOptions, NavsCollected } from '../../data/path/collect-navs.ts';
import { assetNames } from '../stocks/assets.ts';
import { lake, rawStore } from '../stocks/ports.ts';
import { RETRY_SOURCE } from '../stocks/retry.ts';
import { fundAssetNames } from './assets.ts';
import { fundSource } from './ports.ts';
import { collectSettings, strictnessSettings } from './settings.ts';

const config = z.object({ ...collectSettings, ...strictnessSettings });

/**
 * reads, writes  fund_info, fund_distributions, fund_nav_staging and what stands around them; reads fund_nav
 * idempotent by  fund, date and body
 */
export const collectFundNavs = op({
  name: 'collect_fund_navs',
  description:
    'Collects lists, distributions and what funds have published, with the dates they state, into the staging table.',
  config,
  resources: { source: fundSource, rawStore, lake },
  reads: fundAssetNames('fund_nav', 'fund_nav_status'),
  writes: [
    ...fundAssetNames('fund_info', 'fund_distributions', 'fund_nav_staging', 'data_update_log'),
    ...assetNames('quarantine', 'origins', 'sync_coverage'),
  ],
  retry: RETRY_SOURCE,
  // A first history of twenty thousand funds at one call a second.
  timeout: '12h',
  isolate: 'process',
  critical: true,
  tags: { stage: 'collect' },
  async run(_inputs: Record<never, never>, context): Promise<NavsCollected> {
    const { collectNavs, logUpdate, openFundPath, publishAll } = await import('./work.ts');
    const { config: settings, log, metrics, clock, asOfMs } = context;
    const startedAtMs = clock.nowMs();
    const path = await openFundPath(context, settings);
    const today = dayOfSession(path.calendar.sessionOn(asOfMs));
    const collected = await collectNavs(path, optionsOf(settings, today));
    await logUpdate(path.draft, entryOf(collected, startedAtMs, clock.nowMs()), path.author);
    publishAll(context, path.draft);
    const { rowsStaged, rejected, history, failed, stopped } = collected;
    log.info('Funds collected', { rows: rowsStaged, rejected, ...history, failed: failed.length });
    if (failed.length > 0) log.warn('Some funds could not be had', { failed: failed.slice(0, FAILED_SHOWN_MAX) });
    if (stopped !== null) log.warn('Collecting stopped before its end', stopped);
    metrics.rows(rowsStaged);
    metrics.set('rows_rejected', rejected);
    metrics.set('funds_failed', failed.length);
    return { ...collected, failed: failed.slice(0, FAILED_SHOWN_MAX) };
  },
});

const FAILED_SHOWN_MAX = 20;
const YEAR_DAYS = 366;

function optionsOf(settings: z.infer<typeof config>, today: number): CollectOptions {
  const { target_funds: targets, history_years: years } = settings;
  return {
    targets,
    historyFrom: years === 0 ? null : today - Math.ceil(years * YEAR_DAYS),
    historyFundsMax: settings.history_funds_max,
    recheckDays: settings.recheck_days,
    recheckEveryDays: settings.recheck_every_days,
  };
}

function entryOf(collected: NavsCollected, startedAtMs: number, finishedAtMs: number) {
  const { rowsStaged, rejected, history, failed, stopped, expected, navDateFirst, navDateLast } = collected;
  return {
    task: 'collection',
    startedAtMs,
    finishedAtMs,
    state: stopped === null && history.waiting === 0 ? ('success' as const) : ('partial' as const),
    counts: {
      rows_received: rowsStaged,
      rows_rejected: rejected,
      funds_expected: expected,
      funds_done: expected - failed.length - history.waiting,
      funds_failed: failed.length,
    },
    navDateFirst,
    navDateLast,
    message: stopped?.message ?? (history.waiting > 0 ? `${history.waiting} funds wait for their history` : ''),
  };
}

/** What came is staged and stays; a collection that was stopped is a failed run all the same, and the next one goes on. */
export const requireWholeCollection = op({
  name: 'require_whole_collection',
  description: 'Fails when the source stopped the collection before its end.',
  tags: { stage: 'collect' },
  run({ collected }: { collected: NavsCollected }): { readonly funds: number } {
    const { stopped, expected, history } = collected;
    if (stopped === null) return { funds: expected };
    const detail = `${history.waiting} of ${expected} funds are still to come; what came is kept and the next run goes on from there (${stopped.message})`;
    throw new TapelineError(stopped.code as 'source.banned' & ErrorCode, { facts: { source: 'fund_source', detail } });
  },
});
