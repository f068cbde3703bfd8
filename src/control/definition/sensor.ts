import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Duration } from '../../core/time.ts';
import type { RunRow, StepRow } from '../state/rows.ts';
import type { RunQuery } from '../state/store.ts';
import { type Branded, brand } from './brand.ts';
import { definedDurationMs } from './duration.ts';
import type { Job } from './job.ts';
import type { Log } from './log.ts';
import type { Resources, ResourceValues } from './resource.ts';
import type { Watch } from './watch.ts';

/** Code that looks, remembers how far it has looked, and asks for runs. It works while `tapeline up` does. */
export type Sensor = Branded<'sensor'> & {
  readonly name: string;
  readonly description: string;
  readonly watch: Watch;
  /** How often it looks. Those that wait for runs, assets or events look at once when something was committed. */
  readonly everyMs: number;
  /** An evaluation that takes longer is ended and has failed. */
  readonly timeoutMs: number;
  /** The jobs it may ask for; null when it does not say. */
  readonly targets: readonly string[] | null;
  /** Registered paused: `tapeline sensor resume` lets it go. */
  readonly startsPaused: boolean;
};

/** What every sensor can be told besides what it watches. */
export type SensorOptions = {
  readonly name?: string;
  readonly description?: string;
  readonly every?: Duration;
  readonly timeout?: Duration;
  /** The jobs it may ask for: circles of triggers are found when the project loads. */
  readonly targets?: readonly Job[];
  /** Does nothing until it is resumed. */
  readonly paused?: boolean;
};

/** Asks for a run. The engine derives the run's id from the sensor, the job and `runKey`: the same request is one run. */
export type SensorRequest = {
  readonly job: string;
  /** Null: the sensor's own key for what it saw (the run, the version, the session). */
  readonly runKey: string | null;
  /** By `op.key`, or `key` where that is unambiguous. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
};

/** What a sensor makes of what it saw: runs, or null for none. */
export type SensorAnswer = SensorRequest | readonly SensorRequest[] | null;
export type Decide<Fact> = (fact: Fact) => SensorAnswer | Promise<SensorAnswer>;

export type RunRequestOptions = {
  readonly runKey?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
};

export function runRequest(job: Job, options: RunRequestOptions = {}): SensorRequest {
  const { runKey = null, config = {}, tags = {} } = options;
  return { job: job.name, runKey, config, tags };
}

/** What a sensor of your own gets. */
export type SensorContext<R extends Resources = Record<never, never>> = {
  /** What the last committed evaluation left; null before the first one. */
  readonly cursor: Json;
  readonly nowMs: number;
  readonly state: SensorReads;
  /** Aborted when the evaluation takes too long or the engine stops. */
  readonly signal: AbortSignal;
  readonly log: Log;
} & ResourceValues<R>;

/** What a sensor may look up: runs, their steps, and the assets. */
export type SensorReads = {
  readonly run: (runId: string) => Promise<RunRow | null>;
  readonly runs: (query: RunQuery) => Promise<readonly RunRow[]>;
  readonly steps: (runId: string) => Promise<readonly StepRow[]>;
  readonly snapshot: (asset: string) => Promise<Snapshot>;
};

export type SensorResult = {
  readonly requests?: readonly SensorRequest[];
  /** Kept for the next evaluation, together with the runs or not at all. The old one stays when it is left out. */
  readonly cursor?: Json;
  /** Why nothing was asked for, for people. */
  readonly skipReason?: string;
};

export type SensorSpec<R extends Resources> = SensorOptions & {
  readonly name: string;
  readonly resources?: R;
  readonly evaluate: (context: SensorContext<R>) => Promise<SensorResult> | SensorResult;
};

export const SENSOR_EVERY_DEFAULT = '30s';
export const SENSOR_TIMEOUT_DEFAULT = '60s';
const EVERY_MS_MIN = 1000;

/**
 * A sensor of your own.
 *
 * @throws definition.invalid
 */
export function sensor<R extends Resources = Record<never, never>>(spec: SensorSpec<R>): Sensor {
  const { evaluate, resources = {} } = spec;
  const watch: Watch = { kind: 'custom', resources, evaluate: evaluate as never };
  return newSensor(spec.name, watch, spec, targetsOf(spec));
}

/** @throws definition.invalid for a name, an interval or a timeout that cannot be. */
export function newSensor(
  name: string,
  watch: Watch,
  options: SensorOptions,
  targets: readonly string[] | null,
): Sensor {
  const where = `sensor "${checkName('sensor', name)}"`;
  const everyMs = definedDurationMs(where, 'every', options.every ?? SENSOR_EVERY_DEFAULT);
  const timeoutMs = definedDurationMs(where, 'timeout', options.timeout ?? SENSOR_TIMEOUT_DEFAULT);
  if (everyMs < EVERY_MS_MIN) throw invalid(where, `every is ${everyMs} ms, 1s or more is expected`);
  if (timeoutMs <= 0) throw invalid(where, 'timeout is 0, so that no evaluation could ever succeed');
  const { description = '', paused: startsPaused = false } = options;
  return brand('sensor', { name, description, watch, everyMs, timeoutMs, targets, startsPaused });
}

export function targetsOf({ targets }: SensorOptions): readonly string[] | null {
  return targets === undefined ? null : targets.map((job) => job.name);
}

function invalid(where: string, problem: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where, problem, wayOut: 'Correct it, or leave it out.' } });
}
