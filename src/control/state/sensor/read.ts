import type { ErrorRecord } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import type { RunOutcome } from '../../event/events.ts';
import type { CommittedRequest, RefusedRequest } from '../../event/sensor-events.ts';
import { type Cells, runHeadOf } from '../cells.ts';
import type { RangeQuery } from '../range.ts';
import type { RunHead } from '../rows.ts';

type Ranges = { readonly range: (query: RangeQuery) => Promise<readonly Cells[]> };

/** A sensor as the log has it so far. */
export type SensorRow = {
  readonly sensor: string;
  readonly watches: string;
  readonly registeredAtMs: number;
  readonly cursor: Json;
  readonly tick: number;
  readonly evaluatedAtMs: number | null;
  readonly outcome: EvaluationOutcome | null;
  readonly skipReason: string | null;
  /** What it alarmed of and has not taken back. */
  readonly alarm: ErrorRecord | null;
  readonly failures: number;
  readonly error: ErrorRecord | null;
  readonly nextAtMs: number | null;
  readonly pausedAtMs: number | null;
  readonly pauseReason: string | null;
};

export type EvaluationOutcome = 'requested' | 'skipped' | 'failed';

export type EvaluationRow = {
  readonly tick: number;
  readonly atMs: number;
  readonly outcome: EvaluationOutcome;
  readonly requests: readonly CommittedRequest[];
  readonly refused: readonly RefusedRequest[];
  readonly skipReason: string | null;
  readonly error: ErrorRecord | null;
  readonly durationMs: number;
};

export type RunEndRow = {
  readonly seq: number;
  readonly runId: string;
  readonly outcome: RunOutcome;
  readonly atMs: number;
};

export type EmittedRow = {
  readonly seq: number;
  readonly name: string;
  readonly key: string | null;
  readonly data: Json;
  readonly atMs: number;
  readonly by: string;
};

export type HookFailureRow = {
  readonly seq: number;
  readonly hook: string;
  readonly stepKey: string | null;
  readonly error: ErrorRecord;
  readonly atMs: number;
};

/** By name. */
export async function readSensors(state: Ranges): Promise<readonly SensorRow[]> {
  return (await state.range({ table: 'sensor', prefix: [] })).map(sensorOf);
}

export async function readSensor(state: Ranges, sensor: string): Promise<SensorRow | null> {
  const [row] = await state.range({ table: 'sensor', prefix: [sensor] });
  return row === undefined ? null : sensorOf(row);
}

/** Newest first; as many as are kept. */
export async function readEvaluations(state: Ranges, sensor: string): Promise<readonly EvaluationRow[]> {
  const rows = await state.range({ table: 'sensor_evaluation', prefix: [sensor] });
  return rows.map(evaluationOf).sort((left, right) => right.tick - left.tick);
}

/** The run that a request with this key has made; null when there is none. */
export async function readRunKey(state: Ranges, ...key: readonly [sensor: string, job: string, runKey: string]) {
  const [row] = await state.range({ table: 'run_key', prefix: key });
  return row === undefined ? null : (row.run_id as string);
}

/** In the order of the log. */
export async function readRunEnds(state: Ranges, afterSeq: number, limit: number): Promise<readonly RunEndRow[]> {
  const rows = await state.range({ table: 'run_end', prefix: [], after: afterSeq, limit });
  return rows.map((row) => ({
    seq: row.seq as number,
    runId: row.run_id as string,
    outcome: row.outcome as RunOutcome,
    atMs: row.at_ms as number,
  }));
}

/** Many look at the end of a run, and none of them at its plan. */
export async function readRunHead(state: Ranges, runId: string): Promise<RunHead | null> {
  const [row] = await state.range({ table: 'run', prefix: [runId] });
  return row === undefined ? null : runHeadOf(row);
}

/** In the order of the log. */
export async function readEmitted(
  state: Ranges,
  name: string,
  { afterSeq, limit }: { readonly afterSeq: number; readonly limit: number },
): Promise<readonly EmittedRow[]> {
  const rows = await state.range({ table: 'emitted_event', prefix: [name], after: afterSeq, limit });
  return rows.map((row) => ({
    seq: row.seq as number,
    name,
    key: row.event_key as string | null,
    data: JSON.parse(row.data as string) as Json,
    atMs: row.at_ms as number,
    by: row.by as string,
  }));
}

export async function readHookFailures(state: Ranges, runId: string): Promise<readonly HookFailureRow[]> {
  const rows = await state.range({ table: 'hook_failure', prefix: [runId] });
  return rows.map((row) => ({
    seq: row.seq as number,
    hook: row.hook as string,
    stepKey: row.step_key as string | null,
    error: JSON.parse(row.error as string) as ErrorRecord,
    atMs: row.at_ms as number,
  }));
}

function sensorOf(row: Cells): SensorRow {
  return {
    sensor: row.sensor as string,
    watches: row.watches as string,
    registeredAtMs: row.registered_at_ms as number,
    cursor: parsed(row, 'cursor') as Json,
    tick: (row.tick as number | null) ?? 0,
    evaluatedAtMs: row.evaluated_at_ms as number | null,
    outcome: row.outcome as EvaluationOutcome | null,
    skipReason: row.skip_reason as string | null,
    alarm: parsed(row, 'alarm') as ErrorRecord | null,
    failures: row.failures as number,
    error: parsed(row, 'error') as ErrorRecord | null,
    nextAtMs: row.next_at_ms as number | null,
    pausedAtMs: row.paused_at_ms as number | null,
    pauseReason: row.pause_reason as string | null,
  };
}

function evaluationOf(row: Cells): EvaluationRow {
  return {
    tick: row.tick as number,
    atMs: row.at_ms as number,
    outcome: row.outcome as EvaluationOutcome,
    requests: parsed(row, 'requests') as readonly CommittedRequest[],
    refused: parsed(row, 'refused') as readonly RefusedRequest[],
    skipReason: row.skip_reason as string | null,
    error: parsed(row, 'error') as ErrorRecord | null,
    durationMs: row.duration_ms as number,
  };
}

/** Null for an empty cell. */
function parsed(row: Cells, name: string): unknown {
  return row[name] === null ? null : JSON.parse(row[name] as string);
}
