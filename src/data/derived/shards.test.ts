import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { shardsOf } from './shards.ts';

const named = (rows: readonly number[]) =>
  rows.map((count, k) => ({ instrument: `S${String(k).padStart(3, '0')}`, rows: count }));

describe('shards', () => {
  it('cuts equal instruments into equal ranges', () => {
    assert.deepEqual(shardsOf(named([10, 10, 10, 10]), 2), [
      { partition: 'shard=000', from: 'S000', to: 'S001', rows: 20 },
      { partition: 'shard=001', from: 'S002', to: 'S003', rows: 20 },
    ]);
  });

  it('chooses by size: 5 000 instruments of ten years are 21 shards', () => {
    const shards = shardsOf(named(Array(5000).fill(2430)), 0);
    assert.equal(shards.length, 21);
    assert.ok(shards.every(({ rows }) => rows <= 600_000));
  });

  it('covers every instrument once, in order, with at most as many shards as asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 30 }), fc.nat({ max: 8 }), (rows, count) => {
        const instruments = named(rows);
        const shards = shardsOf(instruments, count);
        assert.ok(count === 0 || shards.length <= count);
        const covered = shards.flatMap(({ from, to }) =>
          instruments.filter(({ instrument }) => instrument >= from && instrument <= to),
        );
        assert.deepEqual(covered, instruments);
      }),
    );
  });
});
