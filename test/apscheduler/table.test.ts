import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { type ScheduleOptions, schedule } from '../../src/control/definition/schedule.ts';
import type { StateStore } from '../../src/control/state/store.ts';
import { isTapelineError } from '../../src/core/errors.ts';
import type { Trigger } from '../../src/core/trigger.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';
import { openScheduledDesk, type ScheduledDesk, ticksOf } from '../engine/scheduled-desk.ts';

/**
 * What APScheduler 3.11 does with a tick, row by row, and what is done here: the same, or better, and why. Each title
 * says which.
 */
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 18:59 in Shanghai, a minute before the fund desk's tick. */
const BEFORE_MS = Date.UTC(2026, 10, 20, 10, 59);
const EVERY_EVENING = { cron: '0 19 * * *', zone: 'Asia/Shanghai' } as const;
const MINUTELY = { every: '1m', anchor: '2026-01-01T00:00:00Z' } as const;

const lasting = (ms: number, options: { maxInstances?: number } = {}) => {
  const run = (_: object, { clock, signal }: OpServices) => clock.sleep(ms, signal);
  return job(
    pipeline('nav', (p) => p.add(op({ name: 'nav', run }))),
    options,
  );
};

type Setup = Trigger & ScheduleOptions & { readonly lastsMs?: number; readonly pollMs?: number };
type Place = { readonly clock: VirtualClock; readonly store: StateStore };

const placeAt = (atMs: number, state = newMemoryState()): Place & { again: () => StateStore } => ({
  clock: virtualClock(atMs),
  store: openMemoryStateStore(state),
  again: () => openMemoryStateStore(state),
});

function up({ clock, store }: Place, { lastsMs = 100, pollMs = HOUR_MS, ...spec }: Setup): Promise<ScheduledDesk> {
  const nav = lasting(lastsMs);
  const schedules = [schedule(nav, { ...spec, name: 'nav' })];
  return openScheduledDesk({ jobs: [nav], schedules, clock, store, pollMs, drainGraceMs: DAY_MS });
}

async function down(desk: ScheduledDesk): Promise<void> {
  await desk.stop();
  await desk.store.releaseEngine(desk.lease);
}

const words = async (desk: ScheduledDesk): Promise<readonly string[]> =>
  (await desk.outcomes('nav', 0)).map(([, outcome]) => outcome);
const count = (all: readonly string[], word: string): number => all.filter((each) => each === word).length;

/** Up once so that the cursor stands, away for a while, then up again. */
async function afterAbsence(setup: Setup, awayMs: number, fromMs = BEFORE_MS): Promise<ScheduledDesk> {
  const place = placeAt(fromMs);
  await down(await up(place, setup));
  await place.clock.advance(awayMs);
  const desk = await up({ clock: place.clock, store: place.again() }, setup);
  await desk.pass(5000);
  return desk;
}

const PERIOD = { misfireGrace: '1h', coalesce: 'latest' } as const;
/** Minutely from 08:01, and nobody looks until half a minute past 11:00: 180 ticks. */
const THREE_HOURS = Date.UTC(2026, 10, 20, 8, 0, 30);

describe('the defaults, and when lateness is judged', () => {
  test('A1 better: grace null, coalesce latest, one instance; a second of grace lost runs of a busy machine', () => {
    const { policy } = schedule(lasting(1), EVERY_EVENING);
    assert.deepEqual([policy.misfireGraceMs, policy.coalesce, policy.instancesMax], [null, 'latest', 1]);
  });

  test('A2 same: a run that waited longer than its grace is missed when it would start', async () => {
    const setup = { ...MINUTELY, misfireGrace: '60s', overlap: 'queueOne', lastsMs: 121_500 } as const;
    const desk = await up(placeAt(BEFORE_MS), setup);
    await desk.pass(4 * MINUTE_MS);
    assert.deepEqual((await words(desk)).slice(0, 2), ['fired', 'misfired']);
    await down(desk);
  });

  test('A3 same: exactly the grace late runs, a millisecond more does not', async () => {
    const late = async (ms: number) => words(await afterAbsence({ ...EVERY_EVENING, ...PERIOD }, MINUTE_MS + ms));
    assert.deepEqual(await late(HOUR_MS), ['fired']);
    assert.deepEqual(await late(HOUR_MS + 1), ['misfired']);
  });
});

describe('several ticks were missed', () => {
  test('A4 same: coalesced they are one run, the latest; better: each of the others says into which it went', async () => {
    const desk = await afterAbsence({ ...MINUTELY, ...PERIOD, catchUp: 1000 }, 3 * HOUR_MS, THREE_HOURS);
    const all = await words(desk);
    assert.deepEqual([count(all, 'fired'), count(all, 'coalesced'), count(all, 'misfired')], [1, 179, 0]);
  });

  test('A5 better: not coalesced each is a run of its own in a queue, not sixty calls in one thread', async () => {
    const setup = {
      ...MINUTELY,
      misfireGrace: '1h',
      coalesce: 'none',
      overlap: { queueAll: 500 },
      catchUp: 1000,
    } as const;
    const all = await words(await afterAbsence(setup, 3 * HOUR_MS, THREE_HOURS));
    assert.deepEqual([count(all, 'misfired'), all.length - count(all, 'misfired')], [120, 60]);
  });

  test('A6 same: without a grace none is missed', async () => {
    const setup = { ...MINUTELY, coalesce: 'none', overlap: { queueAll: 500 }, catchUp: 1000 } as const;
    const all = await words(await afterAbsence(setup, 3 * HOUR_MS, THREE_HOURS));
    assert.deepEqual([all.length, count(all, 'misfired')], [180, 0]);
  });

  test('A7 same: the one tick of a day that is too late is missed; better: it stays on record', async () => {
    const desk = await afterAbsence({ ...EVERY_EVENING, ...PERIOD }, 3 * HOUR_MS);
    assert.deepEqual(await words(desk), ['misfired']);
    await desk.pass(DAY_MS);
    assert.deepEqual(await words(desk), ['misfired', 'fired']);
  });
});

describe('runs of the job work already', () => {
  test('A8 same: a tick beyond the limit is dropped; better: it has its row, and queueOne keeps it', async () => {
    const skipping = await up(placeAt(BEFORE_MS), { ...MINUTELY, lastsMs: 150_000 });
    await skipping.pass(3 * MINUTE_MS);
    assert.deepEqual(await words(skipping), ['fired', 'skipped_overlap', 'skipped_overlap']);
    const queueing = await up(placeAt(BEFORE_MS), { ...MINUTELY, lastsMs: 150_000, overlap: 'queueOne' });
    await queueing.pass(3 * MINUTE_MS);
    assert.deepEqual(await words(queueing), ['fired', 'queued_overlap', 'skipped_overlap']);
  });

  test('A9 better: the limit counts in the state, over all who ask, and a dead engine’s runs count on', async () => {
    const desk = await up(placeAt(BEFORE_MS), { ...MINUTELY, lastsMs: 100_000, pollMs: 1000 });
    await desk.ask('nav');
    await desk.pass(MINUTE_MS);
    assert.deepEqual(await words(desk), ['skipped_overlap']);
    const second = desk.store.acquireEngine({ pid: 2, host: 'other', sinceMs: 0, what: 'up' });
    await assert.rejects(second, (error) => isTapelineError(error) && error.code === 'engine.held');
  });
});

describe('nobody was there', () => {
  test('A10 and A11 better: the cursor is durable and no start overwrites it, so the evening’s run is not lost', async () => {
    const desk = await afterAbsence({ ...EVERY_EVENING, ...PERIOD }, 6 * MINUTE_MS);
    assert.deepEqual(await words(desk), ['fired']);
  });

  test('A12 same: what was missed is looked at when one is up again, with its grace', async () => {
    const desk = await afterAbsence({ ...EVERY_EVENING, ...PERIOD }, 6 * MINUTE_MS);
    const [run] = await desk.store.runs({});
    assert.equal(run!.createdAtMs, BEFORE_MS + 6 * MINUTE_MS);
  });

  test('A13 better: a tick and its run are one transaction with an id made of both, so nothing repeats', async () => {
    const place = placeAt(BEFORE_MS);
    const first = await up(place, EVERY_EVENING);
    await first.pass(2 * MINUTE_MS);
    await place.store[Symbol.asyncDispose]();
    const second = await up({ clock: place.clock, store: place.again() }, EVERY_EVENING);
    await second.pass(MINUTE_MS);
    assert.equal((await second.store.runs({})).length, 1);
  });

  test('A14 and A15 better: nothing is pickled; the state holds names and JSON, never code', async () => {
    const desk = await up(placeAt(BEFORE_MS), EVERY_EVENING);
    const [row] = await desk.store.range({ table: 'schedule', prefix: [] });
    assert.deepEqual(JSON.parse(row!.definition as string).trigger, EVERY_EVENING);
  });
});

const due = (trigger: Trigger, from: string, to: string): readonly string[] => {
  const range = { afterMs: Date.parse(from), untilMs: Date.parse(to), limit: 100 };
  return ticksOf(trigger)
    .between(range)
    .map(({ atMs }) => new Date(atMs).toISOString());
};

describe('when it is due', () => {
  test('A16 better: every trigger shows its own zone, whatever the machine’s is', () => {
    assert.deepEqual(due(EVERY_EVENING, '2026-11-20T00:00Z', '2026-11-21T00:00Z'), ['2026-11-20T11:00:00.000Z']);
    assert.throws(() => schedule(lasting(1), { cron: '0 19 * * *' } as never), /has no "zone"/);
  });

  test('A17 better: 1-5 is Monday to Friday, as everywhere else', () => {
    const week = due({ cron: '0 9 * * 1-5', zone: 'UTC' }, '2026-11-15T00:00Z', '2026-11-22T00:00Z');
    assert.deepEqual(
      week.map((at) => new Date(at).getUTCDay()),
      [1, 2, 3, 4, 5],
    );
  });

  test('A19 same: a time in the gap is due once, at the first instant after it', () => {
    const trigger = { cron: '30 2 * * *', zone: 'America/New_York' } as const;
    assert.deepEqual(due(trigger, '2026-03-08T00:00-05:00', '2026-03-09T00:00-04:00'), ['2026-03-08T07:00:00.000Z']);
  });

  test('A20 better: a time that comes twice is due once, unless both are asked for', () => {
    const trigger = { cron: '30 1 * * *', zone: 'America/New_York' } as const;
    const [from, to] = ['2026-11-01T00:00-04:00', '2026-11-02T00:00-05:00'];
    assert.equal(due(trigger, from, to).length, 1);
    assert.equal(due({ ...trigger, dst: { gap: 'next', overlap: 'both' } }, from, to).length, 2);
  });

  test('A21 better: no day is lost around a clock change', () => {
    for (const zone of ['America/New_York', 'Europe/Berlin', 'America/Havana', 'Australia/Lord_Howe', 'Africa/Cairo']) {
      const days = due({ cron: '0 0 * * *', zone }, '2026-01-01T12:00Z', '2026-04-10T12:00Z');
      assert.equal(days.length, 99, zone);
    }
  });

  test('A22 better: a date that never comes is refused, not stored as if paused', () => {
    const isTold = (error: unknown): boolean => isTapelineError(error) && error.code === 'usage.cron';
    assert.throws(() => ticksOf({ cron: '0 0 30 2 *', zone: 'UTC' }), isTold);
  });

  test('A22 better: a schedule that has ended stays, with its history', async () => {
    const desk = await up(placeAt(BEFORE_MS), { once: '2026-11-20T19:00:00+08:00' });
    await desk.pass(DAY_MS);
    assert.deepEqual(await words(desk), ['fired']);
    const [row] = await desk.store.range({ table: 'schedule', prefix: ['nav'] });
    assert.equal(row!.archived_at_ms, null);
  });
});

describe('clocks, names and ends', () => {
  test('A18 same: a clock set back fires nothing again; better: the step is on record, and forward is seen in a second', async () => {
    const desk = await up(placeAt(BEFORE_MS), { ...MINUTELY, coalesce: 'none', pollMs: 1000 });
    await desk.pass(2 * MINUTE_MS + 500);
    desk.clock.setNow(desk.clock.nowMs() - HOUR_MS);
    await desk.pass(10 * MINUTE_MS);
    assert.equal((await words(desk)).length, 2);
    desk.clock.setNow(desk.clock.nowMs() + 2 * HOUR_MS);
    await desk.pass(1500);
    assert.ok((await words(desk)).length > 60);
    assert.equal((await desk.store.range({ table: 'clock_step', prefix: [] })).length, 2);
  });

  test('A23 better: a job that is gone is an outcome of the tick, and the schedule stays', async () => {
    const [nav, other] = [lasting(1), job(pipeline('other', (p) => p.add(op({ name: 'other', run: () => 1 }))))];
    const desk = await openScheduledDesk({
      jobs: [other],
      schedules: [schedule(nav, { ...MINUTELY, name: 'nav' })],
      clock: virtualClock(BEFORE_MS),
    });
    await desk.pass(2 * MINUTE_MS);
    assert.deepEqual(await words(desk), ['failed_to_plan', 'failed_to_plan']);
  });

  test('A24 better: asked to go it waits as long as it was told, and the next one takes up the rest', async () => {
    const desk = await up(placeAt(BEFORE_MS), { ...EVERY_EVENING, lastsMs: 10 * MINUTE_MS });
    await desk.pass(2 * MINUTE_MS);
    await desk.stop();
    assert.equal((await desk.store.runs({}))[0]!.state, 'succeeded');
  });

  test('A25 better: nothing is silent, every tick has exactly one outcome on record', async () => {
    const desk = await afterAbsence({ ...MINUTELY, misfireGrace: '10m', coalesce: 'none', catchUp: 20 }, HOUR_MS);
    const rows = await desk.store.range({ table: 'tick', prefix: ['nav'] });
    assert.equal(
      rows.reduce((sum, row) => sum + (row.count as number), 0),
      60,
    );
    const outcomes = [...new Set(rows.map((row) => row.outcome))].sort();
    assert.deepEqual(outcomes, ['fired', 'misfired', 'skipped_overlap', 'skipped_window']);
  });
});
