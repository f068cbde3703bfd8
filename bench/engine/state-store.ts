/**
 * What a durable move costs, beside the bare commits of the same disk in the same minute.
 *
 *   node bench/engine/state-store.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Durability, openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import { newRun, runIdAt, succeeded } from '../../src/control/state/kit/fixtures.ts';
import type { EngineLease, StateStore } from '../../src/control/state/store.ts';

const STEPS = 40;
/** A run of 40 steps in a row: the first start, 39 times "end this, start the next", the last end. */
const MOVES = STEPS + 1;
const ROUNDS = 15;
const RUNS_AT_ONCE = 100;

const KEYS = Array.from({ length: STEPS }, (_, position) => `step_${position}`);
const HOLDER = { pid: process.pid, host: 'bench', sinceMs: 0, what: 'bench' };

type Line = { readonly what: string; readonly figure: string; readonly note: string };

const lines = [...(await sequential('normal')), ...(await sequential('full')), await batched('full')];
for (const { what, figure, note } of lines) {
  process.stdout.write(`${what.padEnd(40)} ${figure.padStart(32)}   ${note}\n`);
}

/** Each round has a new state and a new bare file, one after the other, so that disk and noise are the same. */
async function sequential(durability: Durability): Promise<readonly Line[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await withStore(durability, async (store, lease, folder) => {
      bare.push(bareCommits(join(folder, 'bare.db'), durability));
      ours.push(await oneRun(store, lease, round));
    });
  }
  const [first, ...warm] = ours.map((ms, round) => ({ ms, ratio: ms / bare[round]! }));
  const floorMs = median(bare.slice(1));
  const oursMs = median(warm.map(({ ms }) => ms));
  const overheadUs = ((oursMs - floorMs) / MOVES) * 1000;
  const ratio = median(warm.map((each) => each.ratio)).toFixed(2);
  const budget = durability === 'full' ? 'budget 1.5' : 'budget 10 ms';
  const note = `ratio ${ratio}, ${overheadUs.toFixed(0)} us a move over the floor, ${budget}`;
  return [
    { what: `${MOVES} bare commits, ${durability}`, figure: spread(bare.slice(1), 'ms'), note: 'the floor' },
    {
      what: `${STEPS} steps in a row, ${durability}`,
      figure: spread(
        warm.map(({ ms }) => ms),
        'ms',
      ),
      note,
    },
    { what: '  the first of the process', figure: `${first!.ms.toFixed(2)} ms`, note: 'nothing compiled yet' },
  ];
}

async function oneRun(store: StateStore, lease: EngineLease, round: number): Promise<number> {
  const runId = runIdAt(round);
  await store.createRun(lease, newRun(runId, KEYS));
  const beginMs = performance.now();
  let token = 0;
  for (let position = 0; position <= STEPS; position += 1) {
    const { started } = await store.advance(lease, moveAt(runId, position, token));
    token = started[0]?.token ?? 0;
  }
  return performance.now() - beginMs;
}

/** Ends step `position - 1`, starts step `position`, ends the run after the last. */
function moveAt(runId: string, position: number, token: number) {
  const end = position === 0 ? [] : [succeeded(KEYS[position - 1]!, token, { output: '{"rows":250}' })];
  const start = position === STEPS ? [] : [{ stepKey: KEYS[position]!, isolated: false }];
  const endRun = { outcome: 'succeeded', error: null } as const;
  return { runId, atMs: Date.now(), end, start, ...(position === STEPS ? { endRun } : {}) };
}

async function batched(durability: Durability): Promise<Line> {
  const rates: number[] = [];
  await withStore(durability, async (store, lease) => {
    for (let round = 0; round < ROUNDS; round += 1) rates.push(await eventsPerSecond(store, lease, round));
  });
  const what = `step events, ${RUNS_AT_ONCE} runs at once, ${durability}`;
  return { what, figure: spread(rates, '/s', 0), note: 'budget 10000/s' };
}

async function eventsPerSecond(store: StateStore, lease: EngineLease, round: number): Promise<number> {
  const runIds = Array.from({ length: RUNS_AT_ONCE }, (_, index) => runIdAt(round * RUNS_AT_ONCE + index));
  await Promise.all(runIds.map((runId) => store.createRun(lease, newRun(runId, KEYS))));
  const beginMs = performance.now();
  let tokens = runIds.map(() => 0);
  for (let position = 0; position <= STEPS; position += 1) {
    const moves = runIds.map((runId, index) => store.advance(lease, moveAt(runId, position, tokens[index]!)));
    tokens = (await Promise.all(moves)).map(({ started }) => started[0]?.token ?? 0);
  }
  return (RUNS_AT_ONCE * STEPS * 2) / ((performance.now() - beginMs) / 1000);
}

/** One small row per transaction, in WAL, with the same durability: what the disk and SQLite cost by themselves. */
function bareCommits(path: string, durability: Durability): number {
  const db = new DatabaseSync(path);
  db.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; CREATE TABLE row (id INTEGER PRIMARY KEY, data TEXT)`,
  );
  const [begin, insert, commit] = ['BEGIN IMMEDIATE', 'INSERT INTO row (data) VALUES (?)', 'COMMIT'].map((sql) =>
    db.prepare(sql),
  );
  insert!.run('warm');
  const beginMs = performance.now();
  for (let index = 0; index < MOVES; index += 1) {
    begin!.run();
    insert!.run('x'.repeat(200));
    commit!.run();
  }
  const tookMs = performance.now() - beginMs;
  db.close();
  return tookMs;
}

async function withStore(
  durability: Durability,
  work: (store: StateStore, lease: EngineLease, folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-bench-'));
  try {
    await using store = await openStateStore({ folder, durability });
    await work(store, await store.acquireEngine(HOLDER), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1]!;
}

/** Median (least-most). */
function spread(values: readonly number[], unit: string, digits = 2): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} ${unit} (${least.toFixed(digits)}-${most.toFixed(digits)})`;
}
