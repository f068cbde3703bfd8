import { eventsOf } from '../../audit/audit-state.ts';
import { planPrune } from '../../retention/plan-prune.ts';
import { AT_MS, FAILURE, newRun, RUN_A, RUN_B, start, succeeded } from '../kit/fixtures.ts';
import { type Engine, engineCase, expectEqual, expectTrue, type KitCase, type NewWorld } from '../kit/kit-case.ts';

const LATER_MS = AT_MS + 1_000_000;

async function runToEnd({ store, lease }: Engine, runId: string, atMs: number): Promise<void> {
  await store.createRun(lease, { ...newRun(runId, ['a']), atMs });
  const token = await start({ store, lease }, runId, 'a');
  const endRun = { outcome: 'succeeded', error: null } as const;
  await store.advance(lease, { runId, atMs, end: [succeeded('a', token)], endRun });
}

export const checkpointCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('a checkpoint folds to the same tables without what was to go', newWorld, async (engine) => {
    const { store, lease } = engine;
    const requests: number[] = [];
    for (const atMs of [AT_MS, AT_MS + 1]) {
      const id = await store.submit({ kind: 'cancel', data: { runId: RUN_A, reason: 'late' }, atMs });
      await store.answerRequest(lease, id, { runId: null, error: FAILURE });
      requests.push(id);
    }
    await runToEnd(engine, RUN_A, AT_MS);
    await store.createRun(lease, { ...newRun(RUN_B, ['a', 'b']), atMs: LATER_MS });
    const lastBefore = (await store.events({})).at(-1)!.seq;
    const plan = (await planPrune(() => eventsOf(store), await store.dump(), LATER_MS))!;
    expectEqual(plan.runIds, [RUN_A], 'the old run goes');
    await store.checkpoint(lease, { ...plan, atMs: LATER_MS });
    expectEqual([await store.run(RUN_A), (await store.steps(RUN_A)).length], [null, 0], 'it is gone');
    expectTrue((await store.run(RUN_B)) !== null, 'the other one is there');
    const kept = await store.dump();
    await store.rebuild(lease);
    expectEqual(await store.dump(), kept, 'the shorter log folds to the same tables');
    const events = await store.events({});
    const seqs = events.map(({ seq }) => seq);
    expectEqual(
      seqs,
      seqs.map((_, index) => lastBefore - seqs.length + 1 + index),
      'numbers go on without a gap',
    );
    expectEqual(events[0]!.kind, 'state_checkpointed', 'the log begins with the checkpoint');
    expectEqual((await store.events({ afterSeq: lastBefore - 1 })).length, 1, 'and is read from any number on');
    const left = (await store.answeredRequests({ afterId: 0, limit: 9 })).map(({ id }) => id);
    expectEqual(left, requests.slice(1), 'answered requests from before are forgotten, the newest stays');
    await start(engine, RUN_B, 'a');
    expectEqual((await store.events({})).at(-1)!.seq, lastBefore + 2, 'and it goes on: run and step have started');
  }),
];
