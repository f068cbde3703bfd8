import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { TapelineError } from '../../core/errors.ts';
import type { NavsMerged } from '../../data/path/merge-navs.ts';
import { assetNames, QUALITY_ASSETS } from '../stocks/assets.ts';
import { lake } from '../stocks/ports.ts';
import { RETRY } from '../stocks/retry.ts';
import { fundAssetNames } from './assets.ts';
import { validateSettings } from './settings.ts';

/** The exchange whose sessions Chinese funds follow. */
export const FUND_VENUE = 'XSHG';

/**
 * reads, writes  fund_nav_staging, fund_nav, fund_nav_superseded, fund_nav_status, quarantine, quality_verdicts
 * idempotent by  fund, date and values
 */
export const validateFundNavs = op({
  name: 'validate_fund_navs',
  description: 'Checks what was collected against distributions, published returns and sessions, and merges it.',
  config: z.object(validateSettings),
  resources: { lake },
  reads: [...fundAssetNames('fund_info', 'fund_distributions'), ...assetNames('origins')],
  writes: [
    ...fundAssetNames('fund_nav_staging', 'fund_nav', 'fund_nav_superseded', 'fund_nav_status', 'data_update_log'),
    ...assetNames('quarantine'),
    ...QUALITY_ASSETS,
  ],
  retry: RETRY,
  timeout: '2h',
  isolate: 'process',
  critical: true,
  tags: { stage: 'validate' },
  async run(_inputs: Record<never, never>, context): Promise<NavsMerged> {
    const { authorOfDerived, calendarOf, logUpdate, mergeNavs, openDraft, publishAll, recordVerdicts } = await import(
      './work.ts'
    );
    const { config: settings, log, metrics, clock, asOfMs, signal } = context;
    const startedAtMs = clock.nowMs();
    const draft = openDraft(context);
    const author = await authorOfDerived(context, draft, ['fund_nav']);
    const strictness = { severities: settings.rules, rejectedShareMax: settings.rejected_share_max };
    const path = { draft, author, strictness, asOfMs, signal, nowMs: clock.nowMs, calendar: calendarOf(FUND_VENUE) };
    const merged = await mergeNavs(path, { coverageSessions: settings.coverage_sessions });
    if (merged.verdict !== null) await recordVerdicts(draft, [merged.verdict], clock.nowMs(), author);
    await logUpdate(draft, entryOf(merged, startedAtMs, clock.nowMs()), author);
    publishAll(context, draft);
    log.info('Values validated', { ...merged.counts, quarantined: merged.quarantined, ...merged.states });
    metrics.rows(merged.counts.inserted + merged.counts.revised);
    metrics.set('rows_quarantined', merged.quarantined);
    if (merged.verdict?.score !== null && merged.verdict !== null) metrics.quality(merged.verdict.score);
    return merged;
  },
});

function entryOf(merged: NavsMerged, startedAtMs: number, finishedAtMs: number) {
  const { counts, states, verdict, rowsStaged } = merged;
  const isBlocked = verdict?.verdict === 'blocked';
  const isNew = counts.inserted + counts.revised > 0;
  const funds = Object.values(states).reduce((sum, count) => sum + count, 0);
  const late = (states.late ?? 0) + (states.stale ?? 0);
  return {
    task: 'validation',
    startedAtMs,
    finishedAtMs,
    state: isBlocked ? ('blocked' as const) : isNew ? ('success' as const) : ('nothing_new' as const),
    counts: {
      rows_received: rowsStaged,
      rows_inserted: counts.inserted,
      rows_revised: counts.revised,
      rows_rejected: merged.quarantined,
      funds_expected: funds,
      funds_done: states.current ?? 0,
      funds_late: late,
    },
    navDateFirst: merged.navDateFirst,
    navDateLast: merged.navDateLast,
    message: isBlocked
      ? (verdict.blockedBecause ?? '')
      : rowsStaged === 0
        ? 'nothing was collected since the last time'
        : '',
  };
}

/** The gate: a blocked delivery is recorded, and fails the run. */
export const requireAcceptedNavs = op({
  name: 'require_accepted_navs',
  description: 'Fails when the delivery was blocked.',
  tags: { stage: 'validate' },
  run({ merged }: { merged: NavsMerged }): { readonly merged: number } {
    const { verdict, counts } = merged;
    if (verdict?.verdict !== 'blocked') return { merged: counts.inserted + counts.revised };
    const wayOut =
      'Nothing of it was merged; look at its rows with "tapeline quarantine --dataset fund_nav", then collect again, ' +
      'raise rejected_share_max, or allow a rule with rules={"…":"warn"}.';
    const problem = verdict.blockedBecause ?? 'blocked';
    throw new TapelineError('quality.blocked', { facts: { dataset: 'fund_nav', problem, wayOut } });
  },
});
