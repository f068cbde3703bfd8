import type { FileStay, PublishedChange, RunEvent, StepMemo } from '../event/events.ts';
import { applyBackfillEvent, backfillRun } from './backfill/apply.ts';
import { applyBudgetSpent } from './budget/apply.ts';
import { applyMapped } from './mapped/apply.ts';
import { materialized, partitionEvent } from './partition/apply.ts';
import { applyScheduleEvent } from './schedule/apply.ts';
import { applySensorEvent, runEnd } from './sensor/apply.ts';
import type { Cell, Patch } from './tables.ts';

/**
 * The only way into a state table: what one event changes, as upserts of single rows. Pure, and it reads nothing,
 * so that dropping the tables and applying the log again gives the same tables in every store.
 */
export function apply(event: RunEvent): readonly Patch[] {
  switch (event.kind) {
    case 'state_checkpointed':
      return event.data.rows;
    case 'budget_spent':
      return applyBudgetSpent(event.data, event.atMs);
    case 'steps_mapped':
    case 'steps_joined':
      return applyMapped(event);
    case 'schedule_registered':
    case 'schedule_changed':
    case 'schedule_archived':
    case 'schedule_paused':
    case 'schedule_resumed':
    case 'ticks_decided':
    case 'tick_misfired':
    case 'schedules_evaluated':
    case 'clock_stepped':
      return applyScheduleEvent(event);
    case 'files_pruned':
      return event.data.files.map((stay) => lakeFile(event.data.asset, stay, { pruned: 1 }));
    case 'backfill_started':
    case 'backfill_ended':
      return applyBackfillEvent(event);
    case 'partition_keys_added':
    case 'partition_keys_removed':
    case 'partitions_forgotten':
      return partitionEvent(event);
    case 'sensor_registered':
    case 'sensor_evaluated':
    case 'sensor_looked':
    case 'sensor_failed':
    case 'sensor_paused':
    case 'sensor_resumed':
    case 'event_emitted':
    case 'hook_failed':
      return applySensorEvent(event);
    default:
      return applyRunEvent(event);
  }
}

type RunOrStep = Extract<RunEvent['kind'], `run_${string}` | `step_${string}`>;

function applyRunEvent(event: EventOf<RunOrStep>): readonly Patch[] {
  switch (event.kind) {
    case 'run_created':
      return runCreated(event);
    case 'run_replanned':
      return runReplanned(event);
    case 'run_started':
      return [run(event, { state: 'running', started_at_ms: event.atMs })];
    case 'run_resumed':
      return runResumed(event);
    case 'run_cancel_requested':
      return [run(event, { cancel_reason: event.data.reason })];
    case 'run_ended':
      return runEnded(event);
    case 'step_started':
      return [step(event, { ...STARTED, attempt: event.attempt, token: event.data.token, started_at_ms: event.atMs })];
    case 'step_succeeded':
      return stepSucceeded(event);
    case 'step_failed':
      return [stepFailed(event)];
    case 'step_lost':
      return [step(event, { state: 'pending', retry_at_ms: null })];
    case 'step_cancelled':
      return [step(event, { state: 'cancelled', ended_at_ms: event.atMs })];
    case 'step_skipped':
      return [step(event, { state: 'skipped', ended_at_ms: event.atMs, skip: json(event.data) })];
  }
}

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

type Cells = Readonly<Record<string, Cell>>;

const STARTED = { state: 'running', ended_at_ms: null, retry_at_ms: null, error: null } as const;

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

function run(event: RunEvent, set: Cells): Patch {
  return { table: 'run', key: { run_id: event.runId! }, set };
}

function step(event: RunEvent, set: Cells): Patch {
  return { table: 'step', key: { run_id: event.runId!, step_key: event.stepKey! }, set };
}

function lakeFile(asset: string, { path, addedIn }: FileStay, set: Cells): Patch {
  return { table: 'lake_file', key: { asset, path, added_in: addedIn }, set };
}

function runEnded(event: EventOf<'run_ended'>): Patch[] {
  const { outcome, error } = event.data;
  return [run(event, { state: outcome, ended_at_ms: event.atMs, error: json(error) }), runEnd(event)];
}

function runResumed(event: EventOf<'run_resumed'>): Patch[] {
  const running = run(event, { state: 'running', ended_at_ms: null, error: null, cancel_reason: null });
  const again = event.data.steps.map(
    (stepKey): Patch => ({
      table: 'step',
      key: { run_id: event.runId!, step_key: stepKey },
      set: { state: 'pending', ended_at_ms: null, retry_at_ms: null, error: null, skip: null },
    }),
  );
  return [running, ...again];
}

function runCreated(event: EventOf<'run_created'>): Patch[] {
  const { job, tags, trigger, steps, reused, admission } = event.data;
  const created = run(event, {
    job,
    state: 'queued',
    priority: admission?.priority ?? 0,
    instances_max: admission?.instancesMax ?? null,
    not_before_ms: admission?.notBeforeMs ?? null,
    grace_ms: admission?.graceMs ?? null,
    tags: json(tags),
    trigger: json(trigger),
    created: json(event.data),
    created_at_ms: event.atMs,
  });
  const planned = steps.map((step, position) => plannedStep(event, step, position, reused[step.key]));
  return [created, ...planned, ...backfillRun(event.runId!, event.data)];
}

function runReplanned(event: EventOf<'run_replanned'>): Patch[] {
  const { created, dropped } = event.data;
  const gone = dropped.map(
    (stepKey): Patch => ({ table: 'step', key: { run_id: event.runId!, step_key: stepKey }, set: null }),
  );
  const planned = created.steps.map((step, position) => plannedStep(event, step, position, undefined));
  return [run(event, { created: json(created) }), ...gone, ...planned];
}

function plannedStep(
  event: RunEvent,
  planned: { readonly key: string; readonly op: string },
  position: number,
  output: string | undefined,
): Patch {
  const isReused = output !== undefined;
  return {
    table: 'step',
    key: { run_id: event.runId!, step_key: planned.key },
    set: {
      op: planned.op,
      position,
      state: isReused ? 'succeeded' : 'pending',
      attempt: 0,
      reused: isReused ? 1 : 0,
      output: output ?? null,
    },
  };
}

function stepSucceeded(event: EventOf<'step_succeeded'>): Patch[] {
  const { output, metrics, published, unchanged, memo } = event.data;
  const skip: Patch['set'] = unchanged === undefined ? {} : { skip: json({ because: 'unchanged', ...unchanged }) };
  const done = step(event, { state: 'succeeded', ended_at_ms: event.atMs, output, metrics: json(metrics), ...skip });
  const made = (event.data.made ?? []).flatMap((each) => materialized(event, each));
  const remembered = memo === undefined ? [] : [memoOf(event, memo)];
  return [done, ...published.flatMap((change) => publishedFiles(event, change)), ...made, ...remembered];
}

function memoOf(event: EventOf<'step_succeeded'>, { op, fingerprint, writes }: StepMemo): Patch {
  const { runId, stepKey, atMs } = event;
  return {
    table: 'memo',
    key: { op },
    set: { fingerprint, writes: json(writes), run_id: runId, step_key: stepKey, at_ms: atMs },
  };
}

function publishedFiles(event: EventOf<'step_succeeded'>, change: PublishedChange): Patch[] {
  const { asset, version, rows, removed, added } = change;
  const snapshot: Patch = {
    table: 'snapshot',
    key: { asset, version },
    set: { rows, committed_at_ms: event.atMs, run_id: event.runId, step_key: event.stepKey },
  };
  const gone = removed.map((stay) => lakeFile(asset, stay, { removed_in: version }));
  const come = added.map(({ path, partition, rows: fileRows, bytes, sha256 }) =>
    lakeFile(
      asset,
      { path, addedIn: version },
      { partition, rows: fileRows, bytes, sha256, removed_in: null, pruned: 0 },
    ),
  );
  return [snapshot, ...gone, ...come];
}

function stepFailed(event: EventOf<'step_failed'>): Patch {
  const { error, metrics, retryAtMs } = event.data;
  return step(event, {
    state: retryAtMs === null ? 'failed' : 'pending',
    ended_at_ms: event.atMs,
    retry_at_ms: retryAtMs,
    metrics: json(metrics),
    error: json(error),
  });
}
