import type { LogFiles, LogLine } from '../adapters/system/log.ts';
import type { Observation, Observe } from '../control/run/observer.ts';
import { skipText } from './skip-text.ts';

/** The one place that words log lines. Everything else tells events. */
export function logObserver(files: LogFiles): Observe {
  return (runId, _atMs, observation) => {
    const line = lineOf(observation);
    if (line !== null) files.write(line, runId);
  };
}

function lineOf(seen: Observation): LogLine | null {
  switch (seen.kind) {
    case 'run_created': {
      const { job, profile, trigger, steps, definition } = seen.created;
      const fields = { job, profile, by: trigger.by, steps: steps.length, definition: definition.hash };
      return { level: 'info', message: `Run of ${job} begins`, fields };
    }
    case 'run_ended': {
      const { outcome, error } = seen.ended;
      const level = outcome === 'succeeded' ? 'info' : outcome === 'failed' ? 'error' : 'warn';
      return { level, message: `Run ${outcome}`, fields: { durationMs: seen.durationMs }, error };
    }
    case 'step_started':
      return {
        level: 'info',
        message: `Step ${seen.stepKey} starts`,
        fields: { step: seen.stepKey, attempt: seen.attempt },
      };
    case 'step_succeeded': {
      const published = seen.snapshots.map(({ asset, version, rows }) => ({ asset, version, rows }));
      return {
        level: 'info',
        message: `Step ${seen.stepKey} succeeded`,
        fields: { step: seen.stepKey, ...seen.metrics, published },
      };
    }
    case 'step_failed': {
      const { stepKey, attempt, error, retryAtMs } = seen;
      const message = retryAtMs === null ? `Step ${stepKey} failed` : `Step ${stepKey} failed and is tried again`;
      return {
        level: retryAtMs === null ? 'error' : 'warn',
        message,
        fields: { step: stepKey, attempt, retryAtMs },
        error,
      };
    }
    case 'step_skipped':
      return {
        level: 'info',
        message: `Step ${seen.stepKey} skipped: ${skipText(seen.reason)}`,
        fields: { step: seen.stepKey, reason: seen.reason },
      };
    case 'step_cancelled':
      return {
        level: 'warn',
        message: `Step ${seen.stepKey} cancelled`,
        fields: { step: seen.stepKey, reason: seen.reason },
      };
    case 'step_logged': {
      const { level, message, fields, error } = seen.line;
      return { level, message, fields: { step: seen.stepKey, ...fields }, error };
    }
    case 'step_progressed':
      return null;
  }
}
