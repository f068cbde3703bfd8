import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../adapters/system/clock.ts';
import { openLogFiles } from '../adapters/system/log.ts';
import { ProcessHost, type ProcessHostOptions } from '../adapters/system/process-host.ts';
import { systemRandom } from '../adapters/system/random.ts';
import { dayInZone } from '../calendar/zone.ts';
import type { LogLevel } from '../control/definition/log.ts';
import { checksOf, findJob } from '../control/definition/project.ts';
import { registerPartitionKeys } from '../control/partition/keys.ts';
import { madeRecorder } from '../control/partition/record-made.ts';
import { opOfStep } from '../control/run/code-of-job.ts';
import type { Decider } from '../control/run/decider.ts';
import { Engine } from '../control/run/engine.ts';
import type { Observe } from '../control/run/observer.ts';
import type { Recovered } from '../control/run/orphans.ts';
import type { SchedulerNotice } from '../control/schedule/notice.ts';
import type { Asker, EngineLease, StateStore } from '../control/state/store.ts';
import { localHost } from '../control/step/local-host.ts';
import { redactor } from '../core/secret.ts';
import { backfillsOf } from './backfills.ts';
import { engineChildren } from './engine-children.ts';
import { guardLoop } from './engine-loop.ts';
import { makeFolder } from './folders.ts';
import { houseDecider } from './house-decider.ts';
import { type Household, keepHouse } from './housekeeping.ts';
import { logObserver } from './log-lines.ts';
import { logClockStep, logNotice } from './notice-lines.ts';
import { keeperOf } from './partition-keeper.ts';
import { schedulerOf } from './schedules.ts';
import { watchersOf } from './sensors.ts';
import { startService } from './service.ts';
import { sweepDaily } from './sweep.ts';
import type { Workspace } from './workspace.ts';

/** Makes this process the engine of the workspace's state folder and serves until nothing is left to do. */
export type EngineProcess = AsyncDisposable & {
  /** Until nothing is left to do; backfills are only made where that is asked for. */
  readonly serve: (signal: AbortSignal, what?: 'requests' | 'with backfills') => Promise<void>;
  /** Serves schedules and requests until `drain` is aborted or somebody asks the engine to go. */
  readonly up: (up: UpServing) => Promise<void>;
  /** What became of the runs that an engine before this one left open. */
  readonly recovered: Recovered;
};

export type UpServing = {
  readonly drain: AbortSignal;
  readonly onDraining?: (why: string, runIds: readonly string[]) => void;
  readonly onNotice?: (notice: SchedulerNotice) => void;
};

export type EngineProcessOptions = {
  readonly workspace: Workspace;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly observe: Observe;
  readonly asOfMs?: number | null;
  /** How many steps may work in children at once; the setting when not given. */
  readonly children?: number;
  /** The jobs live in this process only: isolated steps run here too. */
  readonly isLocal?: boolean;
};

export async function startEngine(options: EngineProcessOptions): Promise<EngineProcess> {
  const { workspace, store, lease, observe } = options;
  const { settings, project, definition, profileName } = workspace;
  const stack = new AsyncDisposableStack();
  try {
    const logs = stack.use(openLogs(workspace));
    const service = stack.use(await startService(workspace));
    const flags = { ...workspace.flags, ...service.settings };
    const children = stack.use(childrenFor(options, logs));
    const loop = stack.use(guardLoop({ workspace, logs, isGuest: options.isLocal === true }));
    const setting = (key: string): string | undefined => flags[key] ?? settings.get(key);
    const local = hostHere(workspace, setting, loop);
    const asOfMs = options.asOfMs ?? null;
    const watchers = watchersOf({ workspace, store, lease, logs, setting, asOfMs });
    stack.defer(() => watchers.hooks.idle());
    const keeper = keeperOf(project, store);
    await registerPartitionKeys(project.assets, store, lease, systemClock.nowMs());
    const engine = new Engine({
      ...SYSTEM,
      store,
      lease,
      project,
      hosts: { none: local, process: options.isLocal === true ? local : children },
      context: { definition, profile: profileName, layers: settings.configLayers, partitions: keeper },
      recordMade: madeRecorder({ assets: project.assets, keeper, store, lease, clock: systemClock }),
      settings: flags,
      asOfMs,
      observe: quiet([logObserver(logs), watchers.hooks.observe, observe]),
      onClockStep: (byMs) => logClockStep(logs, byMs),
      isWaiting,
      dayOf: dayInZone,
      redact: redactor(settings.secrets),
    });
    const recovered = await engine.recover();
    if (recovered.resumed.length === 0) await sweepDaily(workspace, store, logs);
    const house = { workspace, store, lease, children, logs };
    const backfills = backfillsOf({ workspace, store, lease, keeper });
    return {
      recovered,
      serve: (signal, what = 'requests') =>
        serveOnce(engine, house, { signal, deciders: what === 'requests' ? [] : [backfills] }),
      up: (serving) => stayUp(engine, house, { ...serving, deciders: [watchers.sensors, backfills] }),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Warm, unless no step will go there. */
function childrenFor(options: EngineProcessOptions, logs: ReturnType<typeof openLogs>): ProcessHost {
  const { workspace } = options;
  const size = options.children ?? Number(workspace.settings.get('TAPELINE_CHILDREN'));
  const children = engineChildren(workspace, childOptions(workspace, size), logs);
  if (options.isLocal !== true) children.warm();
  return children;
}

/** Steps that are not isolated work in this process. */
function hostHere(
  { project, providers, projectDir }: Workspace,
  setting: (key: string) => string | undefined,
  loop: ReturnType<typeof guardLoop>,
): ReturnType<typeof localHost> {
  const around = { ...SYSTEM, checksOf: checksOf(project), providers, projectDir, setting };
  return localHost(
    (job, stepKey) => opOfStep(findJob(project, job), stepKey),
    () => around,
    systemClock,
    loop,
  );
}

type Serving = { readonly deciders: readonly Decider[] };

async function serveOnce(
  engine: Engine,
  house: Household,
  { signal, deciders }: Serving & { readonly signal: AbortSignal },
): Promise<void> {
  await engine.serveUntilIdle(signal, deciders);
  await keepHouse(house);
}

async function stayUp(engine: Engine, house: Household, up: UpServing & Serving): Promise<void> {
  const { workspace, store, lease, logs } = house;
  const { drain, onDraining, onNotice, deciders } = up;
  const notice = (each: SchedulerNotice): void => {
    logNotice(logs, each);
    onNotice?.(each);
  };
  const keeper = houseDecider(systemClock, () => keepHouse(house));
  await engine.serve({
    drain,
    deciders: [schedulerOf({ workspace, store, lease, notice }), ...deciders, keeper],
    drainGraceMs: Number(workspace.settings.get('TAPELINE_DRAIN_SECONDS')) * 1000,
    ...(onDraining === undefined ? {} : { onDraining }),
  });
}

export function holderOfThisProcess(what: string): { pid: number; host: string; sinceMs: number; what: string } {
  return { pid: process.pid, host: hostname(), sinceMs: systemClock.nowMs(), what };
}

/** A process of another host cannot be asked: it is believed. */
function isWaiting({ pid, host }: Asker): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function childrenOf(workspace: Workspace, size: number): ProcessHost {
  return new ProcessHost(childOptions(workspace, size));
}

function childOptions(workspace: Workspace, size: number): ProcessHostOptions {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return {
    entry: fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url)),
    args: [workspace.projectDir],
    env: { ...(env as Record<string, string>), TAPELINE_ENGINE_PID: String(process.pid), UV_THREADPOOL_SIZE: '16' },
    cwd: workspace.projectDir,
    size: Math.max(1, size),
    clock: systemClock,
    redact: redactor(workspace.settings.secrets),
  };
}

const SYSTEM = { clock: systemClock, random: systemRandom } as const;

function openLogs(workspace: Workspace): ReturnType<typeof openLogFiles> {
  const { settings, folders } = workspace;
  const level = settings.get('TAPELINE_LOG_LEVEL') as LogLevel;
  return openLogFiles({ folder: makeFolder(folders.logs, 'LOG_DIR'), level, redact: redactor(settings.secrets) });
}

/** An observer that throws does not touch the run. */
function quiet(observers: readonly Observe[]): Observe {
  return (...seen) => {
    for (const observe of observers) {
      try {
        observe(...seen);
      } catch {
        // Told once; the run goes on.
      }
    }
  };
}

export const stateFile = (workspace: Workspace): string => join(workspace.folders.state, 'state.db');
