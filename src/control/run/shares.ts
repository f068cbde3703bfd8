import { type Clock, NOT_NEEDED } from '../../core/clock.ts';
import { assert } from '../../core/errors.ts';
import type { Budget, Pool } from '../definition/pool.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Spending } from '../state/budget/rules.ts';
import type { StateStore } from '../state/store.ts';
import { type DayOf, Purse } from './purse.ts';
import type { BudgetShortage, Shortage } from './ready-steps.ts';

/** A run that takes of what all share. */
export type Taker = { readonly runId: string; readonly wake: () => void };

/** What a step takes, all of it or nothing: slots of pools, and costs from budgets. */
type Need = { readonly name: string; readonly amount: number };

type Waiting = { readonly taker: Taker; readonly needs: readonly Need[]; passed: number; isStale: boolean };

/** How often others may overtake a step that lacks one thing, before that is kept for it. */
export const PASSED_MAX = 8;

export type SharesOptions = {
  readonly pools: readonly Pool[];
  readonly budgets: readonly Budget[];
  readonly clock: Clock;
  readonly dayOf: DayOf;
};

export type SpendWait = {
  /** Aborted: nobody wants it any more. */
  readonly signal: AbortSignal;
  /** Told what is lacked; gives the moment at which it is worth another look. */
  readonly onShort: (short: BudgetShortage) => number;
};

/**
 * What the runs of an engine share. Who waited longest is served first; whoever cannot use what is free does not keep
 * others from it. Slots are held by working attempts only: they end with the engine, and nothing can leak.
 */
export class Shares {
  readonly #clock: Clock;
  readonly #slots: ReadonlyMap<string, number>;
  readonly #purses: ReadonlyMap<string, Purse>;
  readonly #used = new Map<string, number>();
  /** What each attempt has, by run and step. */
  readonly #held = new Map<string, { readonly needs: readonly Need[]; readonly spendings: readonly Spending[] }>();
  /** Longest waiting first. */
  #waiting: Waiting[] = [];
  #loaded: Promise<void> | null = null;

  constructor({ pools, budgets, clock, dayOf }: SharesOptions) {
    this.#clock = clock;
    this.#slots = new Map(pools.map(({ name, slots }) => [name, slots]));
    this.#purses = new Map(budgets.map((budget) => [budget.name, new Purse(budget, clock, dayOf)]));
  }

  /** Reads what of the budgets is spent already; once. */
  load(store: Pick<StateStore, 'range'>): Promise<void> {
    this.#loaded ??= Promise.all([...this.#purses.values()].map((purse) => purse.load(store))).then(() => {});
    return this.#loaded;
  }

  /** From here to `endTurn` the run takes what it can; what it no longer waits for is given up with the turn. */
  beginTurn(taker: Taker): void {
    for (const each of this.#waiting) if (each.taker === taker) each.isStale = true;
  }

  endTurn(taker: Taker): void {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((each) => each.taker !== taker || !each.isStale);
    if (this.#waiting.length < before) this.#wakeOthers(taker);
  }

  /** Takes all that the step needs, or says what of it is not to be had and queues the run for it. */
  take(taker: Taker, stepKey: string, plan: PlannedStep): Shortage | { readonly spendings: readonly Spending[] } {
    const needs = needsOf(plan).filter(({ name }) => this.#slots.has(name) || this.#purses.has(name));
    if (needs.length === 0) return NOTHING_SPENT;
    const short = this.#shortOf(taker, needs);
    if (short !== null) return short;
    for (const { name, amount } of needs) this.#used.set(name, (this.#used.get(name) ?? 0) + amount);
    const spendings = needs.flatMap(({ name, amount }) => this.#purses.get(name)?.spend(amount) ?? []);
    this.#held.set(heldKey(taker.runId, stepKey), { needs, spendings });
    return { spendings };
  }

  /**
   * Takes of a budget for an attempt that works already: it waits its turn among those that want to start.
   *
   * @throws the signal's reason, what `onShort` throws, definition.invalid for more than the budget ever has
   */
  async spend(runId: string, { name, amount }: Need, { signal, onShort }: SpendWait): Promise<Spending> {
    const purse = this.#purses.get(name)!;
    purse.checkEver(amount);
    let woken = Promise.withResolvers<void>();
    const taker: Taker = { runId, wake: () => woken.resolve() };
    try {
      for (;;) {
        signal.throwIfAborted();
        const short = this.#shortOf(taker, [{ name, amount }]);
        if (short === null) return purse.spend(amount);
        assert(short.of === 'budget', `budget "${name}" is short of a ${short.of}`);
        woken = Promise.withResolvers();
        await this.#nap(onShort(short), woken.promise, signal);
      }
    } finally {
      this.#forget(taker);
    }
  }

  /** What was spent so was not written down. */
  unspend(spending: Spending): void {
    this.#purses.get(spending.budget)!.giveBack(spending);
    this.wakeAll();
  }

  /** The attempt is over: its slots are free again, what it spent is spent. */
  release(taker: Taker, stepKey: string): void {
    const key = heldKey(taker.runId, stepKey);
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    for (const { name, amount } of held.needs) this.#used.set(name, this.#used.get(name)! - amount);
    this.#wakeOthers(taker);
  }

  /** The attempt never started. */
  giveBack(taker: Taker, stepKey: string): void {
    const held = this.#held.get(heldKey(taker.runId, stepKey));
    for (const spending of held?.spendings ?? []) this.#purses.get(spending.budget)!.giveBack(spending);
    this.release(taker, stepKey);
  }

  /** The run is over: nothing of it waits or holds anything. */
  leave(taker: Taker): void {
    for (const key of [...this.#held.keys()])
      if (key.startsWith(`${taker.runId}/`)) this.release(taker, key.slice(taker.runId.length + 1));
    this.#forget(taker);
  }

  #forget(taker: Taker): void {
    this.#waiting = this.#waiting.filter((each) => each.taker !== taker);
    this.#wakeOthers(taker);
  }

  /** What is not to be had of the needs, which wait then; null when all of them may be taken. */
  #shortOf(taker: Taker, needs: readonly Need[]): Shortage | null {
    const short = needs.find((need) => this.#free(need.name) < need.amount) ?? this.#keptFor(taker, needs);
    if (short !== null) {
      this.#queue(taker, needs);
      return this.#shortage(short);
    }
    this.#notePassed(taker, needs);
    this.#waiting = this.#waiting.filter((each) => each.taker !== taker || !isSame(each.needs, needs));
    return null;
  }

  /** Until a moment of the clock that does not jump, or until somebody gave something up. */
  async #nap(untilMs: number, woken: Promise<void>, signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    const either = AbortSignal.any([signal, timer.signal]);
    const delayMs = Math.max(untilMs - this.#clock.monotonicMs(), 0);
    await Promise.race([woken, this.#clock.sleep(delayMs, either).catch(() => {})]);
    timer.abort(NOT_NEEDED);
  }

  /** Lets whoever waits look again: a day of budgets may have begun or ended. */
  wakeAll(): void {
    for (const { taker } of this.#waiting) taker.wake();
  }

  #free(name: string): number {
    const slots = this.#slots.get(name);
    return slots === undefined ? this.#purses.get(name)!.available() : slots - (this.#used.get(name) ?? 0);
  }

  #shortage({ name, amount }: Need): Shortage {
    const purse = this.#purses.get(name);
    return purse === undefined ? { of: 'pool', name } : { of: 'budget', name, ...purse.dueFor(amount) };
  }

  /** Something of what it needs that is kept for a run which has waited longer. */
  #keptFor(taker: Taker, needs: readonly Need[]): Need | null {
    for (const other of this.#ahead(taker, needs)) {
      const lacks = other.needs.filter((need) => this.#free(need.name) < need.amount);
      const keeps = lacks.length === 0 ? other.needs : lacks.length === 1 && other.passed >= PASSED_MAX ? lacks : [];
      const kept = needs.find(({ name, amount }) =>
        keeps.some((need) => need.name === name && this.#free(name) - need.amount < amount),
      );
      if (kept !== undefined) return kept;
    }
    return null;
  }

  #notePassed(taker: Taker, needs: readonly Need[]): void {
    for (const other of this.#ahead(taker, needs))
      if (other.needs.some((need) => needs.some(({ name }) => name === need.name))) other.passed += 1;
  }

  /** Other runs' waits that began before this one's. */
  #ahead(taker: Taker, needs: readonly Need[]): readonly Waiting[] {
    const own = this.#waiting.findIndex((each) => each.taker === taker && isSame(each.needs, needs));
    const before = own < 0 ? this.#waiting : this.#waiting.slice(0, own);
    return before.filter((each) => each.taker !== taker);
  }

  #queue(taker: Taker, needs: readonly Need[]): void {
    const known = this.#waiting.find((each) => each.taker === taker && isSame(each.needs, needs));
    if (known !== undefined) known.isStale = false;
    else this.#waiting.push({ taker, needs, passed: 0, isStale: false });
  }

  #wakeOthers(taker: Taker): void {
    for (const other of new Set(this.#waiting.map((each) => each.taker))) if (other !== taker) other.wake();
  }
}

const NOTHING_SPENT = { spendings: [] } as const;

const heldKey = (runId: string, stepKey: string): string => `${runId}/${stepKey}`;

function needsOf({ pools = [], budgets = [] }: PlannedStep): readonly Need[] {
  const slots = pools.map(({ name, slots: amount }) => ({ name, amount }));
  return [...slots, ...budgets.map(({ name, cost }) => ({ name, amount: cost }))];
}

function isSame(left: readonly Need[], right: readonly Need[]): boolean {
  if (left.length !== right.length) return false;
  return left.every(({ name, amount }, index) => name === right[index]!.name && amount === right[index]!.amount);
}
