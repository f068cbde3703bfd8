import { defineProject, job, op, pipeline, schedule } from 'tapeline';

// The policy of a prediction-market desk, Airflow's words behind it: schedule "0 */4 * * *", catchup=False,
// max_active_runs=1, retries=3, retry_delay=5 minutes. The op only says what it would do.
const collect = op({
  name: 'collect_markets',
  retry: { max: 3, delay: '5m', backoff: 'fixed', jitter: 0, retryIf: () => true },
  run: (_, { log, attempt }) => log.info('Collects open markets and their prices.', { attempt }),
});

const markets = job(
  pipeline('collect', (p) => p.add(collect)),
  { name: 'predictions.collect', tags: { family: 'predictions' }, maxInstances: 1 },
);

export default defineProject({
  name: 'prediction-policy',
  jobs: [markets],
  schedules: [
    schedule(markets, {
      name: 'predictions.every_four_hours',
      cron: '0 */4 * * *',
      zone: 'UTC',
      // No catch-up: a tick that was missed by more than a few minutes is recorded and not made up for.
      misfireGrace: '5m',
      coalesce: 'latest',
      maxInstances: 1,
      overlap: 'skip',
    }),
  ],
});
