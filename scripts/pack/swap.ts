import { copyFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, readText } from '../source/files.ts';
import { type Manifest, publishedManifest } from './manifest.ts';

const MANIFEST = join(ROOT, 'package.json');
/** The repository's own package.json while the published one stands in its place. */
const KEPT = join(ROOT, '.package.json.repo');

export function swapManifest(): void {
  const published = publishedManifest(JSON.parse(readText('package.json')) as Manifest);
  copyFileSync(MANIFEST, `${KEPT}.part`);
  renameSync(`${KEPT}.part`, KEPT);
  writeFileSync(`${MANIFEST}.part`, `${JSON.stringify(published, null, 2)}\n`);
  renameSync(`${MANIFEST}.part`, MANIFEST);
}

/** True when there was something to put back. */
export function restoreManifest(): boolean {
  if (!existsSync(KEPT)) return false;
  renameSync(KEPT, MANIFEST);
  return true;
}
