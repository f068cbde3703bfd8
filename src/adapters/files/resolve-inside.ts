import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TapelineError } from '../../core/errors.ts';

/**
 * The absolute path of `path` inside `folder`. Refuses what leads out of it: `..`, absolute paths elsewhere, and
 * symbolic links anywhere below the folder, be it the file itself. `path` need not exist yet.
 *
 * @throws io.failed
 */
export async function resolveInside(folder: string, path: string): Promise<string> {
  const root = await realpath(folder);
  const target = resolve(root, isAbsolute(path) ? relative(resolve(folder), path) : path);
  if (!isBelow(root, target)) throw outside(path, folder, 'it lies outside of');
  for (let part = target; part !== root; part = dirname(part)) {
    const found = await lstat(part).catch(() => null);
    if (found?.isSymbolicLink()) throw outside(path, folder, 'a symbolic link leads there from');
  }
  return target;
}

/** True for `/a/b` below `/a`, false for `/ab` and for `/a` itself. */
function isBelow(root: string, target: string): boolean {
  const path = relative(root, target);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** Any text as the name of one folder or file: plain on every file system, and different for different texts. */
export function pathSegment(text: string): string {
  const escaped = encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*~]/g, percent)
    .replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length));
  return escaped === '' ? '%' : escaped;
}

/** Path parts joined with forward slashes: how a file of the lake is named in the state. */
export function joinPosix(...parts: readonly string[]): string {
  return join(...parts)
    .split(sep)
    .join('/');
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function outside(path: string, folder: string, how: string): TapelineError {
  const problem = `${how} "${folder}"`;
  return new TapelineError('io.failed', {
    facts: { action: 'use', path, problem, wayOut: 'Only files inside that folder are touched.' },
  });
}
