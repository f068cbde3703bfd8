import type { Sensor } from '../control/definition/sensor.ts';
import { findSensor } from '../control/sensor/known-sensor.ts';
import { watchesText } from '../control/sensor/registration.ts';
import { type EvaluationRow, readEvaluations, readSensors, type SensorRow } from '../control/state/sensor/read.ts';
import type { ErrorRecord } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { readState } from './state.ts';
import type { Workspace } from './workspace.ts';

/** `new`: no engine that stays has seen it yet. `removed`: it is defined no more. */
export type SensorState = 'new' | 'active' | 'paused' | 'failing' | 'alarm' | 'removed';

export type SensorModel = {
  readonly sensor: string;
  readonly state: SensorState;
  readonly description: string;
  readonly watches: string;
  /** Jobs it may ask for; null when it does not say. */
  readonly targets: readonly string[] | null;
  readonly everyMs: number | null;
  readonly evaluatedAtMs: number | null;
  readonly nextAtMs: number | null;
  readonly outcome: SensorRow['outcome'];
  readonly skipReason: string | null;
  /** Failures in a row. */
  readonly failures: number;
  readonly error: ErrorRecord | null;
  readonly alarm: ErrorRecord | null;
  readonly pausedAtMs: number | null;
  readonly pauseReason: string | null;
  readonly cursor: Json;
};

export type SensorDetails = SensorModel & { readonly evaluations: readonly EvaluationRow[] };

/** The sensors of the project and those that the state still knows, by name. */
export async function sensorModels(workspace: Workspace): Promise<readonly SensorModel[]> {
  await using state = await readState(workspace);
  const rows = state === null ? [] : await readSensors(state);
  const byName = new Map(rows.map((row) => [row.sensor, row]));
  const defined = workspace.project.sensors.map((sensor) => modelOf(sensor, byName.get(sensor.name) ?? null));
  const names = new Set(defined.map(({ sensor }) => sensor));
  const removed = rows.filter(({ sensor }) => !names.has(sensor)).map(removedModel);
  return [...defined, ...removed].sort((left, right) => (left.sensor < right.sensor ? -1 : 1));
}

/** @throws usage.unknown_name */
export async function sensorDetails(workspace: Workspace, name: string): Promise<SensorDetails> {
  const sensor = findSensor(workspace.project, name);
  await using state = await readState(workspace);
  const row = state === null ? null : ((await readSensors(state)).find((each) => each.sensor === sensor.name) ?? null);
  const evaluations = state === null ? [] : await readEvaluations(state, sensor.name);
  return { ...modelOf(sensor, row), evaluations };
}

function modelOf({ name, description, watch, targets, everyMs }: Sensor, row: SensorRow | null): SensorModel {
  const watches = watchesText(watch);
  const defined = { sensor: name, description, watches, targets, everyMs };
  return row === null ? { ...NOT_SEEN, ...defined } : { ...defined, ...facts(row), state: stateOf(row) };
}

function removedModel(row: SensorRow): SensorModel {
  const { sensor, watches } = row;
  return { sensor, watches, description: '', targets: null, everyMs: null, ...facts(row), state: 'removed' };
}

function stateOf({ pausedAtMs, failures, alarm }: SensorRow): SensorState {
  if (pausedAtMs !== null) return 'paused';
  if (failures > 0) return 'failing';
  return alarm === null ? 'active' : 'alarm';
}

function facts(row: SensorRow) {
  const { evaluatedAtMs, nextAtMs, outcome, skipReason, failures, error, alarm, pausedAtMs, pauseReason, cursor } = row;
  return { evaluatedAtMs, nextAtMs, outcome, skipReason, failures, error, alarm, pausedAtMs, pauseReason, cursor };
}

const NOT_SEEN = {
  state: 'new',
  evaluatedAtMs: null,
  nextAtMs: null,
  outcome: null,
  skipReason: null,
  failures: 0,
  error: null,
  alarm: null,
  pausedAtMs: null,
  pauseReason: null,
  cursor: null,
} as const;
