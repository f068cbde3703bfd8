import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Selection } from '../state/store.ts';
import { ancestorsOf, descendantsOf } from './make-plan.ts';
import { itemKeyOf, planKeyOf } from './mapped-key.ts';
import type { PlannedStep } from './plan.ts';

export const SELECT_ALL: Selection = { until: null, from: null, only: [] };

/**
 * The steps a selection leaves in. A step is named by its key or by its stage (the tag `stage`).
 * `until`: those steps and everything they need. `from`: those and everything after them. `only`: just those.
 *
 * @throws usage.unknown_name with the nearest known step or stage.
 */
export function selectSteps(steps: readonly PlannedStep[], selection: Selection): readonly PlannedStep[] {
  const { until, from, only } = selection;
  let chosen = new Set(steps.map((step) => step.key));
  if (only.length > 0) chosen = new Set(only.flatMap((name) => named(steps, name)));
  if (until !== null) {
    const ends = named(steps, until);
    chosen = intersect(chosen, new Set([...ends, ...ancestorsOf(steps, ends)]));
  }
  if (from !== null) {
    const begins = named(steps, from);
    chosen = intersect(chosen, new Set([...begins, ...descendantsOf(steps, begins)]));
  }
  return steps.filter((step) => chosen.has(step.key));
}

export function selectionText({ until, from, only }: Selection): string {
  const parts = [until && `until ${until}`, from && `from ${from}`, only.length > 0 && `only ${only.join(', ')}`];
  return parts.filter(Boolean).join(', ') || 'all';
}

/**
 * The items that a selection names, by step: naming one restricts all steps of its map to it. Null: all items of all
 * maps.
 */
export function selectItems(
  steps: readonly PlannedStep[],
  { until, from, only }: Selection,
): Readonly<Record<string, readonly string[]>> | null {
  const found: Record<string, string[]> = {};
  for (const name of [until, from, ...only]) {
    const item = name === null ? null : itemKeyOf(name);
    if (item === null) continue;
    const step = steps.find(({ key }) => key === planKeyOf(name!));
    for (const member of step?.map?.members ?? []) {
      found[member] ??= [];
      if (!found[member].includes(item)) found[member].push(item);
    }
  }
  return Object.keys(found).length === 0 ? null : found;
}

function named(steps: readonly PlannedStep[], name: string): readonly string[] {
  const key = planKeyOf(name);
  const isItem = itemKeyOf(name) !== null;
  const found = steps
    .filter((step) =>
      isItem ? step.key === key && step.map !== undefined : step.key === name || step.tags.stage === name,
    )
    .map((step) => step.key);
  if (found.length > 0) return found;
  const stages = steps.flatMap((step) => step.tags.stage ?? []);
  const known = [...new Set([...stages, ...steps.map((step) => step.key)])];
  throw new TapelineError('usage.unknown_name', {
    facts: { kind: 'step', name, nearest: nearestName(name, known), known },
  });
}

function intersect(left: ReadonlySet<string>, right: ReadonlySet<string>): Set<string> {
  return new Set([...left].filter((key) => right.has(key)));
}
