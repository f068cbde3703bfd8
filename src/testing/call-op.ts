import type { Op } from '../control/definition/op.ts';
import { validateConfig } from '../control/definition/schema.ts';
import type { StepMetrics } from '../control/event/events.ts';
import { executeStep } from '../control/step/execute.ts';
import type { StepLogLine, StepProgress, StepTask } from '../control/step/task.ts';
import type { Clock, Random } from '../core/clock.ts';
import { fromErrorRecord } from '../core/errors.ts';
import { decodeOutput, encodeOutput } from '../core/json.ts';
import { emptySnapshot, type Snapshot, type SnapshotChange } from '../core/snapshot.ts';
import { seededRandom } from './seeded-random.ts';
import { providersOf, type ResourceStubs, resourcesIn } from './stubs.ts';
import { virtualClock } from './virtual-clock.ts';

export type CallOpOptions = {
  /** Validated as in a run: defaults are filled in, and what is wrong is refused. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What stands in for the op's resources, by their names. The others open themselves. */
  readonly resources?: ResourceStubs;
  /** What the op finds of the assets it reads and writes. The others were never published. */
  readonly snapshots?: readonly Snapshot[];
  /** Nothing known after this instant may be used; the clock's now unless given. */
  readonly asOfMs?: number;
  /** One that you move, when the op sleeps. */
  readonly clock?: Clock;
  readonly random?: Random;
  readonly signal?: AbortSignal;
  readonly settings?: Readonly<Record<string, string>>;
  readonly attempt?: number;
};

export type CalledOp<O> = {
  /** What the op returned, as the next step would get it. */
  readonly output: O;
  /** What it wants published. */
  readonly changes: readonly SnapshotChange[];
  readonly metrics: StepMetrics;
  readonly logs: readonly StepLogLine[];
  readonly progress: readonly StepProgress[];
};

/**
 * Calls one op as the engine would: inputs and output go through the codec, config through the schema, resources are
 * opened and closed. Without a clock of your own, time stands at 2026-01-01 UTC.
 *
 * @throws what the op failed with, as the engine would record it
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { op, z } from 'tapeline';
 * import { callOp } from 'tapeline/testing';
 *
 * const score = op({
 *   name: 'score',
 *   config: z.object({ weight: z.number().default(2) }),
 *   run: ({ close }: { close: number[] }, { config, metrics }) => {
 *     metrics.rows(close.length);
 *     return close.map((price) => price * config.weight);
 *   },
 * });
 *
 * const { output, metrics } = await callOp(score, { close: [1, 2] }, { config: { weight: 10 } });
 * assert.deepEqual(output, [10, 20]);
 * assert.equal(metrics.rows, 2);
 */
export async function callOp<I extends object, O>(
  op: Op<I, O>,
  inputs: I,
  options: CallOpOptions = {},
): Promise<CalledOp<O>> {
  const clock = options.clock ?? virtualClock(DEFAULT_NOW_MS);
  const logs: StepLogLine[] = [];
  const progress: StepProgress[] = [];
  const listener = {
    onLog: (line: StepLogLine) => void logs.push(line),
    onProgress: (each: StepProgress) => void progress.push(each),
  };
  const around = {
    clock,
    random: options.random ?? seededRandom(1),
    providers: providersOf(options.resources ?? {}, resourcesIn([op.resources])),
    projectDir: '/project',
    setting: (key: string) => options.settings?.[key],
  };
  const task = await taskOf(op, inputs, clock.nowMs(), options);
  const result = await executeStep(op, task, around, listener, options.signal ?? new AbortController().signal);
  if (result.outcome === 'failed') throw fromErrorRecord(result.error);
  return { output: decodeOutput(result.output) as O, changes: result.changes, metrics: result.metrics, logs, progress };
}

export const DEFAULT_NOW_MS = Date.UTC(2026, 0, 1);

async function taskOf(
  op: Op<never, unknown>,
  inputs: object,
  nowMs: number,
  options: CallOpOptions,
): Promise<StepTask> {
  const { config = {}, snapshots = [], asOfMs = nowMs, attempt = 1, settings = {} } = options;
  const encoded = Object.entries(inputs).map(([name, value]) => [name, encodeOutput(`input ${name}`, value)] as const);
  const assets = [...op.reads, ...op.writes].map((asset) => [asset, emptySnapshot(asset)] as const);
  const known = snapshots.map((snapshot) => [snapshot.asset, snapshot] as const);
  return {
    runId: 'test',
    stepKey: op.name,
    attempt,
    token: attempt,
    job: 'test',
    definition: { url: 'test:', hash: '', version: 'test' },
    profile: null,
    settings,
    config: await validateConfig(`op "${op.name}"`, op.config, config),
    inputs: Object.fromEntries(encoded),
    snapshots: Object.fromEntries([...assets, ...known]),
    asOfMs,
  };
}
