import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MUTANTS } from './planted-bugs.ts';

test('every bug can be planted: the text it stands for is in the program, once', () => {
  for (const { name, changes } of MUTANTS)
    for (const [file, search] of changes) {
      const text = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
      assert.equal(text.split(search).length, 2, `"${name}": ${search}`);
    }
});

const found: Record<string, unknown> = JSON.parse(readFileSync(new URL('mutants.json', import.meta.url), 'utf8'));

test('which seed finds a bug is kept for each of them', () => {
  assert.deepEqual(
    Object.keys(found),
    MUTANTS.map(({ name }) => name),
  );
  const share = Object.values(found).filter((each) => each !== null).length / MUTANTS.length;
  assert.ok(share >= 0.95, `${share} of the bugs are found`);
});
