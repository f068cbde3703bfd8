import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '../scripts/source/files.ts';

const GREEN = "import { test } from 'node:test'; test('holds', () => {}); test('stands', () => {});\n";
const RED = "import { test } from 'node:test'; test('breaks', () => { throw new Error('broken'); });\n";

let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapeline 测试 '));
  for (const name of ['scripts/test.ts', 'scripts/source/files.ts']) cpSync(join(ROOT, name), join(folder, name));
  for (const name of ['src/绿 green', 'src/red', 'src/empty', 'test'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'src', '绿 green', 'a.test.ts'), GREEN);
  writeFileSync(join(folder, 'src', 'red', 'b.test.ts'), RED);
  writeFileSync(join(folder, 'src', 'empty', 'c.test.ts'), 'export {};\n');
});

after(() => rmSync(folder, { recursive: true, force: true }));

function npmTest(...words: readonly string[]) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const runner = join(folder, 'scripts', 'test.ts');
  return spawnSync(process.execPath, [runner, ...words], { cwd: tmpdir(), encoding: 'utf8', env });
}

describe('npm test', () => {
  test('runs what a filter names, in any folder, and ends with the summary of node', () => {
    const { status, stdout } = npmTest('绿 green');
    assert.equal(status, 0, stdout);
    assert.match(stdout, /ℹ tests 2\n(ℹ .+\n)*ℹ duration_ms [\d.]+\s*$/);
  });

  test('fails when a test fails, with the reason', () => {
    const { status, stdout } = npmTest();
    assert.equal(status, 1);
    assert.match(stdout, /ℹ fail 1\n/);
    assert.match(stdout, /Error: broken/);
  });

  test('fails when no file, or no test, is left to run', () => {
    const unknown = npmTest('nowhere');
    assert.deepEqual([unknown.status, unknown.stderr], [1, 'No test file\'s path holds "nowhere".\n']);
    for (const words of [['green', '--test-name-pattern=nothing'], ['empty']]) {
      const { status, stderr } = npmTest(...words);
      assert.deepEqual([status, stderr], [1, 'No test ran.\n']);
    }
  });

  test('hands options on to node', () => {
    const { status, stdout } = npmTest('--test-name-pattern=holds', 'green');
    assert.equal(status, 0);
    assert.match(stdout, /ℹ tests 1\n/);
  });
});
