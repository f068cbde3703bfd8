import type { Cells } from '../cells.ts';
import { inRange, type RangeQuery } from '../range.ts';
import { newRun, RUN_A, RUN_B } from './fixtures.ts';
import { engineCase, expectEqual, type KitCase, type NewWorld } from './kit-case.ts';

const STEPS = ['a', 'b', 'b.1', 'c', 'd'];
const OF_A = { table: 'step', prefix: [RUN_A] } as const;

/** Each range beside the keys it must give, in order. */
const RANGES: readonly (readonly [what: string, query: RangeQuery, keys: readonly string[]])[] = [
  ['a prefix', OF_A, STEPS],
  ['a whole key', { table: 'step', prefix: [RUN_A, 'b'] }, ['b']],
  ['a key that is not there', { table: 'step', prefix: [RUN_A, 'x'] }, []],
  ['what comes after', { ...OF_A, after: 'b' }, ['b.1', 'c', 'd']],
  ['what comes until', { ...OF_A, until: 'b.1' }, ['a', 'b', 'b.1']],
  ['both bounds', { ...OF_A, after: 'a', until: 'c' }, ['b', 'b.1', 'c']],
  ['bounds that cross', { ...OF_A, after: 'c', until: 'a' }, []],
  ['the last ones first', { ...OF_A, order: 'descending', limit: 2 }, ['d', 'c']],
  ['the first ones', { ...OF_A, limit: 2 }, ['a', 'b']],
  ['none of them', { ...OF_A, limit: 0 }, []],
  ['no prefix', { table: 'step', prefix: [], limit: 6 }, [...STEPS, 'z']],
  ['no prefix, what comes after', { table: 'step', prefix: [], after: RUN_A }, ['z']],
  ['no prefix, what comes until', { table: 'step', prefix: [], until: RUN_A }, STEPS],
];

export const rangeCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('rows are read by a part of their key, in its order', newWorld, async ({ world, store, lease }) => {
    await store.createRun(lease, newRun(RUN_B, ['z']));
    await store.createRun(lease, newRun(RUN_A, [...STEPS].reverse()));
    const reader = await world.open();
    const all = (await store.dump()).step as readonly Cells[];
    for (const [what, query, keys] of RANGES) {
      const rows = await reader.range(query);
      const found = rows.map((row) => row.step_key);
      expectEqual(found, keys, what);
      expectEqual(rows, inRange(query, all), `${what}, as the definition has it`);
    }
  }),
];
