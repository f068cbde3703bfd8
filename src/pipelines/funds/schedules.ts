import type { Job } from '../../control/definition/job.ts';
import { type Schedule, schedule } from '../../control/definition/schedule.ts';
import type { Sensor } from '../../control/definition/sensor.ts';
import { readinessSensor } from '../../control/definition/sensor-kinds.ts';
import { follow, runFor } from '../by-session.ts';
import { fundsDailyCollection, fundsDailyMetrics, fundsDailyValidation, fundsWeeklyFull } from './jobs.ts';
import { fundSource } from './ports.ts';
import { FUND_VENUE } from './validate-fund-navs.ts';

/** Of several ticks that were missed the latest runs, one at a time, and none that is more than an hour late. */
const POLICY = { coalesce: 'latest', maxInstances: 1, overlap: 'skip', misfireGrace: '1h' } as const;

const at = (name: string, job: Job, cron: string): Schedule =>
  schedule(job, { name, cron, zone: 'Asia/Shanghai', ...POLICY });

/** The evenings of the fund desk. Every day: money funds earn on Sundays too. */
export const fundSchedules: readonly Schedule[] = [
  at('funds.collection_19_00', fundsDailyCollection, '0 19 * * *'),
  at('funds.validation_19_30', fundsDailyValidation, '30 19 * * *'),
  at('funds.metrics_20_30', fundsDailyMetrics, '30 20 * * *'),
  at('funds.weekly_sunday_02_00', fundsWeeklyFull, '0 2 * * 0'),
];

const latePublishers = readinessSensor(({ session }) => runFor(fundsDailyCollection, session), {
  name: 'funds.late_publishers',
  description: 'From nine in the evening: asks whether most funds have published the session, then collects once more.',
  trigger: { calendar: FUND_VENUE, at: 'close+6h' },
  every: '15m',
  giveUpAfter: '14h',
  targets: [fundsDailyCollection],
  resources: { source: fundSource },
  async isReady({ source, session, signal }) {
    const newest = await source.readiness('navs', signal);
    if (newest === null || session === null || newest >= session) return { ready: true };
    return { ready: false, because: `most funds have published up to ${newest}` };
  },
});

/** What follows readiness rather than the clock. */
export const fundSensors: readonly Sensor[] = [
  latePublishers,
  follow('funds.collection_to_validation', fundsDailyCollection, fundsDailyValidation),
  follow('funds.validation_to_metrics', fundsDailyValidation, fundsDailyMetrics),
];
