import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLake, type ParquetLake } from '../../src/adapters/duckdb/lake.ts';
import { openRawStore } from '../../src/adapters/files/raw-store.ts';
import { type ConfigLayer, resolveConfig } from '../../src/control/definition/config.ts';
import type { Job } from '../../src/control/definition/job.ts';
import type { AnyOp } from '../../src/control/definition/pipeline.ts';
import { type Provider, provide } from '../../src/control/definition/resource.ts';
import type { StepSuccess } from '../../src/control/partition/made.ts';
import { planSteps } from '../../src/control/plan/make-plan.ts';
import type { PlannedStep } from '../../src/control/plan/plan.ts';
import { executeStep } from '../../src/control/step/execute.ts';
import type { StepTask } from '../../src/control/step/task.ts';
import { fromErrorRecord } from '../../src/core/errors.ts';
import type { RunPartitions } from '../../src/core/partition.ts';
import { emptySnapshot, filesAfter, type Snapshot, type SnapshotChange } from '../../src/core/snapshot.ts';
import type { MarketSource, RunSummary } from '../../src/data/index.ts';
import { lake, marketSource, rawStore } from '../../src/pipelines/stocks/index.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';
import { scriptedSource, type World } from './scripted-source.ts';

export type DeskRun = {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly skipped: readonly string[];
  readonly summary: RunSummary;
};

/**
 * The stock jobs on the real lake, step by step in plan order, every change committed as an engine would: only what
 * a step declares it reads is there for it. No engine, no processes: those have tests of their own.
 */
export type Desk = AsyncDisposable & {
  readonly world: World;
  readonly lake: ParquetLake;
  readonly run: (job: Job, options?: RunOptions) => Promise<DeskRun>;
  readonly sql: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly snapshot: (asset: string) => Snapshot;
};

export type RunOptions = {
  readonly at?: string;
  readonly asOf?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** The slices that the run is asked for. */
  readonly partitions?: RunPartitions;
};

/** Told of every step that succeeded, before its changes are committed. */
export type OnSuccess = (success: StepSuccess) => Promise<void>;

export async function openDesk(
  world: World,
  startsAt: string,
  source: () => MarketSource = () => scriptedSource(world),
  onSuccess: OnSuccess = async () => {},
): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'desk '));
  const opened = await openLake({ folder: join(folder, 'lake') });
  const clock = virtualClock(Date.parse(startsAt));
  world.now = clock.nowMs;
  const snapshots = new Map<string, Snapshot>();
  const providers = [
    provide(
      lake,
      () => opened,
      () => {},
    ),
    provide(rawStore, () => openRawStore({ folder: join(folder, 'raw') })),
    provide(marketSource, source),
  ];
  const office: Office = { folder, clock, snapshots, providers, onSuccess, runs: 0 };
  return {
    world,
    lake: opened,
    snapshot: (asset) => snapshotOf(office, asset),
    run: (job, options = {}) => runJob(office, job, options),
    async sql(sql) {
      const views = Object.fromEntries([...snapshots].map(([asset, { files }]) => [asset, files]));
      const { rows } = await opened.query({ sql, views, rowsMax: 10_000 });
      return rows;
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Office = {
  readonly folder: string;
  readonly clock: VirtualClock;
  readonly snapshots: Map<string, Snapshot>;
  readonly providers: readonly Provider[];
  readonly onSuccess: OnSuccess;
  runs: number;
};

function snapshotOf({ snapshots }: Office, asset: string): Snapshot {
  return snapshots.get(asset) ?? emptySnapshot(asset);
}

async function runJob(office: Office, job: Job, { at, asOf, config = {}, partitions }: RunOptions): Promise<DeskRun> {
  const { clock } = office;
  if (at !== undefined) clock.setNow(Date.parse(at));
  const layer: ConfigLayer = { origin: 'flag', where: '--set', values: config, isText: false, isStrict: true };
  const { steps: configs } = await resolveConfig(job, [layer]);
  const asOfMs = asOf === undefined ? clock.nowMs() : Date.parse(asOf);
  office.runs += 1;
  const texts = new Map<string, string | null>();
  const skipped: string[] = [];
  const outputOf = (key: string): never => JSON.parse(texts.get(key) ?? 'null') as never;
  for (const plan of planSteps(job.pipeline)) {
    const step = job.pipeline.steps.find((each) => each.key === plan.key)!;
    if (!step.conditions.every(({ on, holds }) => holds(outputOf(on)))) {
      skipped.push(plan.key);
      texts.set(plan.key, null);
      continue;
    }
    await clock.advance(1000);
    const inputs = Object.entries(plan.inputs).map(([name, { from }]) => [name, texts.get(from) ?? null]);
    const task = taskOf(office, { job, plan, asOfMs, config: configs[plan.key], inputs: Object.fromEntries(inputs) });
    const asked = partitions === undefined ? task : { ...task, partitions };
    texts.set(plan.key, await runStep(office, step.op, asked));
  }
  const outputs: Record<string, unknown> = Object.fromEntries([...texts.keys()].map((key) => [key, outputOf(key)]));
  return { outputs, skipped, summary: outputs.collect_metrics as RunSummary };
}

type Work = Pick<StepTask, 'config' | 'inputs' | 'asOfMs'> & { readonly job: Job; readonly plan: PlannedStep };

function taskOf(office: Office, { job, plan, ...work }: Work): StepTask {
  const assets = [...plan.reads, ...plan.writes];
  return {
    ...work,
    runId: `00000000-0000-7000-8000-${String(office.runs).padStart(12, '0')}`,
    stepKey: plan.key,
    attempt: 1,
    token: 1,
    job: job.name,
    definition: { url: 'test:', hash: '0', version: 'test' },
    profile: null,
    settings: {},
    snapshots: Object.fromEntries(assets.map((asset) => [asset, snapshotOf(office, asset)])),
  };
}

/** @throws what the op failed with */
async function runStep(office: Office, op: AnyOp, task: StepTask): Promise<string> {
  const { clock, providers, folder } = office;
  const around = { clock, random: seededRandom(1), providers, projectDir: folder, setting: () => undefined };
  const listener = { onLog: () => {}, onProgress: () => {} };
  const result = await executeStep(op, task, around, listener, new AbortController().signal);
  if (result.outcome === 'failed') throw fromErrorRecord(result.error);
  await office.onSuccess({ task, writes: op.writes, result });
  for (const change of result.changes) commit(office, change);
  return result.output;
}

/** What an engine checks: replaced files are current, and no partition has two. */
function commit(office: Office, change: SnapshotChange): void {
  const before = snapshotOf(office, change.asset);
  const known = new Set(before.files.map((file) => file.path));
  for (const path of change.removed) assert.ok(known.has(path), `${path} is current when it is replaced`);
  const files = filesAfter(before, change);
  const partitions = files.map((file) => file.partition);
  assert.equal(new Set(partitions).size, partitions.length, `${change.asset}: one file per partition`);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const committedAtMs = office.clock.nowMs();
  office.snapshots.set(change.asset, { ...before, version: before.version + 1, files, rows, committedAtMs });
}
