import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/source/files.ts';

/** What packing reads. The pack is made from a copy, because it swaps package.json while others may read it. */
const PACKED_FROM = [
  ...['bin', 'demo', 'scripts', 'src', 'templates', 'package.json', 'package-lock.json', '.npmrc', '.gitignore'],
  ...['tsconfig.json', 'tsconfig.build.json', 'README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'LICENSE'],
];

const NETWORK_FAILURE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|E40[37]|E50\d)\b/;

/** A folder whose path has a space and Chinese characters. */
export function makeFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'tapeline 打包 ')));
}

/** A copy of the repository, as far as packing needs it, that shares the installed packages. */
export function copyRepository(folder: string): string {
  const copy = join(folder, 'repository');
  mkdirSync(copy);
  for (const name of PACKED_FROM) {
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Runs a command as a person would in that folder: nothing of the npm that runs the tests reaches it. */
export function command(cwd: string, name: string, words: readonly string[]): SpawnSyncReturns<string> {
  const isOurs = (key: string) =>
    /^npm_(package|lifecycle|command|execpath|node_execpath|config_local_prefix)/.test(key) ||
    ['INIT_CWD', 'NODE_TEST_CONTEXT', 'FORCE_COLOR'].includes(key);
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !isOurs(key)));
  const path = `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`;
  return spawnSync(name, words, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...env, PATH: path, LANG: 'C.UTF-8' },
  });
}

/** Why an install says that it could not reach the registry; null when it failed for another reason, or did not. */
export function unreachable({ status, stderr }: SpawnSyncReturns<string>): string | null {
  const code = NETWORK_FAILURE.exec(stderr)?.[1];
  return status === 0 || code === undefined ? null : `the npm registry cannot be reached (${code})`;
}
