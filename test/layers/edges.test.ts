import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSource } from '../../scripts/source/syntax.ts';
import { edgesOf } from './edges.ts';

test('an edge says whether anything of it exists at run time', () => {
  const isType = (text: string) => edgesOf(parseSource('a.ts', text)).map((edge) => edge.isType);
  assert.deepEqual(isType("import type A from './a.ts'; import { type B } from './a.ts';"), [true, true]);
  assert.deepEqual(isType("import { type A, b } from './a.ts'; import './a.ts'; export * from './a.ts';"), [
    false,
    false,
    false,
  ]);
});
