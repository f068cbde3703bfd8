import { newMemoryState, openMemoryStateStore } from '../adapters/memory/state-store.ts';
import { systemClock } from '../adapters/system/clock.ts';
import type { LogFiles } from '../adapters/system/log.ts';
import type { Resources } from '../control/definition/resource.ts';
import { sliceLook } from '../control/partition/slice-look.ts';
import { evaluateSensor } from '../control/sensor/evaluate.ts';
import { findSensor } from '../control/sensor/known-sensor.ts';
import { registrationOf } from '../control/sensor/registration.ts';
import { requestedRuns } from '../control/sensor/requested-runs.ts';
import { withinTime } from '../control/sensor/within-time.ts';
import { readSensor } from '../control/state/sensor/read.ts';
import type { StateReader } from '../control/state/store.ts';
import type { ErrorRecord } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { keeperOf } from './partition-keeper.ts';
import { lookingWith } from './sensors.ts';
import { startService } from './service.ts';
import { readState } from './state.ts';
import type { Workspace } from './workspace.ts';

/** What a sensor would do now. */
export type SensorPreview = {
  readonly sensor: string;
  readonly requests: readonly {
    readonly job: string;
    readonly runKey: string;
    readonly runId: string;
    readonly isNew: boolean;
    readonly tags: Readonly<Record<string, string>>;
    readonly config: Readonly<Record<string, unknown>>;
  }[];
  readonly refused: readonly { readonly job: string; readonly runKey: string; readonly error: ErrorRecord }[];
  readonly cursorBefore: Json;
  readonly cursor: Json;
  readonly skipReason: string | null;
  readonly alarm: ErrorRecord | null;
};

/**
 * Evaluates a sensor once, from where it stands, and commits nothing. One that no engine has seen looks from now on.
 *
 * @throws usage.unknown_name, what the sensor throws, sensor.timed_out
 */
export async function previewSensor(workspace: Workspace, name: string, signal: AbortSignal): Promise<SensorPreview> {
  const sensor = findSensor(workspace.project, name);
  await using stored = await readState(workspace);
  const state = stored ?? openMemoryStateStore(newMemoryState());
  await using service = await startService(workspace);
  const { settings, flags, project } = workspace;
  const setting = (key: string): string | undefined => ({ ...flags, ...service.settings })[key] ?? settings.get(key);
  const looking = lookingWith({ workspace, logs: NO_LOGS, setting, asOfMs: null });
  const standing = await standingOf(state, sensor.name, registrationOf([sensor], systemClock.nowMs()));
  const bounds = { sensor: sensor.name, timeoutMs: sensor.timeoutMs, clock: systemClock, stop: signal };
  const seen = await withinTime(bounds, async (over) => {
    const log = looking.logOf(sensor.name);
    await using scope = looking.scope(log, over);
    const open = (resources: Resources) => scope.openAll(resources);
    const { ticksOf, files } = looking;
    const slices = sliceLook({ assets: project.assets, keeper: keeperOf(project, state), store: state });
    const at = { sensor: sensor.name, nowMs: systemClock.nowMs() };
    const look = { ...at, state, signal: over, log, ticksOf, files, slices, open };
    return evaluateSensor(project, sensor, standing, look);
  });
  const context = { ...looking.context, asOfMs: systemClock.nowMs() };
  const { requests, refused } = await requestedRuns(sensor.name, seen.requests, { project, state, context });
  return {
    sensor: sensor.name,
    requests: requests.map(({ job, runKey, runId, created }) => {
      const asked = seen.requests.find((each) => each.job === job && each.runKey === runKey)!;
      return { job, runKey, runId, isNew: created !== null, tags: asked.tags, config: asked.config };
    }),
    refused,
    cursorBefore: standing.cursor,
    cursor: seen.cursor,
    skipReason: seen.skipReason,
    alarm: seen.alarm === 'as_before' ? null : seen.alarm,
  };
}

async function standingOf(
  state: StateReader,
  sensor: string,
  { sensors }: ReturnType<typeof registrationOf>,
): Promise<{ readonly cursor: Json; readonly tick: number }> {
  const row = await readSensor(state, sensor);
  if (row !== null) return { cursor: row.cursor, tick: row.tick + 1 };
  const { from } = sensors[0]!;
  if (from.kind === 'moment') return { cursor: Number(from.cursor), tick: 1 };
  if (from.kind === 'asset') return { cursor: (await state.snapshot(from.asset)).version, tick: 1 };
  const [last] = await state.range({ table: 'run_end', prefix: [], order: 'descending', limit: 1 });
  return { cursor: from.kind === 'log' ? ((last?.seq as number | undefined) ?? 0) : null, tick: 1 };
}

/** A look by hand leaves no lines. */
const NO_LOGS: LogFiles = { write() {}, runFile: () => '', async [Symbol.asyncDispose]() {} };
