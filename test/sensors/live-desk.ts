import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { tickSource } from '../../src/calendar/index.ts';
import { defineProject, type Project } from '../../src/control/definition/project.ts';
import type { Provider } from '../../src/control/definition/resource.ts';
import { Engine } from '../../src/control/run/engine.ts';
import { Scheduler } from '../../src/control/schedule/scheduler.ts';
import { sensorDecider } from '../../src/control/sensor/sensor-decider.ts';
import type { RunRow } from '../../src/control/state/rows.ts';
import type { StateStore } from '../../src/control/state/store.ts';
import { ResourceScope } from '../../src/control/step/resources.ts';
import { NO_METRICS, type StepHost, type StepTask } from '../../src/control/step/task.ts';
import type { Random } from '../../src/core/clock.ts';
import { TapelineError, toErrorRecord } from '../../src/core/errors.ts';
import type { Trigger } from '../../src/core/trigger.ts';
import { everythingElse, type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';

/** The whole engine as `tapeline up` composes it, with ops that are scripted, under a clock that is moved. */
export type LiveDesk = {
  readonly clock: VirtualClock;
  readonly store: StateStore;
  /** Serves from now until this instant. Called again, another engine goes on. */
  readonly serveUntil: (atMs: number) => Promise<void>;
  /** Every run, oldest first. */
  readonly runs: () => Promise<readonly RunRow[]>;
};

export type LiveDeskOptions = {
  readonly project: Pick<Project, 'jobs'> & Partial<Pick<Project, 'schedules' | 'sensors'>>;
  readonly startMs: number;
  readonly providers?: readonly Provider[];
  /** What an op gives, and how long it takes. Nothing, at once, when not given. */
  readonly does?: (task: StepTask, clock: VirtualClock) => Script;
};

export type Script = { readonly output?: unknown; readonly forMs?: number; readonly fails?: string };

const POLL_MS = 300_000;
const NO_CHANCE: Random = { next: () => 0, bytes: (count) => Uint8Array.from({ length: count }, () => (chance += 1)) };
let chance = 0;

export function openLiveDesk(options: LiveDeskOptions): LiveDesk {
  const { startMs, providers = [] } = options;
  const clock = virtualClock(startMs);
  const store = openMemoryStateStore(newMemoryState());
  const project = defineProject(options.project);
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const context = { definition: { url: 'test:', version: '1' }, profile: null, layers: [] };
  const ticksOf = (trigger: Trigger) => tickSource(trigger, { zoneData: 'test' });
  const host = scripted(clock, options.does ?? (() => ({})));

  const serveUntil = async (atMs: number): Promise<void> => {
    const lease = await store.acquireEngine({ pid: 1, host: 'desk', sinceMs: clock.nowMs(), what: 'test' });
    const shared = { store, lease, clock, project, context };
    const engine = new Engine({
      ...shared,
      random: NO_CHANCE,
      hosts: { none: host, process: host },
      settings: {},
      asOfMs: null,
      observe: () => {},
      isWaiting: () => true,
      pollMs: POLL_MS,
    });
    const scheduler = new Scheduler({ ...shared, ticksOf, offsetMinutesOf: () => 0 });
    const sensors = sensorDecider({
      ...shared,
      asOfMs: null,
      ticksOf,
      files: { list: async () => [] },
      scope: (log, signal) =>
        new ResourceScope(providers, { clock, log, signal, projectDir: '/desk', setting: () => undefined }),
      logOf: () => quiet,
      observe: () => {},
    });
    const over = new AbortController();
    await engine.recover();
    const served = engine.serve({ drain: over.signal, deciders: [scheduler, sensors], drainGraceMs: 0 });
    await drive(served, { clock, atMs, over });
    await store.releaseEngine(lease);
  };
  return { clock, store, serveUntil, runs: async () => (await store.runs({})).toReversed() };
}

/** Moves the clock whenever nothing else can happen; says stop when the moment has come. */
async function drive(
  work: Promise<void>,
  { clock, atMs, over }: { readonly clock: VirtualClock; readonly atMs: number; readonly over: AbortController },
): Promise<void> {
  using hashing = watchHashing();
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => {});
  while (!isDone) {
    await everythingElse();
    if (isDone || hashing.isBusy()) continue;
    const nextMs = clock.nextInMs();
    if (nextMs !== null && clock.nowMs() + nextMs <= atMs) await clock.fireNext();
    else if (over.signal.aborted) await clock.fireNext();
    else over.abort(new Error('the test is over'));
  }
  return done;
}

/** Hashing a definition takes real time, in which the virtual one must stand. */
function watchHashing(): Disposable & { readonly isBusy: () => boolean } {
  const { subtle } = globalThis.crypto;
  const digest = subtle.digest.bind(subtle);
  let busy = 0;
  subtle.digest = (...input) => {
    busy += 1;
    return digest(...input).finally(() => {
      busy -= 1;
    });
  };
  return {
    isBusy: () => busy > 0,
    [Symbol.dispose]() {
      Reflect.deleteProperty(subtle, 'digest');
    },
  };
}

function scripted(clock: VirtualClock, does: NonNullable<LiveDeskOptions['does']>): StepHost {
  return {
    async run(task, _listener, signal) {
      const { output = null, forMs = 0, fails } = does(task, clock);
      if (forMs > 0) await clock.sleep(forMs, signal).catch(() => {});
      if (signal.aborted) return failed(toErrorRecord(signal.reason));
      if (fails === undefined)
        return { outcome: 'succeeded', output: JSON.stringify(output), changes: [], metrics: NO_METRICS };
      const facts = { source: 'test', detail: fails };
      return failed(toErrorRecord(new TapelineError('source.transient', { facts, retry: 'later' })));
    },
    async [Symbol.asyncDispose]() {},
  };
}

function failed(error: ReturnType<typeof toErrorRecord>) {
  return { outcome: 'failed', error, retryIf: null, metrics: NO_METRICS } as const;
}
