/**
 * `npm test [-- filter … | --option …]`: node's own runner over every test file whose path holds one of the filters.
 * Options (`--test-name-pattern=…`, `--test-only`, `--watch`) go to node as they are. Ends with node's summary.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { filesBelow, ROOT } from './source/files.ts';

/** For what hangs: a machine that is busy with other work may take minutes over what takes seconds. */
const TEST_TIMEOUT_MS = 600_000;
/** Node's own default leaves a core free, which on two cores means one file at a time. */
const FILES_AT_ONCE = Math.min(4, Math.max(2, availableParallelism()));
const NO_TEST = 1;

const asked = process.argv.slice(2);
const options = asked.filter((each) => each.startsWith('-'));
const filters = asked.filter((each) => !each.startsWith('-')).map((each) => each.replaceAll('\\', '/'));
const files = ['src', 'test'].flatMap((folder) => filesBelow(folder, (path) => isWanted(path)));

if (files.length === 0) {
  process.stderr.write(`No test file's path holds ${filters.map((each) => `"${each}"`).join(' or ')}.\n`);
  process.exitCode = NO_TEST;
} else {
  process.exitCode = await runTests();
}

function isWanted(path: string): boolean {
  return path.endsWith('.test.ts') && (filters.length === 0 || filters.some((each) => path.includes(each)));
}

/** Resolves with the exit code. Signals reach the runner by the terminal; one sent to us alone is handed on. */
function runTests(): Promise<number> {
  const settings = [`--test-concurrency=${FILES_AT_ONCE}`, `--test-timeout=${TEST_TIMEOUT_MS}`];
  const runner = spawn(process.execPath, ['--test', '--test-reporter=spec', ...settings, ...options, ...files], {
    cwd: ROOT,
    stdio: ['inherit', 'pipe', 'inherit'],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => runner.kill(signal));
  let tests = 0;
  let empty = 0;
  runner.stdout.on('data', (bytes: Uint8Array) => process.stdout.write(bytes));
  createInterface(runner.stdout).on('line', (colored) => {
    const line = stripVTControlCharacters(colored);
    tests = Number(/^ℹ tests (\d+)$/.exec(line)?.[1] ?? tests);
    if (/^✔ \S.*\.test\.ts \([\d.]+ms\)$/.test(line)) empty += 1;
  });
  return new Promise((resolve) => {
    runner.on('close', (code) => resolve(code === 0 ? verdictOf(tests, empty) : (code ?? NO_TEST)));
  });
}

/** Node counts a file that holds no test, or none of the wanted name, as one test that passed. */
function verdictOf(tests: number, empty: number): number {
  if (tests > empty) return 0;
  process.stderr.write('No test ran.\n');
  return NO_TEST;
}
