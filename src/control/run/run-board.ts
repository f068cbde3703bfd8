import { toErrorRecord } from '../../core/errors.ts';
import type { SkipReason } from '../event/events.ts';
import type { StepsJoined } from '../event/mapped-events.ts';
import type { ItemKeys } from '../plan/mapped-key.ts';
import type { JoinSteps, MapSteps } from '../state/mapped/rules.ts';
import {
  type Board,
  type BoardStep,
  conditionsOf,
  fateOf,
  isOver,
  type JudgeCondition,
  type StepFate,
  siblingsBefore,
  waitsOf,
} from './board.ts';
import { Heap } from './heap.ts';
import { joinOf } from './map-join.ts';
import { Maps, mapFailure, newItems } from './maps.ts';

/** What the board is told about the run, besides its steps. */
export type BoardRules = {
  readonly judge: JudgeCondition;
  /** Why nothing of this step shall happen, whatever stands before it; null when nothing speaks against it. */
  readonly stopped: (step: BoardStep) => SkipReason | null;
  /** The same for a step that nothing else skips. */
  readonly halted: () => SkipReason | null;
  /** The items of a map's list, by the code of its definition. */
  readonly keysOf: (stepKey: string, list: unknown) => ItemKeys;
  /** The only items of it that are asked for; null: all. */
  readonly itemsOf: (stepKey: string) => readonly string[] | null;
  /** What an earlier run has of a map's items: output by item. */
  readonly taken: (stepKey: string) => Readonly<Record<string, string>>;
};

export type Settling = {
  readonly skip: readonly { readonly stepKey: string; readonly reason: SkipReason }[];
  readonly map: readonly MapSteps[];
  readonly join: readonly JoinSteps[];
};

/**
 * The steps of one run, and what follows from every change of one: only those that wait for it are looked at again, so
 * that a run costs as many looks as its plan has edges. `fateOf` decides; this finds whom to ask.
 */
export class RunBoard implements Board {
  readonly #rules: BoardRules;
  readonly #steps = new Map<string, BoardStep>();
  /** Where a step stands in the plan's order; items between their map and what follows it. */
  readonly #places = new Map<string, number>();
  readonly #followers = new Map<string, string[]>();
  readonly #waiting = new Map<string, number>();
  readonly #maps: Maps;
  /** Steps to look at, in the plan's order: what skips one is then known before its followers are looked at. */
  readonly #touched = new Heap<string>((left, right) => this.#places.get(left)! - this.#places.get(right)!);
  readonly #isTouched = new Set<string>();
  readonly #retries = new Heap<{ readonly key: string; readonly dueMs: number }>((l, r) => l.dueMs - r.dueMs);
  readonly #ready: (step: BoardStep) => void;
  #open = 0;
  #running = 0;
  /** Undoes what happened since `begin`, last first; null when nobody may want that. */
  #undo: (() => void)[] | null = null;

  /** `steps`: all there are, those of the plan first and in its order. `ready` is told of each that could start. */
  constructor(steps: Iterable<BoardStep>, rules: BoardRules, ready: (step: BoardStep) => void) {
    this.#rules = rules;
    this.#ready = ready;
    this.#maps = new Maps((key) => this.#steps.get(key)!, rules);
    const items: BoardStep[] = [];
    for (const step of steps) {
      if (step.item === null) this.#addPlanned(step);
      else items.push(step);
    }
    for (const step of this.#steps.values()) this.#connect(step);
    this.#addItems(items);
    for (const step of this.#steps.values()) this.#touch(step.key);
  }

  get(key: string): BoardStep | undefined {
    return this.#steps.get(key);
  }

  get running(): number {
    return this.#running;
  }

  get isOver(): boolean {
    return this.#open === 0;
  }

  /** In the order of the plan, items behind. */
  values(): Iterable<BoardStep> {
    return this.#steps.values();
  }

  /** A list too long to be looked at fails the step that wants to. */
  fateOf(step: BoardStep): StepFate {
    try {
      return fateOf(this, step, this.#rules.judge);
    } catch (error) {
      return { fate: 'condition_threw', error };
    }
  }

  /** What somebody who takes this step's output gets, or the item that a step is done for. */
  textOf(source: BoardStep, taker: BoardStep, part: 'item' | null): string {
    return part === 'item' ? this.#maps.itemText(source, taker) : this.#maps.outputText(source);
  }

  failuresText(map: BoardStep): string {
    return this.#maps.failuresText(map);
  }

  /** Steps of this map that work now. */
  runningIn(map: string): number {
    return this.#maps.running(map);
  }

  /** Replaces a step, and remembers whom that concerns. */
  put(next: BoardStep): void {
    const before = this.#steps.get(next.key)!;
    this.#undo?.push(() => this.#replace(this.#steps.get(next.key)!, before));
    this.#replace(before, next);
  }

  /** From here on everything can be taken back, until `keep` or `takeBack`. */
  begin(): void {
    this.#undo = [];
  }

  keep(): void {
    this.#undo = null;
  }

  takeBack(): void {
    const undo = this.#undo!;
    this.#undo = null;
    for (const back of undo.reverse()) back();
  }

  /** Everything has to be looked at again: the run was stopped. */
  touchAll(): void {
    for (const step of this.#steps.values()) if (!isOver(step)) this.#touch(step.key);
  }

  /** Whatever follows from the changes so far: skips, maps that get their items, maps whose items are over. */
  settle(nowMs: number): Settling {
    const skip: Settling['skip'][number][] = [];
    const map: MapSteps[] = [];
    const join: JoinSteps[] = [];
    for (let key = this.#touched.pop(); key !== null; key = this.#touched.pop()) {
      this.#isTouched.delete(key);
      const step = this.#steps.get(key);
      if (step === undefined) continue;
      if (step.state === 'mapped') join.push(...this.#joinIfOver(step));
      if (step.state !== 'pending') continue;
      const next = this.#lookAt(step, nowMs);
      if (next === null) continue;
      if ('skip' in next) skip.push({ stepKey: key, reason: next.skip });
      if ('map' in next) map.push(next.map);
      if ('join' in next) join.push({ stepKey: key, ...next.join });
    }
    return { skip, map, join };
  }

  isReady(key: string, nowMs: number): boolean {
    const step = this.#steps.get(key);
    return step?.state === 'pending' && this.#waiting.get(key) === 0 && (step.retryDueMs ?? 0) <= nowMs;
  }

  /** Steps whose retry is due become ready. */
  wakeRetries(nowMs: number): void {
    for (let next = this.#retries.peek(); next !== null && next.dueMs <= nowMs; next = this.#retries.peek()) {
      this.#retries.pop();
      if (this.isReady(next.key, nowMs)) this.#ready(this.#steps.get(next.key)!);
    }
  }

  /** When the next retry is due; null when none waits. */
  nextRetryMs(): number | null {
    for (let next = this.#retries.peek(); next !== null; next = this.#retries.peek()) {
      const step = this.#steps.get(next.key);
      if (step?.state === 'pending' && step.retryDueMs === next.dueMs) return next.dueMs;
      this.#retries.pop();
    }
    return null;
  }

  #lookAt(
    step: BoardStep,
    nowMs: number,
  ): { readonly skip: SkipReason } | { readonly map: MapSteps } | { readonly join: StepsJoined } | null {
    const stopped = this.#rules.stopped(step);
    const fate: StepFate = stopped === null ? this.fateOf(step) : { fate: 'skip', reason: stopped };
    const reason = fate.fate === 'skip' ? fate.reason : this.#rules.halted();
    if (reason !== null) {
      this.put({ ...step, state: 'skipped', skip: reason });
      return { skip: reason };
    }
    if (fate.fate === 'wait') return null;
    if (step.plan.map === undefined || step.item !== null) {
      if (step.retryDueMs !== null && step.retryDueMs > nowMs)
        this.#retries.push({ key: step.key, dueMs: step.retryDueMs });
      else this.#ready(step);
      return null;
    }
    if (fate.fate === 'condition_threw') return { join: this.#failMap(step, mapFailure(toErrorRecord(fate.error))) };
    return this.#expand(step);
  }

  /** The list is known: its items' steps come onto the board. */
  #expand(step: BoardStep): { readonly map: MapSteps } | { readonly join: StepsJoined } {
    const { plan } = step;
    const found = this.#maps.keysOf(step);
    if ('error' in found) return { join: this.#failMap(step, mapFailure(found.error)) };
    const { keys } = found;
    const known = this.#rules.taken(plan.key);
    const reused = Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(known, key) ? [[key, known[key]!]] : [])));
    const position = this.#steps.size;
    this.put({ ...step, state: 'mapped' });
    this.#addItems(newItems(plan, { keys, reused }));
    return { map: { stepKey: plan.key, op: plan.op, position, keys, reused } };
  }

  #failMap(step: BoardStep, end: StepsJoined): StepsJoined {
    this.put({ ...step, state: 'failed', error: end.error });
    return end;
  }

  #joinIfOver(step: BoardStep): readonly JoinSteps[] {
    if (this.#maps.open(step.key) > 0) return [];
    const end = joinOf(step, this.#maps.items(step.key));
    this.put({ ...step, state: end.outcome, error: end.error });
    return [{ stepKey: step.key, ...end }];
  }

  #addPlanned(step: BoardStep): void {
    this.#places.set(step.key, this.#places.size);
    this.#steps.set(step.key, step);
    this.#count(step, 1);
  }

  #connect(step: BoardStep): void {
    const waits = waitsOf(step);
    for (const key of waits) {
      const known = this.#followers.get(key);
      if (known === undefined) this.#followers.set(key, [step.key]);
      else known.push(step.key);
    }
    this.#waiting.set(step.key, waits.filter((key) => !isOver(this.#steps.get(key)!)).length);
  }

  /** Items stand between their map and what follows it, the map behind them: it is over when they are. */
  #addItems(items: readonly BoardStep[]): void {
    for (const [index, step] of items.entries()) {
      const { plan, key } = step;
      const place = Math.floor(this.#places.get(plan.key)!);
      this.#places.set(key, place + (index + 1) / (items.length + 2));
      this.#places.set(plan.key, place + (items.length + 1) / (items.length + 2));
      this.#steps.set(key, step);
      this.#maps.add(step);
      this.#count(step, 1);
    }
    for (const step of items) {
      const waits = waitsOf(step);
      this.#waiting.set(step.key, waits.filter((key) => !isOver(this.#steps.get(key) ?? step)).length);
      this.#touch(step.key);
    }
    this.#undo?.push(() => this.#removeItems(items));
  }

  #removeItems(items: readonly BoardStep[]): void {
    for (const { key } of items) {
      const step = this.#steps.get(key)!;
      this.#count(step, -1);
      this.#maps.remove(step);
      this.#steps.delete(key);
      this.#waiting.delete(key);
    }
  }

  #replace(before: BoardStep, next: BoardStep): void {
    this.#steps.set(next.key, next);
    this.#count(before, -1);
    this.#count(next, 1);
    const isNowOver = isOver(next);
    if (isOver(before) !== isNowOver) this.#tellFollowers(next, isNowOver);
    if (!isNowOver) this.#touch(next.key);
  }

  #count(step: BoardStep, by: 1 | -1): void {
    const open = isOver(step) ? 0 : by;
    const running = step.state === 'running' ? by : 0;
    this.#open += open;
    this.#running += running;
    if (step.item !== null) this.#maps.count(step, open, running);
  }

  #tellFollowers(step: BoardStep, isNowOver: boolean): void {
    for (const key of this.#followersOf(step)) {
      const follower = this.#steps.get(key);
      if (follower === undefined) continue;
      const waiting = this.#waiting.get(key)! + (isNowOver ? -1 : 1);
      this.#waiting.set(key, waiting);
      const mayMatter = waiting === 0 || step.state !== 'succeeded' || conditionsOf(follower).length > 0;
      if (isNowOver && mayMatter) this.#touch(key);
    }
    if (step.item !== null && this.#maps.open(step.plan.key) === 0) this.#touch(step.plan.key);
  }

  #followersOf(step: BoardStep): readonly string[] {
    if (step.item === null) return this.#followers.get(step.key) ?? [];
    return this.#maps.followers(step, (plan) => siblingsBefore(plan).includes(step.plan.key));
  }

  #touch(key: string): void {
    if (this.#isTouched.has(key)) return;
    this.#isTouched.add(key);
    this.#touched.push(key);
  }
}
