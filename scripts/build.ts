/**
 * Builds what npm ships: `dist/` with the JavaScript and the types of `src/`, tests left out, everything that is not
 * TypeScript copied beside it. The repository itself never runs from there.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, publishedManifest, targetsOf } from './pack/manifest.ts';
import { filesBelow, ROOT, readText } from './source/files.ts';

const DIST = join(ROOT, 'dist');

/** @throws Error when the sources do not compile, or an export of package.json has no file. */
export function build(): void {
  rmSync(DIST, { recursive: true, force: true });
  compile();
  for (const path of filesBelow('src', (each) => !each.endsWith('.ts'))) copyAsset(path);
  const missing = targetsOf(publishedManifest(JSON.parse(readText('package.json')) as Manifest)).filter(
    (target) => !existsSync(join(ROOT, target)),
  );
  if (missing.length > 0) throw new Error(`package.json names files that were not built: ${missing.join(', ')}.`);
}

function compile(): void {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('The sources do not compile; nothing was built.');
}

function copyAsset(path: string): void {
  const target = join(DIST, path.slice('src/'.length));
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(ROOT, path), target);
}

if (import.meta.main) build();
