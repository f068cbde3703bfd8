import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedPacer } from './shared-pacers.ts';

test('who asks for the same address gets the same pacer, another address has its own', () => {
  const clock = { nowMs: () => 0, monotonicMs: () => 0, sleep: async () => {} };
  const options = { clock, concurrency: 1 };
  const first = sharedPacer('http://one.invalid', options);
  assert.equal(sharedPacer('http://one.invalid', options), first);
  assert.notEqual(sharedPacer('http://two.invalid', options), first);
});
