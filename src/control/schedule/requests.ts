import type { Clock } from '../../core/clock.ts';
import { isTapelineError, toErrorRecord } from '../../core/errors.ts';
import type { ScheduleRequestBody } from '../state/schedule/port.ts';
import type { EngineLease, Request, StateStore } from '../state/store.ts';

type ScheduleAsk = Extract<Request, { kind: 'pause_schedule' | 'resume_schedule' }>;

const KINDS: readonly string[] = ['pause_schedule', 'resume_schedule'] satisfies ScheduleRequestBody['kind'][];

export function isScheduleAsk(request: Request): request is ScheduleAsk {
  return KINDS.includes(request.kind);
}

export type AskedSurroundings = {
  readonly store: Pick<StateStore, 'pauseSchedule' | 'resumeSchedule' | 'answerRequest'>;
  readonly lease: EngineLease;
  readonly clock: Pick<Clock, 'nowMs'>;
};

/** Does what is asked about a schedule and answers, with the reason when it cannot be done. */
export async function answerScheduleAsk(around: AskedSurroundings, request: ScheduleAsk): Promise<void> {
  const { store, lease, clock } = around;
  const change = { ...request.data, requestId: request.id, atMs: clock.nowMs() };
  try {
    if (request.kind === 'pause_schedule') await store.pauseSchedule(lease, change);
    else await store.resumeSchedule(lease, change);
  } catch (error) {
    // A state that cannot be written may have been written: that is no answer.
    if (!isTapelineError(error) || error.code !== 'usage.unknown_name') throw error;
    await store.answerRequest(lease, request.id, { runId: null, error: toErrorRecord(error) });
  }
}
