import type { Clock } from '../../core/clock.ts';
import { isBackfillAsk, refuseBackfillAsk } from '../backfill/requests.ts';
import type { Project } from '../definition/project.ts';
import { answerKeysAsk, isKeysAsk } from '../partition/requests.ts';
import { answerScheduleAsk, isScheduleAsk } from '../schedule/requests.ts';
import { answerSensorAsk, isSensorAsk } from '../sensor/requests.ts';
import type { EngineLease, Request, StateStore } from '../state/store.ts';

export type AskedElse = {
  readonly project: Project;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
};

/** Answers what asks for something else than a run, where no decider did. */
export async function answerElse(around: AskedElse, request: Request): Promise<void> {
  if (isSensorAsk(request)) await answerSensorAsk(around, request);
  else if (isScheduleAsk(request)) await answerScheduleAsk(around, request);
  else if (isKeysAsk(request)) await answerKeysAsk(around, request);
  else if (isBackfillAsk(request)) await refuseBackfillAsk(around, request);
}
