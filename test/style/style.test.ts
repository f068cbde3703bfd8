import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSource } from '../../scripts/source/syntax.ts';
import { checkDocument } from '../../scripts/style/documents.ts';
import { findingText } from '../../scripts/style/finding.ts';
import { checkPlaces } from '../../scripts/style/places.ts';
import { checkSizes, FILE_LINES_MAX, FUNCTION_LINES_MAX, type Ratchet } from '../../scripts/style/sizes.ts';
import { checkWords } from '../../scripts/style/words.ts';

const functionOf = (name: string, lines: number) =>
  `export function ${name}() {\n${'  call();\n'.repeat(lines - 2)}}\n`;
const fileOf = (lines: number) => 'call();\n'.repeat(lines);

describe('sizes', () => {
  const sizes = (path: string, text: string, ratchet: Ratchet = {}) =>
    checkSizes([parseSource(path, text)], ratchet).map(findingText);

  test('a function at the limit passes, and one line more does not', () => {
    assert.deepEqual(sizes('src/a.ts', functionOf('longest', FUNCTION_LINES_MAX)), []);
    assert.deepEqual(sizes('src/a.ts', `\n${functionOf('longer', FUNCTION_LINES_MAX + 1)}`), [
      'src/a.ts:2  src/a.ts#longer has 61 lines, at most 60 are allowed',
    ]);
  });

  test('a file at the limit passes, and one line more does not', () => {
    assert.deepEqual(sizes('src/a.ts', fileOf(FILE_LINES_MAX)), []);
    assert.deepEqual(sizes('src/a.ts', fileOf(FILE_LINES_MAX + 1)), [
      'src/a.ts:1  src/a.ts has 401 lines, at most 400 are allowed',
    ]);
  });

  test('arrows and methods have names to be found by', () => {
    const arrow = `export const fold = () => {\n${'  call();\n'.repeat(60)}};\n`;
    assert.match(sizes('src/a.ts', arrow)[0]!, /src\/a\.ts#fold has 62 lines/);
    const method = `class Store {\n  open() {\n${'    call();\n'.repeat(60)}  }\n}\n`;
    assert.match(sizes('src/a.ts', method)[0]!, /^src\/a\.ts:2 {2}src\/a\.ts#open has 62 lines/);
  });

  test('a list of cases in a test is not one function to read; a long test is', () => {
    const cases = `describe('x', () => {\n${"  test('y', () => {\n    call();\n  });\n".repeat(30)}});\n`;
    assert.deepEqual(sizes('src/a.test.ts', cases), []);
    assert.deepEqual(sizes('src/state/kit/a.ts', cases), []);
    assert.equal(sizes('src/a.ts', cases).length, 1);
    const long = `describe('x', () => {\n  test('y', () => {\n${'    call();\n'.repeat(60)}  });\n});\n`;
    assert.match(sizes('src/a.test.ts', long)[0]!, /src\/a\.test\.ts#test has 62 lines/);
  });

  test('what the ratchet lists may stay, may not grow, and lowers its entry when it shrinks', () => {
    const text = functionOf('grown', 70);
    assert.deepEqual(sizes('src/a.ts', text, { 'src/a.ts#grown': 70 }), []);
    assert.match(sizes('src/a.ts', text, { 'src/a.ts#grown': 69 })[0]!, /grew from 69 to 70 lines/);
    assert.match(sizes('src/a.ts', text, { 'src/a.ts#grown': 71 })[0]!, /shrank to 70 lines: lower its entry/);
    assert.match(sizes('src/a.ts', 'call();\n', { 'src/a.ts#grown': 70 })[0]!, /within the limit: drop it/);
  });
});

describe('words', () => {
  const words = (path: string, text: string) => checkWords(parseSource(path, text)).map(findingText);
  const unfinished = ['TO', 'DO'].join('');

  test('a note of unfinished work is found in comments alone', () => {
    assert.match(words('src/a.ts', `// 先\n/* ${unfinished} later */`)[0]!, /^src\/a\.ts:2 {2}"TODO"/);
    assert.deepEqual(words('src/a.ts', `export const a = '${unfinished}'; // methods`), []);
  });

  test('ways around the compiler are found', () => {
    assert.match(words('src/a.ts', 'export const a = 1 as unknown as string;')[0]!, /"as unknown as"/);
    assert.deepEqual(words('src/a.ts', 'export const a = b as unknown; export const c = a as string;'), []);
    assert.match(words('src/a.ts', 'export type A = any;')[0]!, /"any" without a reason/);
    const excuse = '// biome-ignore lint/suspicious/noExplicitAny: a bag of values of any type.';
    assert.deepEqual(words('src/a.ts', `${excuse}\nexport type A = any;`), []);
    assert.equal(words('src/a.ts', `${excuse}\nexport type A = 1;\nexport type B = any;`).length, 1);
  });

  test('the program does not write to the console; a script may', () => {
    assert.match(words('src/a.ts', "console.log('x');")[0]!, /^src\/a\.ts:1 {2}console/);
    assert.deepEqual(words('scripts/a.ts', "console.log('x');"), []);
  });
});

describe('places', () => {
  const places = (text: string, here = '/srv/build/tapeline') => checkPlaces('a.md', text, here).map(findingText);
  const home = ['', 'home', 'ada', 'desk'].join('/');
  const mac = ['', 'Users', 'ada', 'desk'].join('/');

  test('what holds on one machine only is found', () => {
    assert.deepEqual(places(`one\ntwo ${home}`), ['a.md:2  names the home of one person']);
    for (const text of [mac, ['', 'root', 'x'].join('/'), ['C:', 'Users', 'ada'].join('\\')]) {
      assert.equal(places(`see ${text} there`).length, 1, text);
    }
    assert.match(places('in "/srv/build/tapeline/src/a.ts"')[0]!, /the folder of this checkout/);
    assert.match(places('beside /srv/build/other/a.ts')[0]!, /the folder of this checkout/);
    assert.match(places(`from https://${['registry', 'example', 'org'].join('.')}/x`)[0]!, /a registry's host/);
  });

  test('what any machine has is not', () => {
    const fine = [
      'src/home/x/y',
      '/home/you/desk',
      '/Users/you/desk',
      '/tmp/x',
      'https://example.org/home/a',
      '~/desk',
    ];
    for (const text of fine) assert.deepEqual(places(text), [], text);
    assert.deepEqual(places('/tmp/other/x', '/tmp/tapeline'), []);
  });
});

describe('documents', () => {
  const exists = (path: string) => ['src/core', 'docs/glossary.md', 'README.md'].includes(path);
  const missing = (path: string, text: string) => checkDocument(path, text, exists).map(findingText);

  test('a path that does not exist is found, in links and in backticks', () => {
    assert.deepEqual(missing('README.md', 'see\n`src/gone.ts` and [more](docs/gone.md#part)'), [
      'README.md:2  "docs/gone.md" does not exist',
      'README.md:2  "src/gone.ts" does not exist',
    ]);
    assert.deepEqual(missing('docs/a.md', '[up](../README.md) [beside](glossary.md) `src/core`'), []);
    assert.match(missing('docs/a.md', '[gone](gone.md)')[0]!, /"docs\/gone\.md"/);
  });

  test('a link that leaves the repository is found', () => {
    assert.equal(missing('README.md', '[x](../elsewhere/a.md)').length, 1);
  });

  test('addresses, anchors, patterns and placeholders are left alone', () => {
    const text = '[a](https://example.org) [b](#part) `src/*.ts` `src/<layer>/x` `docs/…` `run/step` `tapeline`';
    assert.deepEqual(missing('README.md', text), []);
  });
});
