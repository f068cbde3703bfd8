import type { Job } from '../control/definition/job.ts';
import type { Project } from '../control/definition/project.ts';
import type { Provider, Resource } from '../control/definition/resource.ts';
import type { Sensor } from '../control/definition/sensor.ts';

/**
 * The shipped desks as one profile has them: schedules and sensors of a desk that the profile has no source for are left
 * out, or they would fail every evening. Its jobs stay, and say what is missing when one runs them.
 */
export function desksOfProfile(project: Project, providers: readonly Provider[]): Project {
  const bound = new Set(providers.map(({ resource }) => resource));
  const isBound = (resource: Resource<unknown>) => resource.open !== null || bound.has(resource.name);
  const desks = Map.groupBy(project.jobs, deskOf);
  const able = new Set(
    [...desks.values()]
      .filter((jobs) => jobs.flatMap(portsOf).every(isBound))
      .flatMap((jobs) => jobs.map(({ name }) => name)),
  );
  return {
    ...project,
    schedules: project.schedules.filter(({ job }) => able.has(job)),
    sensors: project.sensors.filter((sensor) => jobsOf(sensor).every((job) => able.has(job))),
  };
}

/** `stocks` of `stocks.daily_full_pipeline`. */
function deskOf({ name }: Job): string {
  return name.split('.')[0]!;
}

function portsOf({ pipeline }: Job): readonly Resource<unknown>[] {
  return pipeline.steps.flatMap(({ op }) => Object.values(op.resources));
}

/** What a sensor asks for, and what it waits for. */
function jobsOf({ targets, watch }: Sensor): readonly string[] {
  const watched = watch.kind === 'run' ? (watch.filter.job ?? []) : [];
  return [...(targets ?? []), ...[watched].flat()];
}
