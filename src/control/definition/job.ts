import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import { type Branded, brand } from './brand.ts';
import type { JobHooks } from './hooks.ts';
import type { ChunkSize, Partitions } from './partitions.ts';
import type { Pipeline } from './pipeline.ts';

/** A pipeline made runnable: config, tags, policies. Runs and their history belong to it. */
export type Job = Branded<'job'> & {
  /** `family.name`, e.g. `stocks.daily_full_pipeline`. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly pipeline: Pipeline;
  readonly tags: Readonly<Record<string, string>>;
  /** Steps of one run that may work at the same time. */
  readonly concurrency: number;
  /** Runs of the job that may work at once, whoever asked for them; the others wait in the queue. Null: no limit. */
  readonly maxInstances: number | null;
  /** Which of two ready steps starts first: negative for the left one, 0 for the usual order. Null: the usual order. */
  readonly order: JobOrder | null;
  /** What becomes of a step for which a day's budget is too small: it waits for the next day, or fails. */
  readonly whenBudgetIsSpent: 'wait' | 'fail';
  /** What becomes of a run that waits in the queue when the code changes: it is planned again, or ends `interrupted`. */
  readonly whenCodeChanges: 'plan_again' | 'refuse';
  /** Config the job sets, by `op.key`, or by `key` where every op that has it shall get it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly hooks: JobHooks;
  /** The slices that its runs make; null: they make whole assets. */
  readonly partitions: Partitions | null;
  /** How many slices one run of a backfill makes at most. */
  readonly partitionsPerRun: ChunkSize;
};

/** A step that could start, as an order sees it. */
export type OrderedStep = {
  readonly key: string;
  readonly op: string;
  readonly priority: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The item it is done for; null for a step of the plan itself. */
  readonly item: { readonly key: string; readonly index: number } | null;
  /** Attempts it has had. */
  readonly attempts: number;
};

/** The run, as an order may look at it. */
export type OrderBoard = {
  readonly stateOf: (stepKey: string) => string | null;
  readonly running: number;
};

export type JobOrder = (left: OrderedStep, right: OrderedStep, board: OrderBoard) => number;

export type JobSpec = {
  readonly name?: string;
  readonly aliases?: readonly string[];
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly concurrency?: number;
  readonly maxInstances?: number;
  /** Pure and deterministic: it is asked often, and a resumed run asks again. One that throws fails the run. */
  readonly order?: JobOrder;
  /** Default: wait. */
  readonly whenBudgetIsSpent?: 'wait' | 'fail';
  /** Default: plan_again. What has begun is never done by two codes. */
  readonly whenCodeChanges?: 'plan_again' | 'refuse';
  readonly config?: Readonly<Record<string, unknown>>;
  /** Called when something happens in its runs. */
  readonly hooks?: JobHooks;
  readonly partitions?: Partitions;
  /** One session, month or interval of a hundred names at a time unless said. */
  readonly partitionsPerRun?: Partial<ChunkSize>;
};

const PARTITIONS_PER_RUN: ChunkSize = { pointsMax: 1, lanesMax: 100 };

export const CONCURRENCY_DEFAULT = 4;

/** @throws definition.invalid */
export function job(pipeline: Pipeline, spec: JobSpec = {}): Job {
  const name = checkName('job', spec.name ?? pipeline.name);
  const concurrency = spec.concurrency ?? CONCURRENCY_DEFAULT;
  checkCount(name, 'concurrency', concurrency);
  if (spec.maxInstances !== undefined) checkCount(name, 'maxInstances', spec.maxInstances);
  const partitionsPerRun = { ...PARTITIONS_PER_RUN, ...spec.partitionsPerRun };
  for (const field of ['pointsMax', 'lanesMax'] as const)
    checkCount(name, `partitionsPerRun.${field}`, partitionsPerRun[field]);
  return brand('job', {
    name,
    aliases: (spec.aliases ?? []).map((alias) => checkName('alias', alias)),
    description: spec.description ?? '',
    pipeline,
    tags: spec.tags ?? {},
    concurrency,
    maxInstances: spec.maxInstances ?? null,
    order: spec.order ?? null,
    whenBudgetIsSpent: spec.whenBudgetIsSpent ?? 'wait',
    whenCodeChanges: spec.whenCodeChanges ?? 'plan_again',
    config: spec.config ?? {},
    hooks: spec.hooks ?? {},
    partitions: spec.partitions ?? null,
    partitionsPerRun,
  });
}

function checkCount(name: string, field: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  const problem = `${field} is ${count}, a whole number of 1 or more is expected`;
  throw new TapelineError('definition.invalid', {
    facts: { where: `Job "${name}"`, problem, wayOut: 'Correct it, or leave it out.' },
  });
}
