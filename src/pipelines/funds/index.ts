/** The fund desk: its ops, jobs, assets and ports. */
export { fundAssets } from './assets.ts';
export { cleanFundStaging } from './clean-fund-staging.ts';
export { collectFundNavs, requireWholeCollection } from './collect-fund-navs.ts';
export {
  fundJobs,
  fundsDailyCollection,
  fundsDailyMetrics,
  fundsDailyValidation,
  fundsPublish,
  fundsWeeklyFull,
} from './jobs.ts';
export { type FundsMeasured, measureFundShard, planFundMetrics, scoreFundMetrics } from './measure-funds.ts';
export { fundSource } from './ports.ts';
export { publishFunds } from './publish-funds.ts';
export { fundSchedules, fundSensors } from './schedules.ts';
export { requireAcceptedNavs, validateFundNavs } from './validate-fund-navs.ts';
export { writeFundReport } from './write-fund-report.ts';
