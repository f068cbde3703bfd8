import type { RunPartitions } from '../../../core/partition.ts';
import type { BackfillStarted } from '../../event/backfill-events.ts';
import { AT_MS, newRun, RUN_A, RUN_B, runIdAt } from '../kit/fixtures.ts';
import { engineCase, expectEqual, expectRefused, type KitCase, type NewWorld } from '../kit/kit-case.ts';
import { readBackfill, readBackfillRuns, readBackfills } from './read.ts';

const STARTED: BackfillStarted = {
  backfill: 'b1',
  asset: 'prices',
  job: 'stocks.daily',
  axis: 'session XSHG 2020-01-01',
  region: '0..3: 10..20',
  partitions: 44,
  pointsMax: 5,
  lanesMax: 2,
  concurrency: 2,
  settings: { 'sync.days_back': '60' },
  reason: 'missing',
  by: 'tapeline backfill prices',
};
const start = { started: STARTED, requestId: null, atMs: AT_MS };

function runOf(runId: string, region: string, backfill = 'b1') {
  const partitions: RunPartitions = { axis: STARTED.axis, spans: [], lanes: [], region, reason: 'missing' };
  return newRun(runId, ['a'], { backfill, partitions });
}

export const backfillCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('a backfill is started once, however often it is asked for', newWorld, async ({ store, lease }) => {
    await store.startBackfill(lease, start);
    await store.startBackfill(lease, { ...start, started: { ...STARTED, region: '0: 1' }, atMs: AT_MS + 1 });
    const rows = await readBackfills(store);
    expectEqual(rows.length, 1, 'one row');
    expectEqual([rows[0]!.started, rows[0]!.state, rows[0]!.startedAtMs], [STARTED, 'running', AT_MS], 'the first one');
  }),

  engineCase('no two runs of a backfill make the same slice, and none goes beyond it', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.startBackfill(lease, start);
    await store.createBackfillRun(lease, runOf(RUN_A, '0..1: 10..14'));
    await expectRefused(store.createBackfillRun(lease, runOf(RUN_B, '1..2: 14..15')), 'bug', 'a slice twice');
    await expectRefused(store.createBackfillRun(lease, runOf(RUN_B, '0: 21')), 'bug', 'a slice outside');
    await expectRefused(store.createBackfillRun(lease, runOf(RUN_B, '')), 'bug', 'no slice at all');
    await expectRefused(store.createBackfillRun(lease, runOf(RUN_B, '0: 15', 'b2')), 'bug', 'no such backfill');
    expectEqual(await store.run(RUN_B), null, 'and nothing of these runs is there');
    await store.createBackfillRun(lease, runOf(RUN_B, '2..3: 10..14'));
    const runs = await readBackfillRuns(store, 'b1');
    expectEqual(
      runs.map(({ runId }) => runId),
      [RUN_A, RUN_B],
      'both are its runs',
    );
    expectEqual((await store.run(RUN_A))!.created.backfill, 'b1', 'and say so');
  }),

  engineCase('a backfill that is over makes no more runs, and ends once', newWorld, async ({ store, lease }) => {
    await store.startBackfill(lease, start);
    const end = { backfill: 'b1', outcome: 'cancelled', reason: 'enough', requestId: null, atMs: AT_MS + 5 } as const;
    await store.endBackfill(lease, end);
    await store.endBackfill(lease, { ...end, outcome: 'succeeded', reason: null, atMs: AT_MS + 9 });
    const row = await readBackfill(store, 'b1');
    expectEqual([row!.state, row!.endedAtMs, row!.endReason], ['cancelled', AT_MS + 5, 'enough'], 'the first end');
    await expectRefused(store.createBackfillRun(lease, runOf(RUN_A, '0: 10')), 'bug', 'it is over');
    await expectRefused(store.endBackfill(lease, { ...end, backfill: 'x' }), 'usage.unknown_name', 'no such one');
  }),

  engineCase('a request for a backfill is answered with it', newWorld, async ({ store, lease }) => {
    const data = { backfill: 'b1', reason: 'x' };
    const id = await store.submit({ kind: 'cancel_backfill', data, atMs: AT_MS });
    await store.startBackfill(lease, { ...start, requestId: id });
    expectEqual((await store.request(id))!.answer, { runId: null, error: null }, 'answered');
    await store.createBackfillRun(lease, runOf(runIdAt(7), '0: 10'));
    const before = await store.dump();
    await store.rebuild(lease);
    expectEqual(await store.dump(), before, 'and all of it is folded from the log');
  }),
];
