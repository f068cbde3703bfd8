import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flags, NO_FLAG, NO_INT, text, textAt } from '../../core/frame.ts';
import { KIND_SCHEMAS } from './kinds.ts';
import { parsedBuilder } from './parsed-builder.ts';

test('gives every kind its columns, in order, also without rows', () => {
  for (const kind of Object.keys(KIND_SCHEMAS) as (keyof typeof KIND_SCHEMAS)[]) {
    const { rows, lines, rejected } = parsedBuilder(KIND_SCHEMAS[kind]).build();
    assert.deepEqual(Object.keys(rows.columns), Object.keys(KIND_SCHEMAS[kind]));
    assert.deepEqual([rows.rows, lines.length, rejected.length], [0, 0, 0]);
  }
});

test('null is missing in the spelling of each column, and a short row is missing at its end', () => {
  const builder = parsedBuilder(KIND_SCHEMAS.ex_factors);
  builder.row(4, ['A', null, null]);
  const { rows, lines } = builder.build();
  assert.equal(textAt(text(rows, 'instrument'), 0), 'A');
  const { ex_date, ex_factor, announced } = rows.columns;
  assert.ok(ex_date?.type === 'day' && ex_date.values[0] === NO_INT);
  assert.ok(ex_factor?.type === 'double' && Number.isNaN(ex_factor.values[0]));
  assert.ok(announced?.type === 'day' && announced.values[0] === NO_INT);
  assert.equal(flags(rows, 'inferred')[0], NO_FLAG);
  assert.deepEqual([...lines], [4]);
});

test('keeps the start of a rejected line', () => {
  const builder = parsedBuilder(KIND_SCHEMAS.bars);
  builder.reject(9, 'no date', ['x'.repeat(1000), 'y']);
  const [first] = builder.build().rejected;
  assert.deepEqual([first?.line, first?.reason, first?.text.length], [9, 'no date', 300]);
});
