/**
 * The simulation of a whole desk by hand.
 *
 * `node test/simulation/desk/run.ts --seed 7` plays one seed and prints its plan, its log and what is wrong with it;
 * `--without kill,pause` plays it without these faults. `--seeds 20000 [--from 1000] [--workers 2] [--twice 300]` plays
 * many and prints those that fail; the first `--twice` of them, and every fiftieth beyond, are played twice. With
 * `--record` it passes over what `recorded.json` has of this commit, and adds to it.
 */
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { newCampaign, type Played, playRange, type SeedFailure } from './campaign.ts';
import { simulateDesk } from './desk.ts';
import { type DeskPlan, NO_FAULTS } from './plan.ts';
import { openRecord } from './recorded.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    without: { type: 'string' },
    seeds: { type: 'string' },
    from: { type: 'string' },
    workers: { type: 'string' },
    twice: { type: 'string' },
    first: { type: 'boolean' },
    worker: { type: 'boolean' },
    record: { type: 'boolean' },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const CHUNK_SEEDS = 50;

if (values.worker === true) await work();
else if (values.seed !== undefined) await replay(Number(values.seed), (values.without ?? '').split(','));
else process.exitCode = await many(Number(values.seeds ?? 2000), Number(values.from ?? 0));

async function replay(seed: number, without: readonly string[]): Promise<void> {
  const kept = Object.fromEntries(Object.entries(NO_FAULTS).filter(([name]) => without.includes(name)));
  const change = (plan: DeskPlan): DeskPlan => ({ ...plan, faults: { ...plan.faults, ...kept } });
  const result = await simulateDesk(seed, change);
  print(JSON.stringify(result.plan));
  for (const { seq, atMs, kind, runId, stepKey, attempt, data } of result.events) {
    const { steps: _steps, config: _config, ...rest } = data as Record<string, unknown>;
    const shown = JSON.stringify(rest, (key, value) => (key === 'stack' ? undefined : value)).slice(0, 240);
    print([seq, atMs - result.plan.startMs, runId?.slice(-4), kind, stepKey, attempt, shown].join('\t'));
  }
  for (const violation of result.violations) print(violation);
  process.exitCode = result.violations.length > 0 ? 1 : 0;
}

/** Chunk after chunk of seeds, as the parent hands them out. */
async function work(): Promise<void> {
  Error.stackTraceLimit = 0;
  const firstOnly = values.first === true;
  process.on('message', async ({ from, to, twice }: { from: number; to: number; twice: number }) => {
    process.send!(await playRange({ from, to, twice, firstOnly }));
  });
  process.send!(null);
}

async function many(seeds: number, from: number): Promise<number> {
  const beganMs = performance.now();
  const campaign = newCampaign();
  const [twice, firstOnly] = [from + Number(values.twice ?? 300), values.first === true];
  const record = values.record === true ? openRecord() : null;
  if (values.record === true && record === null) print('not recorded: the code has changes that no commit has');
  const chunks = chunksOf({ from, to: from + seeds }).filter((chunk) => record?.has(chunk.from) !== true);
  const one = (): Promise<void> => {
    const args = ['--worker', ...(firstOnly ? ['--first'] : [])];
    const child = fork(new URL(import.meta.url), args);
    const { promise, resolve } = Promise.withResolvers<void>();
    let chunk: Chunk | undefined;
    child.on('message', (played: Played | null) => {
      if (played !== null) {
        record?.add(chunk!, played);
        for (const failure of campaign.take(played)) tell(failure);
      }
      chunk = firstOnly && campaign.failures > 0 ? undefined : chunks.shift();
      if (chunk === undefined) child.disconnect();
      else child.send({ ...chunk, twice });
    });
    child.on('exit', (code) => {
      if (code !== 0) campaign.crashed(`a worker ended with ${code}`);
      resolve();
    });
    return promise;
  };
  await Promise.all(Array.from({ length: Number(values.workers ?? 2) }, one));
  print(campaign.summary((performance.now() - beganMs) / 1000));
  if (firstOnly) return campaign.failures > 0 ? 1 : 0;
  const missing = campaign.missing();
  if (missing.length > 0) print(`never seen: ${missing.join('; ')}`);
  return campaign.failures + missing.length > 0 ? 1 : 0;
}

type Chunk = { readonly from: number; readonly to: number };

function chunksOf({ from, to }: Chunk): Chunk[] {
  return Array.from({ length: Math.ceil((to - from) / CHUNK_SEEDS) }, (_, index) => {
    const begin = from + index * CHUNK_SEEDS;
    return { from: begin, to: Math.min(begin + CHUNK_SEEDS, to) };
  });
}

function tell({ seed, violations, replay: command }: SeedFailure): void {
  for (const violation of violations.slice(0, 3)) print(`seed ${seed}: ${violation.slice(0, 400)}`);
  print(`  ${command}`);
}
