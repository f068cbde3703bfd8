import { systemClock } from '../adapters/system/clock.ts';
import { dayInZone } from '../calendar/zone.ts';
import type { Project } from '../control/definition/project.ts';
import { itemKeyOf, planKeyOf } from '../control/plan/mapped-key.ts';
import type { PlannedStep } from '../control/plan/plan.ts';
import { conditionsOf, newStep, sourceKey, waitsOf } from '../control/run/board.ts';
import type { DayOf } from '../control/run/purse.ts';
import { readBudgetDays } from '../control/state/budget/read.ts';
import { type RunRow, STEP_STATES_OVER, type StepRow } from '../control/state/rows.ts';
import type { StateReader } from '../control/state/store.ts';

/** Why a step of a run that works does not work yet. */
export type WaitModel =
  | { readonly for: 'steps'; readonly steps: readonly string[] }
  | { readonly for: 'retry'; readonly untilMs: number }
  | { readonly for: 'pool'; readonly name: string; readonly free: number; readonly slots: number }
  | { readonly for: 'budget'; readonly name: string; readonly untilMs: number }
  | { readonly for: 'map'; readonly concurrency: number }
  | { readonly for: 'run'; readonly concurrency: number };

export type WaitContext = {
  readonly reader: StateReader;
  readonly project: Pick<Project, 'pools' | 'budgets'>;
  readonly nowMs: number;
  readonly dayOf: DayOf;
};

/** Why each pending step waits, by step; told from what is stored, so that anybody can ask. */
export async function waitsOfRun(
  run: RunRow,
  rows: readonly StepRow[],
  context: WaitContext,
): Promise<Readonly<Record<string, WaitModel>>> {
  if (run.state !== 'running') return {};
  const running = rows.filter(({ state }) => state === 'running');
  const around = {
    run,
    running,
    byKey: new Map(rows.map((row) => [row.stepKey, row])),
    ...(await sharesOf(context)),
    context,
  };
  const plan = new Map(run.created.steps.map((step) => [step.key, step]));
  const waits = rows
    .filter(({ state }) => state === 'pending')
    .map((row) => [row.stepKey, waitOf(row, plan.get(planKeyOf(row.stepKey))!, around)] as const);
  return Object.fromEntries(waits.filter(([, wait]) => wait !== null)) as Record<string, WaitModel>;
}

/** The same for this very moment. */
export function waitsNow(
  run: RunRow,
  rows: readonly StepRow[],
  { reader, project }: Pick<WaitContext, 'reader' | 'project'>,
): Promise<Readonly<Record<string, WaitModel>>> {
  return waitsOfRun(run, rows, { reader, project, nowMs: systemClock.nowMs(), dayOf: dayInZone });
}

type Shares = { readonly used: ReadonlyMap<string, number>; readonly spent: ReadonlyMap<string, number> };
type Around = Shares & {
  readonly run: RunRow;
  readonly byKey: ReadonlyMap<string, StepRow>;
  readonly running: readonly StepRow[];
  readonly context: WaitContext;
};

function waitOf(row: StepRow, plan: PlannedStep, around: Around): WaitModel | null {
  const { run, byKey, running, context } = around;
  if (row.retryAtMs !== null && row.retryAtMs > context.nowMs) return { for: 'retry', untilMs: row.retryAtMs };
  const open = upstreamOf(row, plan).filter((key) => !isOver(byKey.get(key)));
  if (open.length > 0) return { for: 'steps', steps: open };
  const { concurrency } = run.created;
  if (running.length >= concurrency) return { for: 'run', concurrency };
  const inMap = running.filter(({ stepKey }) => plan.map?.members.includes(planKeyOf(stepKey)) ?? false);
  const limit = plan.map?.concurrency ?? null;
  if (limit !== null && inMap.length >= limit) return { for: 'map', concurrency: limit };
  return shortageOf(plan, around);
}

function shortageOf({ pools = [], budgets = [] }: PlannedStep, { used, spent, context }: Around): WaitModel | null {
  for (const { name, slots: wanted } of pools) {
    const slots = context.project.pools.find((pool) => pool.name === name)?.slots ?? Number.POSITIVE_INFINITY;
    const free = slots - (used.get(name) ?? 0);
    if (free < wanted) return { for: 'pool', name, free, slots };
  }
  for (const { name, cost } of budgets) {
    const budget = context.project.budgets.find((each) => each.name === name);
    if (budget === undefined || budget.perDay === null || budget.perDay - (spent.get(name) ?? 0) >= cost) continue;
    return { for: 'budget', name, untilMs: context.dayOf(budget.zone, context.nowMs).endsAtMs };
  }
  return null;
}

/** What all runs hold and have spent today. */
async function sharesOf({ reader, project, nowMs, dayOf }: WaitContext): Promise<Shares> {
  const used = new Map<string, number>();
  const runs = project.pools.length === 0 ? [] : await reader.runs({ states: ['running'] });
  for (const { runId, created } of runs) {
    const plan = new Map(created.steps.map((step) => [step.key, step]));
    for (const { stepKey, state } of await reader.steps(runId)) {
      if (state !== 'running') continue;
      for (const { name, slots } of plan.get(planKeyOf(stepKey))?.pools ?? [])
        used.set(name, (used.get(name) ?? 0) + slots);
    }
  }
  const spent = new Map<string, number>();
  for (const { name, zone } of project.budgets) {
    const { day } = dayOf(zone, nowMs);
    const days = await readBudgetDays(reader, name, 2);
    spent.set(name, days.find((each) => each.day === day)?.spent ?? 0);
  }
  return { used, spent };
}

function upstreamOf({ stepKey }: StepRow, plan: PlannedStep): readonly string[] {
  const item = itemKeyOf(stepKey);
  const step = newStep(plan, item === null ? null : { key: item, index: 0 }, null);
  return [...new Set([...waitsOf(step), ...conditionsOf(step).map(({ on }) => sourceKey(step, on))])];
}

const isOver = (row: StepRow | undefined): boolean => row === undefined || STEP_STATES_OVER.includes(row.state);
