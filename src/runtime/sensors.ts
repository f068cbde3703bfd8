import { watchedFiles } from '../adapters/files/watched-files.ts';
import { systemClock } from '../adapters/system/clock.ts';
import type { LogFiles, LogLine } from '../adapters/system/log.ts';
import { tickSource } from '../calendar/index.ts';
import type { Log, LogFields, LogLevel } from '../control/definition/log.ts';
import { sliceLook } from '../control/partition/slice-look.ts';
import type { Decider } from '../control/run/decider.ts';
import { HookRunner } from '../control/sensor/hook-runner.ts';
import type { SensorObservation } from '../control/sensor/observation.ts';
import { sensorDecider } from '../control/sensor/sensor-decider.ts';
import type { SensorSurroundings } from '../control/sensor/sensor-loop.ts';
import type { EngineLease, StateStore } from '../control/state/store.ts';
import { ResourceScope } from '../control/step/resources.ts';
import { keeperOf } from './partition-keeper.ts';
import type { Workspace } from './workspace.ts';

export type WatchersOptions = {
  readonly workspace: Workspace;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly logs: LogFiles;
  /** The settings as steps see them, with what the profile's service told. */
  readonly setting: (key: string) => string | undefined;
  readonly asOfMs: number | null;
  readonly observe?: SensorSurroundings['observe'];
};

/** What watches beside the runs: sensors, for an engine that stays, and the hooks of jobs, for every engine. */
export type Watchers = { readonly sensors: Decider; readonly hooks: HookRunner };

export function watchersOf(options: WatchersOptions): Watchers {
  const { workspace, store, lease, logs } = options;
  const shared = { store, lease, clock: systemClock, project: workspace.project };
  const hooks = new HookRunner({
    ...shared,
    logOf: (runId) => logTo(logs, runId, {}),
    onHookFailed: (runId, hook, error) =>
      logs.write({ level: 'error', message: `Hook "${hook}" failed`, fields: { hook }, error }, runId),
  });
  const looking = lookingWith(options);
  const { assets } = workspace.project;
  const keeper = keeperOf({ assets }, store);
  const context = { ...looking.context, partitions: keeper };
  const slices = sliceLook({ assets, keeper, store });
  const sensors = sensorDecider({ ...shared, ...looking, slices, context, observe: observer(options) });
  return { sensors, hooks };
}

/** With what sensors look in this process: also for a look by hand. */
export function lookingWith({
  workspace,
  logs,
  setting,
  asOfMs,
}: Pick<WatchersOptions, 'workspace' | 'logs' | 'setting' | 'asOfMs'>): Pick<
  SensorSurroundings,
  'context' | 'asOfMs' | 'ticksOf' | 'files' | 'scope' | 'logOf'
> {
  const { definition, profileName, settings, projectDir, providers } = workspace;
  return {
    context: { definition, profile: profileName, layers: settings.configLayers },
    asOfMs,
    ticksOf: (trigger) => tickSource(trigger, { zoneData: process.versions.tz ?? 'unknown' }),
    files: watchedFiles(projectDir),
    scope: (log, signal) => new ResourceScope(providers, { clock: systemClock, log, signal, projectDir, setting }),
    logOf: (sensor) => logTo(logs, null, { sensor }),
  };
}

function observer({ logs, observe }: WatchersOptions): SensorSurroundings['observe'] {
  return (sensor, atMs, observation) => {
    const line = lineOf(sensor, observation);
    if (line !== null) logs.write(line, null);
    observe?.(sensor, atMs, observation);
  };
}

function lineOf(sensor: string, seen: SensorObservation): LogLine | null {
  switch (seen.kind) {
    case 'sensor_evaluated': {
      if (seen.requests.length === 0) return null;
      const message = `Sensor ${sensor} asked for ${seen.requests.length} runs`;
      return { level: 'info', message, fields: { sensor, requests: seen.requests } };
    }
    case 'sensor_failed': {
      const { failures, nextAtMs, error } = seen;
      return { level: 'error', message: `Sensor ${sensor} failed`, fields: { sensor, failures, nextAtMs }, error };
    }
    case 'sensor_recovered':
      return { level: 'info', message: `Sensor ${sensor} works again`, fields: { sensor, failures: seen.failures } };
    case 'sensor_alarmed':
      return { level: 'error', message: `Sensor ${sensor} alarms`, fields: { sensor }, error: seen.error };
  }
}

function logTo(logs: LogFiles, runId: string | null, more: LogFields): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields & { readonly cause?: unknown } = {}): void => {
      const { cause, ...rest } = fields;
      logs.write({ level, message, fields: { ...more, ...rest }, error: cause }, runId);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
