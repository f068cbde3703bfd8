import { AT_MS, createdWith, newRun, RUN_A, RUN_B, runIdAt } from './fixtures.ts';
import { engineCase, expectEqual, expectRefused, type KitCase, type NewWorld } from './kit-case.ts';

export const runCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('a created run is queued and its steps are pending in plan order', newWorld, async ({ store, lease }) => {
    const created = createdWith(['sync', 'clean', 'analyse'], { tags: { 周期: '日' } });
    await store.createRun(lease, { runId: RUN_A, created, requestId: null, atMs: AT_MS });
    const { state, job, tags, trigger, createdAtMs, endedAtMs, error, cancelReason } = (await store.run(RUN_A))!;
    const expected = { state: 'queued', job: 'stocks.daily', tags: { 周期: '日' }, createdAtMs: AT_MS };
    expectEqual({ state, job, tags, createdAtMs }, expected, 'the run row is what was created');
    expectEqual([endedAtMs, error, cancelReason], [null, null, null], 'nothing has ended yet');
    expectEqual(trigger, created.trigger, 'the trigger is kept');
    expectEqual((await store.run(RUN_A))!.created, created, 'everything the run was created with is kept');
    const steps = await store.steps(RUN_A);
    const seen = steps.map((step) => [step.stepKey, step.op, step.position, step.state, step.attempt]);
    const pending = ['sync', 'clean', 'analyse'].map((key, position) => [key, `op_${key}`, position, 'pending', 0]);
    expectEqual(seen, pending, 'the steps stand in plan order, not by name');
  }),

  engineCase('a reused output makes its step succeeded without an attempt', newWorld, async ({ store, lease }) => {
    await store.createRun(lease, newRun(RUN_A, ['a', 'b'], { reused: { a: '{"rows":7}' } }));
    const [a, b] = await store.steps(RUN_A);
    const expected = ['succeeded', true, 0, '{"rows":7}'];
    expectEqual([a!.state, a!.reused, a!.attempt, a!.output], expected, 'a is taken over');
    expectEqual([b!.state, b!.reused, b!.output], ['pending', false, null], 'b is not');
  }),

  engineCase('a run that contradicts itself is refused whole', newWorld, async ({ store, lease }) => {
    await expectRefused(store.createRun(lease, newRun(RUN_A, ['a', 'a'])), 'bug', 'two steps of one key');
    const unknown = newRun(RUN_A, ['a'], { reused: { z: '1' } });
    await expectRefused(store.createRun(lease, unknown), 'bug', 'an output for a step that is not there');
    expectEqual(await store.run(RUN_A), null, 'no run was created');
    expectEqual(await store.events({}), [], 'and no event written');
  }),

  engineCase('what was never created is null or empty', newWorld, async ({ store }) => {
    expectEqual(await store.run(RUN_A), null, 'an unknown run is null');
    expectEqual(await store.steps(RUN_A), [], 'its steps are empty');
    expectEqual(await store.runs({}), [], 'there are no runs');
  }),

  engineCase('runs are listed newest first and filtered', newWorld, async ({ store, lease }) => {
    for (const position of [1, 2, 3, 4]) {
      const tags = { parity: position % 2 === 0 ? 'even' : 'odd', "it's": `${position}` };
      const run = newRun(runIdAt(position), ['a'], { tags, job: position < 3 ? 'early' : 'late' });
      await store.createRun(lease, { ...run, atMs: AT_MS + Math.floor(position / 2) });
    }
    const ended = { outcome: 'failed', error: null } as const;
    await store.advance(lease, { runId: RUN_B, atMs: AT_MS + 9, endRun: ended });
    const listed = async (query: Parameters<typeof store.runs>[0], positions: readonly number[]): Promise<void> => {
      const ids = (await store.runs(query)).map((run) => run.runId);
      expectEqual(ids, positions.map(runIdAt), `runs(${JSON.stringify(query)})`);
    };
    await listed({}, [4, 3, 2, 1]);
    await listed({ limit: 2 }, [4, 3]);
    await listed({ job: 'early' }, [2, 1]);
    await listed({ states: ['failed'] }, [2]);
    await listed({ states: ['queued', 'failed'], job: 'early' }, [2, 1]);
    await listed({ states: [] }, []);
    await listed({ tags: { parity: 'odd' } }, [3, 1]);
    await listed({ tags: { parity: 'odd', "it's": '3' } }, [3]);
    await listed({ tags: { parity: 'odd' }, limit: 1 }, [3]);
    await listed({ tags: { unknown: 'x' } }, []);
  }),
];
