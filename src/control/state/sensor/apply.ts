import type { RunEvent } from '../../event/events.ts';
import type { SensorEventBody } from '../../event/sensor-events.ts';
import type { Patch } from '../tables.ts';
import { EVALUATIONS_KEPT } from './tables.ts';

type SensorEvent = Extract<RunEvent, { kind: SensorEventBody['kind'] }>;
type EventOf<K extends SensorEventBody['kind']> = Extract<RunEvent, { kind: K }>;

/** What the events of sensors, of hooks and from outside change. */
export function applySensorEvent(event: SensorEvent): readonly Patch[] {
  switch (event.kind) {
    case 'sensor_registered':
      return [registered(event)];
    case 'sensor_evaluated':
      return evaluated(event);
    case 'sensor_looked':
      return [looked(event)];
    case 'sensor_failed':
      return failed(event);
    case 'sensor_paused':
      return [sensor(event.data.sensor, { paused_at_ms: event.atMs, pause_reason: event.data.reason })];
    case 'sensor_resumed':
      return [sensor(event.data.sensor, { paused_at_ms: null, pause_reason: null })];
    case 'event_emitted':
      return emitted(event);
    case 'hook_failed':
      return [hookFailed(event)];
  }
}

/** The end of a run, for those who wait for it. */
export function runEnd(event: Extract<RunEvent, { kind: 'run_ended' }>): Patch {
  const { seq, runId, atMs, data } = event;
  return { table: 'run_end', key: { seq }, set: { run_id: runId, outcome: data.outcome, at_ms: atMs } };
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

function sensor(name: string, set: NonNullable<Patch['set']>): Patch {
  return { table: 'sensor', key: { sensor: name }, set };
}

function registered(event: EventOf<'sensor_registered'>): Patch {
  const { sensor: name, watches, cursor } = event.data;
  return sensor(name, { ...FRESH, watches, cursor, registered_at_ms: event.atMs });
}

const FRESH = {
  evaluated_at_ms: null,
  outcome: null,
  skip_reason: null,
  alarm: null,
  failures: 0,
  error: null,
  next_at_ms: null,
};

function evaluated(event: EventOf<'sensor_evaluated'>): Patch[] {
  const {
    sensor: name,
    tick,
    cursor,
    outcome,
    requests,
    refused,
    skipReason,
    alarm,
    durationMs,
    nextAtMs,
  } = event.data;
  const state = sensor(name, {
    cursor,
    tick,
    evaluated_at_ms: event.atMs,
    outcome,
    skip_reason: skipReason,
    ...(alarm === 'as_before' ? {} : { alarm: json(alarm) }),
    failures: 0,
    error: null,
    next_at_ms: nextAtMs,
  });
  const set = {
    requests: json(requests),
    refused: json(refused),
    skip_reason: skipReason,
    error: alarm === 'as_before' ? null : json(alarm),
  };
  const row = evaluation(name, tick, { ...set, at_ms: event.atMs, outcome, duration_ms: durationMs });
  const keys = requests
    .filter(({ isNew }) => isNew)
    .map(
      ({ job, runKey, runId }): Patch => ({
        table: 'run_key',
        key: { sensor: name, job, run_key: runKey },
        set: { run_id: runId, at_ms: event.atMs },
      }),
    );
  return [state, row, ...keys];
}

function looked({ atMs, data }: EventOf<'sensor_looked'>): Patch {
  const { sensor: name, cursor, nextAtMs } = data;
  return sensor(name, { cursor, evaluated_at_ms: atMs, next_at_ms: nextAtMs });
}

function failed(event: EventOf<'sensor_failed'>): Patch[] {
  const { sensor: name, tick, error, failures, durationMs, nextAtMs } = event.data;
  const shared = { outcome: 'failed', skip_reason: null, error: json(error) };
  const state = { ...shared, tick, evaluated_at_ms: event.atMs, failures, next_at_ms: nextAtMs };
  const row = { ...shared, requests: '[]', refused: '[]', at_ms: event.atMs, duration_ms: durationMs };
  return [sensor(name, state), evaluation(name, tick, row)];
}

function evaluation(name: string, tick: number, set: NonNullable<Patch['set']>): Patch {
  return { table: 'sensor_evaluation', key: { sensor: name, slot: tick % EVALUATIONS_KEPT }, set: { tick, ...set } };
}

function emitted({ seq, atMs, data }: EventOf<'event_emitted'>): Patch[] {
  const { name, key, data: text, by } = data;
  const set = { event_key: key, data: text, at_ms: atMs, by };
  const event: Patch = { table: 'emitted_event', key: { name, seq }, set };
  return key === null ? [event] : [event, { table: 'emitted_key', key: { name, event_key: key }, set: { seq } }];
}

function hookFailed({ seq, runId, stepKey, atMs, data }: EventOf<'hook_failed'>): Patch {
  const set = { hook: data.hook, step_key: stepKey, error: json(data.error), at_ms: atMs };
  return { table: 'hook_failure', key: { run_id: runId!, seq }, set };
}
