import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { op } from '../control/definition/op.ts';
import { port, resource } from '../control/definition/resource.ts';
import { z } from '../control/definition/schema.ts';
import { isTapelineError, TapelineError } from '../core/errors.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { callOp } from './call-op.ts';
import { virtualClock } from './virtual-clock.ts';

const source = port<{ prices: () => number[] }>('source', 'Where prices come from');

describe('an op that is called by itself', () => {
  test('gets its inputs as a run would give them, and its output comes back so', async () => {
    const echo = op({
      name: 'echo',
      run: (inputs: { list: number[] }) => ({ ...inputs, mark: undefined }),
    });
    const list = [1, 2];
    const { output } = await callOp(echo, { list });
    assert.deepEqual(output, { list: [1, 2] });
    const { list: got } = output as { list: number[] };
    assert.notEqual(got, list, 'a copy');
  });

  test('gets config with defaults, and wrong config is refused', async () => {
    const configured = op({
      name: 'configured',
      config: z.object({ days: z.number().default(60) }),
      run: (_, { config }) => config.days,
    });
    assert.equal((await callOp(configured, {})).output, 60);
    assert.equal((await callOp(configured, {}, { config: { days: 5 } })).output, 5);
    const code = (wanted: string) => (error: unknown) => isTapelineError(error) && error.code === wanted;
    await assert.rejects(callOp(configured, {}, { config: { days: 'x' } }), code('config.invalid'));
    await assert.rejects(callOp(configured, {}, { config: { dais: 5 } }), code('usage.unknown_name'));
  });

  test('gets what stands in for its resources, which is not closed, and opens the others itself', async () => {
    const seen: string[] = [];
    const own = resource({ name: 'own', open: () => 'opened', close: () => void seen.push('closed own') });
    const using = op({
      name: 'using',
      resources: { market: source, own },
      run: (_, { market, own: value }) => [market.prices(), value],
    });
    const stub = { prices: () => [1, 2], [Symbol.dispose]: () => void seen.push('closed stub') };
    assert.deepEqual((await callOp(using, {}, { resources: { source: stub } })).output, [[1, 2], 'opened']);
    assert.deepEqual(seen, ['closed own']);
  });

  test('says which resources it has when a stub is for none of them, and which it lacks', async () => {
    const using = op({ name: 'using', resources: { market: source }, run: () => 1 });
    await assert.rejects(
      callOp(using, {}, { resources: { sauce: 1 } }),
      /Nothing names a resource "sauce"\. Named: source/,
    );
    await assert.rejects(callOp(using, {}), /Resource "source": nothing is bound to it/);
  });

  test('finds the assets it is given, and publishes into the result', async () => {
    const file = { path: 'a', partition: 'y=2024', rows: 3, bytes: 30, sha256: 'x' };
    const prices: Snapshot = {
      asset: 'prices',
      version: 4,
      files: [file],
      rows: 3,
      committedAtMs: 0,
      runId: null,
      stepKey: null,
    };
    const replace = op({
      name: 'replace',
      reads: ['prices'],
      writes: ['scores'],
      run: (_, { snapshot, publish }) => {
        publish({ asset: 'scores', removed: [], added: [{ ...file, path: 'b' }] });
        return [snapshot('prices').version, snapshot('scores').version];
      },
    });
    const { output, changes } = await callOp(replace, {}, { snapshots: [prices] });
    assert.deepEqual(output, [4, 0]);
    assert.deepEqual(
      changes.map(({ asset, added }) => [asset, added.length]),
      [['scores', 1]],
    );
  });

  test('is heard: log, progress, metrics', async () => {
    const talking = op({
      name: 'talking',
      run: (_, { log, progress, metrics }) => {
        log.warn('gap', { symbol: 'AAPL' });
        progress(1, 2, 'symbols');
        metrics.rows(5);
        metrics.quality(0.5);
        metrics.set('gaps', 1);
        return null;
      },
    });
    const { logs, progress, metrics } = await callOp(talking, {});
    assert.deepEqual(logs, [{ level: 'warn', message: 'gap', fields: { symbol: 'AAPL' }, error: null }]);
    assert.deepEqual(progress, [{ done: 1, total: 2, what: 'symbols' }]);
    assert.deepEqual([metrics.rows, metrics.qualityScore, metrics.custom], [5, 0.5, { gaps: 1 }]);
  });

  test('is told the time, the instant it may know of, its attempt and settings', async () => {
    const asking = op({
      name: 'asking',
      resources: { folder: resource({ name: 'folder', open: ({ setting }) => setting('DATA_DIR') }) },
      run: (_, { clock, asOfMs, attempt, folder, idempotencyKey }) => [
        clock.nowMs(),
        asOfMs,
        attempt,
        folder,
        idempotencyKey,
      ],
    });
    const clock = virtualClock(5000);
    const options = { clock, asOfMs: 4000, attempt: 3, settings: { DATA_DIR: '/data' } };
    assert.deepEqual((await callOp(asking, {}, options)).output, [5000, 4000, 3, '/data', 'test/asking']);
    const { output } = await callOp(asking, {}, { clock, settings: { DATA_DIR: '' } });
    assert.deepEqual(output.slice(0, 2), [5000, 5000], 'the clock’s now');
  });

  test('fails with what a run would record', async () => {
    const auth = new TapelineError('source.auth', {
      facts: { source: 'x', detail: 'no', wayOut: 'y' },
      cause: new Error('401'),
    });
    const refused = op({
      name: 'refused',
      run: () => {
        throw auth;
      },
    });
    await assert.rejects(
      callOp(refused, {}),
      (error: unknown) => isTapelineError(error) && error.code === 'source.auth' && /401/.test(String(error.cause)),
    );
    const odd = op({ name: 'odd', run: () => Number.NaN });
    await assert.rejects(callOp(odd, {}), /\$ is NaN/);
  });

  test('can be stopped', async () => {
    const slow = op({ name: 'slow', run: (_, { clock, signal }) => clock.sleep(1000, signal) });
    await assert.rejects(callOp(slow, {}, { signal: AbortSignal.abort(new Error('stop')) }), /stop/);
  });
});
