import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { frameOf } from '../rows-kit.ts';
import { KIND_SCHEMAS } from '../source/kinds.ts';
import { cellsOfText, rowText } from './row-text.ts';

const SCHEMA = KIND_SCHEMAS.instruments;
/** Blanks and signs are allowed; spelling a later column is not. */
const cell = fc.string({ minLength: 1 }).filter((text) => !/ \w+=/.test(` ${text}`) && !/[\r\n]/.test(text));

test('a row that was written as text gives its cells again', () => {
  const row = fc.record({
    instrument: cell,
    name: fc.option(cell),
    venue: fc.option(cell),
    board: fc.option(cell),
    industry: fc.option(cell),
    listed: fc.option(fc.constantFrom('1990-12-19', '2024-02-29')),
    delisted: fc.constant(null),
  });
  fc.assert(
    fc.property(row, (cells) => {
      const table = frameOf(SCHEMA, [cells]);
      const present = Object.entries(cells).filter(([, value]) => value !== null);
      assert.deepEqual(cellsOfText(SCHEMA, rowText(table, 0)), Object.fromEntries(present));
    }),
  );
});

test('a line that nobody could read has no cells', () => {
  assert.equal(cellsOfText(SCHEMA, '000001.XSHE,2024-01-02,1,2,abc'), null);
  assert.equal(cellsOfText(SCHEMA, ''), null);
  assert.equal(cellsOfText(SCHEMA, 'rest name=x'), null, 'what stands before the first column is not ours');
});
