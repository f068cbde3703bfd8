import type { RunCreated, RunEvent, SkipReason } from '../event/events.ts';
import { itemKeyOf, mappedKey, planKeyOf } from '../plan/mapped-key.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Cells } from '../state/cells.ts';
import type { Report } from './violation.ts';

type Step = {
  readonly plan: PlannedStep;
  state: 'pending' | 'running' | 'mapped' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  attempt: number;
  losses: number;
  skip: SkipReason | null;
  /** What spoke against its start, if its condition did not throw: the attempt of one that threw can only fail. */
  doubt: string | null;
};
type StepEvent<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

const OVER: readonly string[] = ['succeeded', 'failed', 'skipped', 'cancelled'];
const TICK_TOOK_PLACE = 'the next tick of ';

/** One run, from its creation to its end. */
export class RunAudit {
  readonly #runId: string;
  #created: RunCreated;
  readonly #report: Report;
  #steps: Map<string, Step>;
  /** What maps will have come to, as steps that were skipped for it say. */
  readonly #announced = new Map<string, string>();
  #isCancelling = false;
  #hasHeard = false;
  #criticalFailure: string | null = null;

  /** A run as a checkpoint has it; its steps follow. */
  static ofRow(row: Cells, report: Report): RunAudit {
    const run = new RunAudit({ runId: row.run_id as string, data: JSON.parse(row.created as string) }, report);
    run.#isCancelling = row.cancel_reason !== null;
    return run;
  }

  constructor({ runId, data }: Pick<StepEvent<'run_created'>, 'runId' | 'data'>, report: Report) {
    this.#runId = runId!;
    this.#created = data;
    this.#report = report;
    this.#steps = stepsOf(data);
  }

  /** How often it was tried before is known, how many of these were lost is not: the limit is not held against it. */
  seed(row: Cells): void {
    const key = row.step_key as string;
    const planned = this.#created.steps.find((step) => step.key === planKeyOf(key))!;
    const step = this.#steps.get(key) ?? newStep(planned, false);
    const [state, attempt] = [row.state as Step['state'], row.attempt as number];
    const skip = row.skip === null ? null : (JSON.parse(row.skip as string) as SkipReason);
    this.#steps.set(key, Object.assign(step, { state, attempt, losses: attempt, skip }));
    if (state === 'failed' && planned.critical) this.#criticalFailure ??= key;
  }

  take(event: RunEvent): void {
    switch (event.kind) {
      case 'run_resumed':
        return;
      case 'run_replanned':
        this.#replanned(event);
        return;
      case 'run_cancel_requested':
        // That of a tick is written with the tick: the engine hears of it, and stops steps, a moment later.
        this.#hasHeard ||= !event.data.reason.startsWith(TICK_TOOK_PLACE);
        this.#isCancelling = true;
        return;
      case 'run_ended':
        this.#ended(event);
        return;
      default:
        if (event.stepKey !== null) this.#inStep(event, event.stepKey);
    }
  }

  #replanned({ data }: StepEvent<'run_replanned'>): void {
    for (const [key, { state, attempt }] of this.#steps)
      this.#must('I10', state === 'pending' && attempt === 0, `it is planned again though "${key}" has begun`);
    this.#created = data.created;
    this.#steps = stepsOf(data.created);
  }

  #inStep(event: RunEvent, stepKey: string): void {
    const step = this.#steps.get(stepKey);
    if (step === undefined) {
      this.#bad('I10', `${event.kind} of step "${stepKey}", which it does not have`);
      return;
    }
    switch (event.kind) {
      case 'step_started':
        this.#started(stepKey, step, event);
        return;
      case 'step_skipped':
        this.#skipped(stepKey, step, event);
        return;
      case 'steps_mapped':
        this.#mapped(stepKey, step, event);
        return;
      case 'steps_joined':
        this.#joined(stepKey, step, event);
        return;
      default:
        this.#attemptEnded(stepKey, step, event);
    }
  }

  #started(key: string, step: Step, { attempt, data, seq }: StepEvent<'step_started'>): void {
    const { retry } = step.plan;
    this.#must('I10', step.state === 'pending', `step "${key}" starts from ${step.state}`);
    this.#must('I9', attempt === step.attempt + 1, `attempt ${attempt} of "${key}" follows ${step.attempt}`);
    this.#must(
      'I9',
      attempt! - step.losses <= retry.max + 1,
      `"${key}" is tried ${attempt} times, ${step.losses} lost`,
    );
    this.#must('I23', data.token === seq, `attempt ${attempt} of "${key}" has token ${data.token}, not ${seq}`);
    this.#must(
      'I12',
      this.#criticalFailure === null,
      `"${key}" starts after critical "${this.#criticalFailure}" failed`,
    );
    this.#must('I10', !this.#hasHeard, `"${key}" starts after the cancel`);
    for (const before of this.#before(key, step)) this.#checkBefore(key, step, before);
    if (step.doubt !== null && step.plan.conditions.length === 0) this.#bad('I8', step.doubt);
    Object.assign(step, { state: 'running', attempt });
  }

  /** Of a step that waits for others: their keys, of the same item where they are done for items too. */
  #before(key: string, { plan }: Step): readonly string[] {
    const item = itemKeyOf(key);
    if (item === null || plan.map === undefined) return plan.after;
    const { members } = plan.map;
    return plan.after.map((each) => (members.includes(each) ? mappedKey(each, item) : each));
  }

  /** I8: all before it is over, and what it cannot do without has succeeded or was left out. */
  #checkBefore(key: string, step: Step, beforeKey: string): void {
    const before = this.#steps.get(beforeKey);
    const state = before?.state ?? 'not there';
    const isLeftOut = before?.skip?.because === 'condition' || before?.skip?.because === 'not_selected';
    if (state !== 'succeeded' && !isLeftOut) step.doubt = `"${key}" starts while "${beforeKey}" is ${state}`;
  }

  #attemptEnded(key: string, step: Step, event: RunEvent): void {
    this.#must('I10', step.state === 'running', `${event.kind} of "${key}", which is ${step.state}`);
    this.#must('I9', event.attempt === step.attempt, `attempt ${event.attempt} of "${key}" ends, ${step.attempt} runs`);
    switch (event.kind) {
      case 'step_succeeded':
        if (step.doubt !== null) this.#bad('I8', step.doubt);
        step.state = 'succeeded';
        return;
      case 'step_cancelled':
        this.#hasHeard = true;
        this.#must('I11', this.#isCancelling, `"${key}" is cancelled, its run is not`);
        step.state = 'cancelled';
        return;
      case 'step_lost':
        Object.assign(step, { state: 'pending', losses: step.losses + 1 });
        return;
      case 'step_failed':
        this.#failed(key, step, event);
    }
  }

  #failed(key: string, step: Step, { data, atMs }: StepEvent<'step_failed'>): void {
    const { retryAtMs } = data;
    if (retryAtMs === null) {
      step.state = 'failed';
      if (step.plan.critical) this.#criticalFailure ??= key;
      return;
    }
    const { delaysMs, delayMaxMs, jitter, max } = step.plan.retry;
    this.#must('I9', step.attempt - step.losses <= max, `"${key}" is to be tried again after ${step.attempt} attempts`);
    const least = Math.min(Math.min(...delaysMs) * (1 - jitter), delayMaxMs);
    const waitMs = retryAtMs - atMs;
    const isMeant = waitMs <= delayMaxMs && waitMs >= Math.floor(least);
    this.#must('I15', isMeant, `"${key}" waits ${waitMs} ms, from ${least} to ${delayMaxMs} are meant`);
    Object.assign(step, { state: 'pending' });
  }

  #skipped(key: string, step: Step, { data }: StepEvent<'step_skipped'>): void {
    this.#must('I10', step.state === 'pending' || step.state === 'mapped', `"${key}" is skipped from ${step.state}`);
    this.#must('I11', this.#isTrue(key, step, data), `"${key}" is skipped because of ${JSON.stringify(data)}`);
    if (data.because === 'cancelled') this.#hasHeard = true;
    Object.assign(step, { state: 'skipped', skip: data });
  }

  #isTrue(key: string, { plan }: Step, reason: SkipReason): boolean {
    switch (reason.because) {
      case 'cancelled':
        return true;
      case 'critical_failure':
        return this.#criticalFailure === reason.upstream;
      case 'not_selected':
        return this.#created.selected?.includes(planKeyOf(key)) !== true;
      case 'condition':
        return plan.conditions.some(({ label }) => label === reason.condition);
      case 'run_failed':
        return true;
      case 'unchanged':
        // That is a success, with the output of then.
        return false;
      case 'upstream':
        return this.#isUpstream(reason);
    }
  }

  /** What waits for a map is skipped in the move that joins its items: that comes a few events later. */
  #isUpstream({ upstream, upstreamState }: Extract<SkipReason, { because: 'upstream' }>): boolean {
    const state = this.#steps.get(upstream)?.state;
    if (state === 'mapped') this.#announced.set(upstream, upstreamState);
    return state === 'mapped' || state === upstreamState;
  }

  #mapped(key: string, step: Step, { data }: StepEvent<'steps_mapped'>): void {
    this.#must('I10', step.state === 'pending', `"${key}" gets its items from ${step.state}`);
    step.state = 'mapped';
    for (const item of data.keys) {
      const itemKey = mappedKey(key, item);
      this.#must('I10', !this.#steps.has(itemKey), `"${itemKey}" is there twice`);
      this.#steps.set(itemKey, newStep(step.plan, Object.hasOwn(data.reused, item)));
    }
  }

  #joined(key: string, step: Step, { data }: StepEvent<'steps_joined'>): void {
    this.#must('I10', step.state === 'mapped', `"${key}" joins its items from ${step.state}`);
    for (const [each, { state }] of this.#steps) {
      if (planKeyOf(each) === key && each !== key)
        this.#must('I13', OVER.includes(state), `"${each}" is ${state} at its join`);
    }
    const announced = this.#announced.get(key) ?? data.outcome;
    this.#must('I11', announced === data.outcome, `"${key}" was said to be ${announced} and is ${data.outcome}`);
    step.state = data.outcome;
  }

  /** I13: the outcome as a function of the steps. */
  #ended({ data }: StepEvent<'run_ended'>): void {
    // A map may do without some of its items: it says itself what it came to.
    const states = [...this.#steps].filter(([key]) => itemKeyOf(key) === null).map(([, { state }]) => state);
    const has = (...wanted: readonly string[]): boolean => states.some((state) => wanted.includes(state));
    this.#must('I13', !has('running'), 'it ends while steps run');
    if (data.outcome === 'succeeded')
      this.#must('I13', !has('failed', 'pending', 'mapped'), 'it succeeded, its steps did not');
    if (data.outcome === 'failed')
      this.#must('I13', has('failed') || data.error !== null, 'it failed, none of its steps did');
    const isTooLate = data.error?.code === 'schedule.misfired';
    if (data.outcome === 'cancelled')
      this.#must('I13', this.#isCancelling || isTooLate, 'it ends cancelled, nobody asked for it');
  }

  #must(invariant: Parameters<Report>[0], holds: boolean, what: string): void {
    if (!holds) this.#bad(invariant, what);
  }

  #bad(invariant: Parameters<Report>[0], what: string): void {
    this.#report(invariant, `run ${this.#runId}: ${what}`);
  }
}

function stepsOf({ steps, reused }: RunCreated): Map<string, Step> {
  return new Map(steps.map((plan) => [plan.key, newStep(plan, Object.hasOwn(reused, plan.key))]));
}

function newStep(plan: PlannedStep, isReused: boolean): Step {
  return { plan, state: isReused ? 'succeeded' : 'pending', attempt: 0, losses: 0, skip: null, doubt: null };
}
