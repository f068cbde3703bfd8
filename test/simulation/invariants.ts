import type { RunEvent, SkipReason } from '../../src/control/event/events.ts';
import { HEED_GRACE_MS } from '../../src/control/step/local-host.ts';
import type { Call } from './acts.ts';
import { AssetsModel } from './assets.ts';
import {
  ancestors,
  isLeftOut,
  newRun,
  type RunModel,
  rulingOn,
  type StepModel,
  storedValue,
  TERMINAL,
  verdictOn,
} from './model.ts';

export type Checked = {
  readonly events: readonly RunEvent[];
  readonly calls: readonly Call[];
  /** The wall clock only moved forwards, and what ended was written at that moment. */
  readonly isSteady: boolean;
  readonly report: (violation: string) => void;
  readonly saw: (what: string) => void;
};

/** Walks the log as it was written and holds every event against the rules, as the run stood at that moment. */
export function checkLog(checked: Checked): void {
  const log = new LogChecker(checked);
  for (const event of checked.events) log.take(event);
  log.close();
}

/** Said again: the third attempt of a step that dies with its engine fails it. */
const LOSSES_MAX = 3;

type StepEvent<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

class LogChecker {
  readonly #checked: Checked;
  readonly #runs = new Map<string, RunModel>();
  readonly #assets: AssetsModel;
  readonly #calls: ReadonlyMap<string, readonly Call[]>;
  readonly #tokens = new Set<number>();
  #event: RunEvent | null = null;
  #lastSeq = 0;

  constructor(checked: Checked) {
    this.#checked = checked;
    this.#assets = new AssetsModel((violation) => this.#bad(violation));
    this.#calls = Map.groupBy(checked.calls, ({ runId, stepKey, attempt }) => `${runId} ${stepKey} ${attempt}`);
  }

  take(event: RunEvent): void {
    this.#event = event;
    this.#must(event.seq > this.#lastSeq, 'I10 the log has an order');
    this.#lastSeq = event.seq;
    if (event.kind === 'run_created') this.#created(event);
    else if (event.runId !== null) this.#inRun(this.#runs.get(event.runId)!, event);
  }

  /** What only the whole log can show. */
  close(): void {
    this.#event = null;
    for (const run of this.#runs.values()) this.#must(run.state !== 'running', `L1 run ${run.runId} never ended`);
    const started = new Set(
      this.#checked.events.filter(({ kind }) => kind === 'step_started').map((event) => keyOf(event)),
    );
    for (const [key, calls] of this.#calls) {
      this.#must(started.has(key), `I9 an op worked without a started attempt: ${key}`);
      this.#must(calls.length === 1, `I9 one attempt called its op ${calls.length} times: ${key}`);
    }
  }

  #created(event: StepEvent<'run_created'>): void {
    const run = newRun(event);
    this.#must(!this.#runs.has(run.runId), 'I10 a run is created once');
    this.#runs.set(run.runId, run);
    const { trigger, reused } = event.data;
    if (trigger.parentRunId === null) return;
    this.#checked.saw('retry');
    const parent = this.#runs.get(trigger.parentRunId)!;
    this.#must(parent.state !== 'running', 'I14 only a run that is over is retried');
    for (const [key, output] of Object.entries(reused)) {
      const done = parent.steps.get(key)!;
      this.#must(done.state === 'succeeded' && done.output === output, `I14 ${key} is taken over as it was`);
    }
  }

  #inRun(run: RunModel, event: Exclude<RunEvent, { kind: 'run_created' }>): void {
    this.#must(run.state === 'running', `I10 nothing happens in run ${run.runId} after its end`);
    if (event.kind === 'run_cancel_requested') Object.assign(run, { isCancelling: true, cancelledAtMs: event.atMs });
    else if (event.kind === 'run_ended') this.#ended(run, event);
    else if (event.kind === 'run_started') this.#must(run.steps.values().every(isUntouched), 'I10 a run starts first');
    else if (event.kind === 'run_resumed') this.#resumed(run);
    else if (event.stepKey !== null) this.#inStep(run, run.steps.get(event.stepKey)!, event);
    else this.#bad(`an event nobody expected: ${event.kind}`);
  }

  /** Whoever takes a run up gives up what stood as running before anything else happens. */
  #resumed(run: RunModel): void {
    this.#must(!run.isCancelling, 'I10 a run that was being cancelled is not taken up');
    run.mustLose = [...run.steps.values()].filter(({ state }) => state === 'running').map(({ plan }) => plan.key);
    this.#checked.saw('run resumed');
  }

  #inStep(run: RunModel, step: StepModel, event: RunEvent): void {
    if (event.kind === 'step_started') this.#started(run, step, event);
    else if (event.kind === 'step_skipped') this.#skipped(run, step, event);
    else this.#endAttempt(run, step, event);
  }

  #endAttempt(run: RunModel, step: StepModel, event: RunEvent): void {
    this.#checkEndAttempt(step, event);
    if (event.kind === 'step_succeeded') this.#succeeded(step, event);
    else if (event.kind === 'step_failed') this.#failed(run, step, event);
    else if (event.kind === 'step_cancelled') {
      this.#must(run.isCancelling, 'I11 a step is cancelled with its run');
      step.state = 'cancelled';
      this.#checked.saw('step cancelled');
    } else if (event.kind === 'step_lost') {
      step.state = 'pending';
      step.losses += 1;
      this.#must(step.losses < LOSSES_MAX, `I9 ${step.plan.key} is lost ${step.losses} times and goes on`);
      run.hasLost = true;
      run.mustLose = run.mustLose.filter((key) => key !== step.plan.key);
      this.#checked.saw('attempt lost');
    } else this.#bad(`an event nobody expected: ${event.kind}`);
  }

  #started(run: RunModel, step: StepModel, event: StepEvent<'step_started'>): void {
    const { key } = step.plan;
    const ruling = rulingOn(run, step);
    this.#must(step.state === 'pending', `I10 ${key} starts from ${step.state}`);
    this.#must(ruling === 'start' || ruling === 'throw', `I8 ${key} starts though the rules say ${ruling}`);
    this.#must(event.attempt === step.attempt + 1, `I9 attempt ${event.attempt} of ${key} follows ${step.attempt}`);
    this.#must(run.mustLose.length === 0, `I9 ${key} starts while ${run.mustLose} stand as running`);
    this.#must(event.attempt! <= step.plan.retry.max + 1 + step.losses, `I9 ${key} is tried ${event.attempt} times`);
    this.#must(!this.#tokens.has(event.data.token), 'I9 a token is given once');
    this.#must(run.criticalFailure === null, `I12 ${key} starts after the critical failure of ${run.criticalFailure}`);
    this.#must(!run.isCancelling, `I10 ${key} starts after the cancel`);
    if (this.#checked.isSteady && step.retryAtMs !== null)
      this.#must(event.atMs >= step.retryAtMs, `I15 ${key} starts ${step.retryAtMs - event.atMs} ms early`);
    const working = [...run.steps.values()].filter(({ state }) => state === 'running').length;
    this.#must(working < run.created.concurrency, `I5 ${working + 1} steps work at once`);
    this.#tokens.add(event.data.token);
    Object.assign(step, {
      state: 'running',
      attempt: event.attempt,
      token: event.data.token,
      startedAtMs: event.atMs,
      retryAtMs: null,
    });
    if (ruling === 'start') this.#checkInputs(run, step, event);
    if (Object.values(step.plan.inputs).some(({ from }) => isLeftOut(run.steps.get(from)!)))
      this.#checked.saw('null for what was left out');
  }

  /** What the op got is what the log holds. An engine that dies at once may not have called it. */
  #checkInputs(run: RunModel, step: StepModel, event: RunEvent): void {
    const [call] = this.#calls.get(keyOf(event)) ?? [];
    if (call === undefined) return;
    for (const [name, { from }] of Object.entries(step.plan.inputs)) {
      const source = run.steps.get(from)!;
      const expected = JSON.stringify(source.state === 'succeeded' ? storedValue(source) : null);
      this.#must(
        JSON.stringify(call.inputs[name]) === expected,
        `I8 ${step.plan.key} got another ${from} than was stored`,
      );
    }
  }

  #checkEndAttempt(step: StepModel, event: RunEvent): void {
    const { key, timeoutMs } = step.plan;
    this.#must(step.state === 'running', `I10 ${key} ends from ${step.state}`);
    this.#must(event.attempt === step.attempt, `I9 attempt ${event.attempt} of ${key} ends while ${step.attempt} runs`);
    if (!this.#checked.isSteady || timeoutMs === null || event.kind === 'step_lost' || isCrashed(event)) return;
    this.#must(
      event.atMs - step.startedAtMs <= timeoutMs + HEED_GRACE_MS,
      `I16 ${key} ran ${event.atMs - step.startedAtMs} ms`,
    );
  }

  #succeeded(step: StepModel, event: StepEvent<'step_succeeded'>): void {
    const [call] = this.#calls.get(keyOf(event)) ?? [];
    this.#must(call?.value != null, `I6 ${step.plan.key} succeeded though it did ${call?.does}`);
    this.#must(
      event.data.output === JSON.stringify(call?.value),
      `I19 the output of ${step.plan.key} is not what it returned`,
    );
    this.#assets.publish(event.data.published, call?.changes ?? []);
    Object.assign(step, { state: 'succeeded', output: event.data.output });
    if (event.data.published.length > 0) this.#checked.saw('published');
  }

  #failed(run: RunModel, step: StepModel, event: StepEvent<'step_failed'>): void {
    const { error, retryAtMs } = event.data;
    const { key, retry, critical } = step.plan;
    this.#checked.saw(`failed with ${error.code}`);
    if (isCrashed(event)) {
      this.#must(step.losses === LOSSES_MAX - 1, `I9 ${key} crashed after ${step.losses} losses`);
      run.mustLose = run.mustLose.filter((each) => each !== key);
    }
    const mayRetry =
      error.retry === 'later' && step.attempt - step.losses <= retry.max && rulingOn(run, step) !== 'throw';
    if (retryAtMs === null) {
      this.#must(
        !mayRetry || run.criticalFailure !== null,
        `I9 ${key} gives up after attempt ${step.attempt} of ${retry.max + 1}`,
      );
      step.state = 'failed';
      if (critical) run.criticalFailure ??= key;
      return;
    }
    this.#must(mayRetry && run.criticalFailure === null, `I9 ${key} is tried again though it must not be`);
    this.#must(retryAtMs - event.atMs <= retry.delayMaxMs, `I15 ${key} waits ${retryAtMs - event.atMs} ms`);
    const least = Math.min(Math.min(...retry.delaysMs) * (1 - retry.jitter), retry.delayMaxMs);
    this.#must(retryAtMs - event.atMs >= Math.floor(least), `I15 ${key} waits only ${retryAtMs - event.atMs} ms`);
    if (error.retryAfterMs !== null)
      this.#must(
        retryAtMs - event.atMs >= Math.min(error.retryAfterMs, retry.delayMaxMs),
        `I15 ${key} does not wait as asked`,
      );
    Object.assign(step, { state: 'pending', retryAtMs });
    this.#checked.saw('retried');
  }

  #skipped(run: RunModel, step: StepModel, event: StepEvent<'step_skipped'>): void {
    this.#must(step.state === 'pending', `I10 ${step.plan.key} is skipped from ${step.state}`);
    this.#must(
      this.#isTrue(run, step, event.data),
      `I11 ${step.plan.key} is skipped for ${JSON.stringify(event.data)}`,
    );
    Object.assign(step, { state: 'skipped', skip: event.data });
    this.#checked.saw(`skipped: ${event.data.because}`);
  }

  /** Whether the reason of a skip holds, as the run stands. */
  #isTrue(run: RunModel, step: StepModel, reason: SkipReason): boolean {
    switch (reason.because) {
      case 'cancelled':
        return run.isCancelling;
      case 'critical_failure':
        return run.criticalFailure === reason.upstream;
      case 'run_failed':
      case 'unchanged':
        return false;
      case 'not_selected':
        return !run.isCancelling;
      case 'condition': {
        const sources = step.plan.conditions
          .filter(({ label }) => label === reason.condition)
          .map(({ on }) => run.steps.get(on)!);
        const saysNo = (source: StepModel): boolean =>
          verdictOn(isLeftOut(source) ? null : storedValue(source)) === 'fails';
        return (
          rulingOn(run, step) === 'skip' && sources.some((source) => TERMINAL.includes(source.state) && saysNo(source))
        );
      }
      case 'upstream': {
        const root = run.steps.get(reason.upstream)!;
        const isCause = ['failed', 'cancelled'].includes(root.state) || isLeftOut(root);
        return (
          rulingOn(run, step) === 'skip' &&
          ancestors(run, step).has(reason.upstream) &&
          isCause &&
          root.state === reason.upstreamState
        );
      }
    }
  }

  #ended(run: RunModel, { data, atMs }: StepEvent<'run_ended'>): void {
    const steps = [...run.steps.values()];
    const expected = outcomeOf(steps, run);
    const isDeath = !steps.every(({ state }) => TERMINAL.includes(state));
    if (isDeath)
      this.#must(run.isCancelling && data.outcome === 'cancelled', `I13 a run left open ended ${data.outcome}`);
    else this.#must(data.outcome === expected, `I13 the run ended ${data.outcome}, its steps say ${expected}`);
    if (run.isCancelling && !run.hasLost && !isDeath && this.#checked.isSteady)
      this.#must(
        atMs - run.cancelledAtMs <= HEED_GRACE_MS,
        `X9 it ended ${atMs - run.cancelledAtMs} ms after its cancel`,
      );
    run.state = data.outcome;
    this.#checked.saw(`run ${data.outcome}`);
    this.#checkRetry(run);
  }

  /** I14: what the parent had finished was not done again, unless it was asked for. */
  #checkRetry(run: RunModel): void {
    for (const key of Object.keys(run.created.reused)) {
      const isCalled = [...this.#calls.keys()].some((each) => each.startsWith(`${run.runId} ${key} `));
      this.#must(!isCalled, `I14 ${key} was taken over and done again`);
    }
  }

  #must(holds: boolean, violation: string): void {
    if (!holds) this.#bad(violation);
  }

  #bad(violation: string): void {
    this.#checked.report(this.#event === null ? violation : `seq ${this.#event.seq}: ${violation}`);
  }
}

/** I13: the outcome as a function of the steps. */
function outcomeOf(steps: readonly StepModel[], run: RunModel): string {
  const isStopped = steps.some(({ state, skip }) => state === 'cancelled' || skip?.because === 'cancelled');
  if (run.isCancelling && isStopped) return 'cancelled';
  return steps.some(({ state }) => state === 'failed') ? 'failed' : 'succeeded';
}

const isUntouched = ({ attempt }: StepModel): boolean => attempt === 0;

const isCrashed = (event: RunEvent): boolean =>
  event.kind === 'step_failed' && event.data.error.code === 'step.crashed';

const keyOf = ({ runId, stepKey, attempt }: RunEvent): string => `${runId} ${stepKey} ${attempt}`;
