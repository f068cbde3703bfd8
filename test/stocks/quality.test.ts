import assert from 'node:assert/strict';
import { it } from 'node:test';
import { draftOf } from '../../src/data/lake/draft.ts';
import { dailyDataSync, quarantineReview } from '../../src/pipelines/stocks/index.ts';
import { measureQuality } from '../../src/runtime/reports/quality-figures.ts';
import { openDesk } from './desk.ts';
import { worldOf } from './scripted-source.ts';

const WEEK = ['2013-02-25', '2013-02-26', '2013-02-27', '2013-02-28', '2013-03-01'];

it('measures what each run checked, what broke, what lies in quarantine and what was decided', async () => {
  const bars = WEEK.map((session, k) => {
    return { instrument: 'A', session, open: 10 + k, high: 11 + k, low: 9 + k, close: 10 + k, volume: 100 };
  });
  Object.assign(bars[1]!, { low: 99 });
  Object.assign(bars[2]!, { volume: -1 });
  const world = worldOf({ instruments: [{ instrument: 'A', venue: 'XNYS', listed: '2013-02-25' }], bars });
  await using desk = await openDesk(world, '2013-03-01T22:00:00Z');
  const config = { rejected_share_max: 0.9, complete: false };
  await desk.run(dailyDataSync, { config });
  const measure = () => measureQuality(draftOf(desk.lake, desk.snapshot), 'ohlcv_daily');
  const first = await measure();
  assert.deepEqual(
    first.runs.map(({ verdict, rowsRead, rowsBroken }) => [verdict, rowsRead, rowsBroken]),
    [['warned', 5, 2]],
  );
  assert.deepEqual([first.providers, first.simulated], [['scripted'], true]);
  const broken = first.rules.filter(({ rows }) => rows > 0);
  assert.deepEqual(
    broken.map(({ rule, about, samples, brokenByRun }) => [rule, about, samples.length, brokenByRun]).sort(),
    [
      ['low_above_body', 'low <= min(open, close)', 1, [1]],
      ['volume_negative', 'volume is 0 or more', 1, [1]],
    ],
  );
  assert.ok(first.rules.length > broken.length, 'rules that held are there too');

  const { sha256, line } = first.quarantine.rows.find(({ reason }) => reason === 'volume_negative')!;
  const review = { 'review_quarantine.rows': [`${sha256}:${line}`], 'review_quarantine.note': 'a test of theirs' };
  await desk.run(quarantineReview, { at: '2013-03-02T12:00:00Z', config: review });
  Object.assign(bars[1]!, { low: 10 });
  Object.assign(bars[2]!, { volume: 100 });
  await desk.run(dailyDataSync, { at: '2013-03-03T12:00:00Z', config: { ...config, refetch: true } });
  const { runs, rules, quarantine } = await measure();
  assert.deepEqual(
    runs.map(({ verdict }) => verdict),
    ['warned', 'passed'],
  );
  assert.deepEqual(rules.find(({ rule }) => rule === 'low_above_body')!.brokenByRun, [1, 0]);
  assert.deepEqual([quarantine.total, quarantine.open], [2, 1]);
  assert.deepEqual(quarantine.rows.map(({ reason, decision, note }) => [reason, decision, note]).sort(), [
    ['low_above_body', null, null],
    ['volume_negative', 'discarded', 'a test of theirs'],
  ]);
  assert.deepEqual((await measureQuality(draftOf(desk.lake, desk.snapshot), 'scores')).runs, []);
});
