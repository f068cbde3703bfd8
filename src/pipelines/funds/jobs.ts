import { type Job, job } from '../../control/definition/job.ts';
import { type PipelineBuilder, pipeline } from '../../control/definition/pipeline.ts';
import { cleanFundStaging } from './clean-fund-staging.ts';
import { collectFundNavs, requireWholeCollection } from './collect-fund-navs.ts';
import { measureFundShard, planFundMetrics, scoreFundMetrics } from './measure-funds.ts';
import { publishFunds } from './publish-funds.ts';
import { requireAcceptedNavs, validateFundNavs } from './validate-fund-navs.ts';
import { writeFundReport } from './write-fund-report.ts';

const collection = pipeline('funds.collection', (p) => {
  p.add(requireWholeCollection, { collected: p.add(collectFundNavs) });
});

const validation = pipeline('funds.validation', (p) => {
  p.add(requireAcceptedNavs, { merged: p.add(validateFundNavs) });
});

/** Parts of the funds side by side, then their scores. */
function addMetrics(p: PipelineBuilder) {
  const shards = p.add(planFundMetrics);
  const parts = p.map(measureFundShard, { over: { shard: shards }, key: (shard) => shard.partition.replace('=', '_') });
  return p.add(scoreFundMetrics, { shards, parts });
}

const measuring = pipeline('funds.metrics', (p) => {
  addMetrics(p);
});

const weekly = pipeline('funds.weekly', (p) => {
  const measured = addMetrics(p);
  p.add(writeFundReport, { measured }, { after: [p.add(cleanFundStaging)] });
});

const publishing = pipeline('funds.publishing', (p) => {
  p.add(publishFunds);
});

const shared = { maxInstances: 1 } as const;

export const fundsDailyCollection = job(collection, {
  ...shared,
  name: 'funds.daily_collection',
  description: 'Collects what funds have published into the staging table.',
  tags: { type: 'collection', frequency: 'daily', family: 'funds' },
});

export const fundsDailyValidation = job(validation, {
  ...shared,
  name: 'funds.daily_validation',
  description: 'Checks what was collected, and merges it.',
  tags: { type: 'validation', frequency: 'daily', family: 'funds' },
});

export const fundsDailyMetrics = job(measuring, {
  ...shared,
  name: 'funds.daily_metrics',
  description: 'Measures every fund on adjusted values, and scores it within its class.',
  tags: { type: 'metrics', frequency: 'daily', family: 'funds' },
});

export const fundsWeeklyFull = job(weekly, {
  ...shared,
  name: 'funds.weekly_full',
  description:
    'Measures everything again from the values themselves, removes expired staging data, and writes the weekly report.',
  tags: { type: 'full', frequency: 'weekly', family: 'funds' },
  config: { 'plan_fund_metrics.recompute': true },
});

export const fundsPublish = job(publishing, {
  ...shared,
  name: 'funds.publish',
  description:
    'Keeps funds, values, distributions, metrics, scores and the log as tables of your MySQL, MariaDB or PostgreSQL.',
  tags: { type: 'publish', frequency: 'manual', family: 'funds' },
});

/** Every job of the fund desk. */
export const fundJobs: readonly Job[] = [
  fundsDailyCollection,
  fundsDailyValidation,
  fundsDailyMetrics,
  fundsWeeklyFull,
  fundsPublish,
];
