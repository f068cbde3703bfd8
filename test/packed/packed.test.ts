import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT, readText } from '../../scripts/source/files.ts';
import { command, copyRepository, makeFolder, unreachable } from './workshop.ts';

type Json = Readonly<Record<string, unknown>>;
const jsonOf = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Json;

/** Runtime packages in all, ours included: what a user's machine has to trust. */
const PACKAGES_MAX = 60;

let folder = '';
let repository = '';
let desk = '';
let noRegistry: string | null = null;

describe('the clone', () => {
  test('has the command and the imports of an installed package', () => {
    const version = command(ROOT, 'npx', ['--no-install', 'tapeline', '--version']);
    assert.equal(version.stdout.trim(), jsonOf(join(ROOT, 'package.json')).version, version.stderr);
    const imported = command(ROOT, 'node', [
      '-e',
      "import('tapeline/quant').then(({ sma }) => console.log(typeof sma))",
    ]);
    assert.match(imported.stdout, /function/, imported.stderr);
  });
});

/** A test of the installed package, skipped with its reason where nothing can be installed. */
function installedTest(name: string, body: () => void): void {
  test(name, (context) => {
    if (noRegistry !== null) context.skip(noRegistry);
    else body();
  });
}

describe('the pack', () => {
  before(() => {
    folder = makeFolder();
    repository = copyRepository(folder);
    desk = join(folder, 'desk 桌');
    mkdirSync(desk);
    writeFileSync(join(desk, 'package.json'), '{ "type": "module", "private": true }');
    const packed = command(repository, 'npm', ['pack', '--pack-destination', folder]);
    assert.equal(packed.status, 0, packed.stderr);
    const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
    const settings = ['--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=1', '--fetch-timeout=20000'];
    const installed = command(desk, 'npm', ['install', ...settings, tarball]);
    noRegistry = unreachable(installed);
    if (noRegistry === null) assert.equal(installed.status, 0, installed.stderr);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  describe('npm pack', () => {
    test('leaves the package.json of the repository as it was', () => {
      assert.equal(readFileSync(join(repository, 'package.json'), 'utf8'), readText('package.json'));
      assert.ok(!existsSync(join(repository, '.package.json.repo')));
    });

    test('puts package.json back when the sources do not compile', () => {
      const wrong = join(repository, 'src', 'core', 'wrong.ts');
      writeFileSync(wrong, "export const wrong: number = 'text';\n");
      const failed = command(repository, 'npm', ['pack', '--dry-run']);
      rmSync(wrong);
      assert.notEqual(failed.status, 0);
      assert.match(failed.stderr, /wrong\.ts\(1,14\): error TS2322/);
      assert.equal(readFileSync(join(repository, 'package.json'), 'utf8'), readText('package.json'));
    });

    test('finds its way back from a pack that was killed', () => {
      const before = command(repository, 'node', ['scripts/pack-before.ts']);
      assert.equal(before.status, 0, before.stderr);
      assert.equal(jsonOf(join(repository, 'package.json')).scripts, undefined);
      const afterwards = command(repository, 'node', ['scripts/pack-after.ts']);
      assert.equal(afterwards.status, 0, afterwards.stderr);
      assert.equal(readFileSync(join(repository, 'package.json'), 'utf8'), readText('package.json'));
      assert.ok(!existsSync(join(repository, '.package.json.repo')));
    });
  });

  describe('the installed package', () => {
    installedTest('holds what it needs and nothing of the repository', () => {
      const home = join(desk, 'node_modules', 'tapeline');
      const own = ['CHANGELOG.md', 'LICENSE', 'README.md', 'README.zh-CN.md'].filter((name) =>
        existsSync(join(ROOT, name)),
      );
      assert.deepEqual(readdirSync(home).sort(), [...own, 'bin', 'demo', 'dist', 'package.json', 'templates'].sort());
      const built = readdirSync(join(home, 'dist'), { recursive: true, encoding: 'utf8' });
      assert.deepEqual(
        built.filter((name) => /\.test\.|-for-tests\.|(?<!\.d)\.ts$/.test(name)),
        [],
      );
      const manifest = jsonOf(join(home, 'package.json'));
      for (const field of ['devDependencies', 'scripts', 'workspaces']) assert.equal(manifest[field], undefined, field);
      assert.deepEqual(manifest.engines, jsonOf(join(ROOT, 'package.json')).engines);
    });

    installedTest('brings few packages, and no Node', () => {
      const lock = jsonOf(join(desk, 'package-lock.json')) as { readonly packages: Json };
      const names = Object.keys(lock.packages).filter((name) => name !== '');
      const needed = names.filter((name) => (lock.packages[name] as Json).optional !== true);
      assert.ok(needed.length <= PACKAGES_MAX, `${needed.length} packages: ${needed.join(', ')}`);
      assert.ok(!existsSync(join(desk, 'node_modules', '.bin', 'node')));
      assert.ok(!names.some((name) => /node_modules\/(node(-bin)?-|tapeline-toolchain)/.test(name)), 'no Node of ours');
    });

    installedTest('answers npx tapeline --help and --version', () => {
      const help = command(desk, 'npx', ['--no-install', 'tapeline', '--help']);
      assert.equal(help.status, 0, help.stderr);
      assert.match(help.stdout, /^Usage: tapeline /);
      const version = command(desk, 'npx', ['--no-install', 'tapeline', '--version']);
      assert.equal(version.stdout.trim(), jsonOf(join(ROOT, 'package.json')).version);
    });

    installedTest('can be imported under each name that it exports', () => {
      const { exports } = jsonOf(join(ROOT, 'package.json')) as { readonly exports: Readonly<Record<string, string>> };
      const names = Object.keys(exports).filter((name) => !name.endsWith('.json'));
      const specifiers = names.map((name) => `tapeline${name.slice(1)}`);
      const script = `for (const name of ${JSON.stringify(specifiers)}) {
        console.log(name, Object.keys(await import(name)).length > 0);
      }`;
      const result = command(desk, 'node', ['--input-type=module', '-e', script]);
      assert.equal(result.stderr, '');
      assert.equal(result.stdout, specifiers.map((name) => `${name} true\n`).join(''));
    });

    installedTest('computes what it computes in the repository', () => {
      const script =
        "import { sma } from 'tapeline/quant'; console.log(JSON.stringify([...sma(Float64Array.of(1, 2, 3, 4), 2)]));";
      const result = command(desk, 'node', ['--input-type=module', '-e', script]);
      assert.equal(result.stdout, '[null,1.5,2.5,3.5]\n', result.stderr);
    });

    installedTest('writes a project and lists what stands in it', () => {
      const init = command(desk, 'npx', ['--no-install', 'tapeline', 'init', '--yes']);
      assert.equal(init.status, 0, init.stderr);
      const listed = command(desk, 'npx', ['--no-install', 'tapeline', 'list', '--json']);
      assert.equal(listed.status, 0, listed.stderr);
      const jobs = JSON.parse(listed.stdout) as readonly { readonly name: string }[];
      for (const name of ['mine.hello', 'stocks.daily_full_pipeline']) {
        assert.ok(
          jobs.some((job) => job.name === name),
          `${name} is listed`,
        );
      }
    });

    installedTest('runs the whole pipeline on the prices that come with it', () => {
      const words = ['--no-install', 'tapeline', 'run', 'full', '--symbols', 'AAPL,IBM', '--json', '--quiet'];
      const ran = command(desk, 'npx', words);
      assert.equal(ran.status, 0, ran.stderr);
      const { state, simulated, steps } = JSON.parse(ran.stdout) as {
        readonly state: string;
        readonly simulated: boolean;
        readonly steps: readonly { readonly stepKey: string; readonly state: string }[];
      };
      assert.deepEqual([state, simulated], ['succeeded', false]);
      assert.deepEqual(
        steps.filter((step) => step.state === 'failed').map((step) => step.stepKey),
        [],
      );
    });

    installedTest('gives its types to a project without types for Node', () => {
      const text = `
        import { job, op, pipeline } from 'tapeline';
        import { sma } from 'tapeline/quant';
        const bars = op({ name: 'bars', run: () => [1, 2, 3] });
        const mean = op({ name: 'mean', run: (_: { readonly bars: number[] }) => sma(Float64Array.from(_.bars), 2) });
        export const daily = job(pipeline('daily', (p) => p.add(mean, { bars: p.add(bars) })));
        // @ts-expect-error: an input is left out.
        export const wrong = pipeline('wrong', (p) => p.add(mean, {}));
      `;
      writeFileSync(join(desk, 'consumer.ts'), text);
      const flags = ['--noEmit', '--strict', '--target', 'esnext', '--module', 'nodenext'];
      const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const result = command(desk, 'node', [tsc, ...flags, '--types', '', 'consumer.ts']);
      assert.equal(result.status, 0, result.stdout);
    });
  });
});
