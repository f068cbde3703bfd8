import { defineProject, type Job, job, op, pipeline, type Schedule, schedule } from 'tapeline';

// The times and policies of a fund desk: APScheduler's coalesce=True, max_instances=1, misfire_grace_time=3600.
// The ops only say what they would do.
const say = (name: string, what: string): Job =>
  job(
    pipeline(name, (p) => p.add(op({ name: `${name}_op`, run: (_, { log }) => log.info(what) }))),
    { name: `funds.${name}`, tags: { family: 'funds' }, maxInstances: 1 },
  );

const collect = say('collect_nav', 'Collects the net asset values of the day into a temporary table.');
const merge = say('validate_and_merge', 'Checks what was collected and merges it.');
const metrics = say('metrics', 'Computes return, volatility and drawdown of each fund.');
const weekly = say('weekly_recalculation', 'Recalculates everything, cleans up, writes the weekly report.');

const policy = { coalesce: 'latest', maxInstances: 1, overlap: 'skip', misfireGrace: '1h' } as const;
const at = (target: Job, cron: string): Schedule => schedule(target, { cron, zone: 'Asia/Shanghai', ...policy });

export default defineProject({
  name: 'fund-policy',
  jobs: [collect, merge, metrics, weekly],
  schedules: [at(collect, '0 19 * * *'), at(merge, '30 19 * * *'), at(metrics, '30 20 * * *'), at(weekly, '0 2 * * 0')],
});
