import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { type ScheduleOptions, schedule } from '../../src/control/definition/schedule.ts';
import { type Decider, NOTHING_DECIDED } from '../../src/control/run/decider.ts';
import { readSchedule, readTicks } from '../../src/control/state/schedule/read.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { openDesk, requestOf, START_MS } from './desk.ts';
import { openScheduledDesk } from './scheduled-desk.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A job whose one step takes so long; each minute from the full hour on. */
const taking = (ms: number) =>
  job(
    pipeline('work', (p) =>
      p.add(op({ name: 'work', run: (_: object, { clock, signal }: OpServices) => clock.sleep(ms, signal) })),
    ),
  );
const minutely = (ms: number, options: ScheduleOptions = {}) => {
  const work = taking(ms);
  return {
    jobs: [work],
    schedules: [schedule(work, { every: '1m', anchor: '2026-01-01T00:00:00Z', name: 'minutely', ...options })],
  };
};

describe('an engine that serves', () => {
  test('makes a run of every tick, and the run knows its tick', async () => {
    const desk = await openScheduledDesk(minutely(1000));
    await desk.pass(3 * MINUTE_MS + 5000);
    assert.deepEqual(await desk.outcomes('minutely', START_MS), [
      [MINUTE_MS, 'fired'],
      [2 * MINUTE_MS, 'fired'],
      [3 * MINUTE_MS, 'fired'],
    ]);
    const runs = await desk.store.runs({});
    assert.deepEqual(
      runs.map(({ state, startedAtMs, trigger }) => [
        state,
        startedAtMs! - START_MS,
        trigger.kind,
        trigger.tick?.schedule,
      ]),
      [3, 2, 1].map((minute) => ['succeeded', minute * MINUTE_MS, 'schedule', 'minutely']),
    );
    await desk.stop();
  });

  test('does what is asked for as well, and starts what waits when a place is free', async () => {
    const desk = await openScheduledDesk(minutely(90_000, { overlap: 'queueOne' }));
    const id = await desk.ask('work');
    await desk.pass(2 * MINUTE_MS);
    assert.deepEqual(await desk.outcomes('minutely', START_MS), [
      [MINUTE_MS, 'queued_overlap'],
      [2 * MINUTE_MS, 'queued_overlap'],
    ]);
    assert.equal((await desk.reportOf(id)).run.state, 'succeeded');
    const starts = (await desk.store.runs({})).map(({ startedAtMs }) =>
      startedAtMs === null ? null : startedAtMs - START_MS,
    );
    assert.deepEqual(
      starts.map((ms) => (ms === null ? null : Math.round(ms / 1000))),
      [null, 91, 1],
    );
    await desk.stop();
  });

  test('pauses and resumes a schedule on request', async () => {
    const desk = await openScheduledDesk(minutely(1000));
    await desk.submit({ kind: 'pause_schedule', data: { name: 'minutely', by: 'me' } });
    await desk.pass(2 * MINUTE_MS + 1000);
    const id = await desk.submit({ kind: 'resume_schedule', data: { name: 'minutely', by: 'me' } });
    const unknown = await desk.submit({ kind: 'resume_schedule', data: { name: 'hourly', by: 'me' } });
    await desk.pass(MINUTE_MS);
    assert.deepEqual(
      (await desk.outcomes('minutely', START_MS)).map(([, outcome]) => outcome),
      ['skipped_paused', 'skipped_paused', 'fired'],
    );
    assert.deepEqual((await desk.store.request(id))!.answer, { runId: null, error: null });
    assert.equal((await desk.store.request(unknown))!.answer!.error!.code, 'usage.unknown_name');
    await desk.stop();
  });

  test('cancels the run whose place the next tick takes', async () => {
    const desk = await openScheduledDesk(minutely(90_000, { overlap: 'cancelOther' }));
    await desk.pass(2 * MINUTE_MS + 1000);
    const runs = (await desk.store.runs({})).map(({ state, cancelReason }) => [state, cancelReason]);
    assert.deepEqual(runs, [
      ['running', null],
      ['cancelled', 'the next tick of "minutely" took its place'],
    ]);
    await desk.stop();
  });

  test('delays a run by the jitter of its tick, the same whenever it is asked', async () => {
    const delays = async (): Promise<readonly number[]> => {
      const desk = await openScheduledDesk(minutely(100, { jitter: '20s' }));
      await desk.pass(4 * MINUTE_MS);
      const runs = (await desk.store.runs({})).toReversed();
      await desk.stop();
      return runs.flatMap(({ startedAtMs, createdAtMs }) => (startedAtMs === null ? [] : [startedAtMs - createdAtMs]));
    };
    const first = await delays();
    assert.ok(first.length >= 3 && first.every((ms) => ms >= 0 && ms <= 20_001), `${first}`);
    assert.ok(new Set(first).size > 1, 'not all the same');
    assert.deepEqual(await delays(), first);
  });

  test('leaves a broken schedule alone, and the others go on', async () => {
    const { jobs, schedules } = minutely(1000);
    const broken = schedule(jobs[0]!, { cron: '0 0 30 2 *', zone: 'UTC', name: 'never' });
    const desk = await openScheduledDesk({ jobs, schedules: [broken, ...schedules] });
    await desk.pass(MINUTE_MS + 1000);
    assert.deepEqual(
      desk.notices.map(({ kind, schedule: name }) => [kind, name]),
      [
        ['schedule_broken', 'never'],
        ['ticks_decided', 'minutely'],
      ],
    );
    await desk.stop();
  });

  test('records a tick whose run cannot be planned, and goes on', async () => {
    const desk = await openScheduledDesk(minutely(1000, { config: { 'work.colour': 'red' } }));
    await desk.pass(2 * MINUTE_MS + 1000);
    assert.deepEqual(
      (await desk.outcomes('minutely', START_MS)).map(([, outcome]) => outcome),
      ['failed_to_plan', 'failed_to_plan'],
    );
    assert.deepEqual(await desk.store.runs({}), []);
    await desk.stop();
  });

  test('says once that a calendar has ended', async () => {
    const work = taking(10);
    const horizon = Date.UTC(2026, 11, 31);
    const late = schedule(work, { calendar: 'XSHG', at: 'close', name: 'late' });
    const desk = await openScheduledDesk({
      jobs: [work],
      schedules: [late],
      clock: virtualClock(horizon - 5 * 24 * HOUR_MS),
      pollMs: HOUR_MS,
    });
    for (let day = 0; day < 12; day += 1) await desk.pass(24 * HOUR_MS);
    const outcomes = (await readTicks(desk.store, 'late')).map(({ outcome, detail }) => [
      outcome,
      (detail.error as { code: string } | undefined)?.code,
    ]);
    assert.deepEqual(outcomes[0], ['failed_to_plan', 'calendar.beyond_horizon']);
    assert.equal(outcomes.filter(([outcome]) => outcome === 'failed_to_plan').length, 1);
    await desk.stop();
  });
});

describe('an engine that was away', () => {
  const away = async (options: ScheduleOptions, awayMs: number) => {
    const state = newMemoryState();
    const clock = virtualClock(START_MS);
    const first = await openScheduledDesk({ ...minutely(100, options), clock, store: openMemoryStateStore(state) });
    await first.pass(MINUTE_MS + 1000);
    await first.stop();
    await first.store.releaseEngine(first.lease);
    await clock.advance(awayMs);
    const second = await openScheduledDesk({ ...minutely(100, options), clock, store: openMemoryStateStore(state) });
    await second.pass(1000);
    const outcomes = (await second.outcomes('minutely', START_MS)).map(([at, outcome]) => [at / MINUTE_MS, outcome]);
    await second.stop();
    return { outcomes, second };
  };

  test('gives every tick that it missed its outcome', async () => {
    const { outcomes } = await away({ misfireGrace: '2m' }, 3 * MINUTE_MS);
    assert.deepEqual(outcomes, [
      [1, 'fired'],
      [2, 'coalesced'],
      [3, 'coalesced'],
      [4, 'fired'],
    ]);
  });

  test('sums up what is beyond the cap', async () => {
    const { outcomes, second } = await away(
      { catchUp: 2, coalesce: 'none', overlap: { queueAll: 2 } },
      100_000 * MINUTE_MS,
    );
    assert.deepEqual(
      outcomes.map(([, outcome]) => outcome),
      ['fired', 'skipped_window', 'fired', 'queued_overlap'],
    );
    const row = (await readTicks(second.store, 'minutely'))[2]!;
    assert.deepEqual([row.count, row.detail.isAtLeast], [99_998, false]);
  });

  test('does not look again at what was looked at, when a schedule is changed meanwhile', async () => {
    const state = newMemoryState();
    const clock = virtualClock(START_MS);
    const work = taking(100);
    const hourly = schedule(work, { every: '1h', anchor: '2026-01-01T00:00:00Z', name: 'minutely' });
    const first = await openScheduledDesk({
      jobs: [work],
      schedules: [hourly],
      clock,
      store: openMemoryStateStore(state),
    });
    await first.pass(30 * MINUTE_MS);
    await first.stop();
    await first.store.releaseEngine(first.lease);
    const second = await openScheduledDesk({ ...minutely(100), clock, store: openMemoryStateStore(state) });
    await second.pass(MINUTE_MS + 1000);
    assert.deepEqual(
      (await second.outcomes('minutely', START_MS)).map(([at]) => at / MINUTE_MS),
      [31],
    );
    await second.stop();
  });
});

describe('the wall clock is set', () => {
  test('back: nothing fires again, and the step is written down', async () => {
    const desk = await openScheduledDesk(minutely(100));
    await desk.pass(2 * MINUTE_MS + 1000);
    desk.clock.setNow(desk.clock.nowMs() - 2 * MINUTE_MS);
    await desk.pass(3 * MINUTE_MS);
    assert.deepEqual(
      (await desk.outcomes('minutely', START_MS)).map(([at]) => at / MINUTE_MS),
      [1, 2, 3],
    );
    const steps = await desk.store.range({ table: 'clock_step', prefix: [] });
    assert.deepEqual(
      steps.map((step) => step.by_ms),
      [-2 * MINUTE_MS],
    );
    await desk.stop();
  });

  test('back: what waits for its moment waits no longer than it would have', async () => {
    const desk = await openScheduledDesk(minutely(100, { jitter: '20s' }));
    await desk.pass(MINUTE_MS + 100);
    const [queued] = await desk.store.runs({});
    assert.equal(queued?.state, 'queued');
    desk.clock.setNow(desk.clock.nowMs() - 6 * 24 * HOUR_MS);
    await desk.pass(20_000);
    assert.equal((await desk.store.run(queued.runId))!.state, 'succeeded');
    await desk.stop();
  });

  test('forward: what was jumped over is late, and the policy says what becomes of it', async () => {
    const desk = await openScheduledDesk(
      minutely(100, { misfireGrace: '90s', coalesce: 'none', overlap: { queueAll: 9 } }),
    );
    await desk.pass(MINUTE_MS + 1000);
    desk.clock.setNow(desk.clock.nowMs() + HOUR_MS);
    await desk.pass(1000);
    const outcomes = (await desk.outcomes('minutely', START_MS)).map(([, outcome]) => outcome);
    assert.deepEqual([outcomes.length, outcomes.filter((each) => each === 'misfired').length], [61, 58]);
    await desk.stop();
  });
});

describe('an engine that is asked to go', () => {
  test('tells nobody that a run is over which it leaves to the next one', async () => {
    const told: string[] = [];
    const listening: Decider = {
      begin: async () => {},
      decide: async () => NOTHING_DECIDED,
      afterRunEnded: async ({ state }) => void told.push(state),
    };
    const desk = await openDesk({ jobs: [taking(MINUTE_MS)] });
    const drain = new AbortController();
    const served = desk.engine.serve({ drain: drain.signal, deciders: [listening], drainGraceMs: 10 });
    const id = await desk.submit({ kind: 'run', data: requestOf('work') });
    void desk.clock.sleep(5000).then(() => drain.abort(new Error('SIGTERM')));
    await desk.drive(served);
    assert.equal((await desk.reportOf(id)).run.state, 'running');
    assert.deepEqual(told, []);
  });

  test('starts nothing more, and waits for what works', async () => {
    const desk = await openScheduledDesk({ ...minutely(30_000), drainGraceMs: 60_000 });
    await desk.pass(MINUTE_MS + 1000);
    await desk.submit({ kind: 'drain', data: { by: 'tapeline down' } });
    await desk.stop();
    const [run] = await desk.store.runs({});
    assert.deepEqual([run!.state, run!.endedAtMs! - START_MS], ['succeeded', MINUTE_MS + 30_000]);
  });

  test('leaves what takes too long to the next one, which does it again without using up a retry', async () => {
    const state = newMemoryState();
    const clock = virtualClock(START_MS);
    const first = await openScheduledDesk({
      ...minutely(30_000),
      clock,
      store: openMemoryStateStore(state),
      drainGraceMs: 5000,
    });
    await first.pass(MINUTE_MS + 1000);
    await first.stop();
    const [left] = await first.store.runs({});
    assert.deepEqual([left!.state, (await first.store.steps(left!.runId))[0]!.state], ['running', 'pending']);
    await first.store.releaseEngine(first.lease);
    const second = await openScheduledDesk({ ...minutely(30_000), clock, store: openMemoryStateStore(state) });
    assert.equal((await readSchedule(second.store, 'minutely'))!.paused, null);
    await second.stop();
  });
});
