import type { Project } from '../../../src/control/definition/project.ts';
import type { Schedule } from '../../../src/control/definition/schedule.ts';
import type { RunEvent } from '../../../src/control/event/events.ts';
import type { DecidedTick, TicksDecided } from '../../../src/control/event/schedule-events.ts';
import { hashOfSchedule } from '../../../src/control/schedule/definition-hash.ts';
import type { TickSource } from '../../../src/core/trigger.ts';
import { ticksOf } from '../../../src/runtime/schedules.ts';
import type { CheckerOptions } from './checker.ts';

/** More than a clock that jumps by days leaves behind it. */
const TICKS_MAX = 100_000;

type Known = { readonly schedule: Schedule; readonly source: TickSource };
type Row = { known: Known; cursorMs: number; isPaused: boolean; isThere: boolean };

/** Schedules by name and hash: what the log names is found again. */
export async function knownSchedules(projects: readonly Project[]): Promise<ReadonlyMap<string, Known>> {
  const known = new Map<string, Known>();
  for (const schedule of projects.flatMap(({ schedules }) => schedules)) {
    const source = ticksOf(schedule.trigger);
    known.set(`${schedule.name} ${await hashOfSchedule(schedule)}`, { schedule, source });
  }
  return known;
}

/** I1–I4 for ticks, by asking the calendar again for every stretch between two cursors, and saying the policy again. */
export class TicksChecker {
  readonly #options: CheckerOptions;
  readonly #known: ReadonlyMap<string, Known>;
  readonly #rows = new Map<string, Row>();
  /** Runs that are not over, and their jobs. */
  readonly #open = new Map<string, string>();
  #evaluatedMs = 0;
  #seq = 0;

  constructor(options: CheckerOptions, known: ReadonlyMap<string, Known>) {
    this.#options = options;
    this.#known = known;
  }

  take(event: RunEvent): void {
    this.#seq = event.seq;
    switch (event.kind) {
      case 'schedule_registered':
      case 'schedule_changed':
        this.#defined(event);
        return;
      case 'schedule_archived':
        this.#rows.get(event.data.name)!.isThere = false;
        return;
      case 'schedule_paused':
        this.#rows.get(event.data.name)!.isPaused = true;
        return;
      case 'schedule_resumed':
        this.#must(event.data.cursorMs >= event.atMs, `I2 ${event.data.name} is resumed and catches up`);
        Object.assign(this.#rows.get(event.data.name)!, { isPaused: false, cursorMs: event.data.cursorMs });
        return;
      case 'schedules_evaluated':
        this.#evaluatedMs = Math.max(this.#evaluatedMs, event.data.untilMs);
        return;
      case 'ticks_decided':
        this.#decided(event.data, event.atMs);
        return;
      case 'run_created':
        this.#open.set(event.runId!, event.data.job);
        return;
      case 'run_ended':
        this.#open.delete(event.runId!);
    }
  }

  /** L4: nothing that is due has been left undecided. */
  close(nowMs: number): void {
    this.#seq = 0;
    for (const [name, { known, cursorMs, isThere }] of this.#rows) {
      if (!isThere) continue;
      const fromMs = Math.max(cursorMs, Math.min(this.#evaluatedMs, nowMs));
      const due = known.source.between({ afterMs: fromMs, untilMs: nowMs, limit: 1 })[0];
      this.#must(due === undefined, `L4 tick ${due?.atMs} of ${name} was never decided, its cursor is ${cursorMs}`);
    }
  }

  #defined(event: Extract<RunEvent, { kind: 'schedule_registered' | 'schedule_changed' }>): void {
    const { name, hash } = event.data;
    const known = this.#known.get(`${name} ${hash}`);
    if (known === undefined) {
      this.#must(false, `I2 schedule ${name} has a definition that nobody wrote`);
      return;
    }
    const before = this.#rows.get(name);
    if (event.kind === 'schedule_changed') before!.known = known;
    else {
      const { cursorMs, isPaused } = event.data;
      this.#must(cursorMs >= (before?.cursorMs ?? 0), `I3 the cursor of ${name} goes back`);
      this.#rows.set(name, { known, cursorMs, isPaused, isThere: true });
      if (before !== undefined) this.#options.saw('schedule came back');
    }
  }

  #decided({ schedule: name, cursorMs, ticks }: TicksDecided, nowMs: number): void {
    const row = this.#rows.get(name)!;
    const { source, schedule } = row.known;
    const decided = new Set(ticks.filter(({ outcome }) => outcome !== 'skipped_window').map(({ atMs }) => atMs));
    // Whoever begins looks from where the last one has looked to.
    const fromMs = Math.max(row.cursorMs, this.#evaluatedMs <= nowMs ? this.#evaluatedMs : 0);
    for (const { atMs } of source.between({ afterMs: row.cursorMs, untilMs: cursorMs, limit: TICKS_MAX })) {
      const isSummed = ticks.some(
        (tick) => tick.outcome === 'skipped_window' && atMs >= tick.firstMs && atMs <= tick.lastMs,
      );
      this.#must(decided.delete(atMs) || isSummed || atMs <= fromMs, `I2 tick ${atMs} of ${name} got no outcome`);
    }
    this.#must(decided.size === 0, `I2 ticks ${[...decided]} of ${name} are none`);
    const [latest] = ticks.toReversed();
    if (latest !== undefined)
      this.#must(latest.atMs <= nowMs, `I2 tick ${latest.atMs} of ${name} is decided before it is due`);
    this.#checkPolicy(row, schedule, ticks, nowMs);
    row.cursorMs = cursorMs;
  }

  #checkPolicy(row: Row, schedule: Schedule, ticks: readonly DecidedTick[], nowMs: number): void {
    const { policy, name, job } = schedule;
    let open = [...this.#open.values()].filter((each) => each === job).length;
    for (const tick of ticks) {
      this.#options.saw(`tick ${tick.outcome}`);
      if (tick.outcome === 'coalesced' && tick.atMs < this.#options.begunMs())
        this.#options.saw('coalesced across restart');
      if (row.isPaused)
        this.#must(
          ['skipped_paused', 'skipped_window'].includes(tick.outcome),
          `I1 ${name} is paused: ${tick.outcome}`,
        );
      else this.#must(tick.outcome !== 'skipped_paused', `I1 ${name} is not paused, its tick is`);
      const { misfireGraceMs, overlap, instancesMax } = policy;
      const isLate = misfireGraceMs !== null && nowMs - tick.atMs > misfireGraceMs + policy.jitterMs;
      const places = overlap === 'queueOne' ? 1 : typeof overlap === 'object' ? overlap.queueAll : 0;
      if (tick.outcome === 'fired' || tick.outcome === 'queued_overlap')
        this.#must(!isLate, `I1 tick ${tick.atMs} of ${name} runs ${nowMs - tick.atMs} ms late`);
      if (tick.outcome === 'misfired')
        this.#must(
          misfireGraceMs !== null && nowMs - tick.atMs > misfireGraceMs,
          `I1 tick ${tick.atMs} of ${name} misfired in time`,
        );
      if (tick.outcome === 'fired' && tick.cancels.length > 0) open = 0;
      if (tick.outcome === 'fired') this.#must(open < instancesMax, `I4 ${name} fires beside ${open} runs`);
      if (tick.outcome === 'queued_overlap')
        this.#must(open >= instancesMax && open < instancesMax + places, `I4 ${name} queues beside ${open} runs`);
      if (tick.outcome === 'skipped_overlap')
        this.#must(open >= instancesMax + places && overlap !== 'cancelOther', `I4 ${name} skips beside ${open} runs`);
      if (tick.runId !== null) open += 1;
    }
    const runs = ticks.filter(({ runId }) => runId !== null).length;
    if (policy.coalesce !== 'none') this.#must(runs <= 1, `I1 ${runs} ticks of ${name} run though it coalesces`);
    this.#checkCoalesced(schedule, ticks);
  }

  #checkCoalesced({ name, policy }: Schedule, ticks: readonly DecidedTick[]): void {
    for (const tick of ticks) {
      if (tick.outcome !== 'coalesced') continue;
      const into = ticks.find(({ atMs }) => atMs === tick.intoMs);
      const isIn = into !== undefined && into.outcome !== 'coalesced' && into.outcome !== 'misfired';
      this.#must(isIn, `I1 tick ${tick.atMs} of ${name} is in ${tick.intoMs}, which is ${into?.outcome}`);
      const isMeant = policy.coalesce === 'latest' ? tick.intoMs > tick.atMs : tick.intoMs < tick.atMs;
      this.#must(isMeant && policy.coalesce !== 'none', `I1 tick ${tick.atMs} of ${name} is in ${tick.intoMs}`);
    }
  }

  #must(holds: boolean, violation: string): void {
    if (!holds) this.#options.report(`seq ${this.#seq}: ${violation}`);
  }
}
