/**
 * What asking costs for assets of a million slices, on the real store: how they came does not matter, how regular they
 * are does.
 *
 *   node bench/partitions/million.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import { asset } from '../../src/control/definition/asset.ts';
import {
  gridPartitions,
  intervalPartitions,
  sessionPartitions,
  staticPartitions,
} from '../../src/control/definition/partitions.ts';
import { assetStatus } from '../../src/control/partition/asset-status.ts';
import { existingIn } from '../../src/control/partition/grid.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import { registerPartitionKeys } from '../../src/control/partition/keys.ts';
import { METRICS, newRun, runIdAt } from '../../src/control/state/kit/fixtures.ts';
import type { EngineLease, StateStore } from '../../src/control/state/store.ts';
import type { PartitionsMade } from '../../src/core/partition.ts';
import { blockOf, type Region, regionText, withoutRegion } from '../../src/core/regions.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const QUESTIONS = 21;
const DAILY_MAKINGS = 1000;

const MADE: PartitionsMade = {
  asset: '',
  axis: '',
  covers: '',
  revised: '',
  inputs: {},
  codeVersion: null,
  dataVersion: null,
  rows: null,
  reason: 'bench',
  checks: {},
};

const symbols = Array.from({ length: 1000 }, (_, index) => `s${index}`);
const daily = sessionPartitions('XSHG', { from: '2022-10-01' });
const bars = asset({ name: 'bars', partitions: gridPartitions(staticPartitions('symbols', symbols), daily) });
const hourly = asset({
  name: 'hourly',
  partitions: intervalPartitions({ every: '1h', anchor: '1912-01-01T00:00:00Z' }),
});
const assets = [bars, hourly];

const folder = mkdtempSync(join(tmpdir(), 'tapeline-bench-'));
const store = await openStateStore({ folder, durability: 'normal' });
const lease = await store.acquireEngine({ pid: process.pid, host: 'bench', sinceMs: 0, what: 'bench' });
const keeper = new PartitionKeeper({ assets, calendar: partitionCalendar, store });
await registerPartitionKeys(assets, store, lease, NOW_MS);

const grid = await keeper.gridOf(bars.partitions!);
const all = existingIn(grid, NOW_MS);
const sessions = all[0]!.points[0]!;
let runs = 0;

await ask('bars: nothing made', 'bars');
for (let day = 0; day < DAILY_MAKINGS; day += 1) {
  const point = grid.axis!.withStamps(sessions).from + day;
  const stamps = { from: grid.axis!.stampOf(point), to: grid.axis!.lastStampOf(point) };
  if (stamps.to > sessions.to) break;
  await made('bars', blockOf(all[0]!.lanes, [stamps]));
}
await ask('bars: made session by session', 'bars');
for (let hole = 0; hole < 500; hole += 1) {
  const stamp = sessions.from + ((hole * 7919) % (sessions.to - sessions.from));
  const lane = (hole * 104_729) % symbols.length;
  const gone = blockOf([{ from: lane, to: lane }], [{ from: stamp, to: stamp }]);
  await store.forgetPartitions(lease, { asset: 'bars', region: regionText(gone), reason: 'a hole', atMs: NOW_MS });
}
await ask('bars: with 500 scattered holes', 'bars');

const hours = existingIn(await keeper.gridOf(hourly.partitions!), NOW_MS);
await made('hourly', withoutRegion(hours, blockOf([{ from: 0, to: 0 }], [{ from: 500_000, to: 500_099 }])));
await ask('hourly: a hole of 100 hours', 'hourly');

await store[Symbol.asyncDispose]();
rmSync(folder, { recursive: true });

async function made(name: string, region: Region): Promise<void> {
  runs += 1;
  await oneStep(store, lease, {
    ...MADE,
    asset: name,
    axis: (await gridFingerprint(name)) ?? '',
    covers: regionText(region),
  });
}

async function gridFingerprint(name: string): Promise<string> {
  return name === 'bars' ? grid.fingerprint : (await keeper.gridOf(hourly.partitions!)).fingerprint;
}

async function oneStep(state: StateStore, held: EngineLease, what: PartitionsMade): Promise<void> {
  const runId = runIdAt(runs);
  await state.createRun(held, newRun(runId, ['a']));
  const { started } = await state.advance(held, { runId, atMs: NOW_MS, start: [{ stepKey: 'a', isolated: false }] });
  const success = {
    stepKey: 'a',
    token: started[0]!.token,
    outcome: 'succeeded',
    output: 'null',
    changes: [],
  } as const;
  const end = [{ ...success, metrics: METRICS, made: [what] }];
  await state.advance(held, { runId, atMs: NOW_MS, end, endRun: { outcome: 'succeeded', error: null } });
}

async function ask(what: string, name: string): Promise<void> {
  const found = assets.find((each) => each.name === name)!;
  const times: number[] = [];
  let counts = { existing: 0, missing: 0 };
  for (let question = 0; question < QUESTIONS; question += 1) {
    const began = performance.now();
    counts = (await assetStatus(found, { store, keeper, nowMs: NOW_MS })).counts;
    times.push(performance.now() - began);
  }
  const median = times.toSorted((left, right) => left - right)[QUESTIONS >> 1]!;
  const figures = `${counts.existing} slices, ${counts.missing} missing`;
  process.stdout.write(`${what.padEnd(32)} ${figures.padStart(36)}   ${median.toFixed(2)} ms\n`);
}
