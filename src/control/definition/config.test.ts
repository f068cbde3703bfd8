import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT, isTapelineError, type TapelineError } from '../../core/errors.ts';
import { type ConfigLayer, type ConfigOrigin, checkKeysOfLayers, resolveConfig } from './config.ts';
import { type Job, job } from './job.ts';
import { op } from './op.ts';
import { pipeline } from './pipeline.ts';
import { type ConfigSchema, z } from './schema.ts';

const sync = op({
  name: 'sync',
  config: z.object({
    symbols: z.array(z.string()).default(['AAPL']).describe('What to sync'),
    days_back: z.number().int().min(1).default(60),
    strict: z.boolean().default(false),
    window: z.number().default(5),
  }),
  run: () => null,
});
const score = op({
  name: 'score',
  config: z.object({
    days_back: z.number().int().default(20),
    window: z.string().default('1d'),
    top: z.number().default(10),
  }),
  run: () => null,
});
const plain = op({ name: 'plain', run: () => null });

const chain = pipeline('daily', (p) => {
  const first = p.add(sync);
  p.add(sync, {}, { as: 'sync_again', after: [first] });
  p.add(score);
  p.add(plain);
});
const daily = (config: Readonly<Record<string, unknown>> = {}): Job => job(chain, { config });

const layer = (
  origin: ConfigOrigin,
  values: Readonly<Record<string, unknown>>,
  change: Partial<ConfigLayer> = {},
): ConfigLayer => ({
  origin,
  where: origin,
  values,
  isText: false,
  isStrict: false,
  ...change,
});
const flags = (values: Readonly<Record<string, string>>): ConfigLayer =>
  layer('flag', values, { where: '--set', isText: true, isStrict: true });

async function refusal(layers: readonly ConfigLayer[], of: Job = daily()): Promise<TapelineError> {
  try {
    await resolveConfig(of, layers);
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    return error;
  }
  throw new Error('it was accepted');
}

const keyOf = async (layers: readonly ConfigLayer[], step: string, key: string, of = daily()) => {
  const { keys } = await resolveConfig(of, layers);
  const { value, origin, where } = keys.find((each) => each.step === step && each.key === key)!;
  return [value, origin, where];
};

describe('layers', () => {
  test('defaults fill in what nobody sets, and say so', async () => {
    const { steps, keys } = await resolveConfig(daily(), []);
    assert.deepEqual(steps.sync, { symbols: ['AAPL'], days_back: 60, strict: false, window: 5 });
    assert.deepEqual(steps.plain, {}, 'an op without config has an empty one');
    assert.deepEqual(new Set(keys.map(({ origin }) => origin)), new Set(['default']));
    assert.equal(keys.find(({ key }) => key === 'symbols')!.description, 'What to sync');
  });

  test('later layers win, each value knows where it came from', async () => {
    const layers = [
      layer('project', { 'sync.days_back': 1 }),
      layer('file', { 'sync.days_back': 2, 'score.top': 3 }),
      layer('environment', { 'sync.days_back': 3 }),
      flags({ 'sync.days_back': '4' }),
    ];
    const of = daily({ 'sync.days_back': 99, 'score.days_back': 98 });
    assert.deepEqual(await keyOf(layers, 'sync', 'days_back', of), [4, 'flag', '--set']);
    assert.deepEqual(await keyOf(layers.slice(0, 3), 'sync', 'days_back', of), [3, 'environment', 'environment']);
    assert.deepEqual(await keyOf(layers, 'score', 'top', of), [3, 'file', 'file']);
    assert.deepEqual(await keyOf(layers, 'score', 'days_back', of), [98, 'job', 'job "daily"']);
    assert.deepEqual(await keyOf(layers, 'score', 'window', of), ['1d', 'default', 'the op']);
  });

  test('a bare key sets every op that has it; op.key all steps of that op; step.key one step', async () => {
    const days = async (name: string): Promise<readonly unknown[]> => {
      const { steps } = await resolveConfig(daily(), [flags({ [name]: '7' })]);
      return ['sync', 'sync_again', 'score'].map((step) => (steps[step] as { days_back: number }).days_back);
    };
    assert.deepEqual(await days('days_back'), [7, 7, 7]);
    assert.deepEqual(await days('sync.days_back'), [7, 7, 20]);
    assert.deepEqual(await days('sync_again.days_back'), [60, 7, 20]);
  });

  test('a key of another job is passed over in a file, and refused as a flag', async () => {
    await resolveConfig(daily(), [layer('file', { weather: 1, 'other.days_back': 2 })]);
    assert.equal((await refusal([flags({ weather: '1' })])).code, 'usage.unknown_name');
    assert.equal((await refusal([flags({ 'other.days_back': '1' })])).code, 'usage.unknown_name');
    assert.equal((await refusal([], daily({ weather: 1 }))).code, 'usage.unknown_name');
  });
});

describe('refusals', () => {
  test('an unknown key names the nearest one, whoever set it', async () => {
    const error = await refusal([flags({ days_bakc: '5' })]);
    const { kind, nearest } = error.facts as { kind: string; nearest: string };
    assert.deepEqual([error.code, kind, nearest], ['usage.unknown_name', 'config key', 'days_back']);
    assert.match(error.message, /"days_bakc" \(set by --set, for job "daily"\)/);
    assert.match((await refusal([flags({ 'sync.simbols': 'A' })])).message, /Did you mean "symbols"/);
  });

  test('a bare key of different types is ambiguous and says how to write it', async () => {
    const error = await refusal([flags({ window: '9' })]);
    assert.equal(error.code, 'usage.invalid');
    assert.match(error.message, /sync\.window or sync_again\.window or score\.window/);
    const { steps } = await resolveConfig(daily(), [flags({ 'score.window': '9' })]);
    assert.equal((steps.score as { window: string }).window, '9');
  });

  test('all problems of all steps come at once, each with what was got', async () => {
    const error = await refusal([flags({ 'sync.days_back': '0', 'sync.strict': 'perhaps', 'score.top': 'ten' })]);
    assert.equal(error.code, 'config.invalid');
    const { problems } = error.facts as { problems: readonly string[] };
    assert.deepEqual(problems, [
      'days_back: Too small: expected number to be >=1 (got 0) in sync, sync_again',
      'strict: expected boolean (got "perhaps") in sync, sync_again',
      'top: expected number (got "ten") in score',
    ]);
  });

  test('a union says what would have fitted', async () => {
    const days = z.union([z.number().int().min(1), z.literal('auto')]).default('auto');
    const choosy = op({ name: 'choosy', config: z.object({ days }), run: () => null });
    const of = job(pipeline('choosy', (p) => p.add(choosy)));
    const { problems } = (await refusal([flags({ days: 'abc' })], of)).facts as { problems: readonly string[] };
    assert.deepEqual(problems, ['days: expected number, or expected "auto" (got "abc") in choosy']);
  });

  test('a wrong value exits as a usage error from a flag, and as an invalid config from elsewhere', async () => {
    assert.equal((await refusal([flags({ 'score.top': 'ten' })])).exit, EXIT.usage);
    assert.equal((await refusal([layer('file', { 'score.top': 'ten' })])).exit, EXIT.definitions);
    const both = [layer('file', { 'score.top': 'ten' }), flags({ days_back: '7' })];
    assert.equal((await refusal(both)).exit, EXIT.definitions, 'the flag is right');
  });

  test('a key in a file that no job knows is a mistake', () => {
    const jobs = [daily()];
    checkKeysOfLayers(jobs, [layer('file', { days_back: 1, 'score.top': 2 })]);
    assert.throws(() => checkKeysOfLayers(jobs, [layer('file', { days_bakc: 1 })]), {
      code: 'usage.unknown_name',
      exit: EXIT.definitions,
      message: /"days_bakc" \(set by .*\)\. Did you mean "days_back"/,
    });
    assert.throws(() => checkKeysOfLayers(jobs, [layer('file', { 'nobody.top': 1 })]), { code: 'usage.unknown_name' });
  });

  test('a value of a key that sounds secret is not repeated', async () => {
    const secretive = op({ name: 'login', config: z.object({ api_token: z.number().default(1) }), run: () => null });
    const of = job(pipeline('login', (p) => p.add(secretive)));
    const error = await refusal([flags({ api_token: 'hunter2' })], of);
    assert.match(error.message, /api_token/);
    assert.ok(!error.message.includes('hunter2'), error.message);
  });

  test('a value that cannot be printed as JSON does not hide the problem', async () => {
    const error = await refusal([], daily({ 'score.top': 10n }));
    assert.match(error.message, /top.*\(got 10\)/);
  });
});

describe('text', () => {
  const all = op({
    name: 'all',
    config: z.object({
      text: z.string().default(''),
      count: z.number().int().default(0),
      ratio: z.number().nullable().default(null),
      flag: z.boolean().default(false),
      names: z.array(z.string()).default([]),
      counts: z.array(z.number()).default([]),
      flags: z.array(z.boolean()).default([]),
      mode: z.enum(['fast', 'slow']).default('fast'),
      weights: z.record(z.string(), z.number()).default({}),
      anything: z.unknown().default(null),
    }),
    run: () => null,
  });
  const of = job(pipeline('all', (p) => p.add(all)));
  const valueFor = async (key: string, text: string): Promise<unknown> => {
    const { steps } = await resolveConfig(of, [flags({ [key]: text })]);
    return (steps.all as Record<string, unknown>)[key];
  };

  const read: readonly [string, string, unknown][] = [
    ['text', '000001', '000001'],
    ['text', ' a ', ' a '],
    ['count', ' 42 ', 42],
    ['ratio', '0.25', 0.25],
    ['ratio', '-1e3', -1000],
    ['flag', 'true', true],
    ['flag', 'false', false],
    ['names', '000001.XSHE,000002.XSHE', ['000001.XSHE', '000002.XSHE']],
    ['names', ' AAPL , MSFT,', ['AAPL', 'MSFT']],
    ['names', '["a,b"]', ['a,b']],
    ['names', '', []],
    ['counts', '5,10,20', [5, 10, 20]],
    ['flags', 'true,false', [true, false]],
    ['mode', 'slow', 'slow'],
    ['weights', '{"rsi":0.5}', { rsi: 0.5 }],
    ['anything', '{"a":1}', { a: 1 }],
    ['anything', '000001', '000001'],
    ['anything', 'word', 'word'],
  ];
  for (const [key, text, expected] of read) {
    test(`"${text}" is ${JSON.stringify(expected)} for ${key}`, async () =>
      assert.deepEqual(await valueFor(key, text), expected));
  }

  const wrong: readonly [string, string][] = [
    ['count', ''],
    ['count', '1.5'],
    ['count', 'Infinity'],
    ['count', '5 apples'],
    ['flag', 'yes'],
    ['counts', '5,ten'],
    ['flags', 'true,maybe'],
    ['mode', 'sideways'],
    ['weights', 'rsi=0.5'],
  ];
  for (const [key, text] of wrong) {
    test(`"${text}" is refused for ${key}`, async () =>
      assert.equal((await refusal([flags({ [key]: text })], of)).code, 'config.invalid'));
  }
});

describe('a schema of another library', () => {
  const foreign: ConfigSchema<{ days: number }> = {
    '~standard': {
      version: 1,
      vendor: 'by hand',
      validate: (value) => {
        const { days = 1 } = value as { days?: number };
        return Number.isInteger(days)
          ? { value: { days } }
          : { issues: [{ message: 'no whole number', path: ['days'] }] };
      },
    },
  };
  const of = job(pipeline('foreign', (p) => p.add(op({ name: 'pull', config: foreign, run: () => null }))));

  test('takes any key that is said to be for it, and says where it came from', async () => {
    const { steps, keys } = await resolveConfig(of, [flags({ 'pull.days': '5' })]);
    assert.deepEqual(steps.pull, { days: 5 });
    assert.deepEqual(
      keys.map(({ key, value, origin }) => [key, value, origin]),
      [['days', 5, 'flag']],
    );
  });

  test('judges what it takes', async () => {
    assert.match((await refusal([flags({ 'pull.days': '"x"' })], of)).message, /days: no whole number \(got "x"\)/);
  });

  test('does not swallow bare keys that nobody knows', async () => {
    assert.equal((await refusal([flags({ days: '5' })], of)).code, 'usage.unknown_name');
  });
});
