import type { JobHooks } from '../../../src/control/definition/hooks.ts';
import type { RunEvent } from '../../../src/control/event/events.ts';
import type { StateStore } from '../../../src/control/state/store.ts';
import { drawOf } from '../draw.ts';
import { type DeskPlan, isSteady } from './plan.ts';

export type HookedOptions = {
  readonly plan: DeskPlan;
  readonly reader: () => StateStore;
  readonly report: (violation: string) => void;
  readonly saw: (what: string) => void;
};

type Fact = { readonly hook: string; readonly runId: string; readonly step: string | null; readonly attempt: number };

/** Hooks of jobs: what they are told is in the state by then, nothing is told twice, and none of it touches the run. */
export class Hooked {
  readonly #options: HookedOptions;
  readonly #told = new Set<string>();
  /** Ends of runs that have hooks. */
  readonly #ended: string[] = [];
  readonly #hooked = new Set<string>();

  constructor(options: HookedOptions) {
    this.#options = options;
  }

  readonly hooks: JobHooks = {
    success: ({ runId }) => this.#tell({ hook: 'success', runId, step: null, attempt: 0 }),
    failure: ({ runId }) => this.#tell({ hook: 'failure', runId, step: null, attempt: 0 }),
    retry: ({ runId, step, attempt }) => this.#tell({ hook: 'retry', runId, step, attempt }),
    skip: ({ runId, step }) => this.#tell({ hook: 'skip', runId, step, attempt: 0 }),
  };

  take(event: RunEvent): void {
    const { plan } = this.#options;
    if (event.kind === 'run_created' && event.data.job.startsWith('job_')) this.#hooked.add(event.runId!);
    if (event.kind !== 'run_ended' || !this.#hooked.has(event.runId!) || !plan.features.hooks) return;
    // The one whose code is gone, or came too late, was never carried by anybody.
    const { outcome, error } = event.data;
    if (outcome === 'succeeded' || (outcome === 'failed' && error !== null))
      this.#ended.push(`${outcome === 'succeeded' ? 'success' : 'failure'} ${event.runId} null 0`);
  }

  /** Where nobody dies, everything is told. */
  close(): void {
    if (!isSteady(this.#options.plan)) return;
    for (const end of this.#ended) if (!this.#told.has(end)) this.#options.report(`hook never called: ${end}`);
  }

  async #tell({ hook, runId, step, attempt }: Fact): Promise<void> {
    const { plan, report, saw } = this.#options;
    const fact = `${hook} ${runId} ${step} ${attempt}`;
    if (this.#told.has(fact)) report(`hook called twice: ${fact}`);
    this.#told.add(fact);
    saw(`hook ${hook}`);
    if (!(await this.#isWritten({ hook, runId, step, attempt }))) report(`I24 hook called before its fact: ${fact}`);
    if (drawOf(plan.seed, fact).chance(0.2)) throw new Error('the hook broke');
  }

  async #isWritten({ hook, runId, step, attempt }: Fact): Promise<boolean> {
    const reader = this.#options.reader();
    const state = (await reader.run(runId))?.state;
    if (hook === 'success') return state === 'succeeded';
    if (hook === 'failure') return state === 'failed' || state === 'interrupted';
    const row = (await reader.steps(runId)).find(({ stepKey }) => stepKey === step);
    return hook === 'skip' ? row?.state === 'skipped' : (row?.attempt ?? 0) >= attempt;
  }
}
