import { systemClock } from '../adapters/system/clock.ts';
import { findJob, type Project } from '../control/definition/project.ts';
import { readClockSteps, readEvaluatedMs } from '../control/state/schedule/read.ts';
import type { Holder, StateReader } from '../control/state/store.ts';
import { DAY_MS, instantText } from '../core/time.ts';
import { listSchedules, type ScheduleModel } from './schedule-models.ts';

/** Why a job does not run now: every reason that holds, the first one first. */
export type WhyNotModel = {
  readonly job: string;
  readonly engine: { readonly up: boolean; readonly holder: Holder | null; readonly lookedUntil: string | null };
  readonly openRuns: readonly { readonly runId: string; readonly state: string }[];
  readonly reasons: readonly WhyNotReason[];
  /** When the wall clock was set in the last day, newest first; `byMs` below 0: back. */
  readonly clockSteps: readonly { readonly utc: string; readonly byMs: number }[];
};

export type WhyNotCode =
  | 'runs_now'
  | 'queued'
  | 'no_schedule'
  | 'paused'
  | 'not_due'
  | 'never_due'
  | 'broken'
  | 'engine_down'
  | 'engine_other'
  | 'last_tick'
  | 'last_run'
  | 'clock_ahead';

export type WhyNotReason = { readonly code: WhyNotCode; readonly schedule: ScheduleModel | null };

/** @throws usage.unknown_name */
export async function whyNot(project: Project, reader: StateReader | null, jobName: string): Promise<WhyNotModel> {
  const job = findJob(project, jobName).name;
  const schedules = (await listSchedules(project, reader)).filter((schedule) => schedule.job === job);
  const holder = (await reader?.engineHolder()) ?? null;
  const open = (await reader?.runs({ job, states: ['queued', 'running'] })) ?? [];
  const evaluatedMs = reader === null ? null : await readEvaluatedMs(reader);
  const ofRuns = open.map(
    ({ state }): WhyNotReason => ({ code: state === 'running' ? 'runs_now' : 'queued', schedule: null }),
  );
  return {
    job,
    engine: {
      up: holder?.what === 'up',
      holder,
      lookedUntil: evaluatedMs === null ? null : instantText(evaluatedMs),
    },
    openRuns: open.map(({ runId, state }) => ({ runId, state })),
    reasons: [...ofRuns, ...engineReason(holder), ...reasonsOf(schedules)],
    clockSteps: reader === null ? [] : await clockStepsOf(reader),
  };
}

const CLOCK_STEPS_SHOWN = 5;

async function clockStepsOf(reader: StateReader): Promise<WhyNotModel['clockSteps']> {
  const sinceMs = systemClock.nowMs() - DAY_MS;
  const steps = await readClockSteps(reader, CLOCK_STEPS_SHOWN);
  return steps.filter(({ atMs }) => atMs >= sinceMs).map(({ atMs, byMs }) => ({ utc: instantText(atMs), byMs }));
}

function engineReason(holder: Holder | null): readonly WhyNotReason[] {
  if (holder?.what === 'up') return [];
  return [{ code: holder === null ? 'engine_down' : 'engine_other', schedule: null }];
}

function reasonsOf(schedules: readonly ScheduleModel[]): readonly WhyNotReason[] {
  if (schedules.length === 0) return [{ code: 'no_schedule', schedule: null }];
  return schedules.flatMap((schedule) => codesOf(schedule).map((code) => ({ code, schedule })));
}

function codesOf({ paused, next, lastTick, problem, cursor }: ScheduleModel): readonly WhyNotCode[] {
  if (problem !== null) return ['broken'];
  const isAhead = cursor !== null && cursor > instantText(systemClock.nowMs());
  return [
    ...(paused === null ? [] : (['paused'] as const)),
    ...(isAhead ? (['clock_ahead'] as const) : []),
    ...(lastTick === null
      ? []
      : ([lastTick.runId === null || lastTick.outcome === 'misfired' ? 'last_tick' : 'last_run'] as const)),
    next === null ? 'never_due' : 'not_due',
  ];
}
