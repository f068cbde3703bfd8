/** layers.json: the architecture as data. */
export type LayerRules = {
  /** Layer → the layers it may import besides itself. A layer is a folder of src, or `index` for src/index.ts. */
  readonly layers: Readonly<Record<string, readonly string[]>>;
  /** Layer → its stages in order. A stage imports only types, and only of its left neighbour. */
  readonly stages: Readonly<Record<string, readonly string[]>>;
  /** Stages that tell of all others: they may take any stage's types, and what the composers return. */
  readonly reports: readonly string[];
  /** Layer → folders that put the stages together, as files at the layer's root may. No stage may use them. */
  readonly composers: Readonly<Record<string, readonly string[]>>;
  /** Layer → folders that every stage may use and that know no stage. */
  readonly foundations: Readonly<Record<string, readonly string[]>>;
  /** Files inside a stage that hold nothing but types and tables: every stage may name them. */
  readonly formats: readonly string[];
  /** Package or built-in → the files or folders that may import it. */
  readonly doors: Readonly<Record<string, readonly string[]>>;
  /** Layers without Node, clock, randomness, network or environment. */
  readonly noNodeBuiltins: readonly string[];
  /** Layers that may import a module whose name is known only at run time. */
  readonly computedImports: readonly string[];
  /** Layers that may hold SQL text. */
  readonly sqlText: readonly string[];
};

/** Held whatever layers.json lists. */
export const NEVER: readonly (readonly [importer: string, target: string])[] = [
  ['data', 'control'],
  ['control', 'data'],
  ['sandbox', 'adapters'],
  ['sandbox', 'data'],
];

/** They say where code was put, not what it is. */
export const BANNED_NAMES: readonly string[] = ['utils', 'util', 'common', 'helpers', 'helper', 'misc', 'shared'];

export type Violation = {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  /** What would have been right. */
  readonly allowed: readonly string[];
};

export function violationText({ path, line, what, allowed }: Violation): string {
  return `${path}:${line}  ${what}. Allowed: ${allowed.length === 0 ? 'nothing' : allowed.join(', ')}`;
}
