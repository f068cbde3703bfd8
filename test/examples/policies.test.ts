import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import funds from '../../examples/fund-policy/tapeline.config.ts';
import predictions from '../../examples/prediction-policy/tapeline.config.ts';
import { readTicks } from '../../src/control/state/schedule/read.ts';
import { type LiveDesk, type LiveDeskOptions, openLiveDesk } from '../sensors/live-desk.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Asia/Shanghai is eight hours ahead of UTC all year. */
const shanghai = (text: string): number => Date.parse(`${text}+08:00`);
const shanghaiText = (atMs: number): string => new Date(atMs + 8 * HOUR).toISOString().slice(5, 16).replace('T', ' ');
const utc = (text: string): number => Date.parse(`${text}Z`);

/** Nobody is up from now until this instant. */
const isDownUntil = ({ clock }: LiveDesk, atMs: number): Promise<void> => clock.advance(atMs - clock.nowMs());

async function outcomes({ store }: LiveDesk, schedule: string): Promise<readonly string[]> {
  return (await readTicks(store, schedule)).map(({ outcome }) => outcome).toReversed();
}

describe('the fund policy', () => {
  const openFunds = (from: string, does: LiveDeskOptions['does'] = () => ({ forMs: MINUTE })) =>
    openLiveDesk({ project: funds, startMs: shanghai(from), does });
  const started = async (desk: LiveDesk, job: string) =>
    (await desk.runs())
      .filter((run) => run.job === `funds.${job}`)
      .map(({ startedAtMs }) => shanghaiText(startedAtMs!));

  test('19:00, 19:30, 20:30 each day and Sunday 02:00, by the clocks of Shanghai', async () => {
    const desk = openFunds('2026-11-20T12:00:00');
    await desk.serveUntil(shanghai('2026-11-22T12:00:00'));
    assert.deepEqual(await started(desk, 'collect_nav'), ['11-20 19:00', '11-21 19:00']);
    assert.deepEqual(await started(desk, 'validate_and_merge'), ['11-20 19:30', '11-21 19:30']);
    assert.deepEqual(await started(desk, 'metrics'), ['11-20 20:30', '11-21 20:30']);
    assert.deepEqual(await started(desk, 'weekly_recalculation'), ['11-22 02:00'], '2026-11-22 is a Sunday');
  });

  test('coalesce: several missed ticks are one run', async () => {
    const desk = openFunds('2026-11-16T12:00:00');
    await desk.serveUntil(shanghai('2026-11-16T18:00:00'));
    await isDownUntil(desk, shanghai('2026-11-18T19:20:00'));
    await desk.serveUntil(shanghai('2026-11-18T19:25:00'));
    assert.deepEqual(await started(desk, 'collect_nav'), ['11-18 19:20']);
    assert.deepEqual(await outcomes(desk, 'funds.collect_nav.schedule'), ['coalesced', 'coalesced', 'fired']);
  });

  test('one hour of grace: exactly an hour late still runs, a second more does not', async () => {
    for (const [time, runs, outcome] of [
      ['20:00:00', 1, 'fired'],
      ['20:00:01', 0, 'misfired'],
    ] as const) {
      const desk = openFunds('2026-11-16T12:00:00');
      await desk.serveUntil(shanghai('2026-11-16T18:00:00'));
      await isDownUntil(desk, shanghai(`2026-11-16T${time}`));
      await desk.serveUntil(shanghai('2026-11-16T20:10:00'));
      assert.equal((await started(desk, 'collect_nav')).length, runs, time);
      assert.deepEqual(await outcomes(desk, 'funds.collect_nav.schedule'), [outcome]);
    }
  });

  test('one instance: a tick that finds the run of yesterday at work does not start another', async () => {
    const desk = openFunds('2026-11-16T12:00:00', ({ job }) => ({ forMs: job.endsWith('nav') ? 25 * HOUR : MINUTE }));
    await desk.serveUntil(shanghai('2026-11-18T19:30:00'));
    assert.deepEqual(await started(desk, 'collect_nav'), ['11-16 19:00', '11-18 19:00']);
    assert.deepEqual(await outcomes(desk, 'funds.collect_nav.schedule'), ['fired', 'skipped_overlap', 'fired']);
  });
});

describe('the prediction policy', () => {
  const SCHEDULE = 'predictions.every_four_hours';
  const openPredictions = (does: LiveDeskOptions['does'] = () => ({ forMs: MINUTE })) =>
    openLiveDesk({ project: predictions, startMs: utc('2026-11-20T01:00:00'), does });
  const hours = async (desk: LiveDesk) =>
    (await desk.runs()).map(({ startedAtMs }) => new Date(startedAtMs!).toISOString().slice(8, 16));

  test('every four hours', async () => {
    const desk = openPredictions();
    await desk.serveUntil(utc('2026-11-21T02:00:00'));
    assert.deepEqual(await hours(desk), ['20T04:00', '20T08:00', '20T12:00', '20T16:00', '20T20:00', '21T00:00']);
  });

  test('no catch-up: what was missed is recorded and not made up for', async () => {
    const desk = openPredictions();
    await desk.serveUntil(utc('2026-11-20T05:00:00'));
    await isDownUntil(desk, utc('2026-11-20T17:00:00'));
    await desk.serveUntil(utc('2026-11-20T21:00:00'));
    assert.deepEqual(await hours(desk), ['20T04:00', '20T20:00']);
    assert.deepEqual(await outcomes(desk, SCHEDULE), ['fired', 'misfired', 'misfired', 'misfired', 'fired']);
  });

  test('one active run: a tick during a long run is skipped', async () => {
    const desk = openPredictions((task) => ({ forMs: task.attempt === 1 ? 5 * HOUR : 0 }));
    await desk.serveUntil(utc('2026-11-20T12:30:00'));
    assert.deepEqual(await hours(desk), ['20T04:00', '20T12:00']);
    assert.deepEqual(await outcomes(desk, SCHEDULE), ['fired', 'skipped_overlap', 'fired']);
  });

  test('three retries five minutes apart, then it has failed', async () => {
    const attempts: string[] = [];
    const desk = openPredictions(({ attempt }, clock) => {
      attempts.push(`${attempt} ${new Date(clock.nowMs()).toISOString().slice(11, 16)}`);
      return { fails: 'the venue is down' };
    });
    await desk.serveUntil(utc('2026-11-20T05:00:00'));
    assert.deepEqual(attempts, ['1 04:00', '2 04:05', '3 04:10', '4 04:15']);
    assert.deepEqual(
      (await desk.runs()).map(({ state }) => state),
      ['failed'],
    );
  });
});
