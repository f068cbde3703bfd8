import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkLayers } from './check.ts';
import { type LayerRules, violationText } from './rules.ts';

const RULES: LayerRules = {
  layers: {
    core: [],
    quant: ['core'],
    data: ['core', 'quant'],
    control: ['core'],
    adapters: ['core', 'data', 'control'],
    runtime: ['core', 'data', 'control', 'adapters'],
    sandbox: ['core'],
    cli: ['core', 'runtime'],
    index: ['core', 'control'],
  },
  stages: { data: ['source', 'raw', 'validated', 'told'] },
  reports: ['told'],
  composers: { data: ['path'] },
  foundations: { data: ['lake'] },
  formats: [],
  doors: { zod: ['src/control/schema.ts'], 'node:sqlite': ['src/adapters/sqlite'] },
  noNodeBuiltins: ['core', 'quant', 'data', 'control'],
  computedImports: ['runtime'],
  sqlText: ['adapters'],
};

const BASE = {
  'src/core/ids.ts': 'export type Id = string; export const ID = 1;',
  'src/quant/index.ts': 'export const sma = 1;',
  'src/data/source/fetch.ts': 'export type Body = string; export const fetchBody = 1;',
  'src/data/raw/keep.ts':
    "import type { Body } from '../source/fetch.ts'; export type Kept = Body; export const keep = 1;",
  'src/data/path.ts': "import { keep } from './raw/keep.ts'; export const path = keep;",
  'src/data/rows.ts': 'export const sortRows = 1;',
  'src/control/schema.ts': "import { z } from 'zod'; export { z };",
  'src/adapters/sqlite/open.ts': "import { DatabaseSync } from 'node:sqlite'; export const open = DatabaseSync;",
  'src/runtime/start.ts': 'export const start = 1;',
  'src/index.ts': "export * from './core/ids.ts';",
};

type Options = { readonly rules?: Partial<LayerRules>; readonly dependencies?: readonly string[] };

function check(changed: Readonly<Record<string, string>>, options: Options = {}): readonly string[] {
  const files = new Map(Object.entries({ ...BASE, ...changed }));
  const { rules = {}, dependencies = ['zod'] } = options;
  return checkLayers({ files, rules: { ...RULES, ...rules }, dependencies }).map(violationText);
}

/** Each case breaks one rule: file, its text, and how the report must begin. */
function breaks(path: string, text: string, ...reports: readonly RegExp[]): void {
  const found = check({ [path]: text });
  assert.equal(found.length, reports.length, `${text}\n${found.join('\n')}`);
  for (const [index, report] of reports.entries()) assert.match(found[index]!, report);
}

test('a tree that keeps the rules has no violation', () => {
  assert.deepEqual(check({}), []);
});

describe('layers', () => {
  const spellings: Readonly<Record<string, string>> = {
    'a static import': "import { sma } from '../quant/index.ts'; export const a = sma;",
    'an import for its effects': "import '../quant/index.ts';",
    'a type-only import': "import type { Sma } from '../quant/index.ts';",
    'an inline type import': "import { type Sma } from '../quant/index.ts';",
    'a namespace import': "import * as quant from '../quant/index.ts'; export const a = quant;",
    'a default import': "import quant from '../quant/index.ts'; export const a = quant;",
    'a dynamic import': "export const a = () => import('../quant/index.ts');",
    'a dynamic import in a template': 'export const a = () => import(`../quant/index.ts`);',
    'an import() type': "export type A = import('../quant/index.ts').Sma;",
    'a typeof import() type': "export type A = typeof import('../quant/index.ts');",
    'a re-export': "export { sma } from '../quant/index.ts';",
    'a type re-export': "export type { Sma } from '../quant/index.ts';",
    'a re-export of everything': "export * from '../quant/index.ts';",
    'a namespace re-export': "export * as quant from '../quant/index.ts';",
    'an import with attributes':
      "import table from '../quant/table.json' with { type: 'json' }; export const a = table;",
    'a reference to a file': '/// <reference path="../quant/index.ts" />\nexport const a = 1;',
  };
  for (const [name, text] of Object.entries(spellings)) {
    test(`${name} of a layer that is not listed is reported with the list`, () => {
      breaks('src/control/a.ts', text, /^src\/control\/a\.ts:1 {2}control imports quant \(.*\)\. Allowed: core$/);
    });
  }

  test('an old-style import, a resolved name and a URL of a module count', () => {
    const old = "import a = require('../adapters/sqlite/open.ts'); export const b = a;";
    breaks('src/cli/a.ts', old, /cli imports adapters/);
    breaks('src/cli/a.ts', "export const a = import.meta.resolve('../adapters/x.ts');", /cli imports adapters/);
    breaks(
      'src/cli/a.ts',
      "export const a = new URL('../adapters/child.ts', import.meta.url);",
      /cli imports adapters/,
    );
  });

  test('the line is that of the import, also after Chinese text', () => {
    breaks('src/quant/a.ts', "// 收盘价 😀\n\nimport '../data/path.ts';\n", /^src\/quant\/a\.ts:3 /);
  });

  test('a barrel lends nobody a way around the layers', () => {
    const barrels = [
      "export { open } from '../adapters/sqlite/open.ts';",
      "export * from '../adapters/sqlite/open.ts';",
      "import { open } from '../adapters/sqlite/open.ts';\nexport { open };",
      "import { open as inner } from '../adapters/sqlite/open.ts';\nexport { inner as open };",
    ];
    for (const barrel of barrels) {
      const found = check({
        'src/runtime/index.ts': barrel,
        'src/cli/a.ts': "import { open } from '../runtime/index.ts';\nexport const a = open;",
      });
      assert.deepEqual(found, [
        'src/cli/a.ts:1  cli imports adapters (src/adapters/sqlite/open.ts), re-exported by src/runtime/index.ts. Allowed: core, runtime',
      ]);
    }
  });

  test('a barrel of barrels is looked through, and one that goes in circles ends', () => {
    const found = check({
      'src/runtime/index.ts': "export * from './inner.ts'; export * from './start.ts';",
      'src/runtime/inner.ts': "export * from './index.ts'; export { open as opens } from '../adapters/sqlite/open.ts';",
      'src/cli/a.ts': "import { opens } from '../runtime/index.ts'; export const a = opens;",
    });
    assert.equal(found.length, 1);
    assert.match(found[0]!, /cli imports adapters .*re-exported by src\/runtime\/index\.ts/);
  });

  test('what a barrel re-exports besides concerns only those who take it', () => {
    const barrel = "export { open } from '../adapters/sqlite/open.ts'; export { start } from './start.ts';";
    const importer = "import { start } from '../runtime/index.ts'; export const a = start;";
    assert.deepEqual(check({ 'src/runtime/index.ts': barrel, 'src/cli/a.ts': importer }), []);
  });

  test('data and control never import each other, whatever layers.json lists', () => {
    const rules = { layers: { ...RULES.layers, control: ['core', 'data'] } };
    const found = check({ 'src/control/a.ts': "import type { Kept } from '../data/raw/keep.ts';" }, { rules });
    assert.match(found[0]!, /^layers\.json:1 {2}control may import data/);
    assert.match(found[1]!, /^src\/control\/a\.ts:1 {2}control imports data/);
    breaks('src/data/a.ts', "import '../control/schema.ts';", /data imports control/);
  });

  test('the sandbox shares nothing with the clients it tests', () => {
    const rules = { layers: { ...RULES.layers, sandbox: ['core', 'adapters', 'data'] } };
    const texts = ["import '../adapters/sqlite/open.ts';", "import type { Kept } from '../data/raw/keep.ts';"];
    for (const text of texts) assert.equal(check({ 'src/sandbox/a.ts': text }, { rules }).length, 3);
    breaks('src/sandbox/a.ts', texts[0]!, /sandbox imports adapters/);
  });

  test('an unknown folder, a second file at the root and a folder named for nothing are reported', () => {
    breaks('src/markets/a.ts', '', /^src\/markets\/a\.ts:1 {2}"markets" is no layer\. Allowed: core, quant/);
    breaks('src/extra.ts', '', /"extra" is no layer/);
    breaks('src/core/utils/a.ts', '', /"utils" says nothing/);
    breaks('src/core/helpers.ts', '', /"helpers\.ts" says nothing/);
    breaks('src/core/common.test.ts', '', /"common\.test\.ts" says nothing/);
  });

  test('a shipped file takes nothing from outside src; a test may', () => {
    const text = "import '../../test/golden/a.ts'; import '../../scripts/build.ts';";
    breaks('src/core/a.ts', text, /test\/golden\/a\.ts, which is not shipped/, /scripts\/build\.ts, which is not/);
    assert.deepEqual(check({ 'src/core/a.test.ts': text }), []);
  });

  test('what only tests use is held like a test, and no shipped file takes it', () => {
    const support = {
      'src/data/lake-for-tests.ts': "import 'node:fs'; import { fetchBody } from './source/fetch.ts';",
    };
    assert.deepEqual(check({ ...support, 'src/data/raw/a.test.ts': "import '../lake-for-tests.ts';" }), []);
    const found = check({ ...support, 'src/data/a.ts': "import './lake-for-tests.ts';" });
    assert.deepEqual(found, [
      'src/data/a.ts:1  imports src/data/lake-for-tests.ts, which only tests may. Allowed: shipped files',
    ]);
    breaks('src/core/a.ts', "import './b.test.ts';", /which only tests may/);
  });

  test('a test keeps to the layers as well', () => {
    breaks('src/core/a.test.ts', "import '../quant/index.ts';", /core imports quant/);
  });

  test('layers that import each other in a circle are reported', () => {
    const found = check({}, { rules: { layers: { ...RULES.layers, core: ['quant'] } } });
    assert.match(found[0]!, /^layers\.json:1 {2}layers import each other: core → quant → core/);
  });

  test('a module whose name is computed is imported by the composition root alone', () => {
    breaks('src/adapters/a.ts', 'export const a = (x: string) => import(x);', /computed\. Allowed: runtime$/);
    breaks('src/adapters/a.ts', `export const a = (x: string) => import(\`./\${x}.ts\`);`, /computed/);
    assert.deepEqual(check({ 'src/runtime/a.ts': 'export const a = (x: string) => import(x);' }), []);
  });
});

describe('stages', () => {
  test('a stage takes the types of its left neighbour and nothing more', () => {
    const value = "import { keep } from '../raw/keep.ts'; export const a = keep;";
    breaks('src/data/validated/a.ts', value, /:1 {2}validated imports more than types .*Allowed: types of data\/raw/);
    breaks('src/data/validated/a.ts', "import { keep, type Kept } from '../raw/keep.ts';", /more than types/);
    breaks('src/data/validated/a.ts', "import '../raw/keep.ts';", /more than types/);
    breaks('src/data/validated/a.ts', "export * from '../raw/keep.ts';", /more than types/);
    breaks('src/data/validated/a.ts', "export const a = () => import('../raw/keep.ts');", /more than types/);
    assert.deepEqual(check({ 'src/data/validated/a.ts': "import type { Kept } from '../raw/keep.ts';" }), []);
    assert.deepEqual(check({ 'src/data/validated/a.ts': "import { type Kept } from '../raw/keep.ts';" }), []);
  });

  test('a stage takes nothing from further left, from the right, or through a file that composes', () => {
    breaks('src/data/validated/a.ts', "import type { Body } from '../source/fetch.ts';", /validated imports source/);
    breaks('src/data/source/a.ts', "import type { Kept } from '../raw/keep.ts';", /source imports raw/);
    breaks('src/data/validated/a.ts', "import { path } from '../path.ts';", /path\.ts, which composes the stages/);
    const over = { 'src/data/index.ts': "export { path } from './path.ts';" };
    const found = check({ ...over, 'src/data/raw/b.ts': "import { path } from '../index.ts';" });
    assert.match(found[0]!, /raw imports src\/data\/index\.ts, which composes/);
    assert.deepEqual(check({ 'src/data/validated/a.ts': "import { sortRows } from '../rows.ts';" }), []);
  });

  test('a test of a stage makes its input with the verbs before it', () => {
    assert.deepEqual(check({ 'src/data/validated/a.test.ts': "import { fetchBody } from '../source/fetch.ts';" }), []);
  });

  test('a folder that is no stage is reported', () => {
    breaks(
      'src/data/coverage/a.ts',
      '',
      /"coverage" is no stage of data\. Allowed: source, raw, validated, told, path, lake$/,
    );
  });

  test('a foundation is open to every stage and knows none', () => {
    const lake = { 'src/data/lake/write.ts': "import { sortRows } from '../rows.ts'; export const write = sortRows;" };
    assert.deepEqual(check({ ...lake, 'src/data/validated/a.ts': "import { write } from '../lake/write.ts';" }), []);
    breaks('src/data/lake/a.ts', "import { keep } from '../raw/keep.ts';", /lake imports raw/);
    breaks('src/data/lake/a.ts', "import type { Kept } from '../raw/keep.ts';", /lake imports raw/);
    breaks('src/data/lake/a.ts', "import { path } from '../path.ts';", /path\.ts, which composes the stages/);
  });

  test('a composing folder takes from every stage, and no stage takes from it', () => {
    const folder = { 'src/data/path/sync.ts': "import { keep } from '../raw/keep.ts'; export const sync = keep;" };
    assert.deepEqual(check(folder), []);
    const taken = { ...folder, 'src/data/raw/a.ts': "import { sync } from '../path/sync.ts';" };
    assert.match(check(taken)[0]!, /raw imports path \(src\/data\/path\/sync\.ts\)/);
    const around = { ...folder, 'src/data/all.ts': "export { sync } from './path/sync.ts';" };
    assert.match(check({ ...around, 'src/data/raw/a.ts': "import { sync } from '../all.ts';" })[0]!, /which composes/);
  });

  test('a stage that reports takes the types of all others, and only types', () => {
    const path = { 'src/data/path/sync.ts': "export { keep } from '../raw/keep.ts'; export type Synced = number;" };
    const types = "import type { Kept } from '../raw/keep.ts'; import type { Synced } from '../path/sync.ts';";
    assert.deepEqual(check({ ...path, 'src/data/told/a.ts': types }), []);
    breaks(
      'src/data/told/a.ts',
      "import { keep } from '../raw/keep.ts';",
      /told imports more than types .*every stage/,
    );
    breaks('src/data/told/a.ts', "import { path } from '../path.ts';", /path\.ts, which composes/);
  });

  test('a listed format is open to every stage, holds no code, and exists', () => {
    const rules = { formats: ['src/data/source/kinds.ts'] };
    const taker = { 'src/data/validated/a.ts': "import { KINDS } from '../source/kinds.ts';" };
    assert.deepEqual(check({ ...taker, 'src/data/source/kinds.ts': 'export const KINDS = { a: 1 };' }, { rules }), []);
    for (const code of ['export function KINDS() {}', 'export const KINDS = () => 1;', 'export class KINDS {}']) {
      const found = check({ ...taker, 'src/data/source/kinds.ts': code }, { rules });
      assert.deepEqual(found, ['src/data/source/kinds.ts:1  a format holds code. Allowed: types, tables']);
    }
    assert.match(check({}, { rules })[0]!, /the format src\/data\/source\/kinds\.ts does not exist/);
  });
});

describe('doors', () => {
  test('a package is imported at its door alone, types included', () => {
    breaks(
      'src/control/a.ts',
      "import { z } from 'zod';",
      /"zod" is imported outside its door\. Allowed: src\/control\/schema/,
    );
    breaks('src/control/a.ts', "import type { ZodType } from 'zod/v4';", /"zod" is imported outside its door/);
    breaks('src/control/schema.ts.d/a.ts', "import 'zod';", /outside its door/);
    assert.deepEqual(check({ 'src/control/a.test.ts': "import { z } from 'zod';" }), []);
  });

  test('a door may be a folder, and a built-in may have one', () => {
    assert.deepEqual(check({ 'src/adapters/sqlite/deep/a.ts': "import 'node:sqlite';" }), []);
    breaks('src/adapters/sqlite-more/a.ts', "import 'node:sqlite';", /"node:sqlite" is imported outside its door/);
  });

  test('a package without a door cannot be imported, nor the package itself by its own name', () => {
    breaks(
      'src/runtime/a.ts',
      "import 'left-pad';",
      /"left-pad" is no dependency with a door\. Allowed: zod, node:sqlite/,
    );
    breaks('src/runtime/a.ts', "import '@scope/name/deep';", /"@scope\/name" is no dependency with a door/);
    breaks('src/cli/a.ts', "import 'tapeline/quant';", /"tapeline" is no dependency/);
  });

  test('every dependency has a door, and every door a dependency', () => {
    assert.match(check({}, { dependencies: ['zod', 'pino'] })[0]!, /the dependency "pino" has no door/);
    assert.match(check({}, { dependencies: [] })[0]!, /"zod" has a door and is no dependency/);
  });
});

describe('purity', () => {
  test('pure layers import nothing of Node, however it is spelled', () => {
    for (const text of ["import 'node:fs';", "import 'fs';", "export const a = import('node:fs/promises');"]) {
      breaks('src/quant/a.ts', text, /^src\/quant\/a\.ts:1 {2}quant imports node:fs/);
    }
    assert.deepEqual(
      check({ 'src/adapters/a.ts': "import 'node:fs';", 'src/quant/a.test.ts': "import 'node:fs';" }),
      [],
    );
  });

  const reaches: Readonly<Record<string, string>> = {
    process: 'export const a = process.env.HOME;',
    Buffer: 'export const a = Buffer.from([1]);',
    fetch: "export const a = () => fetch('x');",
    setTimeout: 'export const a = () => setTimeout(() => {}, 1);',
    performance: 'export const a = performance.now();',
    console: "console.log('x');",
    NodeJS: 'export type A = NodeJS.Timeout;',
    'globalThis\\.process': 'export const a = globalThis.process;',
    'Date\\.now': 'export const a = Date.now();',
    'Math\\.random': 'export const a = [1].map(Math.random);',
    'new Date\\(\\)': 'export const a = new Date();',
    'Date\\(\\)': 'export const a = Date();',
    'crypto\\.randomUUID': 'export const a = globalThis.crypto.randomUUID();',
    'AbortSignal\\.timeout': 'export const a = AbortSignal.timeout(1);',
    'import\\.meta': 'export const a = import.meta.url;',
  };
  for (const [name, text] of Object.entries(reaches)) {
    test(`${name.replaceAll('\\', '')} is reported in a pure layer and fine in others`, () => {
      breaks('src/core/a.ts', `export {};\n${text}`, new RegExp(`^src/core/a\\.ts:2 {2}core uses ${name}\\. `));
      assert.deepEqual(check({ 'src/adapters/a.ts': text, 'src/core/a.test.ts': text }), []);
    });
  }

  test('the other spellings of the clock and of chance are reported', () => {
    breaks('src/core/a.ts', "export const a = Math['random']();", /Math\.random/);
    breaks('src/core/a.ts', 'const { now } = Date; export { now };', /Date\.now/);
    breaks('src/core/a.ts', 'export const a = { process };', /core uses process/);
    breaks('src/core/a.ts', 'export const a = typeof process;', /core uses process/);
  });

  test('words that only look like globals are not reported', () => {
    const fine = [
      'export const a = { process: 1, fetch() {} }; export type A = { process: string; fetch: () => void };',
      'export const a = (source: { fetch: () => void }) => source.fetch();',
      'export const a = (fetch: () => number) => fetch();',
      'export const a = new Date(0); export const b = Date.UTC(2026, 0, 1);',
      'export const a = ({ process }: { process: number }) => process;',
      "export type A = 'process' | 'fetch'; // process.env is not read here",
      'export interface A { fetch(process: string): void; }',
    ];
    for (const text of fine) assert.deepEqual(check({ 'src/core/a.ts': text }), [], text);
  });
});

describe('SQL', () => {
  test('a statement outside the adapters is reported', () => {
    const statements = [
      "'select close from bars'",
      '`SELECT *\n FROM bars`',
      "'INSERT OR REPLACE INTO run VALUES (?)'",
      "'update run set state = ?'",
      "'delete from run'",
      "'create table run (id text)'",
      `\`create or replace view \${"x"} as select 1\``,
      "'PRAGMA journal_mode = wal'",
      "'begin immediate'",
      "'with a as (select 1) select * from a'",
      "`copy (select 1) to 'x'`",
    ];
    for (const sql of statements)
      breaks('src/runtime/a.ts', `export const a = ${sql};`, /runtime holds SQL\. Allowed: adapters/);
    for (const sql of statements) assert.deepEqual(check({ 'src/adapters/a.ts': `export const a = ${sql};` }), []);
  });

  test('a conformance kit asks in SQL, and keeps to the layers', () => {
    const text = "export const a = () => globalThis.setTimeout(() => 'select 1 from bars', 1);";
    assert.deepEqual(check({ 'src/data/lake-kit.ts': text, 'src/data/raw/store-kit/a.ts': text }), []);
    breaks('src/data/lake-kit.ts', "import '../control/schema.ts';", /data imports control/);
    assert.equal(check({ 'src/data/toolkit.ts': text, 'src/data/raw/kits.ts': text }).length, 4);
  });

  test('a command in help, and words of English, are not', () => {
    const texts = [
      '\'tapeline sql "select close from bars"\'',
      "'Select a job.'",
      "'Update the settings file.'",
      "'begin'",
    ];
    for (const text of texts) assert.deepEqual(check({ 'src/cli/a.ts': `export const a = ${text};` }), [], text);
  });
});

test('a file that is not TypeScript is named', () => {
  assert.throws(() => check({ 'src/core/a.ts': 'export const = ;' }), /src\/core\/a\.ts cannot be parsed/);
});
