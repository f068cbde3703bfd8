import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBranded } from '../control/definition/brand.ts';
import type { Project } from '../control/definition/project.ts';
import { isTapelineError, TapelineError } from '../core/errors.ts';

export const CONFIG_NAMES = [
  'tapeline.config.ts',
  'tapeline.config.mts',
  'tapeline.config.js',
  'tapeline.config.mjs',
] as const;

/** Marks the definitions that ship with the program, where a folder has none of its own. */
export const SHIPPED_URL = 'tapeline:shipped';

export type LoadedProject = {
  readonly project: Project;
  /** Where a child finds the same definitions again. */
  readonly url: string;
  readonly projectDir: string;
};

/** The config file that counts for a folder: its own or the nearest above; null when there is none. */
export function findConfig(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = CONFIG_NAMES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return null;
  }
}

/** The project of a folder; the shipped one when it has no config file. @throws config.unreadable */
export async function loadProject(from: string, shipped: () => Promise<Project>): Promise<LoadedProject> {
  const path = findConfig(from);
  if (path === null) return { project: await shipped(), url: SHIPPED_URL, projectDir: resolve(from) };
  const url = pathToFileURL(path).href;
  return { project: await importProject(url), url, projectDir: dirname(path) };
}

/** The definitions at an address, as a child gets it. */
export async function projectAt(url: string, shipped: () => Promise<Project>): Promise<Project> {
  return url === SHIPPED_URL ? shipped() : importProject(url);
}

async function importProject(url: string): Promise<Project> {
  const path = fileURLToPath(url);
  let module: { readonly default?: unknown };
  try {
    module = (await import(url)) as typeof module;
  } catch (cause) {
    if (isTapelineError(cause)) throw cause;
    throw unreadable(path, `${threwText(cause)}${placeIn(path, url, cause)}`, wayOutOf(cause), cause);
  }
  if (isBranded(module.default, 'project')) return module.default as Project;
  const got = module.default === undefined ? 'it has no default export' : 'its default export is not a project';
  throw unreadable(path, got, 'Write: export default defineProject({ jobs: [ … ] }).');
}

function threwText(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : `it threw ${String(cause)}`;
}

function wayOutOf(cause: unknown): string {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing ? 'Run npm install, or correct the import.' : 'Correct the file; --json has the stack.';
}

/** The line it points to: the first of the file in the stack, or the one that the parser shows above it. */
function placeIn(path: string, url: string, cause: unknown): string {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const places = [url, path].flatMap((name) => new RegExp(`${RegExp.escape(name)}:(\\d+)`).exec(stack)?.[1] ?? []);
  return places[0] === undefined ? '' : ` (line ${places[0]})`;
}

function unreadable(path: string, problem: string, wayOut: string, cause?: unknown): TapelineError {
  return new TapelineError('config.unreadable', { facts: { path, problem, wayOut }, cause });
}
