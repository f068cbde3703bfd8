import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blocksOf, commandsOf, fileOf, tableBelow } from './blocks.ts';
import { missingLines } from './transcript.ts';

describe('reading documents', () => {
  const markdown = [
    '# A',
    '```sh',
    '# a comment',
    'tapeline run \\',
    '  full',
    '```',
    '```ts',
    '// a/b.ts',
    'x',
    '```',
    '## B',
    '| k | v |',
    '|---|---|',
    '| a | b \\| c |',
  ].join('\n');

  test('finds blocks with language and line', () => {
    assert.deepEqual(
      blocksOf(markdown).map(({ language, line }) => [language, line]),
      [
        ['sh', 2],
        ['ts', 7],
      ],
    );
  });

  test('puts commands together and leaves comments out', () => {
    assert.deepEqual(commandsOf(blocksOf(markdown)[0]!), ['tapeline run full']);
  });

  test('knows which file a block is', () => {
    assert.equal(fileOf(blocksOf(markdown)[1]!), 'a/b.ts');
    assert.equal(fileOf(blocksOf(markdown)[0]!), null);
  });

  test('reads the table below a heading', () => assert.deepEqual(tableBelow(markdown, '## B'), [['a', 'b | c']]));
});

describe('a transcript', () => {
  const printed =
    'Run succeeded in 2.3 s\n  \u001B[32m✔\u001B[39m sync  15 rows · 840 ms\nfile 0123456789abcdef.parquet\n';

  test('is true when only times and names of runs and files differ', () => {
    assert.deepEqual(missingLines('  ✔ sync  15 rows · 12 ms\n…\nRun succeeded in 9.0 s', printed), []);
    assert.deepEqual(missingLines('file fedcba9876543210.parquet', printed), []);
  });

  test('is false when a number differs', () => {
    assert.deepEqual(missingLines('  ✔ sync  16 rows · 12 ms', printed), ['  ✔ sync  16 rows · 12 ms']);
  });

  test('may leave out the rest of a line', () => {
    assert.deepEqual(missingLines('  ✔ sync …', printed), []);
    assert.deepEqual(missingLines('  ✔ score …', printed), ['  ✔ score …']);
  });
});
