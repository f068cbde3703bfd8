import type { RunEvent } from '../event/events.ts';
import { AssetAudit } from './audit-assets.ts';
import { RunAudit } from './audit-run.ts';
import { TickAudit } from './audit-ticks.ts';
import type { Invariant, Violation } from './violation.ts';

/**
 * Walks the log as it was written and holds every event against the rules, as things stood at that moment. It says the
 * rules again in its own words and shares none of the code that keeps them. Memory: runs that are open, and one line
 * for each that is over.
 */
export class LogAudit {
  readonly #violations: Violation[] = [];
  readonly #open = new Map<string, RunAudit>();
  readonly #over = new Set<string>();
  readonly #keys = new Map<string, string>();
  readonly #assets = new AssetAudit((invariant, what) => this.#report(invariant, what));
  readonly #ticks = new TickAudit((invariant, what) => this.#report(invariant, what));
  #seq: number | null = null;

  take(event: RunEvent): void {
    if (this.#seq !== null && event.seq !== this.#seq + 1)
      this.#report('sequence', `event ${this.#seq} is followed by ${event.seq}`);
    this.#seq = event.seq;
    this.#ticks.take(event);
    this.#assets.take(event);
    if (event.kind === 'sensor_evaluated') this.#takeKeys(event);
    else if (event.kind === 'run_created') this.#create(event);
    else if (event.runId !== null) this.#inRun(event, event.runId);
  }

  /** What only the whole log can show, and everything that was found. */
  close(): readonly Violation[] {
    this.#seq = null;
    this.#ticks.close();
    return this.#violations;
  }

  #create(event: Extract<RunEvent, { kind: 'run_created' }>): void {
    const runId = event.runId!;
    if (this.#open.has(runId) || this.#over.has(runId)) this.#report('I6', `run ${runId} is created twice`);
    this.#open.set(runId, new RunAudit(event, (invariant, what) => this.#report(invariant, what)));
  }

  #inRun(event: RunEvent, runId: string): void {
    if (event.kind === 'hook_failed') return;
    const run = this.#open.get(runId);
    if (run === undefined) {
      const known = this.#over.has(runId) ? 'is over' : 'was never created';
      this.#report('I10', `${event.kind} in run ${runId}, which ${known}`);
      return;
    }
    run.take(event);
    if (event.kind !== 'run_ended') return;
    this.#open.delete(runId);
    this.#over.add(runId);
  }

  /** I6: one key, one run. */
  #takeKeys({ data }: Extract<RunEvent, { kind: 'sensor_evaluated' }>): void {
    for (const { job, runKey, runId, isNew } of data.requests) {
      const key = `${data.sensor} ${job} ${runKey}`;
      const known = this.#keys.get(key);
      if (isNew && known !== undefined) this.#report('I6', `run key "${runKey}" of "${data.sensor}" made two runs`);
      if (!isNew && known !== undefined && known !== runId)
        this.#report('I6', `run key "${runKey}" of "${data.sensor}" stands for ${known} and for ${runId}`);
      this.#keys.set(key, runId);
    }
  }

  #report(invariant: Invariant, what: string): void {
    this.#violations.push({ invariant, what, seq: this.#seq });
  }
}
