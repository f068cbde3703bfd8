import type { PlannedStep } from '../plan/plan.ts';
import { type BoardStep, startOrder } from './board.ts';
import { Heap } from './heap.ts';

/** Which of two ready steps starts first, as the user says; 0 leaves it to the usual order. */
export type StartOrder = (left: BoardStep, right: BoardStep) => number;

/** Why a step that could start does not: what it would take is not to be had now. */
export type Shortage =
  | { readonly of: 'map'; readonly name: string }
  | { readonly of: 'pool'; readonly name: string }
  | {
      readonly of: 'budget';
      readonly name: string;
      readonly until: 'minute' | 'day';
      /** When there is enough again: by the clock that does not jump, and by the wall's. */
      readonly dueMs: number;
      readonly untilMs: number;
    };

export type BudgetShortage = Extract<Shortage, { of: 'budget' }>;

export type Choice = {
  /** Steps that may start at most. */
  readonly free: number;
  /** Whether it is ready still; what was queued may have been skipped, or waits for its retry. */
  readonly isReady: (key: string) => boolean;
  readonly step: (key: string) => BoardStep;
  /** Takes all that the step needs, or nothing. */
  readonly take: (step: BoardStep) => Shortage | null;
  readonly start: (step: BoardStep) => void;
};

/**
 * The steps that may start, first to start first. Steps with the same needs share a queue, so that one queue that
 * gets nothing never stands before another that could.
 */
export class ReadySteps {
  readonly #queues = new Map<string, Queue>();
  readonly #order: StartOrder | null;

  constructor(order: StartOrder | null) {
    this.#order = order;
  }

  add(step: BoardStep): void {
    const needs = needsOf(step.plan);
    let queue = this.#queues.get(needs);
    if (queue === undefined) {
      queue = this.#order === null ? new HeapQueue() : new SearchedQueue(withTies(this.#order));
      this.#queues.set(needs, queue);
    }
    queue.add(step);
  }

  /** Starts what it can, and says of the queues that got nothing which step waits and why. */
  choose(choice: Choice): ReadonlyMap<string, Shortage> {
    const short = new Map<string, Shortage>();
    const open = new Set(this.#queues.values());
    for (let left = choice.free; left > 0 && open.size > 0; ) {
      const next = this.#first(open, choice);
      if (next === null) break;
      const shortage = choice.take(next.step);
      if (shortage === null) {
        next.queue.drop(next.step);
        choice.start(next.step);
        left -= 1;
      } else {
        short.set(next.step.key, shortage);
        open.delete(next.queue);
      }
    }
    return short;
  }

  #first(open: Set<Queue>, choice: Choice): { readonly queue: Queue; readonly step: BoardStep } | null {
    const order = this.#order === null ? startOrder : withTies(this.#order);
    let first: { readonly queue: Queue; readonly step: BoardStep } | null = null;
    for (const queue of open) {
      const step = queue.first(choice);
      if (step === null) open.delete(queue);
      else if (first === null || order(step, first.step) < 0) first = { queue, step };
    }
    return first;
  }
}

type Queue = {
  add(step: BoardStep): void;
  first(choice: Pick<Choice, 'isReady' | 'step'>): BoardStep | null;
  drop(step: BoardStep): void;
};

/** By the usual order, which never changes. What is no longer ready is dropped when it comes up. */
class HeapQueue implements Queue {
  readonly #heap = new Heap<BoardStep>(startOrder);

  add(step: BoardStep): void {
    this.#heap.push(step);
  }

  first({ isReady, step }: Pick<Choice, 'isReady' | 'step'>): BoardStep | null {
    for (let first = this.#heap.peek(); first !== null; first = this.#heap.peek()) {
      if (isReady(first.key)) return step(first.key);
      this.#heap.pop();
    }
    return null;
  }

  drop(): void {
    this.#heap.pop();
  }
}

/** By an order that may change with the board: all that are ready are looked at for every start. */
class SearchedQueue implements Queue {
  readonly #keys = new Set<string>();
  readonly #order: StartOrder;

  constructor(order: StartOrder) {
    this.#order = order;
  }

  add({ key }: BoardStep): void {
    this.#keys.add(key);
  }

  first({ isReady, step }: Pick<Choice, 'isReady' | 'step'>): BoardStep | null {
    let first: BoardStep | null = null;
    for (const key of this.#keys) {
      if (!isReady(key)) {
        this.#keys.delete(key);
        continue;
      }
      const each = step(key);
      if (first === null || this.#order(each, first) < 0) first = each;
    }
    return first;
  }

  drop({ key }: BoardStep): void {
    this.#keys.delete(key);
  }
}

function withTies(order: StartOrder): StartOrder {
  return (left, right) => order(left, right) || startOrder(left, right);
}

const NO_NEEDS = '';

/** What a step takes besides a place in its run: steps with equal texts stand in one queue. */
function needsOf({ map, pools = [], budgets = [] }: PlannedStep): string {
  const limit = map === undefined || map.concurrency === null ? null : map.members[0];
  if (limit === null && pools.length === 0 && budgets.length === 0) return NO_NEEDS;
  return JSON.stringify([limit, pools, budgets]);
}
