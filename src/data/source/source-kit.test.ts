// The kit itself: a source that keeps every promise passes it whole, and each broken promise is caught by a case.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TapelineError } from '../../core/errors.ts';
import { dayOfSession, type Session } from '../../core/time.ts';
import { KIND_SCHEMAS } from './kinds.ts';
import { parsedBuilder } from './parsed-builder.ts';
import type { MarketSource, Parsed, RawBody, SourceRequest } from './source.ts';
import { type SourceKitSetup, sourceKit } from './source-kit.ts';

const SESSIONS = ['2024-01-02', '2024-01-03', '2024-01-04'] as Session[];
const REQUEST: SourceRequest = { kind: 'bars', instruments: ['A'], from: SESSIONS[0]!, to: SESSIONS[1]!, asOf: null };

/** One instrument, three sessions, one price each; lines of `session,close`. */
function goodSource(): MarketSource {
  return {
    info: { name: 'good', simulated: false, venue: 'XNYS', provides: ['bars'], description: 'Three days' },
    async readiness(_kind, signal) {
      signal.throwIfAborted();
      return SESSIONS[2]!;
    },
    async check(signal) {
      signal.throwIfAborted();
      return { detail: 'fine', quotaRemainingBytes: null };
    },
    async *fetch(request, signal) {
      signal.throwIfAborted();
      if (request.kind !== 'bars') {
        throw new TapelineError('source.not_found', { facts: { source: 'good', what: request.kind } });
      }
      const lines = SESSIONS.map((session, index) => `${session},${10 + index}`);
      const body = new TextEncoder().encode(`session,close\n${lines.join('\n')}\n`);
      const about = { source: 'good', extension: 'csv', query: {}, fetchedAtMs: 1, simulated: false } as const;
      yield { kind: 'bars', body, about, request } satisfies RawBody;
    },
    parse: (body) => parse(body),
    async [Symbol.asyncDispose]() {},
  };
}

function parse({ body, request }: RawBody, { isBounded = true } = {}): Parsed {
  const text = new TextDecoder('utf-8', { fatal: false }).decode(body);
  const [head, ...lines] = text.trimEnd().split('\n');
  if (head !== 'session,close') {
    throw new TapelineError('source.malformed', { facts: { source: 'good', what: 'body', got: 'something else' } });
  }
  const out = parsedBuilder(KIND_SCHEMAS.bars);
  const last = [request.to, request.asOf].filter((end) => end !== null).sort()[0] ?? '9999';
  lines.forEach((line, index) => {
    const [session, close] = line.split(',') as [Session, string];
    const isAsked = session >= (request.from ?? '') && session <= last && request.instruments.includes('A');
    const prices = [Number.NaN, Number.NaN, Number.NaN, Number(close)];
    if (isAsked || !isBounded) out.row(index + 2, ['A', dayOfSession(session), ...prices]);
  });
  return out.build();
}

async function failedCases(
  change: (source: MarketSource) => Partial<MarketSource>,
  more: Partial<SourceKitSetup> = {},
) {
  const open = async () => {
    const good = goodSource();
    return { ...good, ...change(good) };
  };
  const failed: string[] = [];
  for (const { name, run } of sourceKit({ open, requests: [REQUEST], unknownInstrument: 'NOPE', ...more })) {
    await run().catch(() => failed.push(name));
  }
  return failed;
}

test('a source that keeps its promises passes every case', async () => {
  assert.deepEqual(await failedCases(() => ({})), []);
});

const BROKEN: readonly (readonly [
  what: string,
  caught: RegExp,
  change: (good: MarketSource) => Partial<MarketSource>,
])[] = [
  ['a name that is no folder', /says who it is/, (good) => ({ info: { ...good.info, name: 'Good/Source' } })],
  [
    'a kind without a request',
    /every provided kind/,
    (good) => ({ info: { ...good.info, provides: ['bars', 'valuations'] } }),
  ],
  ['readiness that is no date', /readiness/, () => ({ readiness: async () => '2024-02-31' as Session })],
  [
    'a check that ignores an abort',
    /an abort ends/,
    () => ({ check: async () => ({ detail: 'fine', quotaRemainingBytes: null }) }),
  ],
  ['bounds that are ignored', /stay within the range/, () => ({ parse: (body) => parse(body, { isBounded: false }) })],
  [
    'as-of that is ignored',
    /nothing after `asOf`/,
    () => ({ parse: (body) => parse({ ...body, request: { ...body.request, asOf: null } }) }),
  ],
  ['rows that change from call to call', /the same body gives the same rows/, () => ({ parse: unsteadyParse() })],
  ['a body that is changed by reading', /the same body gives the same rows/, () => ({ parse: erasingParse })],
  [
    'bodies that call themselves simulated',
    /bodies say what they are/,
    (good) => ({ info: { ...good.info, simulated: true } }),
  ],
  ['garbage that is read', /is no body of this source/, () => ({ parse: tolerantParse })],
  ['a column too few', /columns of the kind/, () => ({ parse: shortParse })],
  [
    'an unknown kind that is answered',
    /a kind that is not provided/,
    (good) => ({ fetch: (request, signal) => good.fetch({ ...request, kind: 'bars' }, signal) }),
  ],
];

for (const [what, caught, change] of BROKEN) {
  test(`catches ${what}`, async () => {
    const failed = await failedCases(change);
    assert.ok(
      failed.some((name) => caught.test(name)),
      `caught by one of: ${failed.join('; ') || 'none'}`,
    );
  });
}

test('catches a secret in what is stored, and a broken source that fails in its own words', async () => {
  const secret = await failedCases(() => ({}), { secrets: ['good'] });
  assert.ok(secret.some((name) => /bodies say what they are/.test(name)));
  const open = async () => ({ ...goodSource(), check: () => Promise.reject(new Error('oops')) });
  const broken = await failedCases(() => ({}), { broken: [{ name: 'a bad key', open }] });
  assert.deepEqual(broken, ['a bad key: fails with a source.* code']);
});

function unsteadyParse(): MarketSource['parse'] {
  let calls = 0;
  return (body) => {
    calls += 1;
    return parse(calls % 2 === 0 ? { ...body, request: { ...body.request, to: SESSIONS[0]! } } : body);
  };
}

function erasingParse(body: RawBody): Parsed {
  const parsed = parse(body);
  body.body.fill(0, body.body.length - 2);
  return parsed;
}

function tolerantParse(body: RawBody): Parsed {
  try {
    return parse(body);
  } catch {
    return parsedBuilder(KIND_SCHEMAS.bars).build();
  }
}

function shortParse(body: RawBody): Parsed {
  const { rows, lines, rejected } = parse(body);
  const { close: _left, ...columns } = rows.columns;
  return { rows: { rows: rows.rows, columns }, lines, rejected };
}
