import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT, readText } from '../scripts/source/files.ts';

const WIRING = 'test/types/wiring.ts';
const DIRECTIVE = /^(\s*)\/\/ @ts-expect-error (TS\d+)$/;
const RIGHT = /^\s*\/\/ right: (.+)$/;

/** `line` is that of the directive, from 1; the wrong line stands below it, the right one below that. */
type Case = { readonly line: number; readonly name: string; readonly code: string; readonly right: string };
type Found = { readonly file: string; readonly line: number; readonly code: string; readonly text: string };

const lines = readText(WIRING).split('\n');
const cases: readonly Case[] = lines.flatMap((text, index) => {
  const code = DIRECTIVE.exec(text)?.[2];
  if (code === undefined) return [];
  const right = RIGHT.exec(lines[index + 2] ?? '')?.[1] ?? '';
  return [{ line: index + 1, name: (lines[index - 1] ?? '').trim().replace(/^\/\/ /, ''), code, right }];
});

/** The file without its directives: what the compiler says of each wrong line. */
function withoutDirectives(): string {
  return lines.map((line) => (DIRECTIVE.test(line) ? '' : line)).join('\n');
}

/** The file with every fault corrected and every directive kept: each directive must now be one too many. */
function corrected(): string {
  const right = new Map(cases.map((each) => [each.line, each.right]));
  return lines.map((line, index) => right.get(index) ?? line).join('\n');
}

let folder = '';
let found: readonly Found[] = [];

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapeline types '));
  const source = relative(folder, join(ROOT, 'src')).split(sep).join('/');
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, name), text.replaceAll("'../../src/", `'${source}/`));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  write('wrong.ts', withoutDirectives());
  write('right.ts', corrected());
  const compilerOptions = { typeRoots: [join(ROOT, 'node_modules/@types')], noUnusedLocals: false };
  const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '--noEmit', '--pretty', 'false', '-p', folder], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 600_000,
  });
  found = stdout.split('\n').flatMap((text) => {
    const match = /^(.+)\((\d+),\d+\): error (TS\d+)/.exec(text);
    return match === null ? [] : [{ file: match[1]!, line: Number(match[2]), code: match[3]!, text }];
  });
});

after(() => rmSync(folder, { recursive: true, force: true }));

const foundIn = (file: string) => found.filter((each) => each.file === file);

describe('wrong wiring does not compile', () => {
  test('there are cases, each with a right line', () => {
    assert.ok(cases.length >= 30, `${cases.length} cases`);
    assert.deepEqual(
      cases.filter(({ right }) => right === '').map(({ line }) => `${WIRING}:${line}`),
      [],
    );
    assert.equal(cases.length, lines.filter((line) => line.includes('@ts-expect-error TS')).length);
  });

  for (const { line, name, code } of cases) {
    test(name, () => {
      const refused = foundIn('wrong.ts').filter((each) => each.line === line + 1);
      const at = `${WIRING}:${line + 1}`;
      assert.ok(refused.length > 0, `${at} compiles, and must not`);
      assert.deepEqual([...new Set(refused.map((each) => each.code))], [code], `${at} is refused for another reason`);
      const idle = foundIn('right.ts').filter((each) => each.line === line);
      assert.deepEqual(
        idle.map((each) => each.code),
        ['TS2578'],
        `${at} corrected must leave its directive unused`,
      );
    });
  }

  test('the right lines compile, and nothing but the wrong lines is refused', () => {
    const wrong = new Set(cases.map(({ line }) => line + 1));
    const elsewhere = found.filter(({ file, line, code }) =>
      file === 'wrong.ts' ? !wrong.has(line) : code !== 'TS2578',
    );
    assert.deepEqual(
      elsewhere.map((each) => each.text),
      [],
    );
  });
});
