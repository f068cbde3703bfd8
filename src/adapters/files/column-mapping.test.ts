import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import { type ColumnMapping, checkMapping, positionsIn, problemsWithHeader, requireHeader } from './column-mapping.ts';

const HEADER = ['Symbol', 'Date', 'Open', 'Adj Close', 'Close'];

function problems(run: () => void): readonly string[] {
  try {
    run();
  } catch (error) {
    assert.ok(isTapelineError(error) && error.code === 'config.invalid');
    return (error.facts as { problems: readonly string[] }).problems;
  }
  return [];
}

test('a mapping needs session, close, and exactly one way to know the instrument', () => {
  const single = { where: 's', isSingle: true };
  const many = { where: 's', isSingle: false };
  assert.deepEqual(
    problems(() => checkMapping({ session: 'd', close: 'c' }, single)),
    [],
  );
  assert.deepEqual(
    problems(() => checkMapping({ session: 'd', close: 'c', instrument: 'i' }, many)),
    [],
  );
  assert.deepEqual(
    problems(() => checkMapping({}, many)),
    ['"session" is not mapped', '"close" is not mapped', '"instrument" is neither a column nor a constant'],
  );
  const both = problems(() => checkMapping({ session: 'd', close: 'c', instrument: 'i' }, single));
  assert.deepEqual(both, ['"instrument" is both a column and a constant']);
});

test('an unknown column of ours is named with the nearest one', () => {
  const mistyped = { session: 'd', close: 'c', instrument: 'i', volum: 'v', high: '' } as ColumnMapping;
  assert.deepEqual(
    problems(() => checkMapping(mistyped, { where: 's', isSingle: false })),
    ['"volum" is none of our columns; did you mean "volume"?', '"high" has no column name'],
  );
});

test('a column that the file lacks is named with the header and the nearest name', () => {
  const mapping = { session: 'Date', close: 'Close', adjClose: 'AdjClose', instrument: 'Symbol', open: 'Eröffnung' };
  assert.deepEqual(problemsWithHeader(mapping, HEADER), [
    'column "Eröffnung" (for open) is not in the header "Symbol", "Date", "Open", "Adj Close", "Close"',
    'column "AdjClose" (for adjClose) is not in the header "Symbol", "Date", "Open", "Adj Close", "Close"; did you mean "Adj Close"?',
  ]);
  assert.deepEqual(
    problems(() => requireHeader({ session: 'Date', close: 'Close' }, HEADER, 'f')),
    [],
  );
});

test('a column that is there twice is refused', () => {
  assert.deepEqual(problemsWithHeader({ close: 'c' }, ['c', 'd', 'c']), [
    'column "c" (for close) is 2 times in the header',
  ]);
});

test('positions are by name, -1 for what is not mapped', () => {
  const at = positionsIn({ session: 'Date', close: 'Close' }, HEADER);
  assert.deepEqual([at.session, at.close, at.volume], [1, 4, -1]);
});
