import type { RunEvent } from '../event/events.ts';
import type { Cells } from '../state/cells.ts';
import { RUN_STATES_OVER, type RunState } from '../state/rows.ts';
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
  #prunedBeforeMs = Number.NEGATIVE_INFINITY;

  /** Runs that were over before this moment may be gone. */
  get prunedBeforeMs(): number {
    return this.#prunedBeforeMs;
  }

  take(event: RunEvent): void {
    if (this.#seq !== null && event.seq !== this.#seq + 1)
      this.#report('sequence', `event ${this.#seq} is followed by ${event.seq}`);
    this.#seq = event.seq;
    this.#ticks.take(event);
    this.#assets.take(event);
    if (event.kind === 'state_checkpointed') this.#takeRows(event);
    else if (event.kind === 'sensor_evaluated') this.#takeKeys(event);
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

  /** A checkpoint stands for everything before it: runs go on from where it leaves them. */
  #takeRows({ data }: Extract<RunEvent, { kind: 'state_checkpointed' }>): void {
    this.#prunedBeforeMs = Math.max(this.#prunedBeforeMs, data.beforeMs);
    for (const { table, key, set } of data.rows) {
      const row = { ...key, ...set };
      const runId = row.run_id as string;
      if (table === 'run' && isOver(row)) this.#over.add(runId);
      else if (table === 'run')
        this.#open.set(
          runId,
          RunAudit.ofRow(row, (invariant, what) => this.#report(invariant, what)),
        );
      else if (table === 'step') this.#open.get(runId)?.seed(row);
    }
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

const isOver = ({ state }: Cells): boolean => RUN_STATES_OVER.includes(state as RunState);
