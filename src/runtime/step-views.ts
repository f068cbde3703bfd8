import type { MapCounts } from '../control/event/mapped-events.ts';
import { itemKeyOf, planKeyOf } from '../control/plan/mapped-key.ts';
import type { StepRow } from '../control/state/rows.ts';
import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { type StepModel, stepModel } from './models.ts';

/** What became of a map's items so far. */
export type ItemsModel = MapCounts & { readonly total: number; readonly running: number; readonly waiting: number };

/** A step as people look at it: the items of a map are told in one. */
export type StepView = Omit<StepModel, 'items'> & {
  readonly items: ItemsModel | null;
  /** Items of the map that failed, the first few. */
  readonly failedItems: readonly StepModel[];
};

const FAILED_ITEMS_SHOWN = 5;

/** The steps of the plan, each map with its items folded into it. */
export function foldedSteps(rows: readonly StepRow[]): readonly StepView[] {
  const items = new Map<string, StepRow[]>();
  for (const row of rows) {
    if (itemKeyOf(row.stepKey) === null) continue;
    const key = planKeyOf(row.stepKey);
    const known = items.get(key);
    if (known === undefined) items.set(key, [row]);
    else known.push(row);
  }
  return rows
    .filter((row) => itemKeyOf(row.stepKey) === null)
    .map((row) =>
      viewOf(row, row.startedAtMs === null && row.items === null ? null : (items.get(row.stepKey) ?? null)),
    );
}

/**
 * One step, or an item's step, or with the name of a map all of its items.
 * @throws usage.unknown_name with the nearest one
 */
export function stepsNamed(rows: readonly StepRow[], name: string): readonly StepView[] {
  const found = rows.filter(
    (row) => row.stepKey === name || (itemKeyOf(row.stepKey) !== null && planKeyOf(row.stepKey) === name),
  );
  if (found.length > 0) return found.map((row) => viewOf(row, null));
  const keys = rows.map((row) => row.stepKey);
  const known = keys.filter((key) => itemKeyOf(key) === null);
  const facts = { kind: 'step', name, nearest: nearestName(name, keys.slice(0, SEARCHED_MAX)), known };
  throw new TapelineError('usage.unknown_name', { facts });
}

const SEARCHED_MAX = 2000;

function viewOf(row: StepRow, items: readonly StepRow[] | null): StepView {
  const { items: _counts, ...model } = stepModel(row);
  const failed = (items ?? []).filter(({ state }) => state === 'failed').slice(0, FAILED_ITEMS_SHOWN);
  return { ...model, items: items === null ? emptyMap(row) : countsOf(items), failedItems: failed.map(stepModel) };
}

/** A map over an empty list has no items, and is a map all the same. */
function emptyMap({ items }: StepRow): ItemsModel | null {
  return items === null ? null : { ...items, total: 0, running: 0, waiting: 0 };
}

function countsOf(items: readonly StepRow[]): ItemsModel {
  const count = (state: StepRow['state']): number => items.filter((item) => item.state === state).length;
  return {
    total: items.length,
    succeeded: count('succeeded'),
    failed: count('failed'),
    skipped: count('skipped'),
    cancelled: count('cancelled'),
    running: count('running'),
    waiting: count('pending'),
  };
}
