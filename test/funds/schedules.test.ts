import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provide } from '../../src/control/definition/resource.ts';
import type { RunRow } from '../../src/control/state/rows.ts';
import type { Session } from '../../src/core/time.ts';
import { fundJobs, fundSchedules, fundSensors, fundSource } from '../../src/pipelines/funds/index.ts';
import { pageStore } from '../../src/pipelines/predictions/ports.ts';
import { tablePublisher } from '../../src/pipelines/publish/publish-tables.ts';
import { lake, rawStore } from '../../src/pipelines/stocks/ports.ts';
import { desksOfProfile } from '../../src/runtime/shipped-desks.ts';
import { type LiveDesk, openLiveDesk } from '../sensors/live-desk.ts';

/** A wall time of Shanghai, which is eight hours ahead of UTC all year. */
const shanghai = (text: string): number => Date.parse(`${text}:00+08:00`);

/** A publisher of whom most funds have published a session at these moments. */
function publisher(published: Readonly<Record<string, number>>, nowMs: () => number) {
  const readiness = async () => {
    const there = Object.keys(published).filter((session) => published[session]! <= nowMs());
    return (there.sort().at(-1) ?? null) as Session | null;
  };
  return { info: { name: 'publisher', venue: 'XSHG' }, readiness };
}

function openDesk(published: Readonly<Record<string, number>>, startMs: number): LiveDesk {
  const desk: LiveDesk = openLiveDesk({
    project: { jobs: fundJobs, schedules: fundSchedules, sensors: fundSensors },
    startMs,
    providers: [provide(fundSource, () => publisher(published, () => desk.clock.nowMs()) as never)],
    does: ({ stepKey }) => ({ output: stepKey === 'plan_fund_metrics' ? [] : {}, forMs: 60_000 }),
  });
  return desk;
}

const shown = ({ job, createdAtMs, tags }: RunRow) =>
  `${new Date(createdAtMs + 8 * 3_600_000).toISOString().slice(5, 16)} ${job.slice('funds.'.length)}${tags.session === undefined ? '' : ` of ${tags.session}`}`;

/** A Friday on time, then a weekend. */
const FRIDAY = { '2025-10-10': shanghai('2025-10-10T20:10'), '2025-10-09': shanghai('2025-10-09T20:00') };

test('collection, validation and metrics run each evening by the clock of Shanghai, the whole on Sunday night', async () => {
  const desk = openDesk(FRIDAY, shanghai('2025-10-11T00:00'));
  await desk.serveUntil(shanghai('2025-10-12T12:00'));
  assert.deepEqual((await desk.runs()).map(shown), [
    '10-11T19:00 daily_collection',
    '10-11T19:30 daily_validation',
    '10-11T20:30 daily_metrics',
    '10-12T02:00 weekly_full',
  ]);
});

test('late publishers are collected once more when most have published, and validation and metrics follow', async () => {
  const late = { ...FRIDAY, '2025-10-10': shanghai('2025-10-10T22:40') };
  const desk = openDesk(late, shanghai('2025-10-10T18:00'));
  await desk.serveUntil(shanghai('2025-10-11T12:00'));
  const after = (await desk.runs()).filter(({ tags }) => tags.session !== undefined).map(shown);
  assert.equal(after.length, 3);
  assert.match(after[0]!, /^10-10T22:4\d daily_collection of 2025-10-10$/);
  assert.deepEqual(
    after.map((line) => line.split(' ')[1]),
    ['daily_collection', 'daily_validation', 'daily_metrics'],
  );
});

test('an evening that was slept through runs within an hour, and is not made up for later', async () => {
  const desk = openDesk(FRIDAY, shanghai('2025-10-11T00:00'));
  await desk.serveUntil(shanghai('2025-10-11T18:59'));
  desk.clock.setNow(shanghai('2025-10-11T20:10'));
  await desk.serveUntil(shanghai('2025-10-11T20:20'));
  assert.deepEqual(
    (await desk.runs()).map(shown),
    ['10-11T20:10 daily_validation'],
    'the collection is over an hour late',
  );
});

test('a profile without a source of funds has none of their schedules and sensors, one with it has all', () => {
  const shared = [lake, rawStore, pageStore, tablePublisher].map((each) =>
    provide<never>(each as never, () => null as never),
  );
  const [without, withSource] = [shared, [...shared, provide(fundSource, () => null as never)]].map((providers) =>
    desksOfProfile({ jobs: fundJobs, schedules: fundSchedules, sensors: fundSensors } as never, providers),
  );
  assert.deepEqual([without!.schedules.length, without!.sensors.length, without!.jobs.length], [0, 0, fundJobs.length]);
  assert.deepEqual(
    [withSource!.schedules.length, withSource!.sensors.length],
    [fundSchedules.length, fundSensors.length],
  );
});
