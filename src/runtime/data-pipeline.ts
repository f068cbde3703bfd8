import type { JobOrder } from '../control/definition/job.ts';
import type { Profile } from '../control/definition/project.ts';
import type { Observation } from '../control/run/observer.ts';
import { PipelineManager } from './pipeline-manager.ts';
import type { RunReport } from './run-job.ts';
import { jobOfTasks, type Task } from './task-job.ts';

export type DataPipelineConfig = {
  readonly symbols?: readonly string[];
  readonly sourceTypes?: readonly string[];
  readonly intervals?: readonly string[];
  readonly daysBack?: number;
  /** Further keys of the job's config, as text. */
  readonly config?: Readonly<Record<string, string>>;
  /** In place of the desk's own pipeline. */
  readonly tasks?: readonly Task[];
  /** Which of two ready tasks starts first; for tasks of one's own. */
  readonly strategy?: JobOrder;
  /** The project's folder: state, data and logs lie below it. */
  readonly directory?: string;
  readonly profile?: string;
  readonly profiles?: Readonly<Record<string, Profile>>;
};

export type RunPipelineOptions = { readonly maxConcurrent?: number; readonly signal?: AbortSignal };

export type TaskState = 'running' | 'retrying' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

export type TaskStatus = { readonly state: TaskState; readonly attempts: number; readonly error: string | null };

export type PipelineStatus = {
  readonly state: 'idle' | 'running' | RunReport['run']['state'];
  /** Of the tasks known so far: a list that a step makes adds some. 0..100. */
  readonly percentage: number;
  readonly breakdown: Readonly<Record<TaskState | 'pending', number>>;
  readonly tasks: Readonly<Record<string, TaskStatus>>;
};

export type DataPipeline = {
  /** Runs all of it to its end. A failed run is a report, not an exception. */
  readonly runPipeline: (options?: RunPipelineOptions) => Promise<RunReport>;
  /** Up to a stage (collect, clean, store, kline, backtest, charts) or a step, for these symbols only. */
  readonly runPartialPipeline: (
    stage: string,
    symbols?: readonly string[],
    options?: RunPipelineOptions,
  ) => Promise<RunReport>;
  /** How the latest run stands, while it runs and afterwards. */
  readonly getPipelineStatus: () => PipelineStatus;
};

const TASKS_JOB = 'predictions.tasks';
const DESK_JOB = 'predictions.pipeline';

/**
 * The predictions desk, or tasks of one's own, as calls of a program.
 *
 * @throws definition.invalid for tasks that wait for each other or for one that is not there
 */
export function createDataPipeline(config: DataPipelineConfig = {}): DataPipeline {
  const { tasks, strategy, directory, profile, profiles } = config;
  let status = openStatus();
  if (tasks !== undefined) jobOfTasks(tasks, { name: TASKS_JOB, concurrency: 1 });
  const run = async (settings: Readonly<Record<string, string>>, { maxConcurrent, signal, until }: Running) => {
    const manager = new PipelineManager({
      ...(directory === undefined ? {} : { directory }),
      ...(profile === undefined ? {} : { profile }),
      ...(profiles === undefined ? {} : { profiles }),
    });
    const concurrency = maxConcurrent ?? CONCURRENCY_DEFAULT;
    if (tasks !== undefined) {
      manager.registerJob(
        jobOfTasks(tasks, { name: TASKS_JOB, concurrency, ...(strategy === undefined ? {} : { strategy }) }),
      );
    }
    const current = openStatus();
    status = current;
    const report = await manager.runJob(tasks === undefined ? DESK_JOB : TASKS_JOB, {
      config: tasks === undefined ? settings : {},
      concurrency,
      until,
      observe: (_runId, _atMs, observation) => current.see(observation),
      ...(signal === undefined ? {} : { signal }),
    });
    current.end(report);
    return report;
  };
  return {
    runPipeline: (options = {}) => run(settingsOf(config), { ...options, until: null }),
    runPartialPipeline: (stage, symbols, options = {}) =>
      run(settingsOf(symbols === undefined ? config : { ...config, symbols }), { ...options, until: stage }),
    getPipelineStatus: () => status.now(),
  };
}

type Running = RunPipelineOptions & { readonly until: string | null };

const CONCURRENCY_DEFAULT = 3;

function settingsOf({ symbols, sourceTypes, intervals, daysBack, config = {} }: DataPipelineConfig) {
  const given = {
    symbols: symbols?.join(','),
    sources: sourceTypes?.join(','),
    intervals: intervals?.join(','),
    days_back: daysBack === undefined ? undefined : String(daysBack),
  };
  const own = Object.entries(given).flatMap(([key, text]) => (text === undefined ? [] : [[key, text] as const]));
  return { ...config, ...Object.fromEntries(own) };
}

/** Adds up what is told of a run. */
function openStatus() {
  const tasks = new Map<string, TaskStatus>();
  let state: PipelineStatus['state'] = 'idle';
  const set = (key: string, next: Partial<TaskStatus> & Pick<TaskStatus, 'state'>) =>
    tasks.set(key, { attempts: 0, error: null, ...tasks.get(key), ...next });
  let known = 0;
  return {
    see(observation: Observation): void {
      if (observation.kind === 'run_created') {
        const { steps, selected } = observation.created;
        [state, known] = ['running', selected?.length ?? steps.length];
      }
      if (observation.kind === 'steps_mapped') known += Math.max(0, observation.items - 1);
      if (observation.kind === 'step_started')
        set(observation.stepKey, { state: 'running', attempts: observation.attempt });
      if (observation.kind === 'step_succeeded') set(observation.stepKey, { state: 'succeeded', error: null });
      if (observation.kind === 'step_skipped') set(observation.stepKey, { state: 'skipped' });
      if (observation.kind === 'step_cancelled') set(observation.stepKey, { state: 'cancelled' });
      if (observation.kind === 'step_failed') {
        const isOver = observation.retryAtMs === null;
        set(observation.stepKey, { state: isOver ? 'failed' : 'retrying', error: observation.error.message });
      }
    },
    end({ run }: RunReport): void {
      state = run.state;
    },
    now(): PipelineStatus {
      const count = (wanted: TaskState) => [...tasks.values()].filter((each) => each.state === wanted).length;
      const done = count('succeeded') + count('failed') + count('skipped') + count('cancelled');
      const total = Math.max(known, tasks.size);
      const breakdown = {
        pending: Math.max(0, total - tasks.size),
        running: count('running'),
        retrying: count('retrying'),
        succeeded: count('succeeded'),
        failed: count('failed'),
        skipped: count('skipped'),
        cancelled: count('cancelled'),
      };
      const isOver = state !== 'idle' && state !== 'running';
      const percentage = isOver ? 100 : total === 0 ? 0 : Math.floor((done / total) * 100);
      return { state, percentage, breakdown, tasks: Object.fromEntries(tasks) };
    },
  };
}
