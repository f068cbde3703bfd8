import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Frame, frame, NO_FLAG, NO_INT, textAt, textColumn } from '../../core/frame.ts';
import { sortOrder, sortUnique, takeRows } from './frame-sort.ts';

type Row = readonly [text: string | null, day: number, price: number, flag: number];

/** Few values, so that ties and every kind of edge come up. */
const rowsOf = fc.array(
  fc.tuple(
    fc.constantFrom(null, '', 'A', 'a', 'AA', 'é', '中', '￿', '😀', 'B\0'),
    fc.constantFrom(NO_INT, -2_147_483_647, -1, 0, 1, 70_000, 2_147_483_647),
    fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY, -1.5, -0, 0, 5e-324, 1.5, 1e300, Number.POSITIVE_INFINITY),
    fc.constantFrom(0, 1, NO_FLAG),
  ),
  { maxLength: 60 },
);

function frameOf(rows: readonly Row[]): Frame {
  return frame({
    text: textColumn(rows.map(([text]) => text)),
    day: { type: 'day', values: Int32Array.from(rows, ([, day]) => day) },
    price: { type: 'double', values: Float64Array.from(rows, ([, , price]) => price) },
    flag: { type: 'flag', values: Uint8Array.from(rows, ([, , , flag]) => flag) },
  });
}

/** Written without the code under test: missing last, text by bytes, numbers by size. */
function compareCells(name: string, left: Row, right: Row): number {
  if (name === 'text') {
    if (left[0] === null || right[0] === null) return Number(left[0] === null) - Number(right[0] === null);
    return Buffer.compare(Buffer.from(left[0]), Buffer.from(right[0]));
  }
  const at = { day: 1, price: 2, flag: 3 }[name] as 1 | 2 | 3;
  const isMissing = (cell: number): boolean =>
    at === 1 ? cell === NO_INT : at === 2 ? Number.isNaN(cell) : cell === NO_FLAG;
  const [a, b] = [left[at], right[at]];
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  return a === b ? 0 : a < b ? -1 : 1;
}

const keysOf = fc.shuffledSubarray(['text', 'day', 'price', 'flag'], { minLength: 1 });

describe('rows sorted by some columns', () => {
  test('stand as a plain comparison sort would put them, equal rows in their old order', () => {
    fc.assert(
      fc.property(rowsOf, keysOf, (rows, keys) => {
        const compare = (a: number, b: number): number => {
          for (const key of keys) {
            const verdict = compareCells(key, rows[a]!, rows[b]!);
            if (verdict !== 0) return verdict;
          }
          return a - b;
        };
        const expected = rows.map((_, row) => row).sort(compare);
        const order = sortOrder(frameOf(rows), keys);
        assert.deepEqual(order === null ? rows.map((_, row) => row) : [...order], expected);
        if (order !== null)
          assert.notDeepEqual(
            [...order],
            rows.map((_, row) => row),
            'an order is given only when needed',
          );
      }),
      { numRuns: 300 },
    );
  });

  test('name the first two that share a key, and only then', () => {
    fc.assert(
      fc.property(rowsOf, keysOf, (rows, keys) => {
        const keyOf = (row: Row): string =>
          JSON.stringify(
            [row[0], row[1], Number.isNaN(row[2]) ? 'NaN' : String(row[2] + 0), row[3]].filter((_, at) =>
              keys.includes(['text', 'day', 'price', 'flag'][at]!),
            ),
          );
        const isUnique = new Set(rows.map(keyOf)).size === rows.length;
        const { tie } = sortUnique(frameOf(rows), keys);
        assert.equal(tie === null, isUnique);
        if (tie !== null) assert.equal(keyOf(rows[tie[0]]!), keyOf(rows[tie[1]]!));
      }),
      { numRuns: 200 },
    );
  });

  test('are the same rows when taken in their order', () => {
    const rows = frameOf([
      ['b', 2, 2.5, 1],
      [null, NO_INT, Number.NaN, NO_FLAG],
      ['a', 1, 1.5, 0],
    ]);
    const taken = takeRows(rows, sortOrder(rows, ['text'])!);
    const { text, day, price, flag } = taken.columns;
    assert.deepEqual(text?.type === 'text' && [0, 1, 2].map((row) => textAt(text, row)), ['a', 'b', null]);
    assert.deepEqual(day?.type === 'day' && [...day.values], [1, 2, NO_INT]);
    assert.deepEqual(price?.type === 'double' && [...price.values], [1.5, 2.5, Number.NaN]);
    assert.deepEqual(flag?.type === 'flag' && [...flag.values], [0, 1, NO_FLAG]);
  });

  test('order by words of a dictionary with doubles and words nobody uses', () => {
    const text = { type: 'text', codes: Int32Array.of(3, 1, 0), dictionary: ['b', 'a', 'unused', 'b'] } as const;
    const { order, tie } = sortUnique(frame({ text }), ['text']);
    assert.deepEqual([...order!], [1, 0, 2]);
    assert.deepEqual(tie, [0, 2], 'codes 3 and 0 are the same word');
  });
});
