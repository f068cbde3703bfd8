import {
  changeOf,
  createdWith,
  FAILURE,
  lakeFile,
  AT_MS as NOW,
  newRun,
  publishBy,
  RUN_A,
  RUN_B,
} from '../kit/fixtures.ts';
import { type Engine, engineCase, expectEqual, expectRefused, type KitCase, type NewWorld } from '../kit/kit-case.ts';
import type { LookFrom, NewEvaluation, NewRequestedRun } from './port.ts';
import { readEmitted, readEvaluations, readHookFailures, readRunEnds, readRunKey, readSensor } from './read.ts';
import { EVALUATIONS_KEPT } from './tables.ts';

const NOTHING: LookFrom = { kind: 'nothing' };

async function register({ store, lease }: Engine, from: LookFrom = NOTHING, watches = 'custom'): Promise<void> {
  await store.registerSensors(lease, { sensors: [{ sensor: 's', watches, from }], atMs: NOW });
}

function evaluation(tick: number, change: Partial<NewEvaluation> = {}): NewEvaluation {
  const rest = { refused: [], skipReason: null, alarm: null, durationMs: 3, nextAtMs: NOW + 1000 };
  return { sensor: 's', tick, atMs: NOW + tick, cursor: `${tick}`, requests: [], ...rest, ...change };
}

const asked = (runId: string, runKey: string, job = 'stocks.daily'): NewRequestedRun => ({
  job,
  runKey,
  runId,
  created: createdWith(['a'], { job }),
});

const failure = (tick: number) => ({
  sensor: 's',
  tick,
  atMs: NOW,
  error: FAILURE,
  durationMs: 1,
  nextAtMs: NOW + 5,
});

export const sensorCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('an evaluation moves the cursor together with its runs', newWorld, async (engine) => {
    const { world, store, lease } = engine;
    await register(engine);
    const requests = [asked(RUN_A, 'one'), asked(RUN_B, 'two')];
    const made = await store.commitEvaluation(lease, evaluation(1, { requests }));
    expectEqual(
      made.map(({ runId, isNew }) => [runId, isNew]),
      [
        [RUN_A, true],
        [RUN_B, true],
      ],
      'both are new',
    );
    const reader = await world.open();
    const row = (await readSensor(reader, 's'))!;
    expectEqual([row.cursor, row.tick, row.outcome, row.nextAtMs], [1, 1, 'requested', NOW + 1000], 'the row');
    expectEqual((await reader.run(RUN_B))?.state, 'queued', 'the runs wait in the queue');
    expectEqual(await readRunKey(reader, 's', 'stocks.daily', 'two'), RUN_B, 'the key names its run');
  }),

  engineCase('an evaluation that cannot be committed leaves neither runs nor a cursor', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine);
    await store.createRun(lease, newRun(RUN_B, ['a']));
    const requests = [asked(RUN_A, 'one'), asked(RUN_B, 'two')];
    await expectRefused(store.commitEvaluation(lease, evaluation(1, { requests })), 'bug', 'an id that is taken');
    expectEqual(await store.run(RUN_A), null, 'the run before it is not there');
    expectEqual((await readSensor(store, 's'))?.cursor, null, 'the cursor has not moved');
    expectEqual(await readRunKey(store, 's', 'stocks.daily', 'one'), null, 'nor is the key taken');
  }),

  engineCase('a key that was asked for before gives the run of then', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine);
    const twice = [asked(RUN_A, 'k'), asked(RUN_B, 'k')];
    const made = await store.commitEvaluation(lease, evaluation(1, { requests: twice }));
    const same = { job: 'stocks.daily', runKey: 'k', runId: RUN_A };
    expectEqual(
      made,
      [
        { ...same, isNew: true },
        { ...same, isNew: false },
      ],
      'within one evaluation',
    );
    const again = await store.commitEvaluation(lease, evaluation(2, { requests: [{ ...twice[1]!, created: null }] }));
    expectEqual(again, [{ ...same, isNew: false }], 'and in a later one');
    const other = await store.commitEvaluation(lease, evaluation(3, { requests: [asked(RUN_B, 'k', 'weekly')] }));
    expectEqual(other[0]?.isNew, true, 'another job has keys of its own');
  }),

  engineCase('an evaluation follows the one before it, and no other', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine);
    await store.commitEvaluation(lease, evaluation(1));
    await expectRefused(store.commitEvaluation(lease, evaluation(1)), 'store.conflict', 'the same again');
    await expectRefused(store.commitEvaluation(lease, evaluation(3)), 'store.conflict', 'one too far');
    await expectRefused(store.failEvaluation(lease, failure(1)), 'store.conflict', 'a failure of the past');
    const unknown = store.commitEvaluation(lease, { ...evaluation(1), sensor: 'unknown' });
    await expectRefused(unknown, 'bug', 'a sensor that is not registered');
  }),

  engineCase('failures are counted and leave the cursor; success ends them', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine);
    await store.commitEvaluation(lease, evaluation(1));
    await store.failEvaluation(lease, failure(2));
    await store.failEvaluation(lease, failure(3));
    const broken = (await readSensor(store, 's'))!;
    expectEqual([broken.cursor, broken.failures, broken.outcome], [1, 2, 'failed'], 'two in a row');
    expectEqual([broken.error, broken.nextAtMs], [FAILURE, NOW + 5], 'with the error and the next try');
    await store.commitEvaluation(lease, evaluation(4, { skipReason: 'nothing new' }));
    const well = (await readSensor(store, 's'))!;
    expectEqual([well.failures, well.error, well.skipReason], [0, null, 'nothing new'], 'it works again');
  }),

  engineCase(
    'a look that sees nothing new is no evaluation, and moves the cursor over it',
    newWorld,
    async (engine) => {
      const { store, lease } = engine;
      await register(engine);
      await store.commitEvaluation(lease, evaluation(1, { skipReason: 'nothing new' }));
      const look = { sensor: 's', tick: 1, atMs: NOW + 9, cursor: '99', nextAtMs: NOW + 10 };
      await store.recordLook(lease, look);
      const row = (await readSensor(store, 's'))!;
      expectEqual(
        [row.tick, row.cursor, row.evaluatedAtMs, row.skipReason],
        [1, 99, NOW + 9, 'nothing new'],
        'the row',
      );
      expectEqual((await readEvaluations(store, 's')).length, 1, 'no evaluation is added');
      await expectRefused(store.recordLook(lease, { ...look, tick: 0 }), 'store.conflict', 'a look of the past');
    },
  ),

  engineCase('as many evaluations are kept as are promised', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine);
    for (let tick = 1; tick <= EVALUATIONS_KEPT + 3; tick += 1)
      await store.commitEvaluation(lease, evaluation(tick, { alarm: tick % 2 === 0 ? FAILURE : null }));
    const kept = await readEvaluations(store, 's');
    expectEqual(kept.length, EVALUATIONS_KEPT, 'not more');
    expectEqual([kept[0]?.tick, kept.at(-1)?.tick], [EVALUATIONS_KEPT + 3, 4], 'the newest, newest first');
    expectEqual(kept[1]?.error, FAILURE, 'with what they alarm of');
  }),

  engineCase('a listener sees the ends of runs after its registration, in order', newWorld, async (engine) => {
    const { store, lease } = engine;
    const end = async (runId: string) => {
      await store.createRun(lease, newRun(runId, ['a']));
      await store.advance(lease, { runId, atMs: NOW, endRun: { outcome: 'interrupted', error: null } });
    };
    await end(RUN_A);
    await register(engine, { kind: 'log' }, 'run');
    await end(RUN_B);
    const { cursor } = (await readSensor(store, 's'))!;
    const seen = await readRunEnds(store, cursor as number, 10);
    expectEqual(
      seen.map(({ runId, outcome }) => [runId, outcome]),
      [[RUN_B, 'interrupted']],
      'not the one before',
    );
    await register(engine, { kind: 'log' }, 'run');
    expectEqual((await readSensor(store, 's'))?.cursor, cursor, 'registering it again changes nothing');
    await register(engine, { kind: 'log' }, 'run of another job');
    expectEqual((await readSensor(store, 's'))?.cursor !== cursor, true, 'another thing is another beginning');
  }),

  engineCase('a sensor of an asset begins at its version of then', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a']));
    await publishBy(engine, RUN_A, 'a', [changeOf('bars', [], [lakeFile('x', '2026')])]);
    await register(engine, { kind: 'asset', asset: 'bars' });
    expectEqual((await readSensor(store, 's'))?.cursor, 1, 'that version was before its time');
  }),

  engineCase('pausing and resuming answer who asked, and can be asked twice', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine);
    const data = { sensor: 's', reason: 'vendor is down' };
    const requestId = await store.submit({ kind: 'pause_sensor', data, atMs: NOW });
    await store.pauseSensor(lease, { ...data, requestId, atMs: NOW });
    await store.pauseSensor(lease, { ...data, reason: 'again', requestId: null, atMs: NOW + 9 });
    const paused = (await readSensor(store, 's'))!;
    expectEqual([paused.pausedAtMs, paused.pauseReason], [NOW, 'vendor is down'], 'the first reason stays');
    expectEqual((await store.request(requestId))?.answer, { runId: null, error: null }, 'it is answered');
    for (const atMs of [NOW + 10, NOW + 11]) await store.resumeSensor(lease, { sensor: 's', requestId: null, atMs });
    expectEqual((await readSensor(store, 's'))?.pausedAtMs, null, 'it goes on');
  }),

  engineCase('an event with a key is taken down once', newWorld, async ({ store, lease }) => {
    const emission = { name: 'prices_in', key: 'k1', data: '{"rows":3}', by: 'tapeline emit' };
    const requestId = await store.submit({ kind: 'emit', data: emission, atMs: NOW });
    const first = await store.emitEvent(lease, { ...emission, requestId, atMs: NOW });
    const again = await store.emitEvent(lease, { ...emission, data: '4', requestId: null, atMs: NOW + 1 });
    expectEqual(again, { seq: first.seq, isNew: false }, 'the same event');
    const free = { ...emission, key: null, requestId: null };
    const others = [
      await store.emitEvent(lease, { ...free, atMs: NOW }),
      await store.emitEvent(lease, { ...free, atMs: NOW }),
    ];
    expectEqual(
      others.map(({ isNew }) => isNew),
      [true, true],
      'without a key each is a new one',
    );
    const rows = await readEmitted(store, 'prices_in', { afterSeq: first.seq - 1, limit: 2 });
    expectEqual(rows[0]?.data, { rows: 3 }, 'its data are those of the first');
    expectEqual(
      rows.map(({ seq }) => seq),
      [first.seq, others[0]?.seq],
      'in order, as many as asked for',
    );
    expectEqual((await store.request(requestId))?.answer, { runId: null, error: null }, 'who told it is answered');
  }),

  engineCase('a hook that broke is recorded beside its run', newWorld, async ({ store, lease }) => {
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const broken = { runId: RUN_A, hook: 'retry', stepKey: 'a', error: FAILURE, atMs: NOW };
    await store.recordHookFailure(lease, broken);
    const [row] = await readHookFailures(store, RUN_A);
    expectEqual([row?.hook, row?.stepKey, row?.error], ['retry', 'a', FAILURE], 'which and why');
    expectEqual((await store.run(RUN_A))?.state, 'queued', 'the run is as it was');
  }),

  engineCase('folding the log again keeps sensors, keys and events', newWorld, async (engine) => {
    const { store, lease } = engine;
    await register(engine, { kind: 'moment', cursor: '17' });
    await store.commitEvaluation(lease, evaluation(1, { requests: [asked(RUN_A, 'k')] }));
    await store.failEvaluation(lease, failure(2));
    await store.emitEvent(lease, { name: 'e', key: 'k', data: 'null', by: 'x', requestId: null, atMs: NOW });
    const before = await store.dump();
    await store.rebuild(lease);
    expectEqual(await store.dump(), before, 'the state is the same');
  }),
];
