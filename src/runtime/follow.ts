import type { RunEvent } from '../control/event/events.ts';
import type { Observation } from '../control/run/observer.ts';
import { seenSuccess } from '../control/run/settled.ts';

/** What an event of another engine looks like to somebody who only reads the log. */
export function observationsOf(event: RunEvent): readonly Observation[] {
  const stepKey = event.stepKey ?? '';
  const attempt = event.attempt ?? 0;
  switch (event.kind) {
    case 'run_created':
      return [{ kind: 'run_created', created: event.data }];
    case 'run_resumed':
      return [{ kind: 'run_resumed', reason: event.data.reason }];
    case 'step_lost':
      return [{ kind: 'step_lost', stepKey, attempt, reason: event.data.reason }];
    case 'run_ended':
      return [{ kind: 'run_ended', ended: event.data, durationMs: 0 }];
    case 'step_started':
      return [{ kind: 'step_started', stepKey, attempt }];
    case 'step_succeeded':
      return [seenSuccess(stepKey, event.data)];
    case 'step_failed':
      return [{ kind: 'step_failed', stepKey, attempt, error: event.data.error, retryAtMs: event.data.retryAtMs }];
    case 'steps_mapped':
      return [{ kind: 'steps_mapped', stepKey, items: event.data.keys.length }];
    case 'steps_joined':
      return [{ kind: 'steps_joined', stepKey, joined: event.data }];
    case 'step_skipped':
      return [{ kind: 'step_skipped', stepKey, reason: event.data }];
    case 'step_cancelled':
      return [{ kind: 'step_cancelled', stepKey, reason: event.data.reason }];
    default:
      return [];
  }
}
