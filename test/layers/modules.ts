import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { Source } from '../../scripts/source/syntax.ts';
import { type Edge, edgesOf } from './edges.ts';

/** A source file and what it asks for. */
export type Module = {
  readonly path: string;
  /** Its folder under src, or `index` for src/index.ts; null outside src. */
  readonly layer: string | null;
  /** A test, or what only tests use (`…-for-tests.ts`). Not shipped. */
  readonly isTest: boolean;
  /** A conformance kit: shipped assertions, which ask in SQL and wait in real time as tests do. */
  readonly isKit: boolean;
  readonly edges: readonly Edge[];
  readonly source: Source;
};

export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'builtin' | 'package'; readonly name: string };

export const TEST = /(\.test|-for-tests)\.ts$/;
const KIT = /[/-]kit(\/|\.ts$)/;

export function moduleOf(source: Source): Module {
  const { path } = source;
  return {
    path,
    layer: layerOf(path),
    isTest: TEST.test(path),
    isKit: KIT.test(path),
    edges: edgesOf(source),
    source,
  };
}

export function layerOf(path: string): string | null {
  const [root, layer, below] = path.split('/');
  if (root !== 'src' || layer === undefined) return null;
  return below === undefined ? layer.replace(/\.ts$/, '') : layer;
}

/** The stage of a file, where its layer has stages; null for files at the layer's root. */
export function folderInLayer(path: string): string | null {
  const [, , folder, below] = path.split('/');
  return below === undefined ? null : (folder ?? null);
}

export function targetOf(importer: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(importer), specifier) };
  if (isBuiltin(specifier)) return { kind: 'builtin', name: `node:${specifier.replace(/^node:/, '')}` };
  const depth = specifier.startsWith('@') ? 2 : 1;
  return { kind: 'package', name: specifier.split('/').slice(0, depth).join('/') };
}

export type Modules = ReadonlyMap<string, Module>;

/**
 * The files in which what an edge takes is really written, besides the file that it names: barrels are looked
 * through, so that a re-export lends nobody a way around the layers.
 */
export function originsOf(modules: Modules, path: string, names: readonly string[]): ReadonlySet<string> {
  const origins = new Set<string>();
  const seen = new Set<string>();
  const follow = (barrel: string, name: string): void => {
    const key = `${barrel} ${name}`;
    const module = modules.get(barrel);
    if (module === undefined || seen.has(key)) return;
    seen.add(key);
    for (const { specifier, given } of module.edges) {
      const target = specifier === null ? null : targetOf(barrel, specifier);
      if (target?.kind !== 'file') continue;
      for (const taken of takenAs(given, name)) {
        origins.add(target.path);
        follow(target.path, taken);
      }
    }
  };
  for (const name of names) follow(path, name);
  origins.delete(path);
  return origins;
}

/** What a re-export takes from its own target when someone takes `name` from it. */
function takenAs(given: ReadonlyMap<string, string>, name: string): readonly string[] {
  if (name === '*') return [...given.values()];
  const taken = given.get(name);
  return taken !== undefined ? [taken] : given.has('*') ? [name] : [];
}
