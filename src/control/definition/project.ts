import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Asset } from './asset.ts';
import type { AssetCheck } from './asset-check.ts';
import { type Branded, brand, isBranded } from './brand.ts';
import { checkAssets } from './check-assets.ts';
import type { Job } from './job.ts';
import type { AnyOp } from './pipeline.ts';
import { type Budget, checkLimits, type Pool } from './pool.ts';
import type { Provider, ResourceContext } from './resource.ts';
import type { Schedule } from './schedule.ts';
import type { Sensor } from './sensor.ts';
import { checkNoCircle } from './trigger-circle.ts';

/** Everything a `tapeline.config.ts` defines. Safe to import twice: nothing in it starts anything. */
export type Project = Branded<'project'> & {
  readonly name: string;
  readonly jobs: readonly Job[];
  readonly assets: readonly Asset[];
  readonly schedules: readonly Schedule[];
  readonly sensors: readonly Sensor[];
  /** What all runs share: slots of pools, and budgets to spend. */
  readonly pools: readonly Pool[];
  readonly budgets: readonly Budget[];
  readonly profiles: Readonly<Record<string, Profile>>;
  /** The profile without `--profile`; null lets the program choose by the credentials it finds. */
  readonly defaultProfile: string | null;
  /** Settings the project sets: config by `op.key` or `key`, and the program's own. Files, environment and flags win. */
  readonly settings: Readonly<Record<string, unknown>>;
};

/** One way to bind the ports: which sources stand behind the names that the ops use. Each has its own state and lake. */
export type Profile = {
  readonly description: string;
  readonly simulated: boolean;
  readonly providers: readonly Provider[];
  /** The exchange whose sessions its data has, for assets that are cut by those of the profile. */
  readonly calendar?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Something that has to run beside the engine (a local sandbox): its settings reach every step. */
  readonly start?: (context: ResourceContext) => Promise<{
    readonly settings: Readonly<Record<string, string>>;
    readonly close: () => Promise<void>;
  }>;
};

export type ProjectSpec = {
  readonly name?: string;
  readonly jobs: readonly Job[];
  readonly assets?: readonly Asset[];
  readonly schedules?: readonly Schedule[];
  /** What looks and asks for runs, `onRun` among them. */
  readonly sensors?: readonly Sensor[];
  readonly pools?: readonly Pool[];
  readonly budgets?: readonly Budget[];
  readonly profiles?: Readonly<Record<string, Profile>>;
  readonly defaultProfile?: string | null;
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** @throws definition.invalid when a name or alias stands for two things, definition.job_circle */
export function defineProject(spec: ProjectSpec): Project {
  const { name = 'project', jobs, assets = [], schedules = [], sensors = [], profiles = {} } = spec ?? {};
  if (!Array.isArray(jobs)) throw invalid(name, 'it has no list of jobs', 'Write defineProject({ jobs: [ … ] }).');
  const foreign = jobs.find((each) => !isBranded(each, 'job'));
  if (foreign !== undefined) throw invalid(name, 'one of its jobs is not a job', 'Make it with job(pipeline, …).');
  checkUnique(
    name,
    'job name or alias',
    jobs.flatMap((each) => [each.name, ...each.aliases]),
  );
  checkUnique(
    name,
    'asset',
    assets.map((each) => each.name),
  );
  checkUnique(
    name,
    'schedule',
    schedules.map((each) => each.name),
  );
  checkUnique(
    name,
    'sensor',
    sensors.map((each) => each.name),
  );
  checkSensors(name, jobs, sensors);
  const { defaultProfile = null, settings = {}, pools = [], budgets = [] } = spec;
  checkUnique(
    name,
    'pool or budget',
    [...pools, ...budgets].map((each) => each.name),
  );
  checkLimits(opsOfJobs(jobs), { pools, budgets });
  const limits = { pools, budgets };
  checkAssets(assets, jobs);
  return brand('project', { name, jobs, assets, schedules, sensors, ...limits, profiles, defaultProfile, settings });
}

/**
 * A job by full name, alias, or the last part of its name where that is unambiguous.
 * @throws usage.unknown_name with the nearest known one, usage.invalid naming the jobs that share the last part.
 */
export function findJob(project: Project, name: string): Job {
  const exact = project.jobs.find((each) => each.name === name || each.aliases.includes(name));
  if (exact !== undefined) return exact;
  const byLastPart = project.jobs.filter((each) => each.name.endsWith(`.${name}`));
  if (byLastPart.length === 1) return byLastPart[0]!;
  if (byLastPart.length > 1) throw ambiguousJob(name, byLastPart);
  const known = project.jobs.flatMap((each) => [each.name, ...each.aliases]);
  const shorts = project.jobs.map((each) => each.name.slice(each.name.lastIndexOf('.') + 1));
  const facts = { kind: 'job', name, nearest: nearestName(name, [...known, ...shorts]), known };
  throw new TapelineError('usage.unknown_name', { facts });
}

function ambiguousJob(name: string, jobs: readonly Job[]): TapelineError {
  const wayOut = `Write ${jobs.map((each) => each.name).join(' or ')}.`;
  return new TapelineError('usage.invalid', {
    facts: { what: 'Several jobs have this short name', got: name, wayOut },
  });
}

/** The checks of an asset, by its name; none for assets that the project does not list. */
export function checksOf(project: Project): (asset: string) => readonly AssetCheck[] {
  const checks = new Map(project.assets.map((asset) => [asset.name, asset.checks]));
  return (asset) => checks.get(asset) ?? [];
}

/** Every op of every job, by name. */
export function opsOf(project: Project): ReadonlyMap<string, AnyOp> {
  return new Map(opsOfJobs(project.jobs).map((op) => [op.name, op]));
}

function opsOfJobs(jobs: readonly Job[]): readonly AnyOp[] {
  return jobs.flatMap((each) => each.pipeline.steps.map((step) => step.op));
}

function checkSensors(project: string, jobs: readonly Job[], sensors: readonly Sensor[]): void {
  const known = jobs.map((job) => job.name);
  for (const { name, watch, targets } of sensors) {
    const named = [
      ...(targets ?? []),
      ...(watch.kind === 'run' && watch.filter.job !== null ? [watch.filter.job] : []),
    ];
    const unknown = named.find((job) => !known.includes(job));
    if (unknown === undefined) continue;
    const problem = `its sensor "${name}" names job "${unknown}", which is not among its jobs`;
    throw invalid(project, problem, 'Add the job, or take the sensor out.');
  }
  checkNoCircle(jobs, sensors);
}

function checkUnique(project: string, kind: string, names: readonly string[]): void {
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice !== undefined) throw invalid(project, `the ${kind} "${twice}" stands twice`, 'Rename one of them.');
}

function invalid(name: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where: `Project "${name}"`, problem, wayOut } });
}
