import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { emptySnapshot } from '../../core/snapshot.ts';
import type { Log } from '../definition/log.ts';
import type { OpSpec } from '../definition/op.ts';
import { op } from '../definition/op.ts';
import { checkedChange } from './checked-change.ts';
import { executeStep, ruleOf } from './execute.ts';
import { loggable } from './loggable.ts';
import type { StepLogLine, StepResult, StepTask } from './task.ts';

const task: StepTask = {
  runId: 'r1',
  stepKey: 'tech',
  attempt: 2,
  token: 7,
  job: 'daily',
  definition: { url: 'file:///x', hash: 'h', version: '1.2.3' },
  profile: null,
  settings: {},
  config: {},
  inputs: { bars: '[1,2]', extra: null },
  snapshots: { prices: emptySnapshot('prices') },
  asOfMs: 5000,
};
const NEVER = new AbortController().signal;

/** A clock that goes on by ten milliseconds whenever it is read. */
function ticking() {
  let nowMs = 0;
  const read = (): number => {
    nowMs += 10;
    return nowMs;
  };
  return { nowMs: read, monotonicMs: read, sleep: async () => {} };
}

type AnySpec = OpSpec<object, unknown, undefined, Record<never, never>>;

async function perform(
  spec: Omit<AnySpec, 'name'>,
  listen?: (line: StepLogLine) => void,
  signal = NEVER,
): Promise<StepResult> {
  const random = { next: () => 0.5, bytes: (count: number) => new Uint8Array(count) };
  const around = { clock: ticking(), random, providers: [], projectDir: '/x', setting: () => undefined };
  const listener = { onLog: listen ?? (() => {}), onProgress: () => {} };
  return executeStep(op({ name: 'technical', ...spec }), task, around, listener, signal);
}

const outputOf = (result: StepResult): unknown => {
  assert.ok(result.outcome === 'succeeded', JSON.stringify(result));
  return JSON.parse(result.output);
};

describe('an attempt', () => {
  test('gives the op its inputs read from their stored text, null where nothing came', async () => {
    assert.deepEqual(outputOf(await perform({ run: (inputs) => inputs })), { bars: [1, 2], extra: null });
  });

  test('tells the op who it is', async () => {
    const result = await perform({
      run: (_, { runId, stepKey, attempt, idempotencyKey, asOfMs, codeVersion }) => [
        runId,
        stepKey,
        attempt,
        idempotencyKey,
        asOfMs,
        codeVersion,
      ],
    });
    assert.deepEqual(outputOf(result), ['r1', 'tech', 2, 'r1/tech', 5000, '1.2.3']);
  });

  test('has an idempotency key that does not change with the attempt', async () => {
    const key = outputOf(await perform({ run: (_, { idempotencyKey }) => idempotencyKey }));
    assert.equal(key, 'r1/tech');
  });

  test('measures what the op says and how long it took', async () => {
    const { metrics } = await perform({
      run: (_, { metrics: told }) => {
        told.rows(3);
        told.rows(4);
        told.quality(0.75);
        told.set('symbols', 2);
        told.set('nonsense', Number.NaN);
        return null;
      },
    });
    assert.deepEqual(metrics, {
      durationMs: 10,
      rows: 4,
      qualityScore: 0.75,
      cpuMs: null,
      peakRssBytes: null,
      custom: { symbols: 2 },
    });
  });

  test('keeps its metrics when it fails', async () => {
    const result = await perform({
      run: (_, { metrics }) => {
        metrics.rows(3);
        throw new Error('x');
      },
    });
    assert.deepEqual([result.outcome, result.metrics.rows], ['failed', 3]);
  });

  test('that was stopped before it began does not call the op', async () => {
    let isCalled = false;
    const run = (): void => {
      isCalled = true;
    };
    const result = await perform({ run }, undefined, AbortSignal.abort(new Error('stopped')));
    assert.deepEqual([result.outcome, isCalled], ['failed', false]);
  });

  test('leaves out a change of nothing, and what the op publishes after it returned', async () => {
    let late: () => void = () => {};
    const result = await perform({
      writes: ['prices'],
      run: (_, { publish }) => {
        publish({ asset: 'prices', removed: [], added: [] });
        late = () => publish({ asset: 'prices', removed: ['a'], added: [] });
        return null;
      },
    });
    late();
    assert.ok(result.outcome === 'succeeded');
    assert.deepEqual(result.changes, []);
  });

  test('is not touched by a listener that fails', async () => {
    const deaf = (): never => {
      throw new Error('nobody listens');
    };
    const result = await perform({ run: (_, { log }) => log.info('x') }, deaf);
    assert.equal(result.outcome, 'succeeded');
  });

  test('logs with level, fields, and the cause as a record', async () => {
    const lines: StepLogLine[] = [];
    await perform({ run: (_, { log }) => log.error('bad row', { row: 3, cause: new Error('no number') }) }, (line) =>
      lines.push(line),
    );
    const [{ level, message, fields, error }] = lines as [StepLogLine];
    assert.deepEqual([level, message, fields, error?.message], ['error', 'bad row', { row: 3 }, 'Error: no number']);
  });
});

describe('an output that cannot be stored', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const outputs: readonly (readonly [string, unknown, RegExp])[] = [
    ['a cycle', loop, /\$\.self refers back to itself/],
    ['a BigInt', { volume: 10n }, /\$\.volume is a bigint/],
    ['a Date', { at: new Date(0) }, /\$\.at is a Date/],
    ['NaN', [1, Number.NaN], /\$\[1\] is NaN/],
    ['__proto__', JSON.parse('{"__proto__": {"admin": true}}'), /"__proto__"/],
    ['a function', { call: () => 1 }, /\$\.call is a function/],
    ['a Map', new Map(), /\$ is a Map/],
    ['its own toJSON', { toJSON: () => 1 }, /\$\.toJSON is a function/],
    ['400 million characters', 'x'.repeat(400_000_000), /more than 2097152 bytes.*dataset/],
  ];
  for (const [name, output, problem] of outputs) {
    test(`(${name}) fails its step, says why, and is not tried again`, async () => {
      const result = await perform({ run: () => output });
      assert.ok(result.outcome === 'failed');
      assert.deepEqual([result.error.code, result.error.retry], ['step.output_invalid', 'never']);
      assert.match(result.error.message, problem);
    });
  }

  test('because reading it throws fails with what it threw', async () => {
    const run = () => ({
      get rows(): never {
        throw new Error('not ready');
      },
    });
    const result = await perform({ run });
    assert.ok(result.outcome === 'failed' && result.error.message === 'Error: not ready');
  });

  test('is no reason to fail when it is a line of the log', async () => {
    const lines: StepLogLine[] = [];
    const run = (_: object, { log }: { readonly log: Log }) => {
      log.info('x'.repeat(400_000_000), { loop, rows: new Array(1_000_000).fill(1) });
      return 'fine';
    };
    assert.equal(outputOf(await perform({ run }, (line) => lines.push(line))), 'fine');
    assert.match(lines[0]!.message, /^\[400000000 characters more\]$/);
    assert.deepEqual(lines[0]!.fields, { cut: 'fields of more than 8192 characters' });
  });
});

describe('the op’s own retry rule', () => {
  const record = {
    code: 'x',
    message: 'x',
    facts: {},
    retry: 'later',
    retryAfterMs: null,
    exit: 1,
    stack: null,
    cause: null,
  } as const;
  const rule = (retryIf?: () => boolean) =>
    ruleOf(op({ name: 'x', retry: { max: 1, ...(retryIf ? { retryIf } : {}) }, run: () => 1 }), record);

  test('decides, and without one nobody has', () => {
    assert.deepEqual([rule(() => true), rule(() => false), rule()], [true, false, null]);
  });

  test('says no when it throws', () => {
    assert.equal(
      rule(() => {
        throw new Error('x');
      }),
      false,
    );
  });
});

describe('fields of a log line', () => {
  test('that are plain stay as they are', () => {
    const fields = { text: 'a', count: 1, list: [1, { b: null }], none: undefined };
    assert.deepEqual(loggable(fields), fields);
  });

  test('that are not are printed, and can go to another process', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const out = loggable({
      big: 10n,
      nan: Number.NaN,
      at: new Date(0),
      call: () => 1,
      error: new Error('x'),
      map: new Map(),
      nested: { big: 1n },
      loop,
    });
    structuredClone(out);
    assert.deepEqual(
      [out.big, out.nan, out.at, out.map, out.nested, out.loop],
      ['10', 'NaN', '1970-01-01T00:00:00.000Z', {}, { big: '1' }, '[object Object]'],
    );
    assert.equal((out.error as { message: string }).message, 'Error: x');
  });
});

test('a change is copied: what the op does to it later changes nothing', () => {
  const added = [{ path: 'a', partition: 'p', rows: 1, bytes: 1, sha256: 'x' }];
  const copy = checkedChange('step', { asset: 'prices', removed: [], added }, []);
  added[0]!.rows = 99;
  assert.equal(copy.added[0]!.rows, 1);
});
