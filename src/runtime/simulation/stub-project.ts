import type { Job } from '../../control/definition/job.ts';
import type { PipelineStep } from '../../control/definition/pipeline.ts';
import type { Project } from '../../control/definition/project.ts';
import type { Sensor } from '../../control/definition/sensor.ts';
import type { ReadinessWatch, Watch } from '../../control/definition/watch.ts';

/** What a simulation has to assume, because only the world could tell. */
export type Assumption =
  | { readonly kind: 'condition_holds'; readonly job: string; readonly step: string }
  | { readonly kind: 'map_is_empty'; readonly job: string; readonly step: string }
  | { readonly kind: 'ready_after'; readonly sensor: string; readonly afterMs: number }
  | { readonly kind: 'publishes'; readonly asset: string; readonly jobs: readonly string[] }
  | { readonly kind: 'never_looks'; readonly sensor: string; readonly watches: 'file' | 'event' | 'custom' }
  | { readonly kind: 'not_paused'; readonly name: string };

export type StubProject = {
  readonly project: Project;
  readonly assumptions: readonly Assumption[];
  /** The assets that sensors watch. */
  readonly watched: ReadonlySet<string>;
};

/**
 * The project as far as it can be known ahead: every condition holds, every list of a map is empty, what is waited for
 * is ready so long after its moment, nothing is paused, and sensors that look outside see nothing.
 */
export function stubProject(project: Project, { readyAfterMs }: { readonly readyAfterMs: number }): StubProject {
  const jobs = project.jobs.map(stubJob);
  const sensors = project.sensors.flatMap((sensor) => stubSensor(sensor, readyAfterMs)).map(letGo);
  const watched = new Set(sensors.flatMap(({ watch }) => ('asset' in watch ? [watch.asset] : [])));
  return {
    project: { ...project, jobs, schedules: project.schedules.map(letGo), sensors },
    assumptions: assumptionsOf(project, { watched, readyAfterMs }),
    watched,
  };
}

const letGo = <T extends object>(each: T): T => ({ ...each, startsPaused: false });

function stubJob(job: Job): Job {
  const steps = job.pipeline.steps.map((step): PipelineStep => {
    const conditions = step.conditions.map((condition) => ({ ...condition, holds: () => true }));
    // Data that nobody makes never change: every step is done.
    return { ...step, op: { ...step.op, skipUnchanged: null }, conditions };
  });
  return { ...job, pipeline: { ...job.pipeline, steps } };
}

/** What it would see is in the state, or answered for it; nothing when it is neither. */
function stubSensor(sensor: Sensor, readyAfterMs: number): readonly Sensor[] {
  const { watch } = sensor;
  if (isOutside(watch)) return [];
  if (watch.kind !== 'readiness') return [sensor];
  const isReady: ReadinessWatch['isReady'] = ({ nowMs, dueAtMs }) =>
    nowMs >= dueAtMs + readyAfterMs ? { ready: true } : { ready: false, because: 'the simulation lets it wait' };
  return [{ ...sensor, watch: { ...watch, resources: {}, isReady } }];
}

type Outside = Extract<Watch, { kind: 'file' | 'event' | 'custom' }>;

const isOutside = (watch: Watch): watch is Outside => ['file', 'event', 'custom'].includes(watch.kind);

function assumptionsOf(
  { jobs, sensors, schedules }: Project,
  { watched, readyAfterMs }: { readonly watched: ReadonlySet<string>; readonly readyAfterMs: number },
): readonly Assumption[] {
  const steps = jobs.flatMap((job) => job.pipeline.steps.map((step) => ({ job: job.name, step })));
  return [
    ...steps.flatMap(({ job, step }): readonly Assumption[] => {
      const holds = step.conditions.length > 0 ? [{ kind: 'condition_holds', job, step: step.key } as const] : [];
      return step.map === null ? holds : [...holds, { kind: 'map_is_empty', job, step: step.key }];
    }),
    ...[...watched].map((asset): Assumption => {
      const writers = steps.filter(({ step }) => step.op.writes.includes(asset)).map(({ job }) => job);
      return { kind: 'publishes', asset, jobs: [...new Set(writers)] };
    }),
    ...sensors.flatMap(({ name: sensor, watch }): readonly Assumption[] => {
      if (watch.kind === 'readiness') return [{ kind: 'ready_after', sensor, afterMs: readyAfterMs }];
      return isOutside(watch) ? [{ kind: 'never_looks', sensor, watches: watch.kind }] : [];
    }),
    ...[...schedules, ...sensors]
      .filter(({ startsPaused }) => startsPaused)
      .map(({ name }) => ({ kind: 'not_paused', name }) as const),
  ];
}
