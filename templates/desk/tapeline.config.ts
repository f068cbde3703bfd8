import {
  asset,
  defineProject,
  job,
  op,
  pipeline,
  shippedProfiles,
  stockAssets,
  stockJobs,
  stockSchedules,
  stockSensors,
  z,
} from 'tapeline';

// An op of your own: a typed function with config. It shows up in `tapeline list` at once.
const greet = op({
  name: 'greet',
  description: 'Says hello to each symbol.',
  config: z.object({ symbols: z.array(z.string()).default(['AAPL', 'MSFT']).describe('whom to greet') }),
  retry: { max: 2, delay: '1s', backoff: 'exponential' },
  run: (_inputs, { config, log }) => {
    for (const symbol of config.symbols) log.info(`Hello, ${symbol}`);
    return { greeted: config.symbols.length };
  },
});

// A second op that takes what the first returned. Wiring it wrongly does not compile.
const count = op({
  name: 'count',
  run: ({ hello }: { hello: { greeted: number } }, { metrics }) => {
    metrics.rows(hello.greeted);
    return `${hello.greeted} greeted`;
  },
});

const mine = job(
  pipeline('mine', (p) => {
    const hello = p.add(greet);
    p.add(count, { hello });
  }),
  { name: 'mine.hello', aliases: ['hello'], tags: { type: 'example' } },
);

export default defineProject({
  name: 'my-desk',
  jobs: [...stockJobs, mine],
  assets: [...stockAssets, asset({ name: 'my_notes', description: 'An asset of your own.' })],
  // They work while `tapeline up` does: docs/sensors.md.
  schedules: stockSchedules,
  sensors: stockSensors,
  profiles: shippedProfiles,
  // Program settings in capitals, op config otherwise. tapeline.settings.json, .env, the environment and flags win.
  settings: { days_back: 60 },
});
