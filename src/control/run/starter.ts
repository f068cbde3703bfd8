import { TapelineError } from '../../core/errors.ts';
import { instantText } from '../../core/time.ts';
import type { StartStep } from '../state/store.ts';
import type { BoardStep } from './board.ts';
import type { Observation } from './observer.ts';
import { ReadySteps, type Shortage } from './ready-steps.ts';
import type { RunBoard } from './run-board.ts';
import { orderThrew } from './run-end.ts';
import type { RunSurroundings } from './run-surroundings.ts';
import type { Taker } from './shares.ts';

type Starting = Pick<RunSurroundings, 'clock' | 'order' | 'shares' | 'whenBudgetIsSpent'>;
type Run = Taker & { readonly job: string; readonly concurrency: number };

/**
 * Chooses what of a run starts: by its order, as far as its own places go, and as what all runs share is to be had. A
 * step takes its place and its shares together, or neither.
 */
export class Starter {
  readonly #around: Starting;
  readonly #run: Run;
  readonly #board: () => RunBoard;
  readonly #ready: ReadySteps;
  /** Steps that were started only to fail: their day's budget is spent. */
  readonly #overspent = new Map<string, TapelineError>();
  #shortages: ReadonlyMap<string, Shortage> = new Map();
  readonly #toldUntilMs = new Map<string, number>();
  #failure: TapelineError | null = null;

  constructor(run: Run, around: Starting, board: () => RunBoard) {
    this.#run = run;
    this.#around = around;
    this.#board = board;
    const { order = null } = around;
    const view = {
      stateOf: (stepKey: string) => board().get(stepKey)?.state ?? null,
      get running() {
        return board().running;
      },
    };
    this.#ready = new ReadySteps(order === null ? null : order(view));
  }

  /** The job's order threw: nothing can be chosen any more. */
  get failure(): TapelineError | null {
    return this.#failure;
  }

  /** Steps that could start, first of their kind, and what they lack. */
  get shortages(): ReadonlyMap<string, Shortage> {
    return this.#shortages;
  }

  /** Waits for budgets that were not told before. */
  newWaits(): readonly Observation[] {
    return [...this.#shortages].flatMap(([stepKey, short]): readonly Observation[] => {
      if (short.of !== 'budget' || this.#toldUntilMs.get(short.name) === short.untilMs) return [];
      this.#toldUntilMs.set(short.name, short.untilMs);
      return [{ kind: 'step_waits', stepKey, budget: short.name, untilMs: short.untilMs }];
    });
  }

  add(step: BoardStep): void {
    this.#ready.add(step);
  }

  choose(): readonly StartStep[] {
    const { clock, shares, order } = this.#around;
    const board = this.#board();
    const nowMs = clock.monotonicMs();
    const start: StartStep[] = [];
    const taken = new Map<string, Pick<StartStep, 'spend'>>();
    board.wakeRetries(nowMs);
    shares?.beginTurn(this.#run);
    try {
      this.#shortages = this.#ready.choose({
        free: this.#run.concurrency - board.running,
        isReady: (key) => board.isReady(key, nowMs),
        step: (key) => board.get(key)!,
        take: (step) => this.#take(step, taken),
        start: (step) => {
          board.put({ ...step, state: 'running', retryDueMs: null });
          start.push({ stepKey: step.key, isolated: step.plan.isolate === 'process', ...taken.get(step.key) });
        },
      });
    } catch (cause) {
      if (order === null || order === undefined) throw cause;
      this.#failure = orderThrew(this.#run.job, cause);
    }
    shares?.endTurn(this.#run);
    return start;
  }

  /** When something that is lacked now is to be had, as far as time alone decides. */
  nextDueMs(): number | null {
    const dues = [...this.#shortages.values()].flatMap((each) => (each.of === 'budget' ? [each.dueMs] : []));
    return dues.length === 0 ? null : Math.min(...dues);
  }

  /** Why a step was started only to fail; null when it is to be done. */
  overspent(stepKey: string): TapelineError | null {
    const error = this.#overspent.get(stepKey) ?? null;
    this.#overspent.delete(stepKey);
    return error;
  }

  ended(stepKey: string): void {
    this.#around.shares?.release(this.#run, stepKey);
  }

  /** What was chosen never started. */
  takeBack(start: readonly StartStep[]): void {
    for (const { stepKey } of start) this.#around.shares?.giveBack(this.#run, stepKey);
  }

  /** The run is over, or left. */
  leave(): void {
    this.#around.shares?.leave(this.#run);
  }

  #take(step: BoardStep, taken: Map<string, Pick<StartStep, 'spend'>>): Shortage | null {
    const { key, plan } = step;
    const limit = plan.map?.concurrency ?? null;
    const group = plan.map?.members[0] ?? '';
    if (limit !== null && this.#board().runningIn(group) >= limit) return { of: 'map', name: group };
    const { shares, whenBudgetIsSpent = 'wait' } = this.#around;
    const got = shares?.take(this.#run, key, plan) ?? { spendings: [] };
    if ('spendings' in got) {
      if (got.spendings.length > 0) taken.set(key, { spend: got.spendings });
      return null;
    }
    if (got.of !== 'budget' || got.until !== 'day' || whenBudgetIsSpent === 'wait') return got;
    this.#overspent.set(key, quotaSpent(got.name, got.untilMs));
    return null;
  }
}

export function quotaSpent(budget: string, untilMs: number): TapelineError {
  const detail = `budget "${budget}" is spent until ${instantText(untilMs)}`;
  return new TapelineError('source.quota', { facts: { source: budget, detail } });
}
