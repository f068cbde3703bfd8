import type { Job } from '../control/definition/job.ts';
import type { Project } from '../control/definition/project.ts';
import { planSteps } from '../control/plan/make-plan.ts';
import type { RunRow, RunState, StepRow } from '../control/state/rows.ts';
import type { StateReader } from '../control/state/store.ts';
import { decodeOutput } from '../core/json.ts';
import { seenRuns } from './seen-runs.ts';

/** What people and programs are shown. The command line and the server print these; neither computes. */
export type JobModel = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly concurrency: number;
  /** Schedules and sensors that start it, by name. */
  readonly startedBy: readonly string[];
  readonly steps: readonly {
    readonly key: string;
    readonly op: string;
    readonly after: readonly string[];
    readonly stage: string | null;
    readonly isolated: boolean;
    readonly retries: number;
    readonly writes: readonly string[];
  }[];
};

export function jobModel(
  { name, aliases, description, tags, concurrency, pipeline }: Job,
  startedBy: readonly string[] = [],
): JobModel {
  const steps = planSteps(pipeline).map((step) => ({
    key: step.key,
    op: step.op,
    after: step.after,
    stage: step.tags.stage ?? null,
    isolated: step.isolate === 'process',
    retries: step.retry.max,
    writes: step.writes,
  }));
  return { name, aliases, description, tags, concurrency, startedBy, steps };
}

/** The jobs that carry all of these tags, by name. */
export function jobModels(project: Project, tags: Readonly<Record<string, string>>): readonly JobModel[] {
  return project.jobs
    .filter((job) => Object.entries(tags).every(([key, value]) => job.tags[key] === value))
    .map((job) => jobModel(job, startersOf(project, job.name)))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** What starts a job by itself, while `tapeline up` does. */
function startersOf({ schedules, sensors }: Project, job: string): readonly string[] {
  const bySensors = sensors.filter(({ targets }) => targets?.includes(job) === true);
  return [...schedules.filter((schedule) => schedule.job === job), ...bySensors].map(({ name }) => name).sort();
}

export type StarterModel = {
  readonly name: string;
  readonly kind: 'schedule' | 'sensor';
  readonly description: string;
  readonly startsPaused: boolean;
  /** The jobs it may start; null when it does not say. */
  readonly jobs: readonly string[] | null;
};

/** The schedules and sensors of a project, by name. */
export function starterModels({ schedules, sensors }: Project): readonly StarterModel[] {
  const bySchedule = schedules.map(({ name, description, startsPaused, job }): StarterModel => {
    return { name, kind: 'schedule', description, startsPaused, jobs: [job] };
  });
  const bySensor = sensors.map(({ name, description, startsPaused, targets }): StarterModel => {
    return { name, kind: 'sensor', description, startsPaused, jobs: targets };
  });
  return [...bySchedule, ...bySensor].sort((left, right) => (left.name < right.name ? -1 : 1));
}

export type RunModel = {
  readonly runId: string;
  readonly job: string;
  readonly profile: string | null;
  readonly state: RunState;
  readonly trigger: RunRow['trigger'];
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  readonly durationMs: number | null;
  readonly asOfMs: number;
  readonly definition: RunRow['created']['definition'];
  readonly error: RunRow['error'];
};

export function runModel(run: RunRow): RunModel {
  const { runId, job, state, trigger, tags, created, createdAtMs, startedAtMs, endedAtMs, error } = run;
  const durationMs = endedAtMs === null ? null : endedAtMs - (startedAtMs ?? createdAtMs);
  const { profile, asOfMs, definition } = created;
  return { runId, job, profile, state, trigger, tags, createdAtMs, endedAtMs, durationMs, asOfMs, definition, error };
}

export type StepModel = Omit<StepRow, 'output' | 'runId' | 'position' | 'token'> & { readonly output: unknown };

export function stepModel({ output, runId: _run, position: _position, token: _token, ...rest }: StepRow): StepModel {
  return { ...rest, output: output === null ? null : decodeOutput(output) };
}

export type JobStatusModel = {
  readonly job: string;
  readonly profile: string;
  readonly lastRun: RunModel | null;
  /** Of the runs counted, the share that succeeded; null when none is over. */
  readonly successRate: number | null;
  readonly runs: number;
};

const RUNS_COUNTED_MAX = 100;

/** Last run, its state and duration, and the success rate of the last hundred. */
export async function jobStatus(store: StateReader | null, profile: string, job: string): Promise<JobStatusModel> {
  const runs = store === null ? [] : await seenRuns(store, { job, limit: RUNS_COUNTED_MAX });
  const over = runs.filter((run) => run.state === 'succeeded' || run.state === 'failed' || run.state === 'interrupted');
  const successRate = over.length === 0 ? null : over.filter((run) => run.state === 'succeeded').length / over.length;
  return { job, profile, lastRun: runs[0] === undefined ? null : runModel(runs[0]), successRate, runs: runs.length };
}
