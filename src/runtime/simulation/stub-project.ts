import type { Job } from '../../control/definition/job.ts';
import type { PipelineStep } from '../../control/definition/pipeline.ts';
import type { Project } from '../../control/definition/project.ts';
import { type Schedule, schedule } from '../../control/definition/schedule.ts';
import type { ReadyMoment } from '../../control/definition/watch.ts';

/** What a simulation has to assume, because only the world could tell. */
export type Assumption =
  | { readonly kind: 'condition_holds'; readonly job: string; readonly step: string }
  | { readonly kind: 'map_is_empty'; readonly job: string; readonly step: string }
  | { readonly kind: 'ready_at_once'; readonly sensor: string }
  | { readonly kind: 'never_looks'; readonly sensor: string }
  | { readonly kind: 'not_paused'; readonly name: string };

export type StubProject = {
  readonly project: Project;
  readonly assumptions: readonly Assumption[];
  readonly tagsOf: TagsOfTick;
};

/** The tags that a readiness sensor gives the run of a moment; none for schedules. */
export type TagsOfTick = (schedule: string, moment: ReadyMoment) => Promise<Readonly<Record<string, string>>>;

/**
 * The project as far as it can be known ahead: every condition holds, every list of a map is empty, what is waited for
 * is ready at once, nothing is paused, and sensors that look outside see nothing.
 */
export function stubProject(project: Project): StubProject {
  const jobs = project.jobs.map(stubJob);
  const byName = new Map(jobs.map((each) => [each.name, each]));
  const readiness = project.sensors.flatMap((sensor) => {
    const [target] = sensor.targets ?? [];
    const job = target === undefined ? undefined : byName.get(target);
    if (sensor.watch.kind !== 'readiness' || job === undefined) return [];
    return [schedule(job, { ...sensor.watch.trigger, name: sensor.name })];
  });
  const schedules = [...project.schedules, ...readiness].map(letGo);
  const sensors = project.sensors.filter(({ watch }) => watch.kind === 'run').map(letGo);
  return {
    project: { ...project, jobs, schedules, sensors },
    assumptions: assumptionsOf(project, readiness),
    tagsOf: tagsIn(project),
  };
}

function tagsIn({ sensors }: Project): TagsOfTick {
  const byName = new Map(sensors.map((sensor) => [sensor.name, sensor.watch]));
  return async (name, moment) => {
    const watch = byName.get(name);
    if (watch?.kind !== 'readiness') return {};
    const answer = await watch.decide(moment);
    const [first] = answer === null ? [] : [answer].flat();
    return first?.tags ?? {};
  };
}

const letGo = <T extends object>(each: T): T => ({ ...each, startsPaused: false });

function stubJob(job: Job): Job {
  const steps = job.pipeline.steps.map((step): PipelineStep => {
    return { ...step, conditions: step.conditions.map((condition) => ({ ...condition, holds: () => true })) };
  });
  return { ...job, pipeline: { ...job.pipeline, steps } };
}

function assumptionsOf(project: Project, readiness: readonly Schedule[]): readonly Assumption[] {
  const steps = project.jobs.flatMap((job) => job.pipeline.steps.map((step) => ({ job: job.name, step })));
  const ready = new Set(readiness.map(({ name }) => name));
  return [
    ...steps.flatMap(({ job, step }): readonly Assumption[] => {
      const holds = step.conditions.length > 0 ? [{ kind: 'condition_holds', job, step: step.key } as const] : [];
      return step.map === null ? holds : [...holds, { kind: 'map_is_empty', job, step: step.key }];
    }),
    ...project.sensors.flatMap(({ name, watch }): readonly Assumption[] => {
      if (watch.kind === 'run') return [];
      return [{ kind: ready.has(name) ? 'ready_at_once' : 'never_looks', sensor: name }];
    }),
    ...[...project.schedules, ...project.sensors]
      .filter(({ startsPaused }) => startsPaused)
      .map(({ name }) => ({ kind: 'not_paused', name }) as const),
  ];
}
