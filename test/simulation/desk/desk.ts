import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newMemoryState, openMemoryStateStore } from '../../../src/adapters/memory/state-store.ts';
import { openStateStore } from '../../../src/adapters/sqlite/state-store.ts';
import type { Project } from '../../../src/control/definition/project.ts';
import type { RunEvent } from '../../../src/control/event/events.ts';
import type { StateStore } from '../../../src/control/state/store.ts';
import type { Clock } from '../../../src/core/clock.ts';
import { sha256Hex } from '../../../src/core/hash.ts';
import { everythingElse, virtualClock } from '../../../src/testing/virtual-clock.ts';
import { drawOf } from '../draw.ts';
import { DeskChecker } from './checker.ts';
import { actOf, type Call, perform } from './deeds.ts';
import { endChecks } from './ending.ts';
import { Hooked } from './hooked.ts';
import { hashAtOnce } from './instant-hash.ts';
import { runBeside, up } from './life.ts';
import { People } from './people.ts';
import { type DeskPlan, NO_FAULTS, planOf } from './plan.ts';
import { type Machine, SimulatedProcess } from './process.ts';
import { type Perform, projectOf } from './project.ts';
import { SlotsInUse } from './slots.ts';
import { Inbox } from './watched.ts';

export type Desk = {
  readonly seed: number;
  readonly plan: DeskPlan;
  readonly events: readonly RunEvent[];
  readonly violations: readonly string[];
  readonly seen: ReadonlySet<string>;
  readonly hash: string;
  /** Effects of processes: calls of the state, over all lives. */
  readonly effects: number;
  readonly virtualMs: number;
};

/** Time that does not move, or work that does not end, are findings too. */
const TURNS_MAX = 200_000;
const CALM_MS = 70_000;
/** Longer than what is left waits for the budgets of days. */
const REST_MS = 14 * 86_400_000;
/** Of the last one, for which nothing new comes: days are long. */
const REST_POLL_MS = 60_000;
const CALM_LAG_MS = 20_000;

export async function simulateDesk(seed: number, change: (plan: DeskPlan) => DeskPlan = (same) => same): Promise<Desk> {
  hashAtOnce();
  const plan = change(planOf(seed));
  const folder = plan.store === 'sqlite' ? mkdtempSync(join(tmpdir(), 'tapeline-sim-')) : null;
  try {
    return await new DeskWorld(plan, folder).live();
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

class DeskWorld {
  readonly #plan: DeskPlan;
  readonly #folder: string | null;
  readonly #memory = newMemoryState();
  readonly #violations: string[] = [];
  readonly #seen = new Set<string>();
  readonly #calls: Call[] = [];
  readonly #projects = new Map<number, Project>();
  readonly #lifeOf = new WeakMap<Clock, number>();
  readonly #processes = new Set<SimulatedProcess>();
  readonly #drains = new Map<SimulatedProcess, AbortController>();
  readonly #machine: Machine;
  readonly #slots = new SlotsInUse(
    (violation) => this.#violations.push(violation),
    (what) => this.#seen.add(what),
  );
  readonly #inbox = new Inbox();
  readonly #hooked: Hooked;
  #reader!: StateStore;
  #lives = 0;
  #begunMs = 0;
  readonly #guests = new Set<SimulatedProcess>();
  #followsAny = false;
  #isCalm = false;
  /** Those who are to be begun again are, now. */
  readonly #calmed = new AbortController();
  #calmUntilMs = 0;
  #isOver = false;
  #hasNews = false;
  #changed = 0;

  constructor(plan: DeskPlan, folder: string | null) {
    this.#plan = plan;
    this.#folder = folder;
    const clock = virtualClock(plan.startMs, { random: drawOf(plan.seed, 'timers').random });
    const isIn = ([fromMs, toMs]: readonly [number, number]): boolean =>
      clock.monotonicMs() >= fromMs && clock.monotonicMs() < toMs;
    this.#hooked = new Hooked({
      plan,
      reader: () => this.#reader,
      report: (violation) => this.#violations.push(violation),
      saw: (what) => this.#seen.add(what),
    });
    this.#machine = {
      clock,
      faults: drawOf(plan.seed, 'faults'),
      rates: () => (this.#isCalm ? NO_FAULTS : plan.faults),
      isFull: () => !this.#isCalm && plan.faults.full.some(isIn),
      calls: { open: 0, effects: 0 },
      holder: { life: null },
      wrote: () => {
        this.#hasNews = true;
      },
      saw: (what) => void this.#seen.add(what),
    };
  }

  async live(): Promise<Desk> {
    const { seed, horizonMs } = this.#plan;
    const { clock, saw } = this.#machine;
    const reader = await this.#open();
    this.#reader = reader;
    const report = (violation: string): void => void this.#violations.push(violation);
    const checker = await DeskChecker.begin({
      plan: this.#plan,
      projectOf: (version) => this.#project(version),
      begunMs: () => this.#begunMs,
      isServed: () => this.#machine.holder.life !== null,
      followsAny: () => this.#followsAny,
      nowMs: clock.nowMs,
      monotonicMs: clock.monotonicMs,
      stays: () => this.#inbox.stays,
      hooked: this.#hooked,
      report,
      saw,
    });
    const listener = this.#project(0).sensors.find(({ name }) => name === 'ended');
    this.#followsAny = listener?.watch.kind === 'run' && listener.watch.outcome === 'any';
    const people = new People({ store: reader, clock, plan: this.#plan, saw, beside: () => void this.#beside() });
    const look = async (): Promise<void> => {
      if (!this.#hasNews) return;
      this.#hasNews = false;
      await checker.look(reader);
    };
    this.#begin(people);
    await this.#pass(horizonMs, look);
    await this.#calm(look, () => checker.settle());
    await checker.look(reader);
    checker.close(this.#calls, this.#calmUntilMs);
    await endChecks({ store: reader, report });
    await checker.checkTables(reader);
    const { events } = checker;
    await reader[Symbol.asyncDispose]();
    return {
      seed,
      plan: this.#plan,
      events,
      violations: this.#violations,
      seen: this.#seen,
      hash: await sha256Hex(JSON.stringify(events, (key, value) => (key === 'stack' ? undefined : value))),
      effects: this.#machine.calls.effects,
      virtualMs: clock.monotonicMs(),
    };
  }

  #open(): Promise<StateStore> {
    if (this.#folder === null) return Promise.resolve(openMemoryStateStore(this.#memory));
    return openStateStore({ folder: this.#folder, durability: 'memory' });
  }

  #begin(people: People): void {
    const { ups, faults } = this.#plan;
    const { clock } = this.#machine;
    for (let index = 0; index < ups; index += 1) void this.#keepUp(index * 500, index === 0 ? 'goes' : 'stands by');
    this.#inbox.begin(this.#plan, clock);
    people.wish(() => {
      this.#hasNews = true;
    });
    const at = (times: readonly number[], work: () => void): void => {
      for (const atMs of times) void clock.sleep(atMs).then(() => this.#isCalm || work());
    };
    at(faults.terms, () => this.#terminate());
    at(faults.changes, () => {
      this.#changed += 1;
    });
    at(faults.steals, () => this.#steal());
    for (const { atMs, byMs } of faults.jumps)
      at([atMs], () => {
        this.#machine.saw(byMs > 0 ? 'clock set forward' : 'clock set back');
        clock.setNow(clock.nowMs() + byMs);
      });
    if (faults.driftMs !== 0) void this.#drift(faults.driftMs);
  }

  async #drift(byMs: number): Promise<void> {
    const { clock } = this.#machine;
    while (!this.#isCalm) {
      await clock.sleep(10_000);
      clock.setNow(clock.nowMs() + byMs);
    }
  }

  /** What systemd does: a process that has ended is begun again after a while. */
  async #keepUp(delayMs: number, waits: 'stands by' | 'goes'): Promise<void> {
    const { clock, faults } = this.#machine;
    await clock.sleep(delayMs);
    while (!this.#isOver) {
      await this.#life((options, drain) => up(options, drain, waits));
      const restartMs = this.#isCalm ? 1000 : Math.max(1000, this.#plan.faults.restartMs);
      const pauseMs = faults.int(500, waits === 'goes' ? 5 * restartMs : restartMs);
      await clock.sleep(pauseMs, this.#isCalm ? undefined : this.#calmed.signal).catch(() => {});
    }
  }

  async #beside(): Promise<void> {
    const guests = this.#guests;
    await this.#life((options, signal) => {
      guests.add(options.process);
      return runBeside(options, signal, this.#isOver ? 'backfill' : 'run');
    });
    for (const guest of guests) if (guest.isDead) guests.delete(guest);
  }

  /** One process from its beginning to its end or death. */
  async #life(work: (options: Parameters<typeof up>[0], drain: AbortSignal) => Promise<void>): Promise<void> {
    const { seed } = this.#plan;
    const pollMs = this.#isOver ? REST_POLL_MS : this.#plan.pollMs;
    const { saw } = this.#machine;
    this.#lives += 1;
    this.#begunMs = this.#machine.clock.nowMs();
    const process = new SimulatedProcess(this.#lives, await this.#open(), this.#machine);
    const drain = new AbortController();
    this.#processes.add(process);
    this.#drains.set(process, drain);
    const version = this.#changed;
    const project = this.#project(version);
    this.#lifeOf.set(process.clock, process.life);
    if (version > 0) saw('code changed');
    const { files } = this.#inbox;
    const options = { seed, process, project, version: `${version}`, pollMs, files, saw };
    const ended = work(options, drain.signal).catch((error: unknown) => this.#failed(process, error));
    await Promise.race([ended, process.over]);
    await process.kill();
    this.#processes.delete(process);
    this.#drains.delete(process);
  }

  /** Engines may fail of what the state refuses, and of nothing else. */
  #failed(process: SimulatedProcess, error: unknown): void {
    if (process.isDead) return;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'none';
    this.#machine.saw(`engine failed: ${code}`);
    if (code === 'engine.fenced') this.#machine.saw('lease lost while serving');
    if (process.wasRefused && ['io.failed', 'engine.fenced'].includes(code)) return;
    if (code === 'engine.fenced' && this.#seen.has('right lost')) return;
    this.#violations.push(`the engine failed: ${error instanceof Error ? error.stack : error}`);
  }

  /** One for all lives of a version: who works is told by whose clock it is. */
  #project(version: number): Project {
    const known = this.#projects.get(version);
    if (known !== undefined) return known;
    const { seed, deeds } = this.#plan;
    const work: Perform = async (inputs, context, { writes, uses }) => {
      const { runId, stepKey, attempt } = context;
      const life = this.#lifeOf.get(context.clock)!;
      const act = actOf(seed, deeds, { runId, stepKey, attempt });
      this.#calls.push({ runId, stepKey, attempt, life, version: `${version}`, inputs: { ...inputs } });
      using _slots = this.#slots.take({ life, uses, signal: context.signal });
      await perform(act, context);
      for (const asset of writes)
        if (act.publishes) context.publish(changeOf(context.snapshot(asset), runId, act.value));
      return act;
    };
    const project = projectOf(this.#plan, version, { perform: work, hooks: this.#hooked.hooks });
    this.#projects.set(version, project);
    return project;
  }

  #terminate(): void {
    for (const process of this.#processes) {
      const drain = this.#drains.get(process)!;
      void process.deliver(() => drain.abort(new Error('SIGTERM')));
    }
  }

  /** As when a lease runs out while its holder is stopped: the right is free, and its holder does not know. */
  #steal(): void {
    const { engine } = this.#memory.tables;
    if (this.#folder !== null || engine.owner === null) return;
    Object.assign(engine, { owner: null, holder: null });
    this.#machine.holder.life = null;
    this.#machine.saw('right lost');
  }

  /** Moves the clock on, and looks at what was written after every move. */
  async #pass(forMs: number, look: () => Promise<void>, isDone: () => boolean = () => false): Promise<void> {
    const { clock, calls } = this.#machine;
    const untilMs = clock.monotonicMs() + forMs;
    for (let turn = 0; turn < TURNS_MAX; turn += 1) {
      do await everythingElse();
      while (calls.open > 0);
      await look();
      if (isDone()) return;
      const nextMs = clock.nextInMs();
      if (nextMs === null || clock.monotonicMs() + nextMs > untilMs) {
        await clock.advance(untilMs - clock.monotonicMs());
        return;
      }
      await clock.fireNext();
    }
    this.#violations.push(
      `liveness: time does not move: at ${clock.monotonicMs()} next ${clock.nextInMs()} calm ${this.#isCalm} procs ${this.#processes.size}`,
    );
  }

  /** No faults any more: those who are stopped go on, and all that is left is done. Then everybody goes. */
  async #calm(look: () => Promise<void>, settle: () => void): Promise<void> {
    this.#isCalm = true;
    this.#calmed.abort(new Error('all is calm'));
    for (const process of this.#processes) process.goOn();
    await this.#pass(CALM_MS, look, () => this.#guests.size === 0);
    // While somebody's `tapeline run` has the right, nobody looks at schedules.
    for (const guest of this.#guests) await guest.kill();
    await this.#pass(CALM_MS, look);
    settle();
    await this.#pass(CALM_LAG_MS, look);
    this.#isOver = true;
    // Whoever takes over looks at once; ticks of the last seconds may not have been seen.
    this.#calmUntilMs = this.#machine.clock.nowMs() - CALM_LAG_MS;
    this.#terminate();
    await this.#pass(CALM_MS, look, () => this.#processes.size === 0);
    if (this.#processes.size > 0) this.#violations.push('liveness: a process does not go when it is told to');
    let isIdle = false;
    void this.#beside().then(() => {
      isIdle = true;
    });
    await this.#pass(REST_MS, look, () => isIdle);
    if (!isIdle) this.#violations.push('L1 the last engine does not come to rest');
  }
}

function changeOf(
  { asset, files }: { readonly asset: string; readonly files: readonly { path: string; partition: string }[] },
  runId: string,
  { from, call, value }: { readonly from: string; readonly call: number; readonly value: number },
) {
  const partition = `p${value % 3}`;
  const removed = files.filter((file) => file.partition === partition).map(({ path }) => path);
  const path = `${partition}/${runId}-${from}-${call}`;
  return { asset, removed, added: [{ path, partition, rows: value, bytes: value * 8, sha256: `#${path}` }] };
}
