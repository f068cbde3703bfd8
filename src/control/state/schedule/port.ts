import type { ErrorRecord } from '../../../core/errors.ts';
import type { RunPartitions } from '../../../core/partition.ts';
import type { TickPolicy } from '../../definition/schedule.ts';
import type { RunCreated } from '../../event/events.ts';
import type { DecidedTick, ScheduleDefined } from '../../event/schedule-events.ts';
import type { OlderTicks, UndecidedTick } from '../../schedule/decide.ts';
import type { EngineLease } from '../store.ts';
import type { ScheduleRow } from './read.ts';

/** The part of the state port that knows schedules. */
export interface ScheduleStore {
  /**
   * Makes the state know exactly these schedules. A changed one keeps its cursor; one that is gone is archived with
   * its history; one that comes back within thirty days goes on where it was. Gives the rows of all of them.
   */
  registerSchedules(lease: EngineLease, register: RegisterSchedules): Promise<readonly ScheduleRow[]>;
  /**
   * Decides about due ticks in one transaction: a row for each, the runs they make, the cursor behind them. The
   * cursor never goes back, and a tick that has its row never gets another.
   */
  decideTicks(lease: EngineLease, proposal: TickProposal): Promise<DecidedTicks>;
  /** Pausing twice is fine. @throws usage.unknown_name */
  pauseSchedule(lease: EngineLease, change: PauseChange): Promise<void>;
  resumeSchedule(lease: EngineLease, change: PauseChange): Promise<void>;
  /** Every schedule has been looked at up to this moment; it never goes back. */
  recordEvaluated(lease: EngineLease, untilMs: number): Promise<void>;
  recordClockStep(lease: EngineLease, step: { readonly byMs: number; readonly atMs: number }): Promise<void>;
}

export type RegisterSchedules = {
  readonly schedules: readonly (ScheduleDefined & { readonly startsPaused: boolean })[];
  readonly atMs: number;
};

export type TickProposal = {
  readonly schedule: string;
  readonly policy: TickPolicy;
  readonly nowMs: number;
  /** Where the cursor goes: every tick up to here is among these. */
  readonly cursorMs: number;
  readonly version: string;
  readonly ticks: readonly ProposedTick[];
  readonly older: (OlderTicks & { readonly offsetMinutes: number }) | null;
  /** The run that a tick makes, but for what the tick itself says; or why there can be none. */
  readonly plan: { readonly created: RunCreated } | { readonly error: ErrorRecord };
};

export type ProposedTick = UndecidedTick & {
  readonly session: string | null;
  readonly offsetMinutes: number;
  /** The id its run would have: derived from schedule and tick. */
  readonly runId: string;
  /** The slices its run makes: the newest at the tick's moment. Absent where the job has none. */
  readonly partitions?: RunPartitions;
};

export type DecidedTicks = {
  readonly ticks: readonly DecidedTick[];
  /** Runs that work and were asked to stop, for one that fired. */
  readonly cancelled: readonly string[];
};

export type PauseChange = {
  readonly name: string;
  readonly by: string;
  readonly requestId: number | null;
  readonly atMs: number;
};

/** What other processes ask the engine for. `drain`: start nothing more, let what works end, and go. */
export type ScheduleRequestBody =
  | { readonly kind: 'pause_schedule'; readonly data: { readonly name: string; readonly by: string } }
  | { readonly kind: 'resume_schedule'; readonly data: { readonly name: string; readonly by: string } }
  | { readonly kind: 'drain'; readonly data: { readonly by: string } };
