import { newMemoryState, openMemoryStateStore } from '../adapters/memory/state-store.ts';
import { isBranded } from '../control/definition/brand.ts';
import { type Job, job as jobOf } from '../control/definition/job.ts';
import type { Pipeline } from '../control/definition/pipeline.ts';
import { codeOf, opOfStep } from '../control/run/code-of-job.ts';
import type { Observation } from '../control/run/observer.ts';
import { type PreparedRun, prepareRun } from '../control/run/prepare.ts';
import { RunLoop } from '../control/run/run-loop.ts';
import type { Selection, StateStore } from '../control/state/store.ts';
import type { Random } from '../core/clock.ts';
import { encodeOutput } from '../core/json.ts';
import { DEFAULT_NOW_MS } from './call-op.ts';
import { type RunInMemory, reportOf } from './report.ts';
import { seededRandom } from './seeded-random.ts';
import { providersOf, type ResourceStubs, resourcesIn } from './stubs.ts';
import { everythingElse, type VirtualClock, virtualClock } from './virtual-clock.ts';
import { type VirtualHost, virtualHost } from './virtual-host.ts';

export type RunInMemoryOptions = {
  /** `op.key`, or `key` for every op that has it. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What stands in for resources, by their names. The others open themselves. */
  readonly resources?: ResourceStubs;
  /** Outputs that steps are taken to have had: these steps do not run. By step. */
  readonly given?: Readonly<Record<string, unknown>>;
  readonly select?: Partial<Selection>;
  readonly concurrency?: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** When the run begins: epoch milliseconds. 2026-01-01 UTC unless given. */
  readonly nowMs?: number;
  /** Nothing known after this instant may be used; the clock's now unless given. */
  readonly asOfMs?: number;
  /** A clock that you move yourself. Without one, time moves on whenever nothing else can happen. */
  readonly clock?: VirtualClock;
  readonly random?: Random;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
  readonly observe?: (observation: Observation) => void;
};

/**
 * Runs a job, or a pipeline, with the real engine over a state in memory, and tells all of it. Nothing is waited for:
 * retries and sleeps of ops (`context.clock.sleep`) take no time. `isolate: 'process'` runs here as well.
 *
 * An op that hangs without sleeping on its clock stops time: to see its timeout, pass a clock and move it.
 *
 * @throws what a run would be refused with: unknown names, invalid config
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { op, pipeline } from 'tapeline';
 * import { runInMemory } from 'tapeline/testing';
 *
 * const sync = op({
 *   name: 'sync',
 *   retry: { max: 3, delay: '1h' },
 *   run: (_, { attempt }) => {
 *     if (attempt < 3) throw new Error('the vendor sleeps');
 *     return { rows: 60 };
 *   },
 * });
 * const score = op({ name: 'score', run: ({ bars }: { bars: { rows: number } }) => bars.rows / 2 });
 * const daily = pipeline('daily', (p) => p.add(score, { bars: p.add(sync) }));
 *
 * const run = await runInMemory(daily);
 * assert.equal(run.outcome, 'succeeded');
 * assert.deepEqual([run.outputs.score, run.steps.sync?.attempts], [30, 3]);
 *
 * const fed = await runInMemory(daily, { given: { sync: { rows: 8 } } });
 * assert.equal(fed.outputs.score, 4);
 */
export async function runInMemory(what: Job | Pipeline, options: RunInMemoryOptions = {}): Promise<RunInMemory> {
  const job = isBranded(what, 'job') ? what : jobOf(what);
  const clock = options.clock ?? virtualClock(options.nowMs ?? DEFAULT_NOW_MS);
  await using store = openMemoryStateStore(newMemoryState());
  const lease = await store.acquireEngine({ pid: 0, host: 'test', sinceMs: clock.nowMs(), what: 'test' });
  const prepared = await prepare(job, clock.nowMs(), options);
  await store.createRun(lease, { runId: RUN_ID, created: prepared.created, requestId: null, atMs: clock.nowMs() });
  const seen: Observation[] = [];
  const observe = (_runId: string, _atMs: number, observation: Observation): void => {
    seen.push(observation);
    options.observe?.(observation);
  };
  const random = options.random ?? seededRandom(1);
  const virtual = hostOf(job, clock, random, options);
  const hosts = { none: virtual.host, process: virtual.host };
  const settings = options.settings ?? {};
  const around = { store, lease, clock, random, hosts, observe, settings, ...codeOf(job) };
  const loop = new RunLoop(RUN_ID, prepared.created, prepared.selected, around);
  await carry(loop, virtual, options.clock === undefined ? clock : null, options.signal);
  return await reportOf(store, RUN_ID, seen);
}

const RUN_ID = 'run-in-memory';

async function prepare(job: Job, nowMs: number, options: RunInMemoryOptions): Promise<PreparedRun> {
  const { config = {}, given = {}, select = {}, asOfMs = nowMs } = options;
  const outputs = Object.entries(given).map(([step, value]) => [step, encodeOutput(step, value)] as const);
  const layer = { origin: 'flag', where: 'the test', values: config, isText: false, isStrict: true } as const;
  const request = {
    job: job.name,
    settings: {},
    selection: { until: null, from: null, only: [], ...select },
    profile: null,
    concurrency: options.concurrency ?? null,
    tags: {},
    by: 'test',
    asker: null,
  };
  const context = { definition: { url: 'test:', version: 'test' }, profile: null, layers: [layer], asOfMs };
  const { created, selected } = await prepareRun(job, request, earlierRun(outputs), context);
  checkGiven(
    job,
    outputs.map(([step]) => step),
  );
  return { created: { ...created, reused: { ...created.reused, ...Object.fromEntries(outputs) } }, selected };
}

/** What was given, as if an earlier run had made it: a selection may need it. */
function earlierRun(outputs: readonly (readonly [string, string])[]): Pick<StateStore, 'runs' | 'steps'> {
  const steps = outputs.map(([stepKey, output]) => ({ stepKey, state: 'succeeded', output, skip: null }));
  return { runs: async () => [{ runId: 'given' }] as never, steps: async () => steps as never };
}

function checkGiven(job: Job, steps: readonly string[]): void {
  const known = job.pipeline.steps.map((step) => step.key);
  const unknown = steps.find((step) => !known.includes(step));
  if (unknown !== undefined)
    throw new Error(`Job "${job.name}" has no step "${unknown}" to be given. Known: ${known.join(', ')}.`);
}

function hostOf(job: Job, clock: VirtualClock, random: Random, options: RunInMemoryOptions): VirtualHost {
  const { steps } = job.pipeline;
  const providers = providersOf(options.resources ?? {}, resourcesIn(steps.map((step) => step.op.resources)));
  const setting = (key: string): string | undefined => options.settings?.[key];
  const opOf = (_job: string, key: string) => opOfStep(job, key);
  return virtualHost(opOf, { random, providers, projectDir: '/project', setting }, clock);
}

/** Sees the run to its end; moves the clock, when there is one to move, whenever nothing else can happen. */
async function carry(
  loop: RunLoop,
  virtual: VirtualHost,
  clock: VirtualClock | null,
  signal?: AbortSignal,
): Promise<void> {
  let isOver = false;
  const cancel = (): void =>
    loop.cancel(String(signal?.reason instanceof Error ? signal.reason.message : signal?.reason));
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const over = loop.run().finally(() => {
    isOver = true;
    signal?.removeEventListener('abort', cancel);
  });
  over.catch(() => {});
  while (clock !== null && !isOver) {
    await everythingElse();
    if (isOver) break;
    if (virtual.isQuiet()) await clock.fireNext();
    else await shortly();
  }
  await over;
}

/** An op does something real: it is given real time. */
function shortly(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
