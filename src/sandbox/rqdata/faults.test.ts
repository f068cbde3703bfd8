import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFaultPlan, FAULTS, parseFaults } from './faults.ts';

test('faults are read with where they act', () => {
  assert.deepEqual(parseFaults('rate_limit@2, truncate@get_price:3,stale,html@3+,quota@user.get_quota'), [
    { kind: 'rate_limit', scope: 'api', nth: 2, isLasting: false },
    { kind: 'truncate', scope: 'get_price', nth: 3, isLasting: false },
    { kind: 'stale', scope: 'api', nth: null, isLasting: false },
    { kind: 'html', scope: 'api', nth: 3, isLasting: true },
    { kind: 'quota', scope: 'user.get_quota', nth: null, isLasting: false },
  ]);
  assert.deepEqual(parseFaults(''), []);
});

test('a fault acts by itself where it makes sense', () => {
  const scopes = parseFaults('wrong_credentials,status_500,negative_prices,gbk').map(({ scope }) => scope);
  assert.deepEqual(scopes, ['auth', 'api', 'get_price', 'all_instruments']);
});

test('an unknown fault is refused with the nearest and with all known ones', () => {
  assert.throws(() => parseFaults('rate_limt@2'), {
    code: 'usage.unknown_name',
    facts: { kind: 'fault', name: 'rate_limt', nearest: 'rate_limit', known: Object.keys(FAULTS) },
  });
});

test('an unknown method is refused with the nearest', () => {
  assert.throws(() => parseFaults('html@get_prise'), /Unknown method "get_prise"\. Did you mean "get_price"\?/);
});

test('a position that is none is refused with the forms', () => {
  for (const text of ['html@', 'html@0', 'html@get_price:', 'html@2-3', 'html@get_price:1@2', 'html@-1', 'html@+']) {
    assert.throws(() => parseFaults(text), { code: /usage\./ }, text);
  }
});

test('each switch counts its own calls', () => {
  const plan = createFaultPlan(parseFaults('html@2,reset@get_price:2,stall@get_price:3+'));
  const due = (method: string): string =>
    plan
      .due('api', method)
      .map(({ kind }) => kind)
      .join();
  assert.deepEqual(['get_price', 'get_split', 'get_price', 'get_split', 'get_price', 'get_price'].map(due), [
    '',
    'html',
    'reset',
    '',
    'stall',
    'stall',
  ]);
  assert.equal(plan.due('auth', 'auth').length, 0);
});
