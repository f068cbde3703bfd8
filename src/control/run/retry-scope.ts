import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { descendantsOf } from '../plan/make-plan.ts';
import { itemKeyOf, planKeyOf } from '../plan/mapped-key.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { StepRow } from '../state/rows.ts';
import type { RetryMode } from '../state/store.ts';
import { itemRows } from './reuse.ts';

/** What of an earlier run is done again. */
export type RetryScope = {
  /** Steps of the plan. */
  readonly again: ReadonlySet<string>;
  /** Of maps that are done again only in part: the items that are, besides all that have no output. By step. */
  readonly but: Readonly<Record<string, readonly string[]>>;
};

/** @throws usage.unknown_name with the nearest step */
export function scopeOf(plan: readonly PlannedStep[], rows: readonly StepRow[], mode: RetryMode): RetryScope {
  if (mode.kind === 'failed') return failedScope(plan, rows);
  const keys = plan.map((step) => step.key);
  const key = planKeyOf(mode.step);
  const item = itemKeyOf(mode.step);
  const step = plan.find((each) => each.key === key);
  const isThere = step !== undefined && (item === null || rows.some((row) => row.stepKey === mode.step));
  if (!isThere) throw unknownStep(mode.step, item === null ? keys : rows.map((row) => row.stepKey));
  const later = mode.kind === 'only' ? new Set<string>() : descendantsOf(plan, [key]);
  const again = new Set([key, ...later]);
  const members = step.map?.members ?? [];
  // Of an item only its own steps are done again; of a whole step all items of what follows it in the map.
  const partial =
    item === null ? [] : [...again].filter((each) => members.includes(each)).map((each) => [each, [item]]);
  return wholeMaps(plan, again, Object.fromEntries(partial));
}

/** All that has no output, what a condition left out, and whatever took a list that lacked items. */
function failedScope(plan: readonly PlannedStep[], rows: readonly StepRow[]): RetryScope {
  const byKey = new Map(rows.map((row) => [row.stepKey, row]));
  const lacking = plan.filter((step) => step.map !== undefined && itemRows(rows, step.key).some(isUndone));
  const short = lacking.map(({ key }) => key);
  const undone = plan.filter(({ key }) => isUndone(byKey.get(key))).map(({ key }) => key);
  if (undone.length + short.length === 0) return { again: new Set(), but: {} };
  const leftOut = plan.filter(({ key }) => byKey.get(key)?.skip?.because === 'condition').map(({ key }) => key);
  const again = new Set([...undone, ...short, ...descendantsOf(plan, short), ...leftOut]);
  const partial = plan.filter(({ key, map }) => again.has(key) && map !== undefined && isMapped(byKey.get(key)));
  return wholeMaps(plan, again, Object.fromEntries(partial.map(({ key }) => [key, []])));
}

/**
 * A map is taken up as a whole: members that are not done again have their items taken over, so that those of the same
 * item find them. Where the list itself is made again, nothing can be taken over.
 */
function wholeMaps(plan: readonly PlannedStep[], again: Set<string>, partial: RetryScope['but']): RetryScope {
  const but: Record<string, readonly string[]> = {};
  for (const { key, map } of plan) {
    if (map === undefined || !map.members.some((member) => again.has(member)) || again.has(map.over)) continue;
    if (!again.has(key)) but[key] = [];
    else if (Object.hasOwn(partial, key)) but[key] = partial[key]!;
  }
  return { again: new Set([...again, ...Object.keys(but)]), but };
}

const isMapped = (row: StepRow | undefined): boolean => row !== undefined && row.state !== 'skipped';

/** Failed, lost, cancelled, skipped for another's failure, or never started. */
function isUndone(row: StepRow | undefined): boolean {
  if (row === undefined) return true;
  const isOutside = row.skip?.because === 'not_selected' || row.skip?.because === 'condition';
  return row.state !== 'succeeded' && !isOutside;
}

function unknownStep(name: string, known: readonly string[]): TapelineError {
  const shown = known.length > KNOWN_SHOWN_MAX ? known.slice(0, KNOWN_SHOWN_MAX) : known;
  return new TapelineError('usage.unknown_name', {
    facts: { kind: 'step', name, nearest: nearestName(name, known.slice(0, NEAREST_SEARCHED_MAX)), known: shown },
  });
}

const KNOWN_SHOWN_MAX = 30;
const NEAREST_SEARCHED_MAX = 2000;
