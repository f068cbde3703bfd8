import { parseSource } from '../../scripts/source/syntax.ts';
import type { Edge } from './edges.ts';
import { folderInLayer, layerOf, type Module, type Modules, moduleOf, originsOf, TEST, targetOf } from './modules.ts';
import { impuritiesOf } from './purity.ts';
import { BANNED_NAMES, type LayerRules, NEVER, type Violation } from './rules.ts';
import { sqlLinesOf } from './sql.ts';
import { formatViolations, stageViolation } from './stages.ts';

export type Checked = {
  /** Path from the repository's root, with forward slashes → text. */
  readonly files: ReadonlyMap<string, string>;
  readonly rules: LayerRules;
  /** The runtime dependencies that package.json names. */
  readonly dependencies: readonly string[];
};

/** Everything in which the sources, and layers.json itself, differ from the architecture. */
export function checkLayers({ files, rules, dependencies }: Checked): readonly Violation[] {
  const modules: Modules = new Map([...files].map(([path, text]) => [path, moduleOf(parseSource(path, text))]));
  const found = [...checkRules(rules, dependencies), ...checkFormats(modules, rules)];
  for (const module of modules.values()) {
    found.push(...checkPlace(module, rules), ...checkText(module, rules));
    for (const edge of module.edges) found.push(...checkEdge(modules, rules, module, edge));
  }
  return found;
}

function checkRules(rules: LayerRules, dependencies: readonly string[]): readonly Violation[] {
  const violation = (what: string, allowed: readonly string[]) => ({ path: 'layers.json', line: 1, what, allowed });
  const doorless = dependencies.filter((name) => rules.doors[name] === undefined);
  const stale = Object.keys(rules.doors).filter((name) => !name.startsWith('node:') && !dependencies.includes(name));
  const banned = NEVER.filter(([importer, target]) => rules.layers[importer]?.includes(target) === true);
  const cycle = cycleOf(rules.layers);
  return [
    ...doorless.map((name) => violation(`the dependency "${name}" has no door`, ['one door for each dependency'])),
    ...stale.map((name) => violation(`"${name}" has a door and is no dependency`, dependencies)),
    ...banned.map(([importer, target]) => violation(`${importer} may import ${target}`, rules.layers[importer] ?? [])),
    ...(cycle === null ? [] : [violation(`layers import each other: ${cycle.join(' → ')}`, ['no cycle'])]),
  ];
}

function checkFormats(modules: Modules, rules: LayerRules): readonly Violation[] {
  return rules.formats.flatMap((path) => {
    const module = modules.get(path);
    const missing = {
      path: 'layers.json',
      line: 1,
      what: `the format ${path} does not exist`,
      allowed: ['files of src'],
    };
    return module === undefined ? [missing] : formatViolations(module);
  });
}

function cycleOf(layers: LayerRules['layers']): readonly string[] | null {
  const done = new Set<string>();
  const visit = (layer: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(layer)) return [...path.slice(path.indexOf(layer)), layer];
    if (done.has(layer)) return null;
    for (const next of layers[layer] ?? []) {
      const cycle = visit(next, [...path, layer]);
      if (cycle !== null) return cycle;
    }
    done.add(layer);
    return null;
  };
  for (const layer of Object.keys(layers)) {
    const cycle = visit(layer, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

function checkPlace({ path, layer }: Module, rules: LayerRules): readonly Violation[] {
  const found: Violation[] = [];
  const known = Object.keys(rules.layers);
  if (layer !== null && !known.includes(layer)) {
    found.push({ path, line: 1, what: `"${layer}" is no layer`, allowed: known });
  }
  const banned = path.split('/').find((part) => BANNED_NAMES.includes(part.replace(/(\.test)?\.\w+$/, '')));
  if (banned !== undefined) {
    found.push({ path, line: 1, what: `"${banned}" says nothing of what is in it`, allowed: ['a noun of the path'] });
  }
  const stages = layer === null ? undefined : rules.stages[layer];
  const { composers, foundations } = rules;
  const folders = [...(stages ?? []), ...(composers[layer ?? ''] ?? []), ...(foundations[layer ?? ''] ?? [])];
  const folder = folderInLayer(path);
  if (stages !== undefined && folder !== null && !folders.includes(folder)) {
    found.push({ path, line: 1, what: `"${folder}" is no stage of ${layer}`, allowed: folders });
  }
  return found;
}

function checkText({ path, layer, isTest, isKit, source }: Module, rules: LayerRules): readonly Violation[] {
  if (layer === null || isTest || isKit) return [];
  const found: Violation[] = [];
  if (rules.noNodeBuiltins.includes(layer)) {
    const allowed = ['clock, randomness, ordering and environment as arguments'];
    for (const { line, what } of impuritiesOf(source))
      found.push({ path, line, what: `${layer} uses ${what}`, allowed });
  }
  if (!rules.sqlText.includes(layer)) {
    for (const line of sqlLinesOf(source))
      found.push({ path, line, what: `${layer} holds SQL`, allowed: rules.sqlText });
  }
  return found;
}

function checkEdge(modules: Modules, rules: LayerRules, module: Module, edge: Edge): readonly Violation[] {
  const { path, layer, isTest } = module;
  if (layer === null) return [];
  const at = { path, line: edge.line };
  if (edge.specifier === null) {
    const isFine = isTest || rules.computedImports.includes(layer);
    return isFine ? [] : [{ ...at, what: 'the imported module is computed', allowed: rules.computedImports }];
  }
  const target = targetOf(path, edge.specifier);
  if (target.kind !== 'file') return isTest ? [] : checkForeign(rules, module, edge, target);
  const behind = [...originsOf(modules, target.path, edge.names)];
  return [
    ...checkFileEdge(modules, rules, module, edge, target.path),
    ...behind.flatMap((origin) =>
      checkFileEdge(modules, rules, module, edge, origin).map((each) => ({
        ...each,
        what: `${each.what}, re-exported by ${target.path}`,
      })),
    ),
  ];
}

function checkForeign(
  rules: LayerRules,
  { path, layer }: Module,
  edge: Edge,
  { kind, name }: { readonly kind: 'builtin' | 'package'; readonly name: string },
): readonly Violation[] {
  const doors = rules.doors[name];
  const found = (what: string, allowed: readonly string[]) => [{ path, line: edge.line, what, allowed }];
  if (doors !== undefined) {
    const isDoor = doors.some((door) => path === door || path.startsWith(`${door}/`));
    return isDoor ? [] : found(`"${name}" is imported outside its door`, doors);
  }
  if (kind === 'package') return found(`"${name}" is no dependency with a door`, Object.keys(rules.doors));
  const isPure = layer !== null && rules.noNodeBuiltins.includes(layer);
  return isPure ? found(`${layer} imports ${name}`, ['nothing of Node']) : [];
}

function checkFileEdge(
  modules: Modules,
  rules: LayerRules,
  module: Module,
  edge: Edge,
  target: string,
): readonly Violation[] {
  const { path, isTest } = module;
  const [importer, targetLayer] = [module.layer ?? '', layerOf(target)];
  const at = { path, line: edge.line };
  if (targetLayer === null) {
    return isTest ? [] : [{ ...at, what: `imports ${target}, which is not shipped`, allowed: ['files under src'] }];
  }
  if (!isTest && TEST.test(target))
    return [{ ...at, what: `imports ${target}, which only tests may`, allowed: ['shipped files'] }];
  if (importer === targetLayer) return isTest ? [] : stageViolation(modules, rules, module, edge, target);
  const allowed = rules.layers[importer] ?? [];
  const isNever = NEVER.some(([left, right]) => left === importer && right === targetLayer);
  if (allowed.includes(targetLayer) && !isNever) return [];
  return [{ ...at, what: `${importer} imports ${targetLayer} (${target})`, allowed }];
}
