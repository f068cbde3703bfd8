import type { LogFiles, LogLine } from '../adapters/system/log.ts';
import type { Observation, Observe } from '../control/run/observer.ts';
import { instantText } from '../core/time.ts';
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
    case 'run_resumed':
      return { level: 'warn', message: `Run goes on: ${seen.reason}`, fields: {} };
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
    case 'step_failed':
      return failureLine(seen);
    case 'step_lost':
      return {
        level: 'warn',
        message: `Step ${seen.stepKey} is done again: its attempt was lost`,
        fields: { step: seen.stepKey, attempt: seen.attempt, reason: seen.reason },
      };
    case 'step_waits':
    case 'steps_mapped':
    case 'steps_joined':
      return seen.kind === 'step_waits' ? waitLine(seen) : mapLine(seen);
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

function failureLine({ stepKey, attempt, error, retryAtMs }: Extract<Observation, { kind: 'step_failed' }>): LogLine {
  const message = retryAtMs === null ? `Step ${stepKey} failed` : `Step ${stepKey} failed and is tried again`;
  const fields = { step: stepKey, attempt, retryAtMs };
  return { level: retryAtMs === null ? 'error' : 'warn', message, fields, error };
}

function waitLine({ stepKey, budget, untilMs }: Extract<Observation, { kind: 'step_waits' }>): LogLine {
  const message = `Step ${stepKey} waits for budget ${budget} until ${instantText(untilMs)}`;
  return { level: 'info', message, fields: { step: stepKey, budget, untilMs } };
}

function mapLine(seen: Extract<Observation, { kind: 'steps_mapped' | 'steps_joined' }>): LogLine {
  const { stepKey: step } = seen;
  if (seen.kind === 'steps_mapped')
    return { level: 'info', message: `Step ${step} has ${seen.items} items`, fields: { step, items: seen.items } };
  const { outcome, counts, error } = seen.joined;
  const level = outcome === 'failed' ? 'error' : counts.failed > 0 || outcome === 'cancelled' ? 'warn' : 'info';
  return { level, message: `Step ${step} ${outcome} over its items`, fields: { step, ...counts }, error };
}
