import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import { nearestName } from '../../core/nearest.ts';
import type { PlannedBudget, PlannedPool } from '../plan/plan.ts';
import { type Branded, brand } from './brand.ts';
import type { AnyOp } from './pipeline.ts';

/** How many steps of whatever runs may use something at once: connections to a vendor, memory of the machine. */
export type Pool = Branded<'pool'> & { readonly name: string; readonly slots: number; readonly description: string };

export type PoolSpec = { readonly name: string; readonly slots: number; readonly description?: string };

/**
 * How much of something all runs together may spend: calls to a vendor, a minute and a day. A minute is any sixty
 * seconds; a day ends at midnight of its zone, and what was spent of it outlives the engine.
 */
export type Budget = Branded<'budget'> & {
  readonly name: string;
  readonly perMinute: number | null;
  readonly perDay: number | null;
  /** Whose midnight ends the day: an IANA name. */
  readonly zone: string;
  readonly description: string;
};

export type BudgetSpec = {
  readonly name: string;
  readonly perMinute?: number;
  readonly perDay?: number;
  readonly zone: string;
  readonly description?: string;
};

/** What an op takes of a pool while it works: one slot, unless it says how many. */
export type PoolUse = string | { readonly name: string; readonly slots: number };
/** What an attempt of an op takes from a budget: one, unless it says how much. */
export type BudgetUse = string | { readonly name: string; readonly cost: number };

/** @throws definition.invalid */
export function pool({ name, slots, description = '' }: PoolSpec): Pool {
  checkAmount(`Pool "${name}"`, 'slots', slots);
  return brand('pool', { name: checkName('pool', name), slots, description });
}

/** @throws definition.invalid for amounts that cannot be, or for neither of them */
export function budget(spec: BudgetSpec): Budget {
  const { name, perMinute = null, perDay = null, zone, description = '' } = spec;
  const where = `Budget "${name}"`;
  if (perMinute === null && perDay === null)
    throw invalid(where, 'it limits nothing', 'Give it perMinute, perDay or both.');
  if (perMinute !== null) checkAmount(where, 'perMinute', perMinute);
  if (perDay !== null) checkAmount(where, 'perDay', perDay);
  if (typeof zone !== 'string' || zone === '')
    throw invalid(where, 'it has no zone', 'Say whose midnight: zone: "Asia/Shanghai".');
  return brand('budget', { name: checkName('budget', name), perMinute, perDay, zone, description });
}

export function planPools(where: string, uses: PoolUse | readonly PoolUse[] | undefined): readonly PlannedPool[] {
  const planned = listOf(uses).map((use) => (typeof use === 'string' ? { name: use, slots: 1 } : { ...use }));
  for (const { name, slots } of planned) checkAmount(where, `slots of pool "${name}"`, slots);
  return distinct(where, 'pool', planned);
}

export function planBudgets(
  where: string,
  uses: BudgetUse | readonly BudgetUse[] | undefined,
): readonly PlannedBudget[] {
  const planned = listOf(uses).map((use) => (typeof use === 'string' ? { name: use, cost: 1 } : { ...use }));
  for (const { name, cost } of planned) checkAmount(where, `cost of budget "${name}"`, cost);
  return distinct(where, 'budget', planned);
}

export type Limits = { readonly pools: readonly Pool[]; readonly budgets: readonly Budget[] };

/** Every op takes of what there is, and no more than there ever is. @throws definition.invalid with the nearest name */
export function checkLimits(ops: Iterable<AnyOp>, { pools, budgets }: Limits): void {
  const slots = new Map(pools.map((each) => [each.name, each.slots]));
  const amounts = new Map(
    budgets.map(({ name, perMinute, perDay }) => [name, Math.min(perMinute ?? perDay!, perDay ?? perMinute!)]),
  );
  for (const op of ops) {
    const where = `Op "${op.name}"`;
    for (const { name, slots: wanted } of op.pools) checkUse(where, 'pool', { name, wanted, known: slots });
    for (const { name, cost } of op.budgets) checkUse(where, 'budget', { name, wanted: cost, known: amounts });
  }
}

type Use = { readonly name: string; readonly wanted: number; readonly known: ReadonlyMap<string, number> };

function checkUse(where: string, kind: 'pool' | 'budget', { name, wanted, known }: Use): void {
  const there = known.get(name);
  if (there === undefined) {
    const names = [...known.keys()];
    const nearest = nearestName(name, names);
    const hint = nearest === null ? '' : `, did you mean "${nearest}"`;
    const wayOut = `Define it with ${kind}({ name: "${name}", … }) in the project (there: ${names.join(', ') || 'none'}).`;
    throw invalid(where, `it takes of ${kind} "${name}", which is not there${hint}`, wayOut);
  }
  if (wanted > there)
    throw invalid(
      where,
      `it takes ${wanted} of ${kind} "${name}", which never has more than ${there}`,
      'Take less, or raise it.',
    );
}

function listOf<U>(uses: U | readonly U[] | undefined): readonly U[] {
  if (uses === undefined) return [];
  return Array.isArray(uses) ? uses : [uses as U];
}

/** By name, so that equal needs are told by equal lists. */
function distinct<U extends { readonly name: string }>(where: string, kind: string, uses: readonly U[]): readonly U[] {
  const twice = uses.find(({ name }, index) => uses.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw invalid(where, `it names ${kind} "${twice.name}" twice`, 'Name it once.');
  return [...uses].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function checkAmount(where: string, what: string, amount: number): void {
  if (Number.isSafeInteger(amount) && amount >= 1) return;
  throw invalid(where, `${what} is ${amount}, a whole number of 1 or more is expected`, 'Correct it.');
}

function invalid(where: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where, problem, wayOut } });
}
