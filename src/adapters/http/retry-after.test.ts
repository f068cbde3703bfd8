import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RETRY_AFTER_MAX_MS, retryAfterMs } from './retry-after.ts';

// The date of RFC 9110 §5.6.7's example.
const EXAMPLE = 'Sun, 06 Nov 1994 08:49:37 GMT';
const EXAMPLE_MS = 784_111_777_000;

test('reads seconds', () => {
  assert.equal(retryAfterMs('120', 0), 120_000);
  assert.equal(retryAfterMs(' 0 ', 0), 0);
});

test('reads a date relative to now', () => {
  assert.equal(retryAfterMs(EXAMPLE, EXAMPLE_MS - 5000), 5000);
});

test('caps ten days, as seconds and as a date', () => {
  assert.equal(retryAfterMs('864000', 0), RETRY_AFTER_MAX_MS);
  assert.equal(retryAfterMs(EXAMPLE, EXAMPLE_MS - 10 * 86_400_000), RETRY_AFTER_MAX_MS);
});

test('says nothing when absent, negative, past or unreadable', () => {
  for (const header of [undefined, '', '-1', '1.5', 'soon', 'Infinity', '1e9', 'Soon, maybe']) {
    assert.equal(retryAfterMs(header, 0), null, `for ${header}`);
  }
  assert.equal(retryAfterMs(EXAMPLE, EXAMPLE_MS), null);
});
