// The stock desk's question to its vendor, asked over the vendor's own protocol.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRqdataSource } from '../../src/adapters/providers/rqdata/source.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import type { Readiness } from '../../src/control/definition/watch.ts';
import type { Session } from '../../src/core/time.ts';
import { stockSensors } from '../../src/pipelines/stocks/index.ts';
import { startRqdataSandbox } from '../../src/sandbox/rqdata/index.ts';

const LAST = '2024-07-31' as Session;
const NOW_MS = Date.parse(`${LAST}T20:00:00+08:00`);

async function readinessOf(faults: string, sessions: readonly Session[]): Promise<readonly Readiness[]> {
  await using sandbox = await startRqdataSandbox({ symbols: 5, from: '2024-07-01' as Session, to: LAST, faults });
  const credentials = { username: 'sandbox', password: () => 'sandbox-password', origin: 'test' };
  const clock = { ...systemClock, nowMs: () => NOW_MS };
  await using source = createRqdataSource({ baseUrl: sandbox.url, credentials, clock });
  const { watch } = stockSensors.find(({ name }) => name === 'stocks.bars_ready')!;
  assert.ok(watch.kind === 'readiness');
  const answers: Readiness[] = [];
  for (const session of sessions) {
    const context = { source, session, dueAtMs: NOW_MS, nowMs: NOW_MS, signal: new AbortController().signal };
    answers.push(await watch.isReady(context as never));
  }
  return answers;
}

test('a session that the vendor has published is ready', async () => {
  assert.deepEqual(await readinessOf('', [LAST]), [{ ready: true }]);
});

test('a vendor that is behind says how far it is, until it has published', async () => {
  const [first, second] = await readinessOf('stale@get_update_status:1', [LAST, LAST]);
  assert.equal(first?.ready, false);
  assert.match(first?.ready === false ? first.because : '', /bars up to 2024-07-30/);
  assert.deepEqual(second, { ready: true });
});

test('a vendor that cannot be asked is a failure of the sensor, not an answer', async () => {
  await assert.rejects(readinessOf('status_503@get_update_status', [LAST]), /failed for now/);
});
