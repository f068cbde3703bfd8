import type { Clock } from '../../core/clock.ts';
import { toErrorRecord } from '../../core/errors.ts';
import type { TickSource, Trigger } from '../../core/trigger.ts';
import type { Project } from '../definition/project.ts';
import type { Schedule } from '../definition/schedule.ts';
import { type Decided, type Decider, NOTHING_DECIDED } from '../run/decider.ts';
import { Heap } from '../run/heap.ts';
import type { PrepareContext } from '../run/prepare.ts';
import { readEvaluatedMs, readSchedule, type ScheduleRow } from '../state/schedule/read.ts';
import type { EngineLease, Request, StateStore } from '../state/store.ts';
import { hashOfSchedule, shownDefinition } from './definition-hash.ts';
import { nextDue, proposalOf, type Watched } from './due.ts';
import type { SchedulerNotice } from './notice.ts';
import { answerScheduleAsk } from './requests.ts';
import { RunPlans } from './run-plans.ts';

export type SchedulerSurroundings = {
  readonly store: SchedulerStore;
  readonly lease: EngineLease;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly project: Pick<Project, 'jobs' | 'schedules'> & Project;
  readonly context: Omit<PrepareContext, 'asOfMs'>;
  /** Asks a trigger; throws what is wrong with it. */
  readonly ticksOf: (trigger: Trigger) => TickSource;
  /** What the clocks of a zone show beyond UTC. */
  readonly offsetMinutesOf: (zone: string, atMs: number) => number;
  readonly notice?: (notice: SchedulerNotice) => void;
};

/** What of the state schedules need. */
export type SchedulerStore = Pick<StateStore, 'registerSchedules' | 'decideTicks' | 'recordEvaluated'> &
  Pick<StateStore, 'range' | 'runs' | 'steps' | 'pauseSchedule' | 'resumeSchedule' | 'answerRequest'>;

/** While it lives, how far it has looked is written down this often: who asks later knows since when nobody did. */
const EVALUATED_EVERY_MS = 600_000;

/**
 * Makes runs of ticks. It holds when each schedule is due next, and looks at those alone whose moment has come: ten
 * thousand quiet ones cost nothing. What it knows is in the store; killed at any point, the next one goes on.
 */
export class Scheduler implements Decider {
  readonly #around: SchedulerSurroundings;
  readonly #plans: RunPlans;
  readonly #watched = new Map<string, Watched>();
  readonly #due = new Heap<Due>((left, right) => left.atMs - right.atMs);
  #evaluatedMs = 0;
  /** Decided on the way to something that was asked for. */
  #untold: Decided = NOTHING_DECIDED;

  constructor(around: SchedulerSurroundings) {
    this.#around = around;
    this.#plans = new RunPlans(around);
  }

  /** Makes the state know the project's schedules, and nothing else: nothing is decided. */
  async register(): Promise<readonly ScheduleRow[]> {
    const { store, lease, clock, project } = this.#around;
    const schedules = await Promise.all(project.schedules.map(registrationOf));
    return store.registerSchedules(lease, { schedules, atMs: clock.nowMs() });
  }

  async begin(): Promise<void> {
    const { store, clock, project } = this.#around;
    const evaluatedMs = (await readEvaluatedMs(store)) ?? 0;
    const rows = await this.register();
    const byName = new Map(rows.map((row) => [row.name, row]));
    for (const schedule of project.schedules) this.#watch(schedule, byName.get(schedule.name)!, evaluatedMs);
    this.#evaluatedMs = clock.nowMs();
  }

  async decide(): Promise<Decided> {
    const before = this.#untold;
    this.#untold = NOTHING_DECIDED;
    const now = await this.#decideDue();
    return {
      hasCreated: before.hasCreated || now.hasCreated,
      cancel: [...before.cancel, ...now.cancel],
      nextAtMs: now.nextAtMs,
    };
  }

  async #decideDue(): Promise<Decided> {
    const nowMs = this.#around.clock.nowMs();
    const due: Watched[] = [];
    for (let first = this.#due.peek(); first !== null && first.atMs <= nowMs; first = this.#due.peek()) {
      this.#due.pop();
      if (first.watched.dueMs !== first.atMs) continue;
      first.watched.dueMs = null;
      due.push(first.watched);
    }
    if (due.length === 0) {
      await this.#sayEvaluated(nowMs);
      return { ...NOTHING_DECIDED, nextAtMs: this.#due.peek()?.atMs ?? null };
    }
    const decided = await Promise.all(due.map((watched) => this.#decideOne(watched, nowMs)));
    return {
      hasCreated: decided.some(({ hasCreated }) => hasCreated),
      cancel: decided.flatMap(({ cancel }) => cancel),
      nextAtMs: this.#due.peek()?.atMs ?? null,
    };
  }

  /** Pausing and resuming: what came before is decided first. */
  async take(request: Request): Promise<boolean> {
    if (request.kind !== 'pause_schedule' && request.kind !== 'resume_schedule') return false;
    this.#untold = await this.decide();
    await answerScheduleAsk(this.#around, request);
    const { name } = request.data;
    const [watched, row] = [this.#watched.get(name), await readSchedule(this.#around.store, name)];
    if (watched !== undefined && row !== null) this.#moveTo(watched, row.cursorMs);
    return true;
  }

  async end(): Promise<void> {
    await this.#around.store.recordEvaluated(this.#around.lease, this.#around.clock.nowMs());
  }

  /** A trigger that cannot be asked leaves the other schedules alone. */
  #watch(schedule: Schedule, row: ScheduleRow, evaluatedMs: number): void {
    let source: TickSource;
    try {
      source = this.#around.ticksOf(schedule.trigger);
    } catch (error) {
      this.#tell({ kind: 'schedule_broken', schedule: schedule.name, error: toErrorRecord(error) });
      return;
    }
    // What was looked at while it was known needs no second look. A clock that had run ahead does not count.
    const isCovered = evaluatedMs >= row.firstSeenMs && evaluatedMs <= this.#around.clock.nowMs();
    const cursorMs = isCovered ? Math.max(row.cursorMs, evaluatedMs) : row.cursorMs;
    const watched: Watched = { schedule, source, cursorMs, dueMs: null };
    this.#watched.set(schedule.name, watched);
    this.#plan(watched);
  }

  /** Puts it where its next tick is. */
  #plan(watched: Watched): void {
    const dueMs = nextDue(watched);
    if (dueMs !== null && dueMs !== watched.dueMs) this.#due.push({ atMs: dueMs, watched });
    watched.dueMs = dueMs;
  }

  #moveTo(watched: Watched, cursorMs: number): void {
    watched.cursorMs = Math.max(watched.cursorMs, cursorMs);
    this.#plan(watched);
  }

  async #decideOne(watched: Watched, nowMs: number): Promise<Decided> {
    const { store, lease, offsetMinutesOf } = this.#around;
    const { schedule, source } = watched;
    const plan = await this.#plans.of(schedule, nowMs);
    const offsetMinutes = (atMs: number): number => offsetMinutesOf(source.zone, atMs);
    const proposal = await proposalOf(watched, { nowMs, plan, offsetMinutes });
    if (proposal === null) {
      this.#plan(watched);
      return NOTHING_DECIDED;
    }
    const sliced = await this.#plans.sliced(schedule, proposal);
    const { ticks, cancelled } = await store.decideTicks(lease, sliced);
    this.#moveTo(watched, proposal.cursorMs);
    this.#tell({ kind: 'ticks_decided', schedule: schedule.name, ticks });
    const reason = `the next tick of "${schedule.name}" took its place`;
    return {
      hasCreated: ticks.some(({ runId }) => runId !== null),
      cancel: cancelled.map((runId) => ({ runId, reason })),
      nextAtMs: null,
    };
  }

  async #sayEvaluated(nowMs: number): Promise<void> {
    if (Math.abs(nowMs - this.#evaluatedMs) < EVALUATED_EVERY_MS || this.#watched.size === 0) return;
    this.#evaluatedMs = nowMs;
    await this.#around.store.recordEvaluated(this.#around.lease, nowMs);
  }

  /** Whoever listens and throws does not touch the schedule. */
  #tell(notice: SchedulerNotice): void {
    try {
      this.#around.notice?.(notice);
    } catch {
      // It was told.
    }
  }
}

type Due = { readonly atMs: number; readonly watched: Watched };

async function registrationOf(schedule: Schedule) {
  const { name, job, startsPaused } = schedule;
  return { name, job, startsPaused, hash: await hashOfSchedule(schedule), definition: shownDefinition(schedule) };
}
