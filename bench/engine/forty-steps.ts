/**
 * A run of 40 steps in a chain that do nothing, durable, through the whole engine, beside 41 bare commits of the same
 * SQLite in the same minute. Prints medians and the ratio. Run: npm run bench -- bench/engine/forty-steps.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Durability, openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { job, op, pipeline, type Ref } from '../../src/control/definition/index.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { SELECT_ALL } from '../../src/control/plan/select.ts';
import { Engine } from '../../src/control/run/engine.ts';
import { localHost } from '../../src/control/step/local-host.ts';
import { type Cost, costMeter, costText, medianCost } from '../cost.ts';

const STEPS = 40;
const ROUNDS = 25;

const nothing = op({ name: 'nothing', run: (_inputs: { before: number | null }) => 1 });
const first = op({ name: 'first', run: () => 1 });
const chain = job(
  pipeline('chain', (p) => {
    let before: Ref<number> = p.add(first);
    for (let index = 1; index < STEPS; index += 1) before = p.add(nothing, { before }, { as: `step_${index}` });
  }),
);
const project = defineProject({ jobs: [chain] });

process.stdout.write(
  `${STEPS} sequential steps through the engine, median of ${ROUNDS} rounds, Node ${process.version}\n`,
);
for (const durability of ['normal', 'full'] as const) {
  const engine: Cost[] = [];
  const bare: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(bareCommits(durability));
    engine.push(await engineRun(durability));
  }
  const [ours, floor] = [medianCost(engine), medianCost(bare)];
  const ratio = (ours.wallMs / floor.wallMs).toFixed(2);
  process.stdout.write(
    `${durability.padEnd(7)} engine ${costText(ours, 2)}   41 bare commits ${costText(floor, 2)}   ratio ${ratio}\n`,
  );
}

async function engineRun(durability: Durability): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-bench-'));
  try {
    await using store = await openStateStore({ folder, durability });
    const lease = await store.acquireEngine({ pid: process.pid, host: 'bench', sinceMs: 0, what: 'bench' });
    const around = { clock: systemClock, random: systemRandom };
    const host = localHost(
      (_job, stepKey) => chain.pipeline.steps.find((step) => step.key === stepKey)!.op,
      () => ({ ...around, providers: [], projectDir: folder, setting: () => undefined }),
      systemClock,
    );
    const engine = new Engine({
      ...around,
      store,
      lease,
      project,
      hosts: { none: host, process: host },
      context: { definition: { url: 'bench', version: '0' }, profile: null, layers: [] },
      settings: {},
      asOfMs: null,
      observe: (_runId, _atMs, seen) => {
        if (seen.kind === 'run_created') meter = costMeter();
        if (seen.kind === 'run_ended') cost = meter();
      },
      isWaiting: () => true,
    });
    let meter = costMeter();
    let cost: Cost | null = null;
    const request = {
      job: 'chain',
      settings: {},
      selection: SELECT_ALL,
      profile: null,
      concurrency: null,
      tags: {},
      by: 'bench',
      asker: null,
    };
    await store.submit({ kind: 'run', data: request, atMs: Date.now() });
    await engine.serveUntilIdle(new AbortController().signal);
    return cost!;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bareCommits(durability: Durability): Cost {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-bench-'));
  const db = new DatabaseSync(join(folder, 'bare.db'));
  db.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; CREATE TABLE event (seq INTEGER PRIMARY KEY, data TEXT) STRICT`,
  );
  const insert = db.prepare('INSERT INTO event (data) VALUES (?)');
  const meter = costMeter();
  for (let index = 0; index <= STEPS; index += 1) insert.run('x'.repeat(200));
  const cost = meter();
  db.close();
  rmSync(folder, { recursive: true });
  return cost;
}
