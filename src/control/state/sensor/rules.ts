import { assert, TapelineError } from '../../../core/errors.ts';
import type { CommittedRequest, SensorEvaluated } from '../../event/sensor-events.ts';
import { answerRequest } from '../answer-request.ts';
import { ofRun, ofState, ofStep } from '../event-heads.ts';
import type { StateTransaction } from '../transaction.ts';
import { createRun } from '../transitions.ts';
import type {
  Emitted,
  LookFrom,
  NewEmission,
  NewEvaluation,
  NewFailure,
  NewHookFailure,
  NewLook,
  NewRequestedRun,
  Registration,
  SensorPause,
} from './port.ts';

export function registerSensors(tx: StateTransaction, { sensors, atMs }: Registration): void {
  for (const { sensor, watches, from, startsPaused } of sensors) {
    const row = tx.row('sensor', sensor);
    if (row?.watches === watches) continue;
    const cursor = cursorFrom(tx, from);
    tx.append(ofState(atMs, { kind: 'sensor_registered', data: { sensor, watches, cursor } }));
    if (row === null && startsPaused === true)
      tx.append(ofState(atMs, { kind: 'sensor_paused', data: { sensor, reason: 'defined so' } }));
  }
}

/** What has happened by now was before its time. */
function cursorFrom(tx: StateTransaction, from: LookFrom): string | null {
  if (from.kind === 'log') return String(tx.nextSeq() - 1);
  if (from.kind === 'asset') return String(tx.assetHead(from.asset).version);
  return from.kind === 'moment' ? from.cursor : null;
}

export function commitEvaluation(tx: StateTransaction, evaluation: NewEvaluation): readonly CommittedRequest[] {
  const { sensor, tick, atMs, cursor, refused, skipReason, alarm, durationMs, nextAtMs } = evaluation;
  checkTick(tx, sensor, tick);
  const taken = new Map<string, string>();
  const requests = evaluation.requests.map((request) => committed(tx, evaluation, request, taken));
  const outcome: SensorEvaluated['outcome'] = requests.length > 0 ? 'requested' : 'skipped';
  const data = { sensor, tick, cursor, outcome, requests, refused, skipReason, alarm, durationMs, nextAtMs };
  tx.append(ofState(atMs, { kind: 'sensor_evaluated', data }));
  return requests;
}

/** `taken`: the keys of requests before it in the same evaluation. */
function committed(
  tx: StateTransaction,
  { sensor, atMs }: NewEvaluation,
  { job, runKey, runId, created }: NewRequestedRun,
  taken: Map<string, string>,
): CommittedRequest {
  const key = JSON.stringify([job, runKey]);
  const before = taken.get(key) ?? tx.row('run_key', sensor, job, runKey)?.run_id;
  if (before !== undefined && before !== null) return { job, runKey, runId: before as string, isNew: false };
  assert(created !== null, `sensor "${sensor}" asks for a run of "${job}" with key "${runKey}" that nobody prepared`);
  createRun(tx, { runId, created, requestId: null, atMs });
  taken.set(key, runId);
  return { job, runKey, runId, isNew: true };
}

export function recordLook(tx: StateTransaction, { sensor, tick, atMs, cursor, nextAtMs }: NewLook): void {
  checkTick(tx, sensor, tick + 1);
  tx.append(ofState(atMs, { kind: 'sensor_looked', data: { sensor, cursor, nextAtMs } }));
}

export function failEvaluation(tx: StateTransaction, failure: NewFailure): void {
  const { sensor, tick, atMs, ...rest } = failure;
  checkTick(tx, sensor, tick);
  const failures = (tx.row('sensor', sensor)!.failures as number) + 1;
  tx.append(ofState(atMs, { kind: 'sensor_failed', data: { sensor, tick, failures, ...rest } }));
}

/** The cursor that an evaluation began with is the one that the last committed evaluation left. */
function checkTick(tx: StateTransaction, sensor: string, tick: number): void {
  const row = tx.row('sensor', sensor);
  assert(row !== null, `sensor "${sensor}" is not registered`);
  const last = (row.tick as number | null) ?? 0;
  if (tick === last + 1) return;
  const detail = `evaluation ${tick} of sensor "${sensor}" comes after ${last}`;
  throw new TapelineError('store.conflict', { facts: { asset: sensor, detail } });
}

export function pauseSensor(tx: StateTransaction, { sensor, reason, requestId, atMs }: SensorPause): void {
  const row = knownSensor(tx, sensor);
  if (requestId !== null) answerRequest(tx, requestId, { runId: null, error: null });
  if (row.paused_at_ms === null) tx.append(ofState(atMs, { kind: 'sensor_paused', data: { sensor, reason } }));
}

export function resumeSensor(tx: StateTransaction, { sensor, requestId, atMs }: Omit<SensorPause, 'reason'>): void {
  const row = knownSensor(tx, sensor);
  if (requestId !== null) answerRequest(tx, requestId, { runId: null, error: null });
  if (row.paused_at_ms !== null) tx.append(ofState(atMs, { kind: 'sensor_resumed', data: { sensor } }));
}

function knownSensor(tx: StateTransaction, sensor: string): NonNullable<ReturnType<StateTransaction['row']>> {
  const row = tx.row('sensor', sensor);
  assert(row !== null, `sensor "${sensor}" is not registered`);
  return row;
}

export function emitEvent(tx: StateTransaction, { requestId, atMs, ...data }: NewEmission): Emitted {
  if (requestId !== null) answerRequest(tx, requestId, { runId: null, error: null });
  const before = data.key === null ? null : tx.row('emitted_key', data.name, data.key);
  if (before !== null) return { seq: before.seq as number, isNew: false };
  const seq = tx.nextSeq();
  tx.append(ofState(atMs, { kind: 'event_emitted', data }));
  return { seq, isNew: true };
}

export function recordHookFailure(tx: StateTransaction, failure: NewHookFailure): void {
  const { runId, stepKey, hook, error, atMs } = failure;
  assert(tx.runState(runId) !== null, `run ${runId} does not exist`);
  const body = { kind: 'hook_failed', data: { hook, error } } as const;
  tx.append(stepKey === null ? ofRun(runId, atMs, body) : ofStep({ runId, stepKey, attempt: null }, atMs, body));
}
