import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { auditState, eventsOf } from '../../src/control/audit/audit-state.ts';
import { planPrune } from '../../src/control/retention/plan-prune.ts';
import { createdWith, newRun, RUN_REQUEST, runIdAt } from '../../src/control/state/kit/fixtures.ts';
import type { EngineLease, StateStore } from '../../src/control/state/store.ts';

const DAY_MS = 86_400_000;
const day = (n: number): number => Date.UTC(2026, 0, 1) + n * DAY_MS;

type Desk = AsyncDisposable & { readonly store: StateStore; readonly lease: EngineLease };

async function openDesk(): Promise<Desk> {
  const store = openMemoryStateStore(newMemoryState());
  const lease = await store.acquireEngine({ pid: 1, host: 'test', sinceMs: 0, what: 'retention' });
  return { store, lease, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() as Promise<void> };
}

/** A run that is over at once. */
async function endedRun({ store, lease }: Desk, n: number, atMs: number): Promise<string> {
  const runId = runIdAt(n);
  await store.createRun(lease, { ...newRun(runId, ['a']), atMs });
  await store.advance(lease, { runId, atMs, endRun: { outcome: 'interrupted', error: null } });
  return runId;
}

async function prune({ store, lease }: Desk, beforeMs: number): Promise<void> {
  const plan = await planPrune(() => eventsOf(store), await store.dump(), beforeMs);
  assert.ok(plan !== null, 'something is old enough');
  await store.checkpoint(lease, { ...plan, atMs: beforeMs });
  assert.deepEqual((await auditState(store)).violations, []);
}

const watching = (sensor: string, watches: string) => ({ sensor, watches, from: { kind: 'log' } }) as const;

async function evaluate(
  { store, lease }: Desk,
  {
    sensor,
    tick,
    atMs,
    cursor = null,
    keys = [],
  }: {
    sensor: string;
    tick: number;
    atMs: number;
    cursor?: number | null;
    keys?: readonly (readonly [string, string | null])[];
  },
): Promise<void> {
  const requests = keys.map(([runKey, runId]) => ({
    job: 'daily',
    runKey,
    runId: runId ?? runIdAt(99),
    created: runId === null ? null : createdWith(['a'], { job: 'daily' }),
  }));
  const quiet = { refused: [], skipReason: null, alarm: null, durationMs: 1, nextAtMs: atMs };
  await store.commitEvaluation(lease, { ...quiet, sensor, tick, atMs, cursor: JSON.stringify(cursor), requests });
}

describe('what a prune forgets', () => {
  test('a request key with its run, but not one that somebody still asks for', async () => {
    await using desk = await openDesk();
    const { store, lease } = desk;
    await store.registerSensors(lease, { sensors: [watching('s', 'custom')], atMs: day(0) });
    const runs = [runIdAt(1), runIdAt(2)];
    await evaluate(desk, {
      sensor: 's',
      tick: 1,
      atMs: day(0),
      keys: [
        ['done', runs[0]!],
        ['asked daily', runs[1]!],
      ],
    });
    for (const runId of runs)
      await store.advance(lease, { runId, atMs: day(0), endRun: { outcome: 'interrupted', error: null } });
    await evaluate(desk, { sensor: 's', tick: 2, atMs: day(50), keys: [['asked daily', null]] });
    await prune(desk, day(40));
    const keys = (await store.dump()).run_key.map(({ run_key }) => run_key);
    assert.deepEqual(keys, ['asked daily']);
    assert.deepEqual(await store.runs({}), [], 'both runs went');
  });

  test('no end of a run that a living sensor has not come to; one that nobody asks any more waits for nothing', async () => {
    await using desk = await openDesk();
    const { store, lease } = desk;
    await store.registerSensors(lease, { sensors: [watching('late', 'run daily success')], atMs: day(0) });
    await endedRun(desk, 1, day(1));
    await evaluate(desk, { sensor: 'late', tick: 1, atMs: day(50), cursor: 0 });
    await prune(desk, day(40));
    assert.equal((await store.dump()).run_end.length, 1, 'it has yet to be seen');
    await prune(desk, day(60));
    assert.equal((await store.dump()).run_end.length, 0, 'the sensor has not looked since');
  });

  test('an event from outside with its key, once those who watch for it have seen it', async () => {
    await using desk = await openDesk();
    const { store, lease } = desk;
    await store.registerSensors(lease, { sensors: [watching('w', 'event settled')], atMs: day(0) });
    const emit = (name: string, key: string) =>
      store.emitEvent(lease, { name, key, data: '{}', by: 'test', requestId: null, atMs: day(1) });
    await emit('settled', 'one');
    await emit('other', 'two');
    await evaluate(desk, { sensor: 'w', tick: 1, atMs: day(50), cursor: 0 });
    await prune(desk, day(40));
    const left = async (table: 'emitted_event' | 'emitted_key') => (await store.dump())[table].map(({ name }) => name);
    assert.deepEqual([await left('emitted_event'), await left('emitted_key')], [['settled'], ['settled']]);
    await evaluate(desk, { sensor: 'w', tick: 2, atMs: day(51), cursor: 10 });
    await prune(desk, day(45));
    assert.deepEqual([await left('emitted_event'), await left('emitted_key')], [[], []]);
  });

  test('requests that were answered, and never the newest number', async () => {
    await using desk = await openDesk();
    const { store, lease } = desk;
    const ids: number[] = [];
    for (const n of [1, 2, 3]) {
      const id = await store.submit({ kind: 'run', data: RUN_REQUEST, atMs: day(n) });
      await store.createRun(lease, { ...newRun(runIdAt(n), ['a']), requestId: id, atMs: day(n) });
      await store.advance(lease, { runId: runIdAt(n), atMs: day(n), endRun: { outcome: 'interrupted', error: null } });
      ids.push(id);
    }
    await prune(desk, day(40));
    const kept = (await store.answeredRequests({ afterId: 0, limit: 9 })).map(({ id }) => id);
    assert.deepEqual(kept, [ids[2]]);
    assert.ok((await store.submit({ kind: 'run', data: RUN_REQUEST, atMs: day(41) })) > ids[2]!);
  });
});

test('the audit finds a request whose run was never made', async () => {
  await using desk = await openDesk();
  const { store, lease } = desk;
  const id = await store.submit({ kind: 'run', data: RUN_REQUEST, atMs: day(1) });
  await store.answerRequest(lease, id, { runId: runIdAt(7), error: null });
  const { violations } = await auditState(store);
  assert.deepEqual(
    violations.map(({ invariant, what }) => [invariant, what.includes(runIdAt(7))]),
    [['requests', true]],
  );
});
