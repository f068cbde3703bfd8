import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { concatRows, keepRows, matchRows, rowOrder, runsOf, sortRows, takeRows, weaveRows } from './rows.ts';
import { frameOf, rowsOf } from './rows-kit.ts';

const SCHEMA = { instrument: 'text', session: 'day', close: 'double', ok: 'flag' } as const;
const literal = fc.record(
  {
    instrument: fc.option(fc.constantFrom('B', 'A', 'aa', '000001.XSHE'), { nil: null }),
    session: fc.constantFrom('2013-03-01', '2012-12-31', '2013-02-28'),
    close: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
    ok: fc.constantFrom(0, 1, null),
  },
  { noNullPrototype: true },
);
const table = fc.array(literal, { maxLength: 8 });

describe('rows of frames', () => {
  it('come back as they were written', () => {
    fc.assert(fc.property(table, (rows) => assert.deepEqual(rowsOf(frameOf(SCHEMA, rows)), rows)));
  });

  it('stand under each other in order, whatever dictionaries they have', () => {
    fc.assert(
      fc.property(fc.array(table, { maxLength: 4 }), (tables) => {
        const frames = tables.map((rows) => frameOf(SCHEMA, rows));
        assert.deepEqual(rowsOf(concatRows(SCHEMA, frames)), tables.flat());
      }),
    );
  });

  it('are chosen, repeated and left out by number', () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat({ max: 7 }), { maxLength: 6 }), (rows, picks) => {
        const inside = picks.filter((pick) => pick < rows.length);
        const taken = takeRows(frameOf(SCHEMA, rows), Int32Array.from(inside));
        assert.deepEqual(
          rowsOf(taken),
          inside.map((pick) => rows[pick]),
        );
      }),
    );
  });

  it('are woven from two tables', () => {
    const left = frameOf(SCHEMA, [{ instrument: 'A', close: 1 }]);
    const right = frameOf(SCHEMA, [
      { instrument: 'B', close: 2 },
      { instrument: 'A', close: 3 },
    ]);
    const woven = rowsOf(weaveRows(SCHEMA, left, right, Int32Array.of(~1, 0, ~0)));
    assert.deepEqual(
      woven.map((row) => [row.instrument, row.close]),
      [
        ['A', 3],
        ['A', 1],
        ['B', 2],
      ],
    );
  });

  it('are ordered by text and day, and equal keys keep their order', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const named = rows.filter((row) => row.instrument !== null);
        const order = [...rowOrder(frameOf(SCHEMA, named), ['instrument', 'session'])];
        const keyOf = (row: number) => `${named[row]!.instrument} ${named[row]!.session}`;
        order.forEach((row, k) => {
          if (k === 0) return;
          const before = order[k - 1]!;
          assert.ok(keyOf(before) < keyOf(row) || (keyOf(before) === keyOf(row) && before < row));
        });
      }),
    );
  });

  it('are not copied when nothing has to change', () => {
    const sorted = frameOf(SCHEMA, [
      { instrument: 'A', session: '2013-02-28' },
      { instrument: 'A', session: '2013-03-01' },
    ]);
    assert.equal(sortRows(sorted, ['instrument', 'session']), sorted);
    assert.equal(keepRows(sorted, Uint8Array.of(1, 1)), sorted);
  });

  it('know their runs, and find each other by instrument and session', () => {
    const left = frameOf(SCHEMA, [
      { instrument: 'A', session: '2013-02-28' },
      { instrument: 'A', session: '2013-03-01' },
      { instrument: 'C', session: '2013-03-01' },
    ]);
    const right = frameOf(SCHEMA, [
      { instrument: 'B', session: '2013-03-01' },
      { instrument: 'A', session: '2013-03-01' },
    ]);
    const column = left.columns.instrument!;
    assert.ok(column.type === 'text');
    assert.deepEqual(
      [runsOf(column).names, [...runsOf(column).offsets]],
      [
        ['A', 'C'],
        [0, 2, 3],
      ],
    );
    assert.deepEqual([...matchRows(left, right)], [-1, 1, -1]);
  });
});
