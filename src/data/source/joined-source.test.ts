import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '../../core/time.ts';
import { joinSources } from './joined-source.ts';
import { KIND_SCHEMAS } from './kinds.ts';
import { parsedBuilder } from './parsed-builder.ts';
import type { MarketSource, RawBody, SourceInfo, SourceKind } from './source.ts';

const never = new AbortController().signal;

type Part = { readonly ready?: Session | null; readonly quota?: number | null; readonly onClose?: () => void };

function part(
  info: Partial<SourceInfo> & { readonly name: string },
  { ready = null, quota = null, onClose }: Part = {},
): MarketSource {
  const whole: SourceInfo = { simulated: false, venue: 'XNYS', provides: ['bars'], description: info.name, ...info };
  return {
    info: whole,
    readiness: async () => ready,
    check: async () => ({ detail: `${info.name} is fine`, quotaRemainingBytes: quota }),
    async *fetch(request) {
      const about = { source: info.name, extension: 'csv', query: {}, fetchedAtMs: 0, simulated: false } as const;
      yield { kind: request.kind, body: new Uint8Array(), about, request };
    },
    parse({ kind }) {
      const out = parsedBuilder(KIND_SCHEMAS[kind]);
      out.reject(1, `read by ${info.name}`, []);
      return out.build();
    },
    async [Symbol.asyncDispose]() {
      onClose?.();
    },
  };
}

const request = (kind: SourceKind) => ({ kind, instruments: [], from: null, to: null, asOf: null });

test('a kind comes from the parts that provide it, and each body is read by its own part', async () => {
  const joined = joinSources({
    name: 'all',
    sources: [part({ name: 'a' }), part({ name: 'b', provides: ['bars', 'valuations'] })],
  });
  const readers = async (kind: SourceKind) => {
    const found: string[] = [];
    for await (const body of joined.fetch(request(kind), never)) found.push(joined.parse(body).rejected[0]!.reason);
    return found;
  };
  assert.deepEqual(joined.info.provides, ['bars', 'valuations']);
  assert.deepEqual(await readers('bars'), ['read by a', 'read by b']);
  assert.deepEqual(await readers('valuations'), ['read by b']);
  await assert.rejects(readers('fundamentals'), { code: 'source.not_found' });
  const about = { source: 'c', extension: 'csv', query: {}, fetchedAtMs: 0, simulated: false } as const;
  const strange: RawBody = { kind: 'bars', body: new Uint8Array(), request: request('bars'), about };
  assert.throws(() => joined.parse(strange), { code: 'source.malformed' });
});

test('the whole is ready when every part is, and simulated when any part is', async () => {
  const [early, late] = ['2024-01-02', '2024-01-05'] as Session[];
  const ready = (sources: readonly MarketSource[]) => joinSources({ name: 'all', sources }).readiness('bars', never);
  assert.equal(await ready([part({ name: 'a' }, { ready: late! }), part({ name: 'b' }, { ready: early! })]), early);
  assert.equal(await ready([part({ name: 'a' }, { ready: late! }), part({ name: 'b' })]), null);
  const mixed = joinSources({ name: 'all', sources: [part({ name: 'a' }), part({ name: 'b', simulated: true })] });
  assert.equal(mixed.info.simulated, true);
});

test('check and close reach every part; the smallest quota counts', async () => {
  const closed: string[] = [];
  const one = (name: string, quota: number | null) => part({ name }, { quota, onClose: () => closed.push(name) });
  const joined = joinSources({ name: 'all', sources: [one('a', 70), one('b', null), one('c', 5)] });
  assert.deepEqual(await joined.check(never), {
    detail: 'a: a is fine; b: b is fine; c: c is fine',
    quotaRemainingBytes: 5,
  });
  await joined[Symbol.asyncDispose]();
  assert.deepEqual(closed, ['a', 'b', 'c']);
});

test('parts of two venues cannot be one source', () => {
  const sources = [part({ name: 'a' }), part({ name: 'b', venue: 'XSHG' })];
  assert.throws(() => joinSources({ name: 'all', sources }), /follow one venue/);
});
