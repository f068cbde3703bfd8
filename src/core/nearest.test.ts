import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { editDistance, nearestName } from './nearest.ts';

/** The definition, as it stands in textbooks: slow, and without a table. */
function distanceByDefinition(left: string, right: string): number {
  if (left === '' || right === '') return left.length + right.length;
  const [leftCut, rightCut] = [left.slice(0, -1), right.slice(0, -1)];
  const options = [
    distanceByDefinition(leftCut, right) + 1,
    distanceByDefinition(left, rightCut) + 1,
    distanceByDefinition(leftCut, rightCut) + (left.at(-1) === right.at(-1) ? 0 : 1),
  ];
  const isSwapped = left.length > 1 && right.length > 1 && left.at(-1) === right.at(-2) && left.at(-2) === right.at(-1);
  if (isSwapped) options.push(distanceByDefinition(left.slice(0, -2), right.slice(0, -2)) + 1);
  return Math.min(...options);
}

describe('the edit distance', () => {
  test('counts inserts, deletes, replacements and swaps of neighbours', () => {
    const known: readonly [string, string, number][] = [
      ['', '', 0],
      ['sync', 'sync', 0],
      ['snyc', 'sync', 1],
      ['kitten', 'sitting', 3],
      ['days_bakc', 'days_back', 1],
      ['ca', 'abc', 3],
      ['', 'abc', 3],
    ];
    for (const [left, right, distance] of known) assert.equal(editDistance(left, right), distance, `${left} ${right}`);
  });

  test('is what the definition says', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (left, right) => {
        assert.equal(editDistance(left, right), distanceByDefinition(left, right));
      }),
    );
  });
});

describe('the nearest name', () => {
  const known = ['sync', 'completion', 'calculation', 'scoring', 'full'];

  test('is the one that was meant', () => {
    assert.equal(nearestName('snyc', known), 'sync');
    assert.equal(nearestName('SCORING', known), 'scoring', 'whatever the case');
    assert.equal(nearestName('complction', known), 'completion');
    assert.equal(nearestName('fulll', known), 'full');
  });

  test('is null when more than a third of the letters differ', () => {
    assert.equal(nearestName('backtest', known), null);
    assert.equal(nearestName('ab', ['xy']), null, 'two letters, both wrong');
    assert.equal(nearestName('ran', ['xyz']), null);
    assert.equal(nearestName('x', []), null);
  });

  test('a third of the letters may differ, one more may not', () => {
    assert.equal(nearestName('abcdef', ['abcdxy']), 'abcdxy');
    assert.equal(nearestName('abcdef', ['abcxyz']), null);
  });

  test('is the first of equally near ones', () => {
    assert.equal(nearestName('cat', ['car', 'can']), 'car');
  });
});
