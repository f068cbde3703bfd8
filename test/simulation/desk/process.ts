import type { StateStore } from '../../../src/control/state/store.ts';
import type { Clock } from '../../../src/core/clock.ts';
import { TapelineError } from '../../../src/core/errors.ts';
import type { VirtualClock } from '../../../src/testing/virtual-clock.ts';
import type { Draw } from '../draw.ts';
import type { Faults } from './plan.ts';

/** What all processes of a seed share. */
export type Machine = {
  readonly clock: VirtualClock;
  readonly faults: Draw;
  /** What may go wrong now; nothing once all is calm. */
  readonly rates: () => Faults;
  readonly isFull: () => boolean;
  /** Calls of the state that were made and have not come back. */
  readonly calls: { open: number; effects: number };
  readonly holder: { life: number | null };
  readonly wrote: () => void;
  readonly saw: (what: string) => void;
};

const NEVER = new Promise<never>(() => {});

const WRITES =
  /^(submit|answer|create|advance|admit|cancel|register|decide|pause|resume|record|commit|fail|emit|add|remove|forget|acquire|release|start|end)/;

/**
 * A process of the operating system, as far as the engine can tell: it can be killed or stopped between any two of its
 * effects. After its death nothing that it waits for ever comes; stopped, everything comes when it goes on.
 */
export class SimulatedProcess {
  readonly life: number;
  readonly clock: Clock;
  readonly store: StateStore;
  readonly #machine: Machine;
  readonly #inner: StateStore;
  readonly #death = Promise.withResolvers<void>();
  #isDead = false;
  #wasRefused = false;
  #stopped: PromiseWithResolvers<void> | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(life: number, inner: StateStore, machine: Machine) {
    this.life = life;
    this.#inner = inner;
    this.#machine = machine;
    this.clock = this.#clockOf(machine.clock);
    this.store = this.#storeOf(inner);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** The state has refused it something, or left it in doubt. */
  get wasRefused(): boolean {
    return this.#wasRefused;
  }

  /** Resolves when it was killed or has ended. */
  get over(): Promise<void> {
    return this.#death.promise;
  }

  async kill(): Promise<void> {
    if (this.#isDead) return;
    this.#isDead = true;
    if (this.#machine.holder.life === this.life) this.#machine.holder.life = null;
    await this.#inner[Symbol.asyncDispose]();
    this.#death.resolve();
  }

  stopFor(delayMs: number): void {
    if (this.#stopped !== null || this.#isDead) return;
    this.#stopped = Promise.withResolvers<void>();
    void this.#machine.clock.sleep(delayMs).then(() => this.goOn());
  }

  goOn(): void {
    this.#stopped?.resolve();
    this.#stopped = null;
  }

  /** Does something in the process as soon as it works: what a signal does. */
  async deliver(work: () => void): Promise<void> {
    await this.#passed();
    work();
  }

  async #passed(): Promise<void> {
    while (this.#stopped !== null) await this.#stopped.promise;
    if (this.#isDead) return NEVER;
  }

  #clockOf(clock: VirtualClock): Clock {
    return {
      nowMs: clock.nowMs,
      monotonicMs: clock.monotonicMs,
      sleep: async (delayMs, signal) => {
        if (this.#isDead) return NEVER;
        try {
          await clock.sleep(delayMs, signal);
        } finally {
          await this.#passed();
        }
      },
    };
  }

  #storeOf(inner: StateStore): StateStore {
    return new Proxy(inner, {
      get: (target, name: string | symbol) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]) => {
          const call = this.#last.then(() => this.#call(name, () => value.apply(target, args)));
          // One after the other, as a connection does them.
          this.#last = call.catch(() => {});
          return call;
        };
      },
    });
  }

  async #call(name: string | symbol, work: () => Promise<unknown>): Promise<unknown> {
    const { clock, faults, rates, saw, wrote, calls } = this.#machine;
    if (typeof name === 'symbol') return this.kill();
    await this.#passed();
    calls.effects += 1;
    const { latencyMs } = rates();
    if (latencyMs > 0 && faults.chance(0.3)) await clock.sleep(faults.int(0, latencyMs));
    await this.#passed();
    await this.#mayDie('before', name);
    const isWrite = WRITES.test(name);
    if (isWrite) this.#mayRefuse(name);
    const result = await this.#counted(name, work);
    if (isWrite) wrote();
    await this.#mayDie('after', name);
    if (isWrite && name !== 'acquireEngine' && faults.chance(rates().unknown)) {
      saw('commit unknown');
      saw(`commit unknown: ${name}`);
      throw this.#refusal('nobody knows whether it was written');
    }
    await this.#passed();
    return result;
  }

  async #counted(name: string, work: () => Promise<unknown>): Promise<unknown> {
    const { calls, holder } = this.#machine;
    if (name === 'acquireEngine' && holder.life !== null) throw held(holder.life);
    calls.open += 1;
    try {
      if (name === 'acquireEngine') holder.life = this.life;
      const result = await work();
      if (name === 'releaseEngine') holder.life = null;
      return result;
    } catch (error) {
      if (name === 'acquireEngine' && holder.life === this.life) holder.life = null;
      throw error;
    } finally {
      calls.open -= 1;
    }
  }

  async #mayDie(when: 'before' | 'after', name: string): Promise<void> {
    const { faults, rates, saw } = this.#machine;
    const { kill, pause, pauseMs } = rates();
    if (kill > 0 && faults.chance(kill / 2)) {
      saw(`killed ${when} an effect`);
      if (WRITES.test(name)) saw(`killed ${when} ${name}`);
      await this.kill();
      return NEVER;
    }
    if (pause > 0 && faults.chance(pause / 2)) {
      saw('stopped and continued');
      this.stopFor(faults.int(1, pauseMs));
      await this.#passed();
    }
  }

  /** As the adapter of the state says it. */
  #refusal(problem: string): TapelineError {
    this.#wasRefused = true;
    const facts = { action: 'write', path: 'state.db', problem, wayOut: 'Run again.' };
    return new TapelineError('io.failed', { facts, retry: 'later' });
  }

  #mayRefuse(name: string): void {
    const { faults, rates, isFull, saw } = this.#machine;
    if (isFull()) {
      saw('disk full');
      throw this.#refusal('the disk is full');
    }
    if (name !== 'acquireEngine' && faults.chance(rates().busy)) {
      saw('busy');
      throw this.#refusal('another process has kept it locked');
    }
  }
}

function held(life: number): TapelineError {
  const facts = { folder: 'sim', pid: life, host: 'sim', since: 'now' };
  return new TapelineError('engine.held', { facts, retry: 'later' });
}
