import { dayInZone } from '../../../src/calendar/zone.ts';
import { BackfillDecider } from '../../../src/control/backfill/decider.ts';
import type { Log } from '../../../src/control/definition/log.ts';
import { checksOf, findJob, type Project } from '../../../src/control/definition/project.ts';
import { PartitionKeeper } from '../../../src/control/partition/keeper.ts';
import { registerPartitionKeys } from '../../../src/control/partition/keys.ts';
import { opOfStep } from '../../../src/control/run/code-of-job.ts';
import { Engine } from '../../../src/control/run/engine.ts';
import { Scheduler } from '../../../src/control/schedule/scheduler.ts';
import { HookRunner } from '../../../src/control/sensor/hook-runner.ts';
import type { SensorFiles } from '../../../src/control/sensor/look/look.ts';
import { sensorDecider } from '../../../src/control/sensor/sensor-decider.ts';
import type { EngineLease } from '../../../src/control/state/store.ts';
import { localHost } from '../../../src/control/step/local-host.ts';
import { isTapelineError } from '../../../src/core/errors.ts';
import { partitionCalendar } from '../../../src/runtime/partition-calendar.ts';
import { offsetMinutesOf, ticksOf } from '../../../src/runtime/schedules.ts';
import { drawOf } from '../draw.ts';
import type { SimulatedProcess } from './process.ts';

export type LifeOptions = {
  readonly seed: number;
  readonly process: SimulatedProcess;
  readonly project: Project;
  readonly version: string;
  readonly pollMs: number;
  readonly files: SensorFiles;
  readonly saw: (what: string) => void;
};

const LOG: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const DRAIN_GRACE_MS = 10_000;
const STANDBY_POLL_MS = 1000;

/** `tapeline up`: waits for the right or goes away, takes up what was left open, and serves until it is told to go. */
export async function up(options: LifeOptions, drain: AbortSignal, waits: 'stands by' | 'goes'): Promise<void> {
  const lease = await rightOf(options, drain, waits);
  if (lease === null) return;
  const { engine, shared, backfills, hooks } = await engineOf(options, lease);
  const scheduler = new Scheduler({ ...shared, ticksOf, offsetMinutesOf });
  await engine.serve({
    drain,
    drainGraceMs: DRAIN_GRACE_MS,
    deciders: [scheduler, sensorsOf(shared, options.files), backfills],
    onDraining: () => options.saw('drained'),
    ...(await taken(engine, options)),
  });
  await hooks.idle();
}

/** `tapeline run` or `tapeline backfill` where no engine is: serves what is asked for, and goes. */
export async function runBeside(options: LifeOptions, signal: AbortSignal, what: 'run' | 'backfill'): Promise<void> {
  const lease = await rightOf(options, signal, 'goes');
  if (lease === null) return options.saw('run beside an engine');
  options.saw('run by itself');
  const { engine, backfills, hooks } = await engineOf(options, lease);
  await taken(engine, options);
  await engine.serveUntilIdle(signal, what === 'run' ? [] : [backfills]);
  await hooks.idle();
}

async function taken(engine: Engine, { saw }: LifeOptions): Promise<object> {
  const { resumed, closed } = await engine.recover();
  if (resumed.length > 0) saw('run resumed');
  if (closed.length > 0) saw('orphan closed');
  return {};
}

async function rightOf(
  { process: { store, clock, life }, saw }: LifeOptions,
  signal: AbortSignal,
  waits: 'stands by' | 'goes',
): Promise<EngineLease | null> {
  for (let tries = 0; ; tries += 1) {
    try {
      const lease = await store.acquireEngine({ pid: life, host: 'sim', sinceMs: clock.nowMs(), what: 'up' });
      if (tries > 0) saw('standby took over');
      return lease;
    } catch (error) {
      if (!isTapelineError(error) || error.code !== 'engine.held') throw error;
      if (waits === 'goes') saw('went away: held');
      if (waits === 'goes' || signal.aborted) return null;
    }
    await clock.sleep(STANDBY_POLL_MS, signal).catch(() => {});
  }
}

type Shared = Awaited<ReturnType<typeof engineOf>>['shared'];

async function engineOf({ seed, process, project, version, pollMs }: LifeOptions, lease: EngineLease) {
  const { store, clock, life } = process;
  const { random } = drawOf(seed, `engine ${life}`);
  const opOf = (job: string, key: string) => opOfStep(findJob(project, job), key);
  const outside = { providers: [], projectDir: '/sim', setting: () => undefined };
  const around = { clock, random, ...outside, checksOf: checksOf(project) };
  const host = localHost(opOf, () => around, clock);
  const keeper = new PartitionKeeper({ assets: project.assets, calendar: partitionCalendar, store });
  const definition = { url: 'file:///sim/tapeline.config.ts', version };
  const context = { definition, profile: null, layers: [], partitions: keeper };
  const shared = { store, lease, clock, project, context, keeper };
  const hooks = new HookRunner({ ...shared, logOf: () => LOG });
  await registerPartitionKeys(project.assets, store, lease, clock.nowMs());
  const engine = new Engine({
    ...shared,
    random,
    hosts: { none: host, process: host },
    settings: {},
    asOfMs: null,
    observe: hooks.observe,
    recordMade: (success) => keeper.made(success),
    isWaiting: () => true,
    dayOf: dayInZone,
    pollMs,
  });
  return { engine, shared, hooks, backfills: new BackfillDecider({ ...shared, random }) };
}

function sensorsOf(shared: Shared, files: SensorFiles) {
  return sensorDecider({
    ...shared,
    asOfMs: null,
    ticksOf,
    files,
    scope: () => ({ openAll: async () => ({}), async [Symbol.asyncDispose]() {} }),
    logOf: () => LOG,
    observe: () => {},
  });
}
