import { systemClock } from '../adapters/system/clock.ts';
import { answerScheduleAsk, isScheduleAsk } from '../control/schedule/requests.ts';
import type { RequestBody } from '../control/state/store.ts';
import { askEngine } from './ask-engine.ts';
import { schedulerOf } from './schedules.ts';
import type { Workspace } from './workspace.ts';

type PauseRequest = Extract<RequestBody, { kind: 'pause_schedule' | 'resume_schedule' }>;

/** Pauses or resumes: asks the engine that works here, or does it when none does. @throws usage.unknown_name */
export function changePause(workspace: Workspace, request: PauseRequest): Promise<void> {
  return askEngine(workspace, request, {
    what: 'schedule',
    async answer(store, lease, asked) {
      await schedulerOf({ workspace, store, lease, notice: () => {} }).register();
      if (isScheduleAsk(asked)) await answerScheduleAsk({ store, lease, clock: systemClock }, asked);
    },
  });
}
