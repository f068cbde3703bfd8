import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asset } from '../../src/control/definition/asset.ts';
import { job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { sessionPartitions } from '../../src/control/definition/partitions.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { monitorOf } from '../../src/runtime/monitor.ts';
import { openDesk, START_MS } from '../engine/desk.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LOOK = { hours: 24, days: 7 };

/** Bars of each session, late three hours after its close; notes of each session, never late. The desk opens on a Friday. */
async function open() {
  const sessions = sessionPartitions('XSHG', { from: '2026-11-02' });
  const assets = [
    asset({ name: 'bars', partitions: sessions, freshWithin: '3h' }),
    asset({ name: 'notes', partitions: sessions }),
    asset({ name: 'log' }),
  ];
  const broken = { now: false };
  const sync = op({
    name: 'sync',
    writes: ['bars', 'notes', 'log'],
    run: (_, { metrics, publish, runId }) => {
      if (broken.now) throw new Error('the vendor is away');
      metrics.rows(100);
      const file = { path: runId, partition: runId, rows: 1, bytes: 1, sha256: runId };
      for (const name of ['bars', 'notes']) publish({ asset: name, removed: [], added: [file] });
    },
  });
  const jobs = [
    job(
      pipeline('sync', (p) => p.add(sync)),
      { partitions: sessions },
    ),
  ];
  const desk = await openDesk({ jobs, assets });
  const project = defineProject({ jobs, assets });
  const look = (atMs = desk.clock.nowMs()) => monitorOf({ project, state: desk.store, atMs }, LOOK);
  const run = (session: string) => desk.run('sync', { partitions: { from: session, to: session, lanes: null } });
  return { desk, look, run, broken };
}

describe('the monitor', () => {
  it('counts in sessions how far the data are behind, and calls stale only what promised to be there', async () => {
    const { look, run } = await open();
    const before = await look();
    assert.deepEqual(
      before.freshness.map(({ asset: name, newest, expected, behind, state }) => [
        name,
        newest,
        expected,
        behind,
        state,
      ]),
      [
        ['bars', null, '2026-11-20', null, 'empty'],
        ['notes', null, '2026-11-20', null, 'empty'],
      ],
    );
    await run('2026-11-19');
    const [thursday] = (await look()).freshness;
    assert.deepEqual([thursday!.newest, thursday!.behind, thursday!.state], ['2026-11-19', 1, 'stale']);
    const states = async (atMs: number) => (await look(atMs)).freshness.map(({ state }) => state);
    assert.deepEqual(await states(START_MS), ['stale', 'behind'], 'notes promised nothing');
    await run('2026-11-20');
    const sunday = START_MS + 2 * DAY_MS;
    const [weekend] = (await look(sunday)).freshness;
    assert.deepEqual(
      [weekend!.newest, weekend!.behind, weekend!.state],
      ['2026-11-20', 0, 'fresh'],
      'no session since',
    );
    const mondayNoon = Date.UTC(2026, 10, 23, 8);
    assert.equal((await look(mondayNoon)).freshness[0]!.state, 'fresh', 'the close was an hour ago, three are allowed');
    const mondayEvening = Date.UTC(2026, 10, 23, 11);
    assert.deepEqual([(await look(mondayEvening)).freshness[0]!.state], ['stale']);
  });

  it('counts runs of the last hours and days, and each day what they did to each table', async () => {
    const { desk, look, run, broken } = await open();
    assert.deepEqual(await look().then(({ recent, successRate, tables }) => [recent.runs, successRate, tables]), [
      0,
      null,
      [],
    ]);
    await run('2026-11-18');
    await run('2026-11-19');
    broken.now = true;
    await run('2026-11-20');
    const seen = await look();
    assert.deepEqual(seen.recent, { runs: 3, succeeded: 2, failed: 1, stopped: 0, open: 0 });
    assert.equal(seen.successRate, 2 / 3);
    assert.deepEqual(
      seen.tables.map(({ table, jobs, succeeded, failed, records }) => [table, jobs, succeeded, failed, records]),
      [
        ['bars', 3, 2, 1, 200],
        ['notes', 3, 2, 1, 200],
      ],
      'a log is no table: it has no slices',
    );
    const now = desk.clock.nowMs();
    assert.equal((await look(now + 25 * HOUR_MS)).recent.runs, 0);
    assert.equal((await look(now + 6 * DAY_MS)).tables.length, 2);
    assert.deepEqual((await look(now + 8 * DAY_MS)).tables, []);
  });
});
