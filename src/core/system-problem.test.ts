import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemProblemOf, systemProblemText } from './system-problem.ts';

test('a system error is told in words', () => {
  assert.equal(systemProblemText(new Error("ENOENT: no such file or directory, open '/x'")), 'it does not exist');
  assert.equal(
    systemProblemText(new Error('IO Error: Could not write file "x": No space left on device')),
    'the disk is full',
  );
  assert.equal(systemProblemOf(new Error('EISDIR: illegal operation on a directory, read'))?.kind, 'is_folder');
});

test('what is not known keeps its own words', () => {
  assert.equal(systemProblemText(new Error('EMFILE: too many open files')), 'EMFILE: too many open files');
  assert.equal(systemProblemText('odd'), 'odd');
  assert.equal(systemProblemOf(new Error('something new')), null);
});
