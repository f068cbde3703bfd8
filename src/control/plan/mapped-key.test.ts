import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemKeys, MAP_ITEMS_MAX } from './mapped-key.ts';

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `k${index}`);

test('a map has up to 100 000 items; one more is refused, and only what can be done is proposed', () => {
  assert.equal(MAP_ITEMS_MAX, 100_000);
  const most = itemKeys(names(MAP_ITEMS_MAX), MAP_ITEMS_MAX, null);
  assert.ok('keys' in most && most.keys.length === MAP_ITEMS_MAX);
  assert.deepEqual(itemKeys(names(MAP_ITEMS_MAX + 1), MAP_ITEMS_MAX, null), {
    problem: 'the list has 100001 items, the limit is 100000',
    wayOut: 'Let an item be a batch of them.',
  });
  assert.deepEqual(itemKeys(names(3), 2, null), {
    problem: 'the list has 3 items, the limit is 2',
    wayOut: 'Let an item be a batch of them, or raise itemsMax of the map.',
  });
});
