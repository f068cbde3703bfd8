import type { RunEvent } from '../../../src/control/event/events.ts';
import { planKeyOf } from '../../../src/control/plan/mapped-key.ts';
import type { PlannedStep } from '../../../src/control/plan/plan.ts';
import type { CheckerOptions } from './checker.ts';
import { actOf } from './deeds.ts';
import { isSteady } from './plan.ts';

type Timed = {
  readonly steps: ReadonlyMap<string, PlannedStep>;
  readonly began: Map<string, { readonly attempt: number; readonly atMs: number }>;
  readonly retryAtMs: Map<string, number>;
  cancelledAtMs: number | null;
};

/** What an engine that nothing disturbs takes at most for the end of what it has stopped. */
const HEED_MS = 3000;
/** The wall clock may drift while a retry waits. */
const DRIFT_MS = 1000;
/** Within so much an engine looks at the clocks. */
const LOOK_MS = 6000;
const MINUTE_MS = 60_000;
const CALLS_PER_MINUTE = 6;

/** By the clock that does not jump: retries wait, timeouts and cancels take effect, minutes of budgets are kept. */
export class TimingChecker {
  readonly #options: CheckerOptions;
  readonly #isSteady: boolean;
  readonly #runs = new Map<string, Timed>();
  readonly #steps: number[] = [];
  #spent: { readonly atMs: number; readonly cost: number }[] = [];
  #seq = 0;

  constructor(options: CheckerOptions) {
    this.#options = options;
    this.#isSteady = isSteady(options.plan);
  }

  take(event: RunEvent): void {
    this.#seq = event.seq;
    if (event.kind === 'clock_stepped') this.#steps.push(event.data.byMs);
    if (event.kind === 'budget_spent') this.#spend(event.data.cost);
    if (event.kind === 'run_created') {
      const steps = new Map(event.data.steps.map((plan) => [plan.key, plan]));
      this.#runs.set(event.runId!, { steps, began: new Map(), retryAtMs: new Map(), cancelledAtMs: null });
      return;
    }
    const run = event.runId === null ? undefined : this.#runs.get(event.runId);
    if (run !== undefined) this.#inRun(run, event);
  }

  /** T1: an engine that serves all the time writes down every step of the wall clock. */
  close(): void {
    const { plan } = this.#options;
    const { faults, horizonMs, wishes } = plan;
    const isServed = isSteady({ ...plan, faults: { ...faults, jumps: [] } });
    if (!isServed || wishes.some(({ kind }) => kind === 'drain' || kind === 'guest')) return;
    for (const { atMs, byMs } of faults.jumps) {
      const isAlone = faults.jumps.every((each) => each.atMs === atMs || Math.abs(each.atMs - atMs) > LOOK_MS);
      if (!isAlone || atMs < LOOK_MS || atMs > horizonMs - LOOK_MS) continue;
      const isWritten = this.#steps.some((step) => Math.abs(step - byMs) <= HEED_MS);
      this.#must(isWritten, `T1 nobody wrote down that the clock was set by ${byMs} ms`);
    }
  }

  #inRun(run: Timed, event: RunEvent): void {
    const now = this.#options.monotonicMs();
    switch (event.kind) {
      case 'run_cancel_requested':
        run.cancelledAtMs = now;
        return;
      case 'step_started':
        this.#started(run, event.stepKey!, event.attempt!);
        return;
      case 'step_failed': {
        const { retry } = run.steps.get(planKeyOf(event.stepKey!))!;
        const leastMs = Math.min(...retry.delaysMs, retry.delayMaxMs) * (1 - retry.jitter);
        if (event.data.retryAtMs !== null) {
          this.#must(
            event.data.error.retry === 'later',
            `I9 ${event.stepKey} is tried again after ${event.data.error.code}`,
          );
          run.retryAtMs.set(event.stepKey!, now + leastMs);
        }
        this.#ended(run, event);
        return;
      }
      case 'step_succeeded':
      case 'step_cancelled':
        this.#ended(run, event);
    }
  }

  /** I15: by its policy, whoever carries the run by then; clocks that jump and writes that take long are not this one's. */
  #started(run: Timed, stepKey: string, attempt: number): void {
    const now = this.#options.monotonicMs();
    const retryAtMs = run.retryAtMs.get(stepKey) ?? now;
    const { pause, latencyMs, jumps } = this.#options.plan.faults;
    if (pause === 0 && latencyMs <= 100 && jumps.length === 0)
      this.#must(now >= retryAtMs - DRIFT_MS, `I15 ${stepKey} is tried again ${retryAtMs - now} ms early`);
    run.retryAtMs.delete(stepKey);
    run.began.set(stepKey, { attempt, atMs: now });
  }

  /** I16, and cancels: what heeds its signal ends soon. */
  #ended(run: Timed, { runId, stepKey }: RunEvent): void {
    const began = run.began.get(stepKey!);
    run.began.delete(stepKey!);
    if (!this.#isSteady || began === undefined) return;
    const { seed, deeds } = this.#options.plan;
    const { does } = actOf(seed, deeds, { runId: runId!, stepKey: stepKey!, attempt: began.attempt });
    const now = this.#options.monotonicMs();
    const { timeoutMs } = run.steps.get(planKeyOf(stepKey!))!;
    if (timeoutMs !== null)
      this.#must(now - began.atMs <= timeoutMs + HEED_MS, `I16 ${stepKey} works for ${now - began.atMs} ms`);
    const sinceMs = Math.max(run.cancelledAtMs ?? now, began.atMs);
    if (does !== 'ignore')
      this.#must(now - sinceMs <= HEED_MS, `X9 ${stepKey} works ${now - sinceMs} ms after the cancel`);
  }

  /** I5: in any minute no more than the budget has, where an engine writes at once what it has spent. */
  #spend(cost: number): void {
    const { pause, latencyMs, jumps } = this.#options.plan.faults;
    const now = this.#options.monotonicMs();
    this.#spent = [...this.#spent.filter(({ atMs }) => atMs > now - MINUTE_MS + HEED_MS), { atMs: now, cost }];
    const sum = this.#spent.reduce((total, each) => total + each.cost, 0);
    if (pause === 0 && latencyMs <= 100 && jumps.length === 0)
      this.#must(sum <= CALLS_PER_MINUTE, `I5 ${sum} calls within a minute`);
  }

  #must(holds: boolean, violation: string): void {
    if (!holds) this.#options.report(`seq ${this.#seq}: ${violation}`);
  }
}
