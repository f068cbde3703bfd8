import { type MemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { findJob, type Project } from '../../src/control/definition/project.ts';
import { opOfStep } from '../../src/control/run/code-of-job.ts';
import { Engine } from '../../src/control/run/engine.ts';
import type { Recovered } from '../../src/control/run/orphans.ts';
import type { EngineLease, StateStore } from '../../src/control/state/store.ts';
import { localHost } from '../../src/control/step/local-host.ts';
import type { Clock, Random } from '../../src/core/clock.ts';
import type { VirtualClock } from '../../src/testing/virtual-clock.ts';
import type { Draw } from './draw.ts';
import type { Crash } from './script.ts';

/** What all lives of one world share. */
export type World = {
  readonly state: MemoryState;
  readonly clock: VirtualClock;
  readonly project: Project;
  readonly random: Random;
  readonly faults: Draw;
  readonly foldRate: number;
  readonly diskMs: number;
  /** Stops the engine that lives now. */
  readonly stop: { current: AbortController | null };
  /** Writes of the state so far, over all lives; the next ones to die at. */
  readonly writes: { count: number; crashes: Crash[] };
  readonly report: (violation: string) => void;
  readonly saw: (what: string) => void;
};

/** One engine from its start to its end or death. After its death nothing it awaits ever comes. */
export type Life = {
  readonly engine: Engine;
  readonly isDead: () => boolean;
  /** It recovers or takes requests right now: hashing definitions takes real time, in which the virtual one must stand. */
  readonly isPreparing: () => boolean;
  /** Takes up what the life before left open. */
  readonly recover: () => Promise<Recovered>;
  readonly end: () => Promise<void>;
};

const NEVER = new Promise<never>(() => {});

export async function beginLife(world: World, nth: number): Promise<Life> {
  const inner = openMemoryStateStore(world.state);
  const death = new AbortController();
  const busy = { requests: 0, isRecovering: false, isWriting: false };
  const die = async (): Promise<never> => {
    death.abort();
    Object.assign(busy, { requests: 0, isRecovering: false, isWriting: false });
    await inner[Symbol.asyncDispose]();
    return NEVER;
  };
  const lease = await inner.acquireEngine({ pid: nth, host: 'sim', sinceMs: world.clock.nowMs(), what: `life ${nth}` });
  const clock = mortalClock(world.clock, death.signal);
  const store = mortal({ inner, world, busy, death: death.signal, die, lease, clock });
  const opOf = (job: string, key: string) => opOfStep(findJob(world.project, job), key);
  const { random, project } = world;
  const around = { clock, random, providers: [], projectDir: '/sim', setting: () => undefined };
  const host = localHost(opOf, () => around, clock);
  const engine = new Engine({
    store,
    lease,
    clock,
    random,
    project,
    hosts: { none: host, process: host },
    context: { definition: { url: 'file:///sim/tapeline.config.ts', version: '1' }, profile: null, layers: [] },
    settings: {},
    asOfMs: null,
    observe: () => {},
    isWaiting: () => true,
  });
  return {
    engine,
    isDead: () => death.signal.aborted,
    isPreparing: () => busy.requests > 0 || (busy.isRecovering && !busy.isWriting),
    async recover() {
      busy.isRecovering = true;
      const recovered = await engine.recover();
      busy.isRecovering = false;
      return recovered;
    },
    end: async () => inner[Symbol.asyncDispose](),
  };
}

const WRITES: ReadonlySet<PropertyKey> = new Set([
  'createRun',
  'admitRuns',
  'replanRun',
  'cancelQueued',
  'advance',
  'answerRequest',
]);

/** Calls that answer a request, if it came from one. */
const ANSWERS: ReadonlySet<PropertyKey> = new Set(['createRun', 'cancelQueued', 'answerRequest']);

type Mortal = {
  readonly inner: StateStore;
  readonly world: World;
  readonly busy: { requests: number; isWriting: boolean };
  readonly death: AbortSignal;
  readonly die: () => Promise<never>;
  readonly lease: EngineLease;
  readonly clock: Clock;
};

/** The store as a process that may die sees it: at its death calls were made or not, and answers do not come. */
function mortal({ inner, world, busy, death, die, lease, clock }: Mortal): StateStore {
  const call = async (name: PropertyKey, work: () => Promise<unknown>): Promise<unknown> => {
    if (death.aborted) return NEVER;
    const crash = WRITES.has(name) ? nextWrite(world) : null;
    if (crash === 'before') return die();
    const result = await work();
    if (death.aborted) return NEVER;
    if (crash === 'after') return die();
    // An engine that was stopped meanwhile takes none of them.
    if (name === 'openRequests' && world.stop.current?.signal.aborted !== true)
      busy.requests = (result as readonly unknown[]).length;
    if (ANSWERS.has(name)) busy.requests = Math.max(0, busy.requests - 1);
    if (name !== 'advance') return result;
    if (world.faults.chance(world.foldRate)) await foldAgain(inner, lease, world);
    if (world.diskMs > 0) {
      busy.isWriting = true;
      await clock.sleep(world.faults.int(0, world.diskMs));
      busy.isWriting = false;
    }
    return result;
  };
  return new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]) => call(name, () => value.apply(target, args));
    },
  });
}

function nextWrite({ writes, saw }: World): Crash['when'] | null {
  writes.count += 1;
  if (writes.crashes[0]?.write !== writes.count) return null;
  const { when } = writes.crashes.shift()!;
  saw(`crash ${when} a write`);
  return when;
}

/** Tables dropped in mid-run and folded from the log must be the tables that stood there. */
async function foldAgain(store: StateStore, lease: { readonly epoch: number }, { report, saw }: World): Promise<void> {
  // In one turn: what another run does in between is no difference of the fold.
  const [before, , after] = await Promise.all([store.dump(), store.rebuild(lease), store.dump()]);
  if (JSON.stringify(before) !== JSON.stringify(after)) report('folding the log gives other tables');
  saw('tables folded in mid-run');
}

/** Sleeps of a dead process do not end, and its timers are gone. */
function mortalClock(clock: VirtualClock, death: AbortSignal): Clock {
  return {
    nowMs: clock.nowMs,
    monotonicMs: clock.monotonicMs,
    async sleep(delayMs, signal) {
      if (death.aborted) return NEVER;
      const either = signal === undefined ? death : AbortSignal.any([signal, death]);
      try {
        await clock.sleep(delayMs, either);
      } catch (reason) {
        if (death.aborted) return NEVER;
        throw reason;
      }
    },
  };
}
