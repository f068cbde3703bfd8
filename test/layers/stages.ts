import { walk } from '../../scripts/source/syntax.ts';
import type { Edge } from './edges.ts';
import { folderInLayer, type Module, type Modules, originsOf, targetOf } from './modules.ts';
import type { LayerRules, Violation } from './rules.ts';

/**
 * Inside a layer with stages: a stage takes only types, and only of its left neighbour. Besides, every stage may use
 * the listed formats, the foundations, and those files at the layer's root that do not compose the stages.
 */
export function stageViolation(
  modules: Modules,
  rules: LayerRules,
  { path, layer }: Module,
  edge: Edge,
  target: string,
): readonly Violation[] {
  const stages = rules.stages[layer ?? ''] ?? [];
  const foundations = rules.foundations[layer ?? ''] ?? [];
  const [own, other] = [folderInLayer(path), folderInLayer(target)];
  if (stages.length === 0 || own === null || own === other) return [];
  if (rules.composers[layer ?? '']?.includes(own) === true) return [];
  if (rules.formats.includes(target) || (other !== null && foundations.includes(other))) return [];
  const left = stages[stages.indexOf(own) - 1];
  const allowed = [
    ...(rules.reports.includes(own)
      ? ['types of every stage']
      : left === undefined
        ? []
        : [`types of ${layer}/${left}`]),
    ...['formats', ...foundations.map((each) => `${layer}/${each}`)],
    `files at the root of ${layer} that compose no stage`,
  ];
  const found = (what: string) => [{ path, line: edge.line, what: `${own} ${what}`, allowed }];
  if (other === null) {
    const isComposer = !edge.isType && composes(modules, rules, target);
    return isComposer ? found(`imports ${target}, which composes the stages`) : [];
  }
  if (rules.reports.includes(own)) return edge.isType ? [] : found(`imports more than types (${target})`);
  if (other !== left) return found(`imports ${other} (${target})`);
  return edge.isType ? [] : found(`imports more than types of its left neighbour (${target})`);
}

/** A file listed as a format holds types and tables, and no code. */
export function formatViolations({ path, source }: Module): readonly Violation[] {
  const found: Violation[] = [];
  walk(source.program, (node) => {
    if (!/^(Function(Declaration|Expression)|ArrowFunctionExpression|Class(Declaration|Expression))$/.test(node.type))
      return;
    found.push({ path, line: source.lineAt(node.start), what: 'a format holds code', allowed: ['types', 'tables'] });
  });
  return found;
}

/** A root file that takes values from a stage, itself or through another root file. */
function composes(modules: Modules, rules: LayerRules, path: string, seen: Set<string> = new Set()): boolean {
  const module = modules.get(path);
  if (module === undefined || seen.has(path)) return false;
  seen.add(path);
  const targets = module.edges
    .filter((edge) => !edge.isType && edge.specifier !== null)
    .flatMap((edge) => {
      const target = targetOf(path, edge.specifier!);
      return target.kind === 'file' ? [target.path, ...originsOf(modules, target.path, edge.names)] : [];
    });
  const composed = [...(rules.stages[module.layer ?? ''] ?? []), ...(rules.composers[module.layer ?? ''] ?? [])];
  const isStage = (target: string) => composed.includes(folderInLayer(target) ?? '') && !rules.formats.includes(target);
  const inLayer = targets.filter((target) => modules.get(target)?.layer === module.layer);
  return inLayer.some((target) => isStage(target) || composes(modules, rules, target, seen));
}
