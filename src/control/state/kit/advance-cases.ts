import { AT_MS, FAILURE, failed, METRICS, newRun, RUN_A, RUN_B, runIdAt, start, succeeded } from './fixtures.ts';
import { type Engine, engineCase, expectEqual, expectTrue, type KitCase, type NewWorld } from './kit-case.ts';

const TURN_CALLS = 50;

export const advanceCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('an attempt goes from pending over running to its end', newWorld, async ({ store, lease }) => {
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const start = [{ stepKey: 'a', isolated: false }];
    const { started } = await store.advance(lease, { runId: RUN_A, atMs: AT_MS + 1, start });
    expectEqual([started.length, started[0]?.stepKey, started[0]?.attempt], [1, 'a', 1], 'the first attempt is 1');
    const token = started[0]!.token;
    const running = (await store.steps(RUN_A))[0]!;
    const { state, attempt, startedAtMs, endedAtMs } = running;
    expectEqual([state, attempt, startedAtMs, endedAtMs], ['running', 1, AT_MS + 1, null], 'it is running');
    expectEqual(running.token, token, 'the row has the token that was given out');
    const end = [succeeded('a', token, { output: '{"价":1.5}' })];
    const done = await store.advance(lease, { runId: RUN_A, atMs: AT_MS + 2, end });
    expectEqual(done, { started: [], snapshots: [] }, 'the move started and published nothing');
    const over = (await store.steps(RUN_A))[0]!;
    expectEqual([over.state, over.endedAtMs, over.output], ['succeeded', AT_MS + 2, '{"价":1.5}'], 'it succeeded');
    expectEqual(over.metrics, METRICS, 'its metrics are kept');
  }),

  engineCase('one move ends, skips, starts and ends the run, in this order', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b', 'c']));
    const token = await start(engine, RUN_A, 'a');
    const reason = { because: 'upstream', upstream: 'a', upstreamState: 'failed' } as const;
    const skip = [{ stepKey: 'b', reason }];
    const startC = [{ stepKey: 'c', isolated: true }];
    const moved = await store.advance(lease, { runId: RUN_A, atMs: 9, end: [failed('a', token)], skip, start: startC });
    const states = (await store.steps(RUN_A)).map((step) => step.state);
    expectEqual(states, ['failed', 'skipped', 'running'], 'a failed, b was skipped, c runs');
    const [a, b] = await store.steps(RUN_A);
    expectEqual([a!.error, b!.skip], [FAILURE, reason], 'the error and the reason are kept');
    const endC = [succeeded('c', moved.started[0]!.token)];
    const endRun = { outcome: 'failed', error: FAILURE } as const;
    await store.advance(lease, { runId: RUN_A, atMs: 10, end: endC, endRun });
    const { state, endedAtMs, error } = (await store.run(RUN_A))!;
    expectEqual([state, endedAtMs, error], ['failed', 10, FAILURE], 'the run failed');
    const kinds = (await store.events({ runId: RUN_A })).map((event) => event.kind);
    const order = ['step_failed', 'step_skipped', 'step_started', 'step_succeeded', 'run_ended'];
    expectEqual(
      kinds,
      ['run_created', 'run_started', 'step_started', ...order],
      'the log has them in the order of the port',
    );
  }),

  engineCase('a failed attempt with a retry waits, and the next one has the next number', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const tokens: number[] = [];
    for (const attempt of [1, 2]) {
      tokens.push(await start(engine, RUN_A, 'a'));
      const end = [failed('a', tokens.at(-1)!, AT_MS + attempt * 1000)];
      await store.advance(lease, { runId: RUN_A, atMs: AT_MS, end });
      const step = (await store.steps(RUN_A))[0]!;
      const seen = [step.state, step.attempt, step.retryAtMs, step.error];
      expectEqual(seen, ['pending', attempt, AT_MS + attempt * 1000, FAILURE], 'it waits for its retry');
    }
    tokens.push(await start(engine, RUN_A, 'a'));
    const step = (await store.steps(RUN_A))[0]!;
    expectEqual([step.attempt, step.retryAtMs, step.error], [3, null, null], 'a new attempt starts clean');
    expectTrue(tokens[0]! < tokens[1]! && tokens[1]! < tokens[2]!, `tokens grow: ${tokens}`);
    const attempts = (await store.events({ runId: RUN_A })).map((event) => event.attempt);
    expectEqual(attempts, [null, null, 1, 1, 2, 2, 3], 'attempt numbers are contiguous in the log');
  }),

  engineCase(
    'a lost attempt puts its step back, and a failed one may end and start in one move',
    newWorld,
    async (e) => {
      const { store, lease } = e;
      await store.createRun(lease, newRun(RUN_A, ['a', 'b']));
      const [a, b] = [await start(e, RUN_A, 'a'), await start(e, RUN_A, 'b')];
      const lost = { stepKey: 'a', token: a, outcome: 'lost', reason: 'the engine was killed' } as const;
      const end = [lost, failed('b', b, AT_MS)];
      const again = [
        { stepKey: 'a', isolated: false },
        { stepKey: 'b', isolated: false },
      ];
      const { started } = await store.advance(lease, { runId: RUN_A, atMs: AT_MS, end, start: again });
      expectEqual(
        started.map(({ attempt }) => attempt),
        [2, 2],
        'both run again as attempt 2',
      );
      expectTrue(started[0]!.token !== a && started[1]!.token !== b, 'with new tokens');
      expectTrue(started[0]!.token !== started[1]!.token, 'no two attempts share a token');
    },
  ),

  engineCase('a cancelled run says why and its steps are cancelled', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b']));
    const token = await start(engine, RUN_A, 'a');
    await store.advance(lease, { runId: RUN_A, atMs: 5, cancel: { reason: 'Ctrl-C', requestId: null } });
    const end = [{ stepKey: 'a', token, outcome: 'cancelled', reason: 'Ctrl-C' } as const];
    const skip = [{ stepKey: 'b', reason: { because: 'cancelled', reason: 'Ctrl-C' } as const }];
    const endRun = { outcome: 'cancelled', error: null } as const;
    await store.advance(lease, { runId: RUN_A, atMs: 6, end, skip, endRun });
    const { state, cancelReason } = (await store.run(RUN_A))!;
    expectEqual([state, cancelReason], ['cancelled', 'Ctrl-C'], 'the run is cancelled');
    expectEqual(
      (await store.steps(RUN_A)).map((step) => step.state),
      ['cancelled', 'skipped'],
      'and so are its steps',
    );
  }),

  engineCase('an interrupted run is resumed where it stood', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b', 'c']));
    await store.advance(lease, { runId: RUN_A, atMs: 1, end: [succeeded('a', await start(engine, RUN_A, 'a'))] });
    const end = [failed('b', await start(engine, RUN_A, 'b'))];
    const skip = [{ stepKey: 'c', reason: { because: 'cancelled', reason: 'shutdown' } as const }];
    await store.advance(lease, { runId: RUN_A, atMs: 2, end, skip, endRun: { outcome: 'interrupted', error: null } });
    const resume = { steps: ['b', 'c'], reason: 'tapeline up' };
    const startB = [{ stepKey: 'b', isolated: false }];
    const { started } = await store.advance(lease, { runId: RUN_A, atMs: 3, resume, start: startB });
    expectEqual(started[0]?.attempt, 2, 'attempts are counted on');
    const { state, endedAtMs } = (await store.run(RUN_A))!;
    expectEqual([state, endedAtMs], ['running', null], 'the run is running again');
    const steps = await store.steps(RUN_A);
    expectEqual(
      steps.map((step) => step.state),
      ['succeeded', 'running', 'pending'],
      'what succeeded stays',
    );
    expectEqual([steps[1]!.error, steps[2]!.skip], [null, null], 'old errors and skips are gone');
  }),

  engineCase('a run left by a dead engine is taken up: resume, then lost', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a']));
    const token = await start(engine, RUN_A, 'a');
    await store[Symbol.asyncDispose]();
    const next = await engine.world.open();
    const nextLease = await next.acquireEngine({ pid: 1, host: 'desk-2', sinceMs: AT_MS, what: 'tapeline up' });
    const end = [{ stepKey: 'a', token, outcome: 'lost', reason: 'the engine died' } as const];
    const resume = { steps: [], reason: 'the engine died' };
    const again = [{ stepKey: 'a', isolated: false }];
    const { started } = await next.advance(nextLease, { runId: RUN_A, atMs: 2, resume, end, start: again });
    expectEqual(started[0]?.attempt, 2, 'the lost attempt was counted');
  }),

  engineCase('several moves of one turn all happen', newWorld, async (engine) => {
    const { store, lease } = engine;
    const runIds = Array.from({ length: TURN_CALLS }, (_, position) => runIdAt(position + 1));
    await Promise.all(runIds.map((runId) => store.createRun(lease, newRun(runId, ['a', 'b']))));
    const tokens = await Promise.all(runIds.map((runId) => start(engine, runId, 'a')));
    expectEqual(new Set(tokens).size, TURN_CALLS, 'every attempt has its own token');
    const moves = runIds.map((runId, position) => {
      const end = [succeeded('a', tokens[position]!)];
      return store.advance(lease, { runId, atMs: 3, end, start: [{ stepKey: 'b', isolated: false }] });
    });
    await Promise.all(moves);
    for (const runId of runIds) {
      const states = (await store.steps(runId)).map((step) => step.state);
      expectEqual(states, ['succeeded', 'running'], `run ${runId} moved`);
    }
  }),

  engineCase('calls of one turn happen in the order they were made', newWorld, async ({ store, lease }) => {
    const created = store.createRun(lease, newRun(RUN_A, ['a']));
    const asked = store.submit({ kind: 'cancel', data: { runId: RUN_A, reason: 'test' }, atMs: 1 });
    const moved = store.advance(lease, { runId: RUN_A, atMs: 2, start: [{ stepKey: 'a', isolated: false }] });
    await Promise.all([created, asked, moved]);
    expectEqual((await store.steps(RUN_A))[0]?.state, 'running', 'the run was there when its step started');
  }),

  engineCase('a refused move does not hurt its neighbours of the same turn', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, ['a', 'b']));
    await store.createRun(lease, newRun(RUN_B, ['a', 'b']));
    const startOf = (runId: string, ...keys: readonly string[]) =>
      store.advance(lease, { runId, atMs: 2, start: keys.map((stepKey) => ({ stepKey, isolated: false })) });
    // The middle move starts one step and then one that is not there: its first half must not stay.
    const settled = await Promise.allSettled([startOf(RUN_A, 'a'), startOf(RUN_B, 'a', 'z'), startOf(RUN_B, 'b')]);
    const expected = ['fulfilled', 'rejected', 'fulfilled'];
    expectEqual(
      settled.map(({ status }) => status),
      expected,
      'only the middle one is refused',
    );
    const statesOf = async (runId: string) => (await store.steps(runId)).map((step) => step.state);
    expectEqual(await statesOf(RUN_A), ['running', 'pending'], 'the move before it happened');
    expectEqual(await statesOf(RUN_B), ['pending', 'running'], 'so did the one after it, and nothing of its own');
    await stillMoves(engine);
  }),
];

/** After a refusal the log has no hole and the store goes on. */
async function stillMoves(engine: Engine): Promise<void> {
  await start(engine, RUN_A, 'b');
  const seqs = (await engine.store.events({})).map((event) => event.seq);
  expectTrue(
    seqs.every((seq, index) => index === 0 || seq > seqs[index - 1]!),
    'seqs grow',
  );
}
