import { assertSameLength } from '../input.ts';

export type NeutralizeOptions = {
  /** A group per instrument, industry as a rule: equal numbers are one group. */
  readonly groups?: ArrayLike<number>;
  /** Continuous exposures, such as the logarithm of market value. */
  readonly exposures?: readonly Float64Array[];
};

/**
 * Takes groups and exposures out of a factor: the residual of the least-squares regression on group dummies and
 * exposures (without groups, on a constant and exposures).
 *
 * in      values   Float64Array[n]  one factor, one session
 *         options  groups, exposures: [n] each
 * out     Float64Array[n]; NaN where the value, an exposure or the group number is not finite
 * edge    an exposure that does not vary within the groups takes nothing out; a group of one has a residual of 0
 * cost    each column once per exposure: the dummies are group means (Frisch, Waugh, Lovell)
 * throws  quant.input for unequal lengths
 * source  golden: xsec neutral
 */
export function neutralize(values: Float64Array, options: NeutralizeOptions): Float64Array {
  const { groups, exposures = [] } = options;
  assertSameLength('neutralize', { values, groups });
  for (const exposure of exposures) assertSameLength('neutralize', { values, exposure });
  const isUsed = Array.from(values, (value, row) => {
    const isGrouped = groups === undefined || Number.isFinite(groups[row]!);
    return isGrouped && Number.isFinite(value) && exposures.every((exposure) => Number.isFinite(exposure[row]!));
  });
  const within = (column: Float64Array) => withinGroups(column, groups, isUsed);
  let residual = within(values);
  const removed: Float64Array[] = [];
  for (const exposure of exposures) {
    const direction = removed.reduce(project, within(exposure));
    removed.push(direction);
    residual = project(residual, direction);
  }
  return residual.map((value, row) => (isUsed[row]! ? value : Number.NaN));
}

/** Distances from the mean of the own group; 0 in unused rows. */
function withinGroups(
  column: Float64Array,
  groups: ArrayLike<number> | undefined,
  isUsed: readonly boolean[],
): Float64Array {
  const sums = new Map<number, { sum: number; count: number }>();
  const groupOf = (row: number) => groups?.[row] ?? 0;
  column.forEach((value, row) => {
    if (!isUsed[row]!) return;
    const total = sums.get(groupOf(row)) ?? { sum: 0, count: 0 };
    sums.set(groupOf(row), { sum: total.sum + value, count: total.count + 1 });
  });
  return column.map((value, row) => {
    const total = sums.get(groupOf(row));
    return isUsed[row]! && total !== undefined ? value - total.sum / total.count : 0;
  });
}

/** What is left of `column` when its part along `direction` is gone. */
function project(column: Float64Array, direction: Float64Array): Float64Array {
  let along = 0;
  let length = 0;
  for (let row = 0; row < column.length; row += 1) {
    along += column[row]! * direction[row]!;
    length += direction[row]! * direction[row]!;
  }
  return length > 0 ? column.map((value, row) => value - (along / length) * direction[row]!) : column;
}
