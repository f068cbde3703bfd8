import type { ErrorRecord } from '../../../core/errors.ts';
import type { LakeFile, SnapshotChange } from '../../../core/snapshot.ts';
import type { RunCreated, StepMetrics } from '../../event/events.ts';
import type { PlannedStep } from '../../plan/plan.ts';
import type { AttemptEnd, EngineLease, NewRun, RunRequest, StateStore } from '../store.ts';

export const AT_MS = 1_700_000_000_000;

/** Run ids that sort by creation time, as the real ones do. */
export const runIdAt = (position: number): string => `01900000-0000-7000-8000-${`${position}`.padStart(12, '0')}`;

export const RUN_A = runIdAt(1);
export const RUN_B = runIdAt(2);

export const METRICS: StepMetrics = {
  durationMs: 12.5,
  rows: 3,
  qualityScore: 0.75,
  cpuMs: null,
  peakRssBytes: null,
  custom: { symbols: 2 },
};

export const FAILURE: ErrorRecord = {
  code: 'step.threw',
  message: 'Error: 行情源超时',
  facts: { message: 'Error: 行情源超时' },
  retry: 'later',
  retryAfterMs: null,
  exit: 1,
  stack: null,
  cause: null,
};

export const RUN_REQUEST: RunRequest = {
  job: 'stocks.daily',
  settings: { 'sync.days_back': '60' },
  selection: { until: null, from: null, only: [] },
  profile: null,
  concurrency: null,
  tags: { who: '研究员' },
  by: 'tapeline run daily',
  asker: { pid: 4713, host: 'desk-1' },
};

function plannedStep(key: string): PlannedStep {
  return {
    key,
    op: `op_${key}`,
    inputs: {},
    after: [],
    conditions: [],
    isolate: 'none',
    critical: false,
    priority: 0,
    timeoutMs: null,
    retry: { max: 0, delaysMs: [], backoff: 'fixed', delayMaxMs: 0, jitter: 0 },
    reads: [],
    writes: [],
    tags: {},
  };
}

export function createdWith(stepKeys: readonly string[], change: Partial<RunCreated> = {}): RunCreated {
  return {
    job: 'stocks.daily',
    tags: { frequency: 'daily' },
    trigger: { kind: 'manual', by: 'tapeline run daily', parentRunId: null },
    definition: { url: 'file:///desk/tapeline.config.ts', hash: 'abc', version: '0.1.0' },
    config: {},
    profile: null,
    steps: stepKeys.map(plannedStep),
    concurrency: 3,
    asOfMs: AT_MS,
    reused: {},
    ...change,
  };
}

export function newRun(runId: string, stepKeys: readonly string[], change: Partial<RunCreated> = {}): NewRun {
  return { runId, created: createdWith(stepKeys, change), requestId: null, atMs: AT_MS };
}

export function lakeFile(path: string, partition: string, rows = 10): LakeFile {
  return { path, partition, rows, bytes: rows * 100, sha256: `sha of ${path}` };
}

export function changeOf(asset: string, removed: readonly string[], added: readonly LakeFile[]): SnapshotChange {
  return { asset, removed, added };
}

export function succeeded(
  stepKey: string,
  token: number,
  { output = 'null', changes = [] }: { output?: string; changes?: readonly SnapshotChange[] } = {},
): AttemptEnd {
  return { stepKey, token, outcome: 'succeeded', output, metrics: METRICS, changes };
}

export function failed(stepKey: string, token: number, retryAtMs: number | null = null): AttemptEnd {
  return { stepKey, token, outcome: 'failed', error: FAILURE, metrics: METRICS, retryAtMs };
}

type Held = { readonly store: StateStore; readonly lease: EngineLease };

/** Starts one step and gives its token. */
export async function start({ store, lease }: Held, runId: string, stepKey: string): Promise<number> {
  const start = [{ stepKey, isolated: false }];
  return (await store.advance(lease, { runId, atMs: AT_MS, start })).started[0]!.token;
}

/** Runs one step that publishes changes, from start to success. */
export async function publishBy(
  held: Held,
  runId: string,
  stepKey: string,
  changes: readonly SnapshotChange[],
): Promise<void> {
  const token = await start(held, runId, stepKey);
  await held.store.advance(held.lease, { runId, atMs: AT_MS, end: [succeeded(stepKey, token, { changes })] });
}
