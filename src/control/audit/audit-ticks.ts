import type { RunEvent } from '../event/events.ts';
import type { Report } from './violation.ts';

type Cursor = { readonly cursorMs: number; readonly lastTickMs: number };

/** I1–I3: every tick is decided once, in order, and the cursor of a schedule never goes back. */
export class TickAudit {
  readonly #report: Report;
  readonly #cursors = new Map<string, Cursor>();
  /** Runs that a tick made and the log has not created yet, or the other way round. */
  readonly #fired = new Map<string, string>();
  readonly #created = new Map<string, string>();

  constructor(report: Report) {
    this.#report = report;
  }

  take(event: RunEvent): void {
    switch (event.kind) {
      case 'schedule_registered':
        this.#moveTo(event.data.name, event.data.cursorMs);
        return;
      case 'schedule_resumed':
        this.#moveTo(event.data.name, event.data.cursorMs);
        return;
      case 'ticks_decided':
        this.#decided(event);
        return;
      case 'state_checkpointed':
        for (const { table, key, set } of event.data.rows) {
          if (table === 'schedule') this.#moveTo(key.name as string, set!.cursor_ms as number);
        }
        return;
      case 'run_created': {
        const { tick } = event.data.trigger;
        if (tick !== undefined) this.#match(this.#fired, this.#created, event.runId!, `${tick.schedule} ${tick.atMs}`);
      }
    }
  }

  close(): void {
    for (const [runId, tick] of this.#fired) this.#report('I1', `tick ${tick} made run ${runId}, which does not exist`);
    for (const [runId, tick] of this.#created)
      this.#report('I1', `run ${runId} names tick ${tick}, which did not make it`);
  }

  #decided({ data }: Extract<RunEvent, { kind: 'ticks_decided' }>): void {
    const { schedule, cursorMs, ticks } = data;
    let last = this.#cursors.get(schedule)?.lastTickMs ?? Number.NEGATIVE_INFINITY;
    for (const { atMs, outcome, runId } of ticks) {
      if (atMs <= last) this.#report('I2', `tick ${atMs} of "${schedule}" is decided after ${last}`);
      if (atMs > cursorMs) this.#report('I3', `tick ${atMs} of "${schedule}" lies after its cursor ${cursorMs}`);
      last = Math.max(last, atMs);
      if (outcome === 'fired' && runId === null) this.#report('I1', `tick ${atMs} of "${schedule}" fired no run`);
      if (runId !== null) this.#match(this.#created, this.#fired, runId, `${schedule} ${atMs}`);
    }
    this.#moveTo(schedule, cursorMs, last);
  }

  #moveTo(schedule: string, cursorMs: number, lastTickMs?: number): void {
    const before = this.#cursors.get(schedule);
    if (before !== undefined && cursorMs < before.cursorMs)
      this.#report('I3', `the cursor of "${schedule}" goes back from ${before.cursorMs} to ${cursorMs}`);
    const last = lastTickMs ?? before?.lastTickMs ?? Number.NEGATIVE_INFINITY;
    this.#cursors.set(schedule, { cursorMs, lastTickMs: last });
  }

  /** Both sides are written in one transaction, in either order. */
  #match(waiting: Map<string, string>, other: Map<string, string>, runId: string, tick: string): void {
    const expected = waiting.get(runId);
    if (expected === undefined) other.set(runId, tick);
    else if (expected !== tick) this.#report('I1', `run ${runId} is of tick ${expected} and of ${tick}`);
    waiting.delete(runId);
  }
}
