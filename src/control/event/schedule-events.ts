import type { Decision } from '../schedule/decide.ts';

/** What schedules did: their definitions as they came and went, and what became of every tick. */
export type ScheduleEventBody =
  | { readonly kind: 'schedule_registered'; readonly data: ScheduleRegistered }
  | { readonly kind: 'schedule_changed'; readonly data: ScheduleDefined }
  | { readonly kind: 'schedule_archived'; readonly data: { readonly name: string; readonly cursorMs: number } }
  | { readonly kind: 'schedule_paused'; readonly data: { readonly name: string; readonly by: string } }
  | { readonly kind: 'schedule_resumed'; readonly data: ScheduleResumed }
  | { readonly kind: 'ticks_decided'; readonly data: TicksDecided }
  | { readonly kind: 'tick_misfired'; readonly data: TickMisfired }
  | { readonly kind: 'schedules_evaluated'; readonly data: { readonly untilMs: number } }
  | { readonly kind: 'clock_stepped'; readonly data: { readonly byMs: number } };

export type ScheduleDefined = {
  readonly name: string;
  readonly job: string;
  readonly hash: string;
  /** Trigger and policy, for whoever reads the state without the project. */
  readonly definition: unknown;
};

/** New, or back after it was gone. Ticks up to the cursor are none of its business. */
export type ScheduleRegistered = ScheduleDefined & { readonly cursorMs: number; readonly isPaused: boolean };

/** What came while it was paused and nobody decided is over: the cursor moves up to here. */
export type ScheduleResumed = { readonly name: string; readonly by: string; readonly cursorMs: number };

export type TicksDecided = {
  readonly schedule: string;
  readonly cursorMs: number;
  /** Calendar and zone data that the ticks were worked out with. */
  readonly version: string;
  readonly ticks: readonly DecidedTick[];
};

export type DecidedTick = Decision & {
  readonly session: string | null;
  readonly offsetMinutes: number;
  /** The run it made. */
  readonly runId: string | null;
};

/** A tick whose run waited in the queue until it was too late. */
export type TickMisfired = {
  readonly schedule: string;
  readonly tickMs: number;
  readonly lateMs: number;
  readonly graceMs: number;
};
