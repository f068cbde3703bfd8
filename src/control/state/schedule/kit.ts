import { DAY_MS } from '../../../core/time.ts';
import type { TickPolicy } from '../../definition/schedule.ts';
import { AT_MS, createdWith } from '../kit/fixtures.ts';
import { type Engine, engineCase, expectEqual, expectRefused, type KitCase, type NewWorld } from '../kit/kit-case.ts';
import type { TickProposal } from './port.ts';
import { readEvaluatedMs, readSchedule, readTicks } from './read.ts';

const POLICY: TickPolicy = {
  misfireGraceMs: 5000,
  coalesce: 'none',
  overlap: 'skip',
  instancesMax: 1,
  catchUpMax: 10,
  jitterMs: 0,
};
const MINUTE_MS = 60_000;

async function register({ store, lease }: Engine, names: readonly string[], atMs = AT_MS, hash = 'h1') {
  const schedules = names.map((name) => ({ name, job: 'daily', hash, definition: { name }, startsPaused: false }));
  return await store.registerSchedules(lease, { schedules, atMs });
}

/** Ticks at these minutes, decided at the last of them. */
function proposal(minutes: readonly number[], change: Partial<TickProposal> = {}): TickProposal {
  const ticks = minutes.map((minute) => {
    const atMs = AT_MS + minute * MINUTE_MS;
    return { atMs, dueMs: atMs, session: '2026-11-20', offsetMinutes: 480, runId: `run-of-${minute}` };
  });
  const nowMs = ticks.at(-1)!.atMs;
  const plan = { created: createdWith(['a'], { job: 'daily' }) };
  return { schedule: 's', policy: POLICY, nowMs, cursorMs: nowMs, version: 'v1', ticks, older: null, plan, ...change };
}

const cursorOf = async ({ store }: Engine): Promise<number> =>
  ((await readSchedule(store, 's'))!.cursorMs - AT_MS) / MINUTE_MS;

export const scheduleCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('a tick, its run and the cursor are one transaction', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, ['s']);
    const { ticks } = await store.decideTicks(lease, proposal([1], { nowMs: AT_MS + MINUTE_MS + 3 }));
    expectEqual(
      ticks.map(({ outcome, runId }) => [outcome, runId]),
      [['fired', 'run-of-1']],
      'it fired',
    );
    const [row] = await readTicks(store, 's');
    const { outcome, session, offsetMinutes, version, decidedAtMs, count } = row!;
    const expected = ['fired', '2026-11-20', 480, 'v1', AT_MS + MINUTE_MS + 3, 1];
    expectEqual([outcome, session, offsetMinutes, version, decidedAtMs, count], expected, 'the row has all of it');
    const run = (await store.run('run-of-1'))!;
    const tick = { schedule: 's', atMs: AT_MS + MINUTE_MS, session: '2026-11-20' };
    expectEqual([run.state, run.trigger.tick], ['queued', tick], 'the run knows its tick');
    expectEqual(await cursorOf(engine), 1, 'the cursor stands behind it');
  }),

  engineCase('a tick is decided once, and the cursor never goes back', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, ['s']);
    await store.decideTicks(lease, proposal([1, 2]));
    const before = await store.dump();
    await expectRefused(store.decideTicks(lease, proposal([2, 3])), 'bug', 'tick 2 again');
    await expectRefused(store.decideTicks(lease, proposal([1])), 'bug', 'an older cursor');
    await expectRefused(store.decideTicks(lease, proposal([3], { schedule: 'other' })), 'usage.unknown_name', 'no row');
    expectEqual(await store.dump(), before, 'nothing of it happened');
  }),

  engineCase('open runs of the job count, whoever made them', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, ['s']);
    await store.createRun(lease, {
      runId: 'by-hand',
      created: createdWith(['a'], { job: 'daily' }),
      requestId: null,
      atMs: 1,
    });
    const skipped = await store.decideTicks(lease, proposal([1]));
    expectEqual(skipped.ticks[0]!.outcome, 'skipped_overlap', 'one is open');
    const queued = await store.decideTicks(lease, proposal([2], { policy: { ...POLICY, overlap: 'queueOne' } }));
    expectEqual(
      [queued.ticks[0]!.outcome, (await store.run('run-of-2'))!.state],
      ['queued_overlap', 'queued'],
      'it waits',
    );
    expectEqual((await store.admitRuns(lease, proposal([2]).nowMs)).started, ['by-hand'], 'behind the first');
  }),

  engineCase('a tick that takes the place of others cancels them', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, ['s']);
    const policy: TickPolicy = { ...POLICY, coalesce: 'latest', overlap: 'cancelOther' };
    await store.decideTicks(lease, proposal([1], { policy }));
    await store.admitRuns(lease, proposal([1]).nowMs);
    const next = await store.decideTicks(lease, proposal([2], { policy }));
    expectEqual(next.cancelled, ['run-of-1'], 'the one that works is asked to stop');
    const states = async () => [
      (await store.run('run-of-1'))!.cancelReason !== null,
      (await store.run('run-of-2'))!.state,
    ];
    expectEqual(await states(), [true, 'queued'], 'the new one waits for it');
    const last = await store.decideTicks(lease, proposal([3], { policy }));
    expectEqual(
      [last.cancelled, await states()],
      [['run-of-1'], [true, 'cancelled']],
      'a queued one is cancelled at once',
    );
  }),

  engineCase('a tick whose run waited too long becomes a misfire', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, ['s']);
    await store.decideTicks(lease, proposal([1]));
    const { misfired } = await store.admitRuns(lease, proposal([1]).nowMs + 5001);
    expectEqual(misfired, ['run-of-1'], 'it came too late');
    const [row] = await readTicks(store, 's');
    expectEqual([row!.outcome, row!.detail], ['misfired', { lateMs: 5001, graceMs: 5000 }], 'and its tick says so');
  }),

  engineCase('paused ticks are recorded, and resuming leaves them behind', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, ['s']);
    const change = { name: 's', by: 'me', requestId: null };
    await store.pauseSchedule(lease, { ...change, atMs: AT_MS + 5 });
    await store.pauseSchedule(lease, { ...change, by: 'you', atMs: AT_MS + 6 });
    expectEqual((await readSchedule(store, 's'))!.paused, { sinceMs: AT_MS + 5, by: 'me' }, 'paused once');
    const { ticks } = await store.decideTicks(lease, proposal([1]));
    expectEqual([ticks[0]!.outcome, ticks[0]!.runId], ['skipped_paused', null], 'no run');
    await store.resumeSchedule(lease, { ...change, atMs: AT_MS + 3 * MINUTE_MS });
    expectEqual(
      [(await readSchedule(store, 's'))!.paused, await cursorOf(engine)],
      [null, 3],
      'up to now nothing is due',
    );
    const unknown = store.pauseSchedule(lease, { ...change, name: 'x', atMs: 1 });
    await expectRefused(unknown, 'usage.unknown_name', 'a schedule nobody knows');
  }),

  engineCase('a changed definition keeps the cursor', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, ['s']);
    await store.decideTicks(lease, proposal([1]));
    const [row] = await register(engine, ['s'], AT_MS + 9 * MINUTE_MS, 'h2');
    expectEqual([row!.hash, await cursorOf(engine), row!.firstSeenMs], ['h2', 1, AT_MS], 'only the definition changed');
    await register(engine, ['s'], AT_MS + 10 * MINUTE_MS, 'h2');
    const kinds = (await store.events({})).map(({ kind }) => kind);
    expectEqual(kinds.filter((kind) => kind === 'schedule_changed').length, 1, 'said once');
  }),

  engineCase('a schedule that is gone keeps its history, and its cursor for thirty days', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, ['s', 't']);
    await store.decideTicks(lease, proposal([1]));
    expectEqual(
      (await register(engine, ['t'])).map(({ name }) => name),
      ['t'],
      'only one is left',
    );
    const gone = (await readSchedule(store, 's'))!;
    expectEqual([gone.archivedAtMs, (await readTicks(store, 's')).length], [AT_MS, 1], 'the other is archived');
    await expectRefused(store.decideTicks(lease, proposal([2])), 'usage.unknown_name', 'it decides nothing');
    await register(engine, ['s', 't'], AT_MS + 30 * DAY_MS);
    expectEqual(await cursorOf(engine), 1, 'back in time it goes on where it was');
    await register(engine, ['t'], AT_MS + 30 * DAY_MS);
    await register(engine, ['s', 't'], AT_MS + 60 * DAY_MS + 1);
    expectEqual(await cursorOf(engine), (60 * DAY_MS + 1) / MINUTE_MS, 'later it starts anew');
  }),

  engineCase('what was looked at and when the clock jumped are kept', newWorld, async (engine) => {
    const { store, lease } = engine;
    expectEqual(await readEvaluatedMs(store), null, 'nothing yet');
    await store.recordEvaluated(lease, 500);
    await store.recordEvaluated(lease, 400);
    expectEqual(await readEvaluatedMs(store), 500, 'it never goes back');
    await store.recordClockStep(lease, { byMs: -3_600_000, atMs: 600 });
    const [step] = await store.range({ table: 'clock_step', prefix: [] });
    expectEqual([step!.at_ms, step!.by_ms], [600, -3_600_000], 'the step');
    const before = await store.dump();
    await store.rebuild(lease);
    expectEqual(await store.dump(), before, 'and folding again gives the same');
  }),
];
