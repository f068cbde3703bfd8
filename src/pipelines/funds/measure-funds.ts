import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import type { FundShard, MeasuredFunds } from '../../data/derived/fund-metrics.ts';
import type { FundScores } from '../../data/scored/score-funds.ts';
import { assetNames } from '../stocks/assets.ts';
import { lake } from '../stocks/ports.ts';
import { RETRY } from '../stocks/retry.ts';
import { fundAssetNames } from './assets.ts';
import { measureSettings, planSettings } from './settings.ts';
import { FUND_VENUE } from './validate-fund-navs.ts';

const INPUTS = fundAssetNames('fund_nav', 'fund_nav_superseded', 'fund_distributions', 'fund_info');

/** @reads what metrics are made of; idempotent */
export const planFundMetrics = op({
  name: 'plan_fund_metrics',
  description: 'Cuts the funds into parts that are measured side by side; none when nothing has changed.',
  config: z.object(planSettings),
  resources: { lake },
  reads: [...INPUTS, ...fundAssetNames('fund_metrics'), ...assetNames('derivations')],
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  critical: true,
  tags: { stage: 'metrics' },
  async run(_inputs: Record<never, never>, context): Promise<readonly FundShard[]> {
    const { calendarOf, openDraft, planShards } = await import('./work.ts');
    const { config: settings, asOfMs, log } = context;
    const options = { ...optionsOf(settings), asOfMs, calendar: calendarOf(FUND_VENUE) };
    const shards = await planShards(openDraft(context), {
      ...options,
      shards: settings.shards,
      recompute: settings.recompute,
    });
    log.info('Metrics planned', { shards: shards.length });
    return shards;
  },
});

function optionsOf(settings: { readonly points_min: number; readonly points_max: number; readonly risk_free: number }) {
  return { pointsMin: settings.points_min, pointsMax: settings.points_max, riskFree: settings.risk_free };
}

/** @writes fund_metrics, fund_nav_adjusted, a file each; idempotent by content */
export const measureFundShard = op({
  name: 'measure_funds',
  description: 'Return, risk and ratios of each fund of a part, on adjusted values.',
  config: z.object(measureSettings),
  resources: { lake },
  reads: [...INPUTS, ...assetNames('origins')],
  writes: fundAssetNames('fund_metrics', 'fund_nav_adjusted'),
  retry: RETRY,
  timeout: '1h',
  isolate: 'process',
  tags: { stage: 'metrics' },
  async run({ shard }: { shard: FundShard }, context): Promise<MeasuredFunds> {
    const { authorOfDerived, measureFunds, openDraft, publishAll } = await import('./work.ts');
    const { config: settings, asOfMs, metrics } = context;
    const draft = openDraft(context);
    const author = await authorOfDerived(context, draft, ['fund_nav']);
    const measured = await measureFunds(draft, shard, { ...optionsOf(settings), asOfMs, author });
    publishAll(context, draft);
    metrics.rows(measured.funds);
    return measured;
  },
});

export type FundsMeasured = {
  readonly funds: number;
  readonly measured: number;
  readonly insufficient: number;
  /** Parts whose metrics are the same bytes as before. */
  readonly unchanged: number;
  readonly scores: FundScores | null;
};

/** @writes fund_scores, derivations, data_update_log; idempotent by content */
export const scoreFundMetrics = op({
  name: 'score_funds',
  description: 'Scores each fund against the others of its class, and writes down what was done.',
  config: z.object({
    ...measureSettings,
    top_count: z.number().int().min(1).max(100).default(10).describe('Lines of the score table in the summary'),
  }),
  resources: { lake },
  reads: [...INPUTS, ...assetNames('origins')],
  writes: [
    ...fundAssetNames('fund_metrics', 'fund_nav_adjusted', 'fund_scores', 'data_update_log'),
    ...assetNames('derivations'),
  ],
  retry: RETRY,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'scores' },
  async run(
    { shards, parts }: { shards: readonly FundShard[]; parts: readonly MeasuredFunds[] },
    context,
  ): Promise<FundsMeasured> {
    const { authorOfDerived, calendarOf, logUpdate, openDraft, publishAll, rememberMeasured, scoreFunds } =
      await import('./work.ts');
    const { config: settings, log, metrics, clock, asOfMs } = context;
    const startedAtMs = clock.nowMs();
    const draft = openDraft(context);
    const author = await authorOfDerived(context, draft, ['fund_nav']);
    const sum = (pick: (part: MeasuredFunds) => number) => parts.reduce((total, part) => total + pick(part), 0);
    const isNew = shards.length > 0;
    if (isNew)
      await rememberMeasured(draft, {
        ...optionsOf(settings),
        asOfMs,
        calendar: calendarOf(FUND_VENUE),
        shards,
        author,
      });
    const scores = isNew ? await scoreFunds(draft, { topCount: settings.top_count, author }) : null;
    const done: FundsMeasured = {
      funds: sum(({ funds }) => funds),
      measured: sum(({ measured }) => measured),
      insufficient: sum(({ insufficient }) => insufficient),
      unchanged: parts.filter(({ isUnchanged }) => isUnchanged).length,
      scores,
    };
    const message = isNew ? tooFewText(done.insufficient) : 'nothing has changed since the last time';
    const entry = {
      task: 'metrics',
      startedAtMs,
      finishedAtMs: clock.nowMs(),
      navDateFirst: null,
      navDateLast: null,
      message,
    };
    const counts = { funds_expected: done.funds, funds_done: done.measured };
    await logUpdate(draft, { ...entry, state: isNew ? 'success' : 'nothing_new', counts }, author);
    publishAll(context, draft);
    log.info('Funds measured', { funds: done.funds, measured: done.measured, scored: scores?.rows ?? 0 });
    metrics.rows(done.measured);
    return done;
  },
});

function tooFewText(funds: number): string {
  return funds === 0 ? '' : `${funds} funds have too few values to be measured`;
}
