import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytesOf } from './bytes.ts';
import { messagesEn } from './messages/en.ts';

test('an amount of memory is read with its unit', () => {
  const written: readonly (readonly [Bytes, number])[] = [
    ['1KB', 1024],
    ['512MB', 536_870_912],
    ['1.5GB', 1_610_612_736],
    [4096, 4096],
  ];
  for (const [text, bytes] of written) assert.equal(bytesOf(text), bytes, String(text));
});

test('what is no amount of memory is refused', () => {
  for (const wrong of ['', '0MB', '2gb', '2 GB', '-1MB', 'GB', 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => bytesOf(wrong as Bytes), { code: 'usage.invalid' }, String(wrong));
});

test('a step out of memory is told with its limit and its peak', () => {
  const told = messagesEn['step.out_of_memory']({ step: 's', limitBytes: 2 * 1024 ** 3, peakBytes: 2.25 * 1024 ** 3 });
  assert.match(told, /used 2\.3 GB of memory, its limit is 2\.0 GB/);
  const heap = messagesEn['step.out_of_memory']({ step: 's', limitBytes: null, peakBytes: 700 * 1024 ** 2 });
  assert.match(heap, /heap.*\(700 MB/);
});
