import type { RunCreated } from '../event/events.ts';
import { itemKeyOf, planKeyOf } from '../plan/mapped-key.ts';
import type { StateStore } from '../state/store.ts';

/** What a run takes over of an earlier one's items: the outputs of those that succeeded, but of those done again. */
export async function takenOf(
  { taken }: RunCreated,
  store: Pick<StateStore, 'steps'>,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  if (taken === undefined) return {};
  const found: Record<string, Record<string, string>> = {};
  const again = new Map(Object.entries(taken.but).map(([step, items]) => [step, new Set(items)]));
  for (const { stepKey, state, output } of await store.steps(taken.runId)) {
    const [step, item] = [planKeyOf(stepKey), itemKeyOf(stepKey)];
    if (item === null || state !== 'succeeded' || output === null) continue;
    if (!again.has(step) || again.get(step)!.has(item)) continue;
    found[step] ??= {};
    found[step][item] = output;
  }
  return found;
}
