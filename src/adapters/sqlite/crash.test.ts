import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import {
  changeOf,
  failed,
  lakeFile,
  newRun,
  publishBy,
  RUN_A,
  RUN_B,
  RUN_REQUEST,
  start,
  succeeded,
} from '../../control/state/kit/fixtures.ts';
import { DEATH, failingConnection, sqliteError } from './failing-connection-for-tests.ts';
import { HOLDER, type TestEngine, testEngine, testFolder } from './folder-for-tests.ts';
import { openStateReader, openStateStore } from './state-store.ts';

type Scenario = {
  readonly name: string;
  /** The calls of one turn. */
  readonly turn: (engine: TestEngine, tokens: readonly number[]) => readonly Promise<unknown>[];
};

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'creating a run and answering its request',
    turn: ({ store, lease }) => [store.createRun(lease, { ...newRun(RUN_B, ['x', 'y', 'z']), requestId: 1 })],
  },
  {
    name: 'a move that publishes, fails, skips and starts',
    turn: ({ store, lease }, [a, b]) => [store.advance(lease, fullMove(a!, b!))],
  },
  {
    name: 'three calls of one turn, the second refused',
    turn: ({ store, lease }, [a, b]) => [
      store.advance(lease, fullMove(a!, b!)),
      store.advance(lease, { runId: RUN_A, atMs: 9, end: [succeeded('a', -1)] }),
      store.createRun(lease, newRun(RUN_B, ['x'])),
    ],
  },
  { name: 'folding the log again', turn: ({ store, lease }) => [store.rebuild(lease)] },
  { name: 'pruning', turn: ({ store, lease }) => [store.recordPruned(lease, 'prices', ['p/1'], 9)] },
  { name: 'releasing the right', turn: ({ store, lease }) => [store.releaseEngine(lease)] },
];

describe('a crash between any two statements leaves all of a turn or nothing', () => {
  for (const scenario of SCENARIOS) {
    test(scenario.name, async () => {
      const whole = await crashAfter(scenario, Number.POSITIVE_INFINITY);
      assert.notDeepEqual(whole.after, whole.before, 'the turn changes something');
      for (let count = 0; count < whole.statements; count += 1) {
        const { before, after } = await crashAfter(scenario, count);
        assert.deepEqual(after, before, `a crash before statement ${count + 1} of ${whole.statements} leaves nothing`);
      }
    });
  }
});

test('a crash between any two statements of the first opening leaves a state that opens', async () => {
  for (let count = 0; ; count += 1) {
    using place = testFolder();
    const failing = failingConnection(place.statePath);
    failing.dieAfter(count);
    const opened = await openStateStore({ ...place, connect: failing.connect }).catch((error: unknown) => error);
    if (opened !== DEATH) {
      assert.ok(count > 10, `opening takes ${count} statements`);
      await (opened as AsyncDisposable)[Symbol.asyncDispose]();
      return;
    }
    await using engine = await testEngine(place);
    await engine.store.createRun(engine.lease, newRun(RUN_A, ['a']));
  }
});

describe('when the commit itself fails', () => {
  test('every call of the turn rejects, nothing is kept, and the next turn works', async () => {
    using place = testFolder();
    const failing = failingConnection(place.statePath);
    await using engine = await testEngine({ ...place, connect: failing.connect });
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const before = await store.dump();
    failing.failOnce('COMMIT', sqliteError(778, 'disk I/O error'));
    const calls = [
      store.createRun(lease, newRun(RUN_B, ['a'])),
      start(engine, RUN_A, 'a'),
      start(engine, RUN_A, 'a'),
      store.submit({ kind: 'run', data: RUN_REQUEST, atMs: 1 }),
    ];
    for (const settled of await Promise.allSettled(calls)) {
      assert.equal(settled.status, 'rejected');
      const { code, facts } = settled.reason;
      assert.deepEqual([code, facts.path, facts.problem], ['io.failed', place.statePath, 'the disk reports an error']);
    }
    assert.deepEqual(await store.dump(), before);
    assert.deepEqual(await store.openRequests(), []);
    await start(engine, RUN_A, 'a');
  });

  test('a bug in one call is that call’s alone', async () => {
    using place = testFolder();
    await using engine = await testEngine(place);
    const { store, lease } = engine;
    const fractional = { ...newRun(RUN_A, ['a']), atMs: 0.5 };
    const calls = [store.createRun(lease, fractional), store.createRun(lease, newRun(RUN_B, ['a']))];
    const [bug, fine] = await Promise.allSettled(calls);
    assert.deepEqual([bug!.status, fine!.status], ['rejected', 'fulfilled']);
    assert.deepEqual(
      (await store.events({})).map((event) => event.runId),
      [RUN_B],
    );
  });
});

describe('the state tables are a fold of the log', () => {
  test('folding again puts right what was tampered with', async () => {
    using place = testFolder();
    await using engine = await testEngine(place);
    await prepared(engine);
    const before = await engine.store.dump();
    using other = new DatabaseSync(place.statePath);
    other.exec(
      "UPDATE step SET state = 'succeeded'; DELETE FROM snapshot; INSERT INTO run (run_id) VALUES ('made up')",
    );
    assert.notDeepEqual(await engine.store.dump(), before);
    await engine.store.rebuild(engine.lease);
    assert.deepEqual(await engine.store.dump(), before);
  });
});

describe('while another process is writing', () => {
  test('a call waits without stopping the event loop, then happens', async () => {
    using place = testFolder();
    await using store = await openStateStore({ ...place, durability: 'memory' });
    const other = new DatabaseSync(place.statePath);
    other.exec('BEGIN IMMEDIATE');
    const submitted = store.submit({ kind: 'run', data: RUN_REQUEST, atMs: 1 });
    const winner = await Promise.race([submitted, new Promise((resolve) => setTimeout(resolve, 150, 'the timer'))]);
    assert.equal(winner, 'the timer', 'timers go on while the call waits');
    other.exec('COMMIT');
    assert.equal(await submitted, 1);
    other.close();
  });
});

const fullMove = (a: number, b: number) => ({
  runId: RUN_A,
  atMs: 9,
  end: [succeeded('a', a, { changes: [changeOf('prices', ['p/2'], [lakeFile('p/3', 'all')])] }), failed('b', b)],
  skip: [{ stepKey: 'c', reason: { because: 'critical_failure', upstream: 'b' } as const }],
  start: [{ stepKey: 'd', isolated: false }],
});

/** The state before and after a turn whose process dies before the statement after `count`; read by a new process's handle. */
async function crashAfter({ turn }: Scenario, count: number) {
  using place = testFolder();
  const failing = failingConnection(place.statePath);
  const store = await openStateStore({ ...place, durability: 'memory', connect: failing.connect });
  const engine = { store, lease: await store.acquireEngine(HOLDER), [Symbol.asyncDispose]: async () => {} };
  const tokens = await prepared(engine);
  const before = await seen(place.folder);
  failing.dieAfter(count);
  const settled = await Promise.allSettled(turn(engine, tokens));
  const statements = failing.ran();
  if (count < Number.POSITIVE_INFINITY) {
    for (const each of settled) assert.ok(each.status === 'rejected' && each.reason === DEATH, 'no call resolves');
  }
  await store[Symbol.asyncDispose]();
  return { before, after: await seen(place.folder), statements };
}

/** A run with two running steps, a published asset with a replaced file, and an open request. */
async function prepared(engine: TestEngine): Promise<readonly number[]> {
  const { store, lease } = engine;
  await store.createRun(lease, newRun(RUN_A, ['p', 'q', 'a', 'b', 'c', 'd']));
  await publishBy(engine, RUN_A, 'p', [changeOf('prices', [], [lakeFile('p/1', 'all')])]);
  await publishBy(engine, RUN_A, 'q', [changeOf('prices', ['p/1'], [lakeFile('p/2', 'all')])]);
  await store.submit({ kind: 'run', data: RUN_REQUEST, atMs: 5 });
  return [await start(engine, RUN_A, 'a'), await start(engine, RUN_A, 'b')];
}

async function seen(folder: string) {
  await using reader = (await openStateReader({ folder }))!;
  const [state, events, requests] = [await reader.dump(), await reader.events({}), await reader.openRequests()];
  return { state, events, requests, mark: await reader.changeMark() };
}
