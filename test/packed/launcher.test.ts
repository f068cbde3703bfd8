import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ROOT, readText } from '../../scripts/source/files.ts';
import { parseSource, walk } from '../../scripts/source/syntax.ts';

/** A stand-in for the program behind the launcher: says where it ran, on what, with which words. */
const PROGRAM = `
  export async function main(argv) {
    if (argv[0] === 'wait') {
      process.on('SIGTERM', () => { console.log('told to stop'); process.exit(143); });
      setTimeout(() => {}, 20_000);
      console.log('ready');
      return new Promise(() => {});
    }
    if (argv[0] === 'die') process.kill(process.pid, 'SIGKILL');
    console.log(JSON.stringify({ home: import.meta.dirname, node: process.version, argv }));
    return Number(argv[0] ?? 0);
  }
`;

/** Lets this Node take itself for another one: what the launcher reads is replaced before it starts. */
const pretend = (version: string) =>
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;

let root = '';
let project = '';

before(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tapeline 启动 ')));
  writeFileSync(join(root, 'old.cjs'), pretend('18.20.8'));
  writeFileSync(join(root, 'edge-below.cjs'), pretend('24.14.9'));
  writeFileSync(join(root, 'edge-above.cjs'), pretend('24.15.0'));
  install(join(root, 'global', 'tapeline'));
});

beforeEach(() => {
  project = join(root, 'project');
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{}');
});

after(() => rmSync(root, { recursive: true, force: true }));

/** Puts the launcher and the stand-in where an installed package has them. */
function install(home: string): void {
  mkdirSync(join(home, 'bin'), { recursive: true });
  mkdirSync(join(home, 'dist', 'cli'), { recursive: true });
  for (const file of ['tapeline.js', 'package.json']) copyFileSync(join(ROOT, 'bin', file), join(home, 'bin', file));
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(home, 'dist', 'cli', 'main.js'), PROGRAM);
}

/** Gives the project a Node of its own, as an install would. */
function installNode(folder: string, node: string): void {
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(node, join(folder, 'node_modules', '.bin', 'node'));
}

type Start = {
  readonly as?: string;
  readonly cwd?: string;
  readonly words?: readonly string[];
  readonly lang?: string;
};

function commandOf({ as, words = [] }: Start): readonly string[] {
  const preload = as === undefined ? [] : ['--require', join(root, as)];
  return [...preload, join(root, 'global', 'tapeline', 'bin', 'tapeline.js'), ...words];
}

function environment(lang = 'en'): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: root, TAPELINE_LANG: lang, NODE_DISABLE_COMPILE_CACHE: '1' };
}

function launch(start: Start): SpawnSyncReturns<string> {
  const env = environment(start.lang);
  return spawnSync(process.execPath, commandOf(start), { cwd: start.cwd ?? project, env, encoding: 'utf8' });
}

function launchAndWait(start: Start): ChildProcess {
  const env = environment();
  return spawn(process.execPath, commandOf(start), { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

const homeOf = (result: SpawnSyncReturns<string>) => {
  assert.equal(result.stderr, '');
  return (JSON.parse(result.stdout) as { readonly home: string }).home;
};

describe('the launcher', () => {
  test('starts the program with the words it was given and ends with its code', () => {
    const result = launch({ words: ['7', '--set', 'name=价 格'] });
    assert.equal(result.status, 7);
    const said = JSON.parse(result.stdout) as { readonly argv: readonly string[] };
    assert.deepEqual(said.argv, ['7', '--set', 'name=价 格']);
    assert.equal(homeOf(result), join(root, 'global', 'tapeline', 'dist', 'cli'));
  });

  test('works outside any project', () => {
    assert.equal(launch({ cwd: '/' }).status, 0);
  });

  test('says what is missing when the package is incomplete', () => {
    const home = join(root, 'broken');
    install(home);
    rmSync(join(home, 'dist'), { recursive: true });
    const result = spawnSync(process.execPath, [join(home, 'bin', 'tapeline.js')], { cwd: project, encoding: 'utf8' });
    assert.equal(result.status, 3);
    assert.match(
      result.stderr,
      /^The copy of Tapeline in ".*broken" is incomplete: ".*main\.js" is missing\. Install it again\.\n$/,
    );
  });
});

describe('the launcher hands over to the copy of the project', () => {
  test('when the project has one of its own', () => {
    install(join(project, 'node_modules', 'tapeline'));
    assert.equal(homeOf(launch({})), join(project, 'node_modules', 'tapeline', 'dist', 'cli'));
  });

  test('from a folder below the project, which its config marks as well', () => {
    rmSync(join(project, 'package.json'));
    writeFileSync(join(project, 'tapeline.config.ts'), '');
    install(join(project, 'node_modules', 'tapeline'));
    const below = join(project, 'data', '深');
    mkdirSync(below, { recursive: true });
    assert.equal(homeOf(launch({ cwd: below })), join(project, 'node_modules', 'tapeline', 'dist', 'cli'));
  });

  test('of the project that -C or --directory names', () => {
    install(join(project, 'node_modules', 'tapeline'));
    const home = join(project, 'node_modules', 'tapeline', 'dist', 'cli');
    assert.equal(homeOf(launch({ cwd: root, words: ['0', '-C', project] })), home);
    assert.equal(homeOf(launch({ cwd: root, words: ['0', '--directory', project] })), home);
    assert.equal(homeOf(launch({ cwd: root, words: ['0', `--directory=${project}`] })), home);
  });

  test('and not to itself, linked or real', () => {
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(join(root, 'global', 'tapeline'), join(project, 'node_modules', 'tapeline'));
    assert.equal(homeOf(launch({})), join(root, 'global', 'tapeline', 'dist', 'cli'));
  });
});

describe('the launcher on a Node that is too old', () => {
  test('says in one sentence what it found, what it needs and the way out', () => {
    const result = launch({ as: 'old.cjs' });
    assert.equal(result.status, 3);
    assert.equal(result.stdout, '');
    assert.match(
      result.stderr,
      /^Tapeline needs Node 24\.15 or newer and this is v18\.20\.8: .*"npm install --save-dev node@lts".*\n$/,
    );
    assert.match(launch({ as: 'old.cjs', lang: 'zh_CN.UTF-8' }).stderr, /需要 Node 24\.15 或更新版本.*v18\.20\.8/);
  });

  test('draws the line at 24.15.0', () => {
    assert.equal(launch({ as: 'edge-below.cjs' }).status, 3);
    assert.equal(launch({ as: 'edge-above.cjs' }).status, 0);
  });

  test('goes on with the newer Node of the project, and ends with its code', () => {
    installNode(project, process.execPath);
    const below = join(project, 'a', 'b');
    mkdirSync(below, { recursive: true });
    const result = launch({ as: 'old.cjs', cwd: below, words: ['5', 'a b'] });
    assert.equal(result.status, 5);
    const said = JSON.parse(result.stdout) as { readonly node: string; readonly argv: readonly string[] };
    assert.deepEqual([said.node, said.argv], [process.version, ['5', 'a b']]);
  });

  test('passes by a Node that is too old as well', () => {
    writeFileSync(join(root, 'node18'), '#!/bin/sh\necho v18.0.0\n', { mode: 0o755 });
    const below = join(project, 'a');
    mkdirSync(below);
    installNode(below, join(root, 'node18'));
    assert.equal(launch({ as: 'old.cjs', cwd: below }).status, 3);
    installNode(project, process.execPath);
    assert.equal(launch({ as: 'old.cjs', cwd: below }).status, 0);
  });

  test('hands on a signal that is sent to it alone', async () => {
    installNode(project, process.execPath);
    const child = launchAndWait({ as: 'old.cjs', words: ['wait'] });
    let said = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (text.includes('ready')) child.kill('SIGTERM');
    });
    const [code] = await once(child, 'close');
    assert.deepEqual([code, said], [143, 'ready\ntold to stop\n']);
  });

  test('ends by the signal that ended the program', async () => {
    installNode(project, process.execPath);
    const [code, signal] = await once(launchAndWait({ as: 'old.cjs', words: ['die'] }), 'close');
    assert.deepEqual([code, signal], [null, 'SIGKILL']);
  });
});

test('an old Node can read the launcher: nothing in it is newer than ES2017 but import()', () => {
  const newer: string[] = [];
  const source = parseSource('bin/tapeline.js', readText('bin/tapeline.js'));
  walk(source.program, (node, parents) => {
    const spread = node.type === 'SpreadElement' || node.type === 'RestElement';
    const isNewer =
      /^(ChainExpression|PropertyDefinition|PrivateIdentifier|StaticBlock|MetaProperty|Import(?!Expression)|Export)/.test(
        node.type,
      ) ||
      (spread && /^Object/.test(parents.at(-1)?.type ?? '')) ||
      (node.type === 'CatchClause' && node.param === null) ||
      (node.type === 'LogicalExpression' && node.operator === '??') ||
      (node.type === 'AssignmentExpression' && /^(\?\?|\|\||&&)=$/.test(String(node.operator))) ||
      (node.type === 'ForOfStatement' && node.await === true) ||
      (node.type === 'Literal' && /\d_\d|^\d+n$/.test(String(node.raw))) ||
      (node.type === 'AwaitExpression' && !parents.some((each) => /Function/.test(each.type)));
    if (isNewer) newer.push(`bin/tapeline.js:${source.lineAt(node.start)} ${node.type}`);
  });
  assert.deepEqual(newer, []);
});
