import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import { type Branded, brand } from './brand.ts';
import type { JobHooks } from './hooks.ts';
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
  /** Config the job sets, by `op.key`, or by `key` where every op that has it shall get it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly hooks: JobHooks;
};

export type JobSpec = {
  readonly name?: string;
  readonly aliases?: readonly string[];
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly concurrency?: number;
  readonly maxInstances?: number;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Called when something happens in its runs. */
  readonly hooks?: JobHooks;
};

export const CONCURRENCY_DEFAULT = 4;

/** @throws definition.invalid */
export function job(pipeline: Pipeline, spec: JobSpec = {}): Job {
  const name = checkName('job', spec.name ?? pipeline.name);
  const concurrency = spec.concurrency ?? CONCURRENCY_DEFAULT;
  checkCount(name, 'concurrency', concurrency);
  if (spec.maxInstances !== undefined) checkCount(name, 'maxInstances', spec.maxInstances);
  return brand('job', {
    name,
    aliases: (spec.aliases ?? []).map((alias) => checkName('alias', alias)),
    description: spec.description ?? '',
    pipeline,
    tags: spec.tags ?? {},
    concurrency,
    maxInstances: spec.maxInstances ?? null,
    config: spec.config ?? {},
    hooks: spec.hooks ?? {},
  });
}

function checkCount(name: string, field: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  const problem = `${field} is ${count}, a whole number of 1 or more is expected`;
  throw new TapelineError('definition.invalid', {
    facts: { where: `Job "${name}"`, problem, wayOut: 'Correct it, or leave it out.' },
  });
}
