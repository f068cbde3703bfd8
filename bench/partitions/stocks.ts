/**
 * What asking costs where every lane has a shape of its own: 5 000 instruments in ten years of sessions, each with its
 * listing and five suspensions, on the real store.
 *
 *   node bench/partitions/stocks.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStateStore } from '../../src/adapters/sqlite/state-store.ts';
import { asset } from '../../src/control/definition/asset.ts';
import { dynamicPartitions, gridPartitions, sessionPartitions } from '../../src/control/definition/partitions.ts';
import { assetStatus } from '../../src/control/partition/asset-status.ts';
import { existingIn } from '../../src/control/partition/grid.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import { METRICS, newRun, runIdAt } from '../../src/control/state/kit/fixtures.ts';
import type { PartitionsMade } from '../../src/core/partition.ts';
import { type Region, regionOfLanes, regionText, withoutRegion } from '../../src/core/regions.ts';
import { sessionOfDay } from '../../src/core/time.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const INSTRUMENTS = 5000;
const SUSPENSIONS = 5;
const QUESTIONS = 15;
const FIRST_DAY = 17_121;
const DAYS = 3600;

const grid = gridPartitions(dynamicPartitions('instruments'), sessionPartitions('XSHG', { from: '2016-11-16' }));
const bars = asset({ name: 'bars', partitions: grid });
const deps = { bars: { points: { lookback: 'all' } } } as const;
const technical = asset({ name: 'technical', partitions: grid, within: 'bars', deps });

const random = seededRandom(7);
const anyDay = (): number => FIRST_DAY + Math.floor(random.next() * DAYS);
const folder = mkdtempSync(join(tmpdir(), 'tapeline-bench-'));
const store = await openStateStore({ folder, durability: 'normal' });
const lease = await store.acquireEngine({ pid: process.pid, host: 'bench', sinceMs: 0, what: 'bench' });
const keeper = new PartitionKeeper({ assets: [bars, technical], calendar: partitionCalendar, store });
const keys = Array.from({ length: INSTRUMENTS }, (_, k) => ({
  key: `${k}`.padStart(6, '0'),
  first: k % 2 === 0 ? null : sessionOfDay(anyDay()),
}));
await store.addPartitionKeys(lease, { keysOf: 'instruments', keys, atMs: NOW_MS });

const own = await keeper.gridOf(grid);
const suspended = regionOfLanes(keys.map((_, lane) => [lane, spells()]));
const all = withoutRegion(existingIn(own, NOW_MS), suspended);
let runs = 0;
await make('bars', all, { isAll: true, absent: { suspended: regionText(suspended) } });
await ask('bars', 'every lane ragged');
await make('technical', all, { isAll: true, revised: 'as_inputs', inputs: inputsAt(1) });
await ask('technical', 'made from them');
for (let day = 0; day < 60; day += 1) {
  const revised = regionOfLanes([
    [Math.floor(random.next() * INSTRUMENTS), [{ from: anyDay(), to: FIRST_DAY + DAYS }]],
  ]);
  await make('bars', all, { isAll: true, revised: regionText(revised), absent: { suspended: regionText(suspended) } });
}
await ask('technical', 'after revised bars');
const began = performance.now();
await make('technical', all, { isAll: true, revised: 'as_inputs', inputs: inputsAt(61) });
process.stdout.write(`recording all of it again: ${(performance.now() - began).toFixed(0)} ms\n`);
await ask('technical', 'computed again');

await store[Symbol.asyncDispose]();
rmSync(folder, { recursive: true });

/** Spells of up to a fortnight. */
function spells() {
  const found = Array.from({ length: SUSPENSIONS }, anyDay).sort((left, right) => left - right);
  return found
    .filter((from, k) => k === 0 || from > found[k - 1]! + 20)
    .map((from) => ({ from, to: from + Math.floor(random.next() * 14) }));
}

function inputsAt(version: number): PartitionsMade['inputs'] {
  return { bars: { version, map: technical.deps.bars! } };
}

/** One step that makes it, with a new version of the asset. */
async function make(name: string, region: Region, more: Partial<PartitionsMade>): Promise<void> {
  runs += 1;
  const runId = runIdAt(runs);
  const made: PartitionsMade = {
    ...{ asset: name, axis: own.fingerprint, covers: regionText(region), revised: '', inputs: {} },
    ...{ codeVersion: null, dataVersion: null, rows: null, reason: 'bench', checks: {} },
    ...more,
  };
  await store.createRun(lease, newRun(runId, ['a']));
  const { started } = await store.advance(lease, { runId, atMs: NOW_MS, start: [{ stepKey: 'a', isolated: false }] });
  const file = { path: `${name}/${runs}`, partition: `${runs}`, rows: 1, bytes: 1, sha256: `${runs}` };
  const changes = [{ asset: name, removed: [], added: [file] }];
  const how = { outcome: 'succeeded', output: 'null', metrics: METRICS, changes, made: [made] } as const;
  await store.advance(lease, {
    ...{ runId, atMs: NOW_MS, end: [{ stepKey: 'a', token: started[0]!.token, ...how }] },
    endRun: { outcome: 'succeeded', error: null },
  });
}

async function ask(name: string, what: string): Promise<void> {
  const found = name === 'bars' ? bars : technical;
  const [times, cpuTimes]: [number[], number[]] = [[], []];
  let counts = { existing: 0, current: 0, absent: 0, missing: 0, stale: 0 };
  for (let question = 0; question < QUESTIONS; question += 1) {
    const [begin, cpu] = [performance.now(), process.cpuUsage()];
    counts = (await assetStatus(found, { store, keeper, nowMs: NOW_MS })).counts;
    times.push(performance.now() - begin);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1000);
  }
  const figures = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
  process.stdout.write(
    `${`${name}: ${what}`.padEnd(38)} ${figures.join(', ')}   ${median(times)} ms, ${median(cpuTimes)} ms of processor\n`,
  );
}

function median(times: readonly number[]): string {
  return times.toSorted((left, right) => left - right)[times.length >> 1]!.toFixed(1);
}
