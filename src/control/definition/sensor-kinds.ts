import { checkName } from '../../core/ids.ts';
import type { Duration } from '../../core/time.ts';
import type { Trigger } from '../../core/trigger.ts';
import type { Asset } from './asset.ts';
import { isBranded } from './brand.ts';
import { definedDurationMs } from './duration.ts';
import type { Job } from './job.ts';
import type { Resources } from './resource.ts';
import {
  type Decide,
  newSensor,
  runRequest,
  type Sensor,
  type SensorContext,
  type SensorOptions,
  targetsOf,
} from './sensor.ts';
import type {
  ArrivedFile,
  AssetUpdate,
  EmittedEvent,
  EndedRun,
  LateAsset,
  Readiness,
  ReadyMoment,
  RunFilter,
  WatchedOutcome,
} from './watch.ts';

/** What follows: a job, which is then asked for once for each thing that was seen, or a function that decides. */
export type Then<Fact> = Job | Decide<Fact>;

/** Runs of a job, runs that have tags, or every run. */
export type WatchedRuns = Job | { readonly tags: Readonly<Record<string, string>> } | 'any';

/** What happens at the end of a run. */
export type RunListener = Sensor;

/**
 * Acts when a run ends, whoever started it. Each end is seen exactly once, over crashes too; ends from before the
 * listener was first started are not seen.
 *
 * @throws definition.invalid
 */
export function onRun(
  runs: WatchedRuns,
  outcome: WatchedOutcome,
  then: Then<EndedRun>,
  options: SensorOptions = {},
): RunListener {
  const filter = filterOf(runs);
  const name = options.name ?? `${filter.job ?? 'runs'}.on_${outcome}`;
  const { decide, targets } = thenOf(then, options);
  return newSensor(name, { kind: 'run', filter, outcome, decide }, { every: '1s', ...options }, targets);
}

/** Acts when a new version of an asset is published. @throws definition.invalid */
export function assetSensor(
  asset: Asset | string,
  then: Then<AssetUpdate>,
  options: SensorOptions & { readonly coalesce?: 'latest' | 'none' } = {},
): Sensor {
  const assetName = nameOf(asset);
  const { decide, targets } = thenOf(then, options);
  const watch = { kind: 'asset', asset: assetName, coalesce: options.coalesce ?? 'latest', decide } as const;
  return newSensor(options.name ?? `${assetName}.on_update`, watch, { every: '1s', ...options }, targets);
}

export type FreshnessOptions = SensorOptions & {
  readonly deadline: Trigger;
  readonly maxAge?: Duration;
};

/**
 * Acts when an asset is late: at each deadline its newest version has to be at most `maxAge` old, or younger than the
 * deadline before. @throws definition.invalid
 */
export function freshnessSensor(asset: Asset | string, then: Then<LateAsset>, options: FreshnessOptions): Sensor {
  const assetName = nameOf(asset);
  const name = options.name ?? `${assetName}.on_late`;
  const { decide, targets } = thenOf(then, options);
  const { deadline, maxAge } = options;
  const maxAgeMs = maxAge === undefined ? null : definedDurationMs(`sensor "${name}"`, 'maxAge', maxAge);
  return newSensor(name, { kind: 'freshness', asset: assetName, deadline, maxAgeMs, decide }, options, targets);
}

export type FileSensorOptions = SensorOptions & {
  readonly name: string;
  /** Relative to the project's folder, e.g. `inbox/*.csv`. */
  readonly glob: string;
  readonly stableFor?: Duration;
};

/** Acts on files that have arrived: present, and for a while neither grown nor touched. @throws definition.invalid */
export function fileSensor(then: Then<ArrivedFile>, options: FileSensorOptions): Sensor {
  const { name, glob, stableFor = '5s' } = options;
  const stableMs = definedDurationMs(`sensor "${name}"`, 'stableFor', stableFor);
  const { decide, targets } = thenOf(then, options);
  return newSensor(name, { kind: 'file', glob, stableMs, decide }, { every: '10s', ...options }, targets);
}

/** Acts on what `tapeline emit` or a webhook tells. @throws definition.invalid */
export function eventSensor(event: string, then: Then<EmittedEvent>, options: SensorOptions = {}): Sensor {
  const { decide, targets } = thenOf(then, options);
  const watch = { kind: 'event', event: checkName('event', event), decide } as const;
  return newSensor(options.name ?? `${event}.on_emit`, watch, { every: '1s', ...options }, targets);
}

export type ReadinessOptions<R extends Resources> = SensorOptions & {
  readonly name: string;
  readonly trigger: Trigger;
  /** How long after the moment it is waited for. */
  readonly giveUpAfter: Duration;
  readonly resources?: R;
  readonly isReady: (context: ReadinessOf<R>) => Promise<Readiness> | Readiness;
};

type ReadinessOf<R extends Resources> = Omit<SensorContext<R>, 'cursor'> & ReadyMoment;

/**
 * At each moment of a trigger asks whether what the job needs is there, waits and asks again, and lets it run once;
 * gives up, for all to see, when it does not come. @throws definition.invalid
 */
export function readinessSensor<R extends Resources = Record<never, never>>(
  then: Then<ReadyMoment>,
  options: ReadinessOptions<R>,
): Sensor {
  const { name, trigger, giveUpAfter, resources = {}, isReady } = options;
  const { decide, targets } = thenOf(then, options);
  const giveUpAfterMs = definedDurationMs(`sensor "${name}"`, 'giveUpAfter', giveUpAfter);
  const watch = { kind: 'readiness', trigger, giveUpAfterMs, resources, isReady: isReady as never, decide } as const;
  return newSensor(name, watch, { every: '5m', ...options }, targets);
}

function filterOf(runs: WatchedRuns): RunFilter {
  if (runs === 'any') return { job: null, tags: {} };
  return isBranded(runs, 'job') ? { job: runs.name, tags: {} } : { job: null, tags: runs.tags };
}

const nameOf = (asset: Asset | string): string => checkName('asset', typeof asset === 'string' ? asset : asset.name);

function thenOf<Fact>(
  then: Then<Fact>,
  options: SensorOptions,
): { readonly decide: Decide<Fact>; readonly targets: readonly string[] | null } {
  if (!isBranded(then, 'job')) return { decide: then as Decide<Fact>, targets: targetsOf(options) };
  const job = then as Job;
  return { decide: () => runRequest(job), targets: [job.name] };
}
