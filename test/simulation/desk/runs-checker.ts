import type { RunCreated, RunEvent, SkipReason } from '../../../src/control/event/events.ts';
import { itemKeyOf, mappedKey, planKeyOf } from '../../../src/control/plan/mapped-key.ts';
import type { PlannedStep } from '../../../src/control/plan/plan.ts';
import type { CheckerOptions } from './checker.ts';
import { actOf, type Call, ownFailure } from './deeds.ts';
import { checkInputs } from './inputs.ts';
import { checkRulings } from './rulings.ts';
import { isGood } from './slices.ts';

export type CheckedStep = {
  readonly plan: PlannedStep;
  state: string;
  attempt: number;
  losses: number;
  /** Of these, the ones whose engine died without a word. */
  deaths: number;
  output: string | null;
  skip: SkipReason | null;
  criticalBefore: boolean;
};

export type CheckedRun = {
  readonly runId: string;
  readonly created: RunCreated;
  readonly createdAtMs: number;
  /** When that was by the clock that does not jump. */
  readonly madeMs: number;
  readonly steps: Map<string, CheckedStep>;
  /** Items of maps, in the order of their lists. */
  readonly items: Map<string, readonly string[]>;
  state: 'queued' | 'running' | 'over';
  isCancelling: boolean;
  criticalFailure: string | null;
};

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

const CALLS_PER_DAY_MAX = 500;
/** Within so much an engine that serves lets go what nothing holds back. */
const QUEUE_MS = 30_000;
/** Engines that one step may take with it. */
const DEATHS_MAX = 3;
const ENGINE_DRAINED = 'the engine that ran it was stopped';

/** Runs of the whole desk together: how many, what they share, and what became of every attempt. */
export class RunsChecker {
  readonly #options: CheckerOptions;
  readonly #runs = new Map<string, CheckedRun>();
  readonly #started = new Map<string, RunEvent>();
  readonly #spent = new Map<string, number>();
  #seq = 0;

  constructor(options: CheckerOptions) {
    this.#options = options;
  }

  take(event: RunEvent): void {
    this.#seq = event.seq;
    if (event.kind === 'run_created') {
      this.#created(event);
      return;
    }
    if (event.kind === 'budget_spent') {
      this.#spend(event);
      return;
    }
    const run = event.runId === null ? undefined : this.#runs.get(event.runId);
    if (run === undefined) return;
    switch (event.kind) {
      case 'run_started':
        this.#startRun(run, event.atMs);
        return;
      case 'run_cancel_requested':
        run.isCancelling = true;
        this.#must(isSaid(event.data.reason), `X9 run ${run.runId} is cancelled because "${event.data.reason}"`);
        return;
      case 'run_resumed':
        this.#resumed(run);
        return;
      case 'run_ended':
        this.#ended(run, event);
        return;
      default:
        if (event.stepKey !== null) this.#inStep(run, event, event.stepKey);
    }
  }

  /** L1: all has been calm for a while, so whatever has a place and waits for nothing has left the queue. */
  settle(): void {
    const { isServed, nowMs, begunMs, monotonicMs } = this.#options;
    if (!isServed() || nowMs() - begunMs() < QUEUE_MS) return;
    const now = monotonicMs();
    for (const { runId, state, created, createdAtMs, madeMs } of this.#runs.values()) {
      if (state !== 'queued') continue;
      const { instancesMax = null, notBeforeMs = null } = created.admission ?? {};
      const isFree = instancesMax === null || this.#working(created.job).length < instancesMax;
      const waitsMs = notBeforeMs === null ? 0 : notBeforeMs - createdAtMs;
      const isDue = now - madeMs > waitsMs + QUEUE_MS;
      this.#must(!isFree || !isDue, `L1 run ${runId} has a place and is queued for ${now - madeMs} ms`);
    }
  }

  close(calls: readonly Call[]): void {
    const keys = new Set<string>();
    const versions = new Map<string, string>();
    for (const call of calls) {
      const key = attemptKey(call);
      const run = this.#runs.get(call.runId);
      this.#must(this.#started.has(key) && run !== undefined, `I9 an op worked without a started attempt: ${key}`);
      this.#must(!keys.has(key), `I9 one attempt called its op twice: ${key}`);
      keys.add(key);
      const version = versions.get(call.runId) ?? call.version;
      this.#must(version === call.version, `K3 run ${call.runId} is done by versions ${version} and ${call.version}`);
      versions.set(call.runId, version);
      if (run !== undefined) checkInputs(run, call, (holds, what) => this.#must(holds, what));
    }
    for (const run of this.#runs.values()) this.#must(run.state === 'over', `L1 run ${run.runId} is ${run.state}`);
  }

  #created({ runId, data, atMs }: EventOf<'run_created'>): void {
    const steps = data.steps.map((plan): [string, CheckedStep] => [plan.key, newStep(plan, data.reused[plan.key])]);
    this.#runs.set(runId!, {
      runId: runId!,
      created: data,
      createdAtMs: atMs,
      madeMs: this.#options.monotonicMs(),
      steps: new Map(steps),
      items: new Map(),
      state: 'queued',
      isCancelling: false,
      criticalFailure: null,
    });
    if (data.trigger.kind === 'retry') this.#options.saw('retry of a run');
    if (this.#options.plan.faults.changes.length > 0 && data.definition.version !== '0') this.#options.saw('new code');
  }

  /** I4: counted over whoever made them. */
  #startRun(run: CheckedRun, atMs: number): void {
    const { job, admission } = run.created;
    const working = this.#working(job);
    const most = admission?.instancesMax ?? Number.POSITIVE_INFINITY;
    this.#must(run.state === 'queued', `I10 run ${run.runId} starts and is ${run.state}`);
    this.#must(working.length < most, `I4 ${working.length + 1} runs of ${job} work at once`);
    const { notBeforeMs = null, graceMs = null } = admission ?? {};
    const lateMs = notBeforeMs === null ? 0 : atMs - notBeforeMs;
    const wasSetBack = atMs < run.createdAtMs;
    if (lateMs < 0 && wasSetBack) this.#options.saw('moment void: clock set back');
    this.#must(
      (lateMs >= 0 || wasSetBack) && (graceMs === null || lateMs <= graceMs),
      `I1 run ${run.runId} starts ${lateMs} ms late`,
    );
    if (working.length > 0) this.#options.saw('two runs of a job at once');
    run.state = 'running';
  }

  #working(job: string): readonly CheckedRun[] {
    return [...this.#runs.values()].filter(({ state, created }) => state === 'running' && created.job === job);
  }

  #resumed(run: CheckedRun): void {
    this.#must(run.state === 'running', `I10 run ${run.runId} is taken up and is ${run.state}`);
    const items = [...run.steps].filter(([key]) => itemKeyOf(key) !== null).map(([, { state }]) => state);
    if (items.some(isOver) && items.some((state) => !isOver(state))) this.#options.saw('map resumed half done');
  }

  #inStep(run: CheckedRun, event: RunEvent, key: string): void {
    const step = run.steps.get(key);
    if (step === undefined) {
      this.#must(false, `I10 ${event.kind} of ${key}, which is not there`);
      return;
    }
    switch (event.kind) {
      case 'step_started':
        this.#start(run, key, step, event);
        return;
      case 'step_succeeded':
        this.#succeeded(run, key, step, event);
        return;
      case 'step_failed':
        this.#failed(run, key, step, event);
        return;
      case 'step_lost':
        Object.assign(step, { state: 'pending', losses: step.losses + 1 });
        if (event.data.reason !== ENGINE_DRAINED) step.deaths += 1;
        this.#options.saw('attempt lost');
        return;
      case 'step_cancelled':
        step.state = 'cancelled';
        return;
      case 'step_skipped':
        this.#options.saw(`skipped: ${event.data.because}`);
        Object.assign(step, { state: 'skipped', skip: event.data, criticalBefore: run.criticalFailure !== null });
        return;
      case 'steps_mapped':
        step.state = 'mapped';
        run.items.set(key, event.data.keys);
        for (const item of event.data.keys)
          run.steps.set(mappedKey(key, item), newStep(step.plan, event.data.reused[item]));
        this.#options.saw(event.data.keys.length === 0 ? 'map of nothing' : 'map of something');
        return;
      case 'steps_joined':
        step.state = event.data.outcome;
        this.#options.saw(`map ${step.state}`);
        return;
    }
  }

  #start(run: CheckedRun, key: string, step: CheckedStep, event: EventOf<'step_started'>): void {
    this.#must(run.state === 'running', `I10 ${key} starts in a run that is ${run.state}`);
    this.#must(step.deaths < DEATHS_MAX, `I9 ${key} has taken ${step.deaths} engines with it and starts again`);
    this.#started.set(attemptKey({ runId: run.runId, stepKey: key, attempt: event.attempt! }), event);
    Object.assign(step, { state: 'running', attempt: event.attempt });
    const working = [...run.steps.values()].filter(({ state }) => state === 'running');
    this.#must(
      working.length <= run.created.concurrency,
      `I5 ${working.length} steps of run ${run.runId} work at once`,
    );
    this.#checkMap(run, step);
  }

  #checkMap(run: CheckedRun, { plan }: CheckedStep): void {
    const { map } = plan;
    if (map === undefined || map.concurrency === null) return;
    const working = [...run.steps].filter(
      ([key, { state }]) => state === 'running' && itemKeyOf(key) !== null && map.members.includes(planKeyOf(key)),
    );
    this.#must(working.length <= map.concurrency, `I5 ${working.length} items of ${plan.key} work at once`);
  }

  #spend({ data: { budget, day, cost, spent } }: EventOf<'budget_spent'>): void {
    const before = this.#spent.get(`${budget} ${day}`) ?? 0;
    this.#must(spent === before + cost, `I5 ${cost} of ${budget} make ${before} to ${spent} on ${day}`);
    this.#must(
      spent <= (this.#options.plan.seed % 5 === 0 ? 60 : CALLS_PER_DAY_MAX),
      `I5 ${spent} of ${budget} are spent on ${day}`,
    );
    this.#spent.set(`${budget} ${day}`, spent);
  }

  #succeeded(run: CheckedRun, key: string, step: CheckedStep, event: EventOf<'step_succeeded'>): void {
    const act = this.#act(run, key, step);
    const given = step.plan.map === undefined && isList(event.data.output) ? act.list : act.value;
    this.#must(ownFailure(act) === null, `I6 ${key} succeeded though it did ${act.does}`);
    this.#must(event.data.output === JSON.stringify(given), `I19 the output of ${key} is not what it returned`);
    Object.assign(step, { state: 'succeeded', output: event.data.output });
    if (event.data.published.length > 0) this.#options.saw('published');
  }

  #failed(run: CheckedRun, key: string, step: CheckedStep, { data }: EventOf<'step_failed'>): void {
    const { error, retryAtMs } = data;
    const { retry, critical } = step.plan;
    this.#options.saw(`failed with ${error.code}`);
    this.#must(this.#mayFail(run, key, step, error.code), `I6 ${key} failed with ${error.code}`);
    const isGivenUp = error.code === 'step.crashed' || error.code === 'source.quota' || run.criticalFailure !== null;
    const isThrown = error.code === 'step.threw' || error.code === 'definition.invalid';
    const tries = step.attempt - step.losses;
    if (retryAtMs === null && error.retry === 'later' && !isGivenUp && !isThrown)
      this.#must(tries > retry.max, `I9 ${key} gives up after ${tries} of ${retry.max + 1} tries`);
    if (retryAtMs !== null) this.#options.saw('retried');
    step.state = retryAtMs === null ? 'failed' : 'pending';
    if (step.state === 'failed' && critical) run.criticalFailure ??= key;
  }

  #mayFail(run: CheckedRun, key: string, step: CheckedStep, code: string): boolean {
    const { timeoutMs, writes, budgets, conditions } = step.plan;
    switch (code) {
      case 'step.crashed':
        return step.deaths === DEATHS_MAX - 1;
      case 'timeout.step':
        return timeoutMs !== null;
      case 'store.conflict':
        return writes.length > 0;
      case 'quality.blocked':
        return writes.includes('quotes') && !isGood(this.#act(run, key, step).value);
      case 'source.quota':
        return (budgets?.length ?? 0) > 0;
      case 'definition.invalid':
      case 'step.threw':
        return conditions.length > 0;
      default:
        return code === ownFailure(this.#act(run, key, step));
    }
  }

  #ended(run: CheckedRun, { data }: EventOf<'run_ended'>): void {
    const { saw, plan } = this.#options;
    saw(`run ${data.outcome}`);
    run.state = 'over';
    if (data.outcome === 'interrupted')
      this.#must(plan.faults.changes.length > 0, `K3 run ${run.runId} is interrupted`);
    if (data.outcome === 'succeeded' || data.outcome === 'failed')
      checkRulings(run, (holds, what) => this.#must(holds, what));
    const states = [...run.steps].filter(([key]) => itemKeyOf(key) === null).map(([, { state }]) => state);
    const expected = states.includes('failed') ? 'failed' : 'succeeded';
    if (!run.isCancelling && data.error?.code !== 'schedule.misfired' && data.outcome !== 'interrupted')
      this.#must(data.outcome === expected, `I13 run ${run.runId} ended ${data.outcome}, its steps say ${expected}`);
  }

  #act(run: CheckedRun, stepKey: string, { attempt }: CheckedStep) {
    const { seed, deeds } = this.#options.plan;
    return actOf(seed, deeds, { runId: run.runId, stepKey, attempt });
  }

  #must(holds: boolean, violation: string): void {
    if (!holds) this.#options.report(`seq ${this.#seq}: ${violation}`);
  }
}

const isOver = (state: string): boolean => ['succeeded', 'failed', 'skipped', 'cancelled'].includes(state);
const isList = (output: string): boolean => output.startsWith('[');

/** Somebody's wish, or the policy of a schedule: nothing else cancels a run. */
const isSaid = (reason: string): boolean =>
  reason === 'asked for' || reason === 'SIGTERM' || reason.startsWith('the next tick of');

const attemptKey = ({ runId, stepKey, attempt }: Pick<Call, 'runId' | 'stepKey' | 'attempt'>): string =>
  `${runId} ${stepKey} ${attempt}`;

function newStep(plan: PlannedStep, reused: string | undefined): CheckedStep {
  const state = reused === undefined ? 'pending' : 'succeeded';
  const output = reused ?? null;
  return { plan, state, attempt: 0, losses: 0, deaths: 0, output, skip: null, criticalBefore: false };
}
