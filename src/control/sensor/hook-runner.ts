import type { Clock } from '../../core/clock.ts';
import { type ErrorRecord, toErrorRecord } from '../../core/errors.ts';
import type { Hook, JobHooks } from '../definition/hooks.ts';
import type { Log } from '../definition/log.ts';
import type { Project } from '../definition/project.ts';
import type { Observation, Observe } from '../run/observer.ts';
import type { EngineLease, StateStore } from '../state/store.ts';
import { endedRun } from './look/run-ends.ts';
import { withinTime } from './within-time.ts';

export type HookSurroundings = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
  readonly project: Project;
  readonly logOf: (runId: string) => Log;
  readonly onHookFailed?: (runId: string, hook: string, error: ErrorRecord) => void;
};

export const HOOK_TIMEOUT_MS = 60_000;

/** Calls the hooks of jobs: those of one run one after the other, in the order in which things happened. */
export class HookRunner {
  readonly #around: HookSurroundings;
  readonly #hooksOf: ReadonlyMap<string, JobHooks>;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(around: HookSurroundings) {
    this.#around = around;
    const hooked = around.project.jobs.filter(({ hooks }) => Object.keys(hooks).length > 0);
    this.#hooksOf = new Map(hooked.map((job) => [job.name, job.hooks]));
  }

  /** To be told what happens in runs. Returns at once. */
  readonly observe: Observe = (runId, _atMs, observation) => {
    if (this.#hooksOf.size === 0 || !HOOKED.includes(observation.kind)) return;
    const before = this.#queues.get(runId) ?? Promise.resolve();
    const queue = before.then(() => this.#call(runId, observation)).catch(() => {});
    this.#queues.set(runId, queue);
    queue.then(() => {
      if (this.#queues.get(runId) === queue) this.#queues.delete(runId);
    });
  };

  /** Resolves when every hook has been called, or was given up after its time. */
  async idle(): Promise<void> {
    while (this.#queues.size > 0) await Promise.all(this.#queues.values());
  }

  async #call(runId: string, observation: Observation): Promise<void> {
    const { store } = this.#around;
    const run = await store.run(runId);
    const hooks = run === null ? undefined : this.#hooksOf.get(run.job);
    if (run === null || hooks === undefined) return;
    if (observation.kind === 'run_ended') {
      const { outcome } = observation.ended;
      const name = outcome === 'succeeded' ? 'success' : outcome === 'cancelled' ? null : 'failure';
      const hook = name === null ? undefined : hooks[name];
      if (name === null || hook === undefined) return;
      const fact = endedRun(run, { outcome, atMs: run.endedAtMs! }, await store.steps(runId));
      return this.#run({ runId, name, step: null }, hook, fact);
    }
    if (observation.kind === 'step_failed') {
      const { stepKey: step, attempt, error, retryAtMs } = observation;
      if (hooks.retry === undefined || retryAtMs === null) return;
      const fact = { runId, job: run.job, step, attempt, error, retryAtMs };
      return this.#run({ runId, name: 'retry', step }, hooks.retry, fact);
    }
    if (observation.kind !== 'step_skipped' || hooks.skip === undefined) return;
    const { stepKey: step, reason } = observation;
    return this.#run({ runId, name: 'skip', step }, hooks.skip, { runId, job: run.job, step, reason });
  }

  async #run<Fact>(
    { runId, name, step }: { readonly runId: string; readonly name: string; readonly step: string | null },
    hook: Hook<Fact>,
    fact: Fact,
  ): Promise<void> {
    const { store, lease, clock, logOf, onHookFailed } = this.#around;
    const bounds = { sensor: `hook ${name}`, timeoutMs: HOOK_TIMEOUT_MS, clock, stop: this.#stop.signal };
    try {
      await withinTime(bounds, async (signal) => hook(fact, { signal, log: logOf(runId) }));
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      await store.recordHookFailure(lease, { runId, stepKey: step, hook: name, error, atMs: clock.nowMs() });
      onHookFailed?.(runId, name, error);
    }
  }
}

const HOOKED: readonly Observation['kind'][] = ['run_ended', 'step_failed', 'step_skipped'];
