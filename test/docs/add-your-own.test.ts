import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT, readText } from '../../scripts/source/files.ts';
import { blocksOf, fileOf } from './blocks.ts';
import { type Desk, openDesk } from './desk.ts';
import { playDocument } from './play.ts';

const markdown = readText('docs/add-your-own.md');

describe('docs/add-your-own.md', () => {
  let desk: Desk;
  before(() => {
    desk = openDesk();
  });
  after(() => desk[Symbol.dispose]());

  test('has code that does what it says', () => playDocument('docs/add-your-own.md', markdown, desk));

  test('has code that compiles', () => {
    const files = blocksOf(markdown).flatMap((block) => fileOf(block) ?? []);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const flags = ['--noEmit', '--strict', '--noUncheckedIndexedAccess', '--target', 'esnext', '--module', 'nodenext'];
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules', '@types')];
    const more = ['--allowImportingTsExtensions', '--verbatimModuleSyntax', '--erasableSyntaxOnly', '--skipLibCheck'];
    const outcome = spawnSync(process.execPath, [tsc, ...flags, ...more, ...types, ...files], {
      cwd: desk.folder,
      encoding: 'utf8',
    });
    assert.equal(outcome.status, 0, outcome.stdout);
  });
});
