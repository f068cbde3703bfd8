/**
 * 10 000 steps that do nothing in one run, durable, through the whole engine: mapped over a list, and flat (each a step
 * of the plan), beside as many bare commits of the same SQLite. Run: npm run bench -- bench/engine/mapped-steps.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Durability, openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { type Job, job, op, pipeline } from '../../src/control/definition/index.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { SELECT_ALL } from '../../src/control/plan/select.ts';
import { opOfStep } from '../../src/control/run/code-of-job.ts';
import { Engine } from '../../src/control/run/engine.ts';
import { localHost } from '../../src/control/step/local-host.ts';
import { bestCost, type Cost, costMeter, costText } from '../cost.ts';

const STEPS = Number(process.argv[2] ?? 10_000);
const ROUNDS = 3;
const CONCURRENCY = 32;

const symbols = op({ name: 'symbols', run: () => Array.from({ length: STEPS }, (_, at) => `S${at}`) });
const fetchOne = op({ name: 'fetch', run: ({ symbol }: { readonly symbol: string }) => symbol.length });
const sum = op({
  name: 'sum',
  run: ({ all }: { readonly all: readonly number[] }) => all.reduce((total, each) => total + each, 0),
});
const nothing = op({ name: 'nothing', run: () => 1 });
const mapped = job(
  pipeline('mapped', (p) => p.add(sum, { all: p.map(fetchOne, { over: { symbol: p.add(symbols) } }) })),
  { concurrency: CONCURRENCY },
);
const flat = job(
  pipeline('flat', (p) => {
    for (let at = 0; at < STEPS; at += 1) p.add(nothing, {}, { as: `step_${at}` });
  }),
  { concurrency: CONCURRENCY },
);
const jobs = new Map([mapped, flat].map((each) => [each.name, each]));
const project = defineProject({ jobs: [...jobs.values()] });

process.stdout.write(
  `${STEPS} steps in one run, ${CONCURRENCY} at once, best of ${ROUNDS} rounds, Node ${process.version}\n`,
);
for (const durability of ['normal', 'full'] as const) {
  const figures = { mapped: [] as Cost[], flat: [] as Cost[], bare: [] as Cost[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    figures.bare.push(bareCommits(durability));
    figures.mapped.push(await engineRun(mapped, durability));
    figures.flat.push(await engineRun(flat, durability));
  }
  const [ours, plain, floor] = [bestCost(figures.mapped), bestCost(figures.flat), bestCost(figures.bare)];
  process.stdout.write(
    `${durability.padEnd(7)} mapped ${costText(ours)}   flat ${costText(plain)}   ` +
      `${STEPS} bare commits ${costText(floor)}   ratio ${(ours.wallMs / floor.wallMs).toFixed(2)}\n`,
  );
}

async function engineRun(wanted: Job, durability: Durability): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-bench-'));
  try {
    await using store = await openStateStore({ folder, durability });
    const lease = await store.acquireEngine({ pid: process.pid, host: 'bench', sinceMs: 0, what: 'bench' });
    const around = { clock: systemClock, random: systemRandom };
    const host = localHost(
      (name, stepKey) => opOfStep(jobs.get(name)!, stepKey),
      () => ({ ...around, providers: [], projectDir: folder, setting: () => undefined }),
      systemClock,
    );
    let meter = costMeter();
    let cost: Cost | null = null;
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
        if (seen.kind === 'run_ended' && seen.ended.outcome !== 'succeeded') throw new Error('The run failed');
      },
      isWaiting: () => true,
    });
    const request = {
      job: wanted.name,
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
  for (let index = 0; index < STEPS; index += 1) insert.run('x'.repeat(200));
  const cost = meter();
  db.close();
  rmSync(folder, { recursive: true });
  return cost;
}
