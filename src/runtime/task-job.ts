import { type Job, type JobOrder, job } from '../control/definition/job.ts';
import { op } from '../control/definition/op.ts';
import { pipeline, type Ref } from '../control/definition/pipeline.ts';
import type { RetryIf } from '../control/definition/retry.ts';
import { TapelineError } from '../core/errors.ts';
import type { Duration } from '../core/time.ts';

/** A function with what it depends on: for work of one's own beside or instead of a desk's pipeline. */
export type Task = {
  readonly id: string;
  readonly name?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the function is the caller's, and `args` are what it takes.
  readonly func: (...args: any[]) => unknown;
  readonly args?: readonly unknown[];
  /** Handed over behind `args`, as one object. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Ids of tasks that must have succeeded before. */
  readonly dependencies?: readonly string[];
  readonly maxRetries?: number;
  /** Doubles with each try. */
  readonly retryDelay?: Duration;
  /** By default every error is tried again. */
  readonly retryIf?: RetryIf;
  readonly timeout?: Duration;
  /** When it fails, nothing else starts. */
  readonly critical?: boolean;
};

export type TaskJobOptions = {
  readonly name: string;
  readonly concurrency: number;
  /** Which of two ready tasks starts first. */
  readonly strategy?: JobOrder;
};

/** Tasks as a job: each starts when what it depends on has succeeded. @throws definition.invalid */
export function jobOfTasks(tasks: readonly Task[], { name, concurrency, strategy }: TaskJobOptions): Job {
  const whole = pipeline(name, (p) => {
    const refs = new Map<string, Ref<unknown>>();
    for (const task of inOrder(tasks, name)) {
      const after = (task.dependencies ?? []).map((id) => refs.get(id)!);
      refs.set(task.id, p.add(opOfTask(task), {}, { after }));
    }
  });
  return job(whole, { name, concurrency, ...(strategy === undefined ? {} : { order: strategy }) });
}

function opOfTask(task: Task) {
  const { id, name, func, args = [], kwargs, maxRetries = 0, retryDelay = '1s', retryIf = () => true } = task;
  return op({
    name: id,
    description: name ?? id,
    retry: { max: maxRetries, delay: retryDelay, backoff: 'exponential', retryIf },
    ...(task.timeout === undefined ? {} : { timeout: task.timeout }),
    critical: task.critical ?? false,
    run: async (): Promise<unknown> => (await func(...args, ...(kwargs === undefined ? [] : [kwargs]))) ?? null,
  });
}

/** Kahn's order: among those that could come next, the one that was given first. */
function inOrder(tasks: readonly Task[], name: string): readonly Task[] {
  const known = new Set(tasks.map(({ id }) => id));
  for (const { id, dependencies = [] } of tasks) {
    const unknown = dependencies.find((each) => !known.has(each));
    if (unknown !== undefined) throw invalid(name, `task "${id}" depends on "${unknown}", which is not there`);
  }
  const done = new Set<string>();
  const ordered: Task[] = [];
  while (ordered.length < tasks.length) {
    const next = tasks.find(
      ({ id, dependencies = [] }) => !done.has(id) && dependencies.every((each) => done.has(each)),
    );
    if (next === undefined) {
      const stuck = tasks.filter(({ id }) => !done.has(id)).map(({ id }) => `"${id}"`);
      throw invalid(name, `tasks ${stuck.join(', ')} wait for each other`);
    }
    done.add(next.id);
    ordered.push(next);
  }
  return ordered;
}

function invalid(name: string, problem: string): TapelineError {
  const facts = { where: `Tasks of "${name}"`, problem, wayOut: 'Correct the dependencies.' };
  return new TapelineError('definition.invalid', { facts });
}
