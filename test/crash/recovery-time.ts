/**
 * How long a killed engine's work stands still: two engines on one folder, one up and one on standby; the first is
 * killed with SIGKILL in the middle of a step, and the time counts until the step runs again.
 *
 *     node test/crash/recovery-time.ts [--kills 20]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import type { RequestBody, StateStore } from '../../src/control/state/store.ts';

const BIN = process.env.TAPELINE_TEST_BIN ?? fileURLToPath(new URL('../../bin/tapeline.js', import.meta.url));
const POLL_MS = 5;
const PATIENCE_MS = 300_000;

export type RecoveryTimes = {
  readonly timesMs: readonly number[];
  /** Kills after which more than one attempt of the step was running, or none. */
  readonly doubled: number;
};

/** Kills `kills` engines, one after the other. */
export async function recoveryTimes(kills: number): Promise<RecoveryTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline recovery '));
  const engines: ChildProcess[] = [];
  try {
    writeProject(folder);
    engines.push(startEngine(folder), startEngine(folder));
    const state = join(folder, '.tapeline', 'p');
    mkdirSync(state, { recursive: true });
    await using store = await openStateStore({ folder: state, durability: 'normal' });
    const timesMs: number[] = [];
    let doubled = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const { timeMs, starts } = await killOnce(store, folder, engines);
      timesMs.push(timeMs);
      if (starts !== 2) doubled += 1;
    }
    return { timesMs, doubled };
  } finally {
    for (const engine of engines) engine.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function killOnce(
  store: StateStore,
  folder: string,
  engines: ChildProcess[],
): Promise<{ readonly timeMs: number; readonly starts: number }> {
  const runId = await startRun(store);
  await until(async () => (await startsOf(store, runId)) === 1);
  const holder = (await store.engineHolder())!;
  const began = performance.now();
  process.kill(holder.pid, 'SIGKILL');
  await until(async () => (await startsOf(store, runId)) === 2);
  const timeMs = performance.now() - began;
  await ask(store, { kind: 'cancel', data: { runId, reason: 'measured' } });
  await until(async () => (await store.run(runId))!.state === 'cancelled');
  engines.push(startEngine(folder));
  return { timeMs, starts: await startsOf(store, runId) };
}

async function startRun(store: StateStore): Promise<string> {
  const selection = { until: null, from: null, only: [] };
  const rest = { settings: {}, selection, profile: null, concurrency: null, tags: {}, by: 'test', asker: null };
  const id = await ask(store, { kind: 'run', data: { job: 'slow', ...rest } });
  await until(async () => (await store.request(id))?.answer?.runId != null);
  return (await store.request(id))!.answer!.runId!;
}

const ask = (store: StateStore, request: RequestBody): Promise<number> =>
  store.submit({ ...request, atMs: Date.now() });

async function startsOf(store: StateStore, runId: string): Promise<number> {
  return (await store.events({ runId })).filter(({ kind }) => kind === 'step_started').length;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`nothing happened for ${PATIENCE_MS} ms`);
    await sleep(POLL_MS);
  }
}

function startEngine(folder: string): ChildProcess {
  const env = { ...process.env, TAPELINE_CHILDREN: '1' };
  return spawn(process.execPath, [BIN, 'up', '--standby'], { cwd: folder, env, stdio: 'ignore' });
}

function writeProject(folder: string): void {
  const index = new URL('../../src/index.ts', import.meta.url).href;
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  writeFileSync(
    join(folder, 'tapeline.config.ts'),
    `import { defineProject, job, op, pipeline } from '${index}';
const wait = op({ name: 'wait', run: (_, { clock, signal }) => clock.sleep(600_000, signal) });
export default defineProject({
  jobs: [job(pipeline('slow', (p) => p.add(wait)))],
  profiles: { p: { description: 'Nothing but waiting', simulated: true, providers: [] } },
});
`,
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' } } });
  const { timesMs, doubled } = await recoveryTimes(Number(values.kills));
  const sorted = [...timesMs].sort((left, right) => left - right);
  const at = (share: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(0);
  process.stdout.write(
    `${sorted.length} kills: running again after ${at(0.5)} ms (p50), ${at(0.99)} ms (p99), ${doubled} doubled\n`,
  );
}
