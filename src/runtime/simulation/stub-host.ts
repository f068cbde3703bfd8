import { findJob, type Project } from '../../control/definition/project.ts';
import { opOfStep } from '../../control/run/code-of-job.ts';
import { NO_METRICS, type StepHost } from '../../control/step/task.ts';
import type { Clock, Random } from '../../core/clock.ts';
import { toErrorRecord } from '../../core/errors.ts';

export type StubHostOptions = {
  readonly project: Project;
  readonly clock: Clock;
  readonly random: Random;
  readonly durationMs: (job: string, step: string) => number;
  /** The share of attempts that fail, 0 to 1. */
  readonly failRate: number;
  /** Of these each success of a step that writes them publishes a version. */
  readonly published: ReadonlySet<string>;
};

/** Steps that do nothing for as long as they usually take, and fail now and then. */
export function stubHost({ project, clock, random, durationMs, failRate, published }: StubHostOptions): StepHost {
  const lists = new Set(
    project.jobs.flatMap(({ name, pipeline }) =>
      pipeline.steps.flatMap(({ map }) => (map === null ? [] : [`${name}/${map.over.stepKey}`])),
    ),
  );
  return {
    async run({ job, stepKey, attempt }, _listener, signal) {
      const fails = random.next() < failRate;
      try {
        await clock.sleep(durationMs(job, stepKey), signal);
      } catch {
        return { outcome: 'failed', error: toErrorRecord(signal.reason), retryIf: null, metrics: NO_METRICS };
      }
      if (fails) {
        const error = toErrorRecord(new Error(`the simulation lets attempt ${attempt} of "${stepKey}" fail`));
        return { outcome: 'failed', error, retryIf: null, metrics: NO_METRICS };
      }
      const output = lists.has(`${job}/${stepKey}`) ? '[]' : 'null';
      const assets = opOfStep(findJob(project, job), stepKey).writes.filter((asset) => published.has(asset));
      const changes = assets.map((asset) => ({ asset, removed: [], added: [] }));
      return { outcome: 'succeeded', output, changes, metrics: NO_METRICS };
    },
    async [Symbol.asyncDispose]() {},
  };
}
