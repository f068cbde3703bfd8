import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestSession, quotaOf } from './status.ts';

const where = { source: 'rqdata', what: 'm' };
const bytes = (content: string) => new TextEncoder().encode(content);

test('the newest day is found in every plausible printing', () => {
  for (const body of [
    '2024-05-06 00:00:00',
    '2024-05-06\n',
    'date\n2024-05-06\n',
    'name,value\nstock_1d,2024-05-06 17:30:00\n',
    'category,date\nstock_1m,2024-05-07\nstock_1d,2024-05-06\n',
    '20240506',
  ]) {
    assert.equal(newestSession(bytes(body), 'stock_1d', where), '2024-05-06', JSON.stringify(body));
  }
});

test('no day, or two, is refused', () => {
  for (const body of ['', 'None', 'soon\n', 'date\n2024-05-06\n2024-05-07\n', '<html></html>']) {
    assert.throws(
      () => newestSession(bytes(body), 'stock_1d', where),
      { code: 'source.malformed' },
      JSON.stringify(body),
    );
  }
});

test('the quota: what is left of the day, never below zero, null when unlimited', () => {
  const quota = (limit: string, used: string) =>
    quotaOf(
      bytes(`name,value\nbytes_limit,${limit}\nbytes_used,${used}\nremaining_days,90\nlicense_type,TRIAL`),
      where,
    );
  assert.deepEqual(quota('1073741824', '73741824'), {
    detail: 'licence TRIAL, 90 days left, quota 1000000000 of 1073741824 bytes left today',
    quotaRemainingBytes: 1_000_000_000,
  });
  assert.equal(quota('0', '5.0').quotaRemainingBytes, null);
  assert.equal(quota('10', '11').quotaRemainingBytes, 0);
  assert.throws(() => quota('', '1'), { code: 'source.malformed' });
});
