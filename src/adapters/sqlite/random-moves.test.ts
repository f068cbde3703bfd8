import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RunEvent } from '../../control/event/events.ts';
import {
  changeOf,
  FAILURE,
  lakeFile,
  METRICS,
  newRun,
  RUN_REQUEST,
  runIdAt,
} from '../../control/state/kit/fixtures.ts';
import type { StepRow } from '../../control/state/rows.ts';
import type { AttemptEnd, EngineLease, Move, StateStore } from '../../control/state/store.ts';
import { isTapelineError } from '../../core/errors.ts';
import { openMemoryStateStore } from '../memory/state-store.ts';
import { HOLDER, testFolder } from './folder-for-tests.ts';
import { openStateStore } from './state-store.ts';

const RUNS_MAX = 4;
const STEPS = ['a', 'b', 'c', 'd', 'e'];
const TURNS_MIN = 30;
const TURNS_MAX = 60;
const SEQUENCES = 60;

/** One draw: what to do, and the numbers that choose among what is there. */
type Draw = { readonly kind: number; readonly pick: number; readonly bits: number };
type Call = (store: StateStore, lease: EngineLease) => Promise<unknown>;

const draws = fc.array(
  fc.array(fc.record({ kind: fc.nat(15), pick: fc.nat(1000), bits: fc.nat(1023) }), { minLength: 1, maxLength: 3 }),
  { minLength: TURNS_MIN, maxLength: TURNS_MAX },
);

test('random moves, legal and not, give SQLite, memory and a new fold the same state', async () => {
  const hits: Record<string, number> = {};
  const count = (what: string): void => {
    hits[what] = (hits[what] ?? 0) + 1;
  };
  const property = fc.asyncProperty(draws, async (turns) => {
    using place = testFolder();
    await using sqlite = await openStateStore({ ...place, durability: 'memory' });
    await using memory = openMemoryStateStore();
    const leases = [await sqlite.acquireEngine(HOLDER), await memory.acquireEngine(HOLDER)] as const;
    for (const turn of turns) {
      // All calls of a turn are made before any is waited for: they share one commit.
      const calls = await Promise.all(turn.map((draw) => callOf(memory, draw)));
      const [stored, expected] = await Promise.all([
        outcomes(calls.map((call) => call(sqlite, leases[0]))),
        outcomes(calls.map((call) => call(memory, leases[1]))),
      ]);
      assert.deepEqual(stored, expected, 'every call is answered alike');
      for (const { verdict } of stored) count(verdict);
    }
    const state = await memory.dump();
    const events = await memory.events({});
    assert.deepEqual(await sqlite.dump(), state, 'the tables are alike');
    assert.deepEqual(await sqlite.events({}), events, 'the logs are alike');
    assert.deepEqual(await sqlite.openRequests(), await memory.openRequests(), 'the requests are alike');
    await sqlite.rebuild(leases[0]);
    await memory.rebuild(leases[1]);
    assert.deepEqual(await sqlite.dump(), state, 'folded again, SQLite has the same tables');
    assert.deepEqual(await memory.dump(), state, 'folded again, memory has the same tables');
    assert.deepEqual(await sqlite.snapshots(), await memory.snapshots());
    checkAttempts(events);
    checkVersions(events);
  });
  await fc.assert(property, { numRuns: SEQUENCES });
  for (const verdict of ['kept', 'engine.fenced', 'store.conflict', 'bug']) {
    assert.ok((hits[verdict] ?? 0) >= SEQUENCES / 10, `the sequences reach "${verdict}": ${JSON.stringify(hits)}`);
  }
});

/** What a draw means in the state as the memory store has it now. */
async function callOf(memory: StateStore, { kind, pick, bits }: Draw): Promise<Call> {
  const runs = await memory.runs({});
  const runId = runs.length === 0 ? runIdAt(0) : runs[pick % runs.length]!.runId;
  if (kind === 0 || runs.length === 0) return createCall(runs.length, pick, bits);
  if (kind === 1) return (store) => store.submit({ kind: 'run', data: RUN_REQUEST, atMs: bits });
  if (kind === 2) return (store, lease) => store.answerRequest(lease, (pick % 4) + 1, { runId, error: null });
  if (kind === 3) {
    const paths = await memory.prunable('prices', 1 + (bits % 2));
    return (store, lease) => store.recordPruned(lease, 'prices', paths.slice(0, 1 + (pick % 3)), bits);
  }
  if (kind === 4) return (store, lease) => store.rebuild(lease);
  const steps = await memory.steps(runId);
  const current = (await memory.snapshot('prices')).files.map(({ path }) => path);
  const move = kind === 5 ? endOrResume(runId, steps, bits) : stepMove(runId, steps, current, pick, bits);
  return (store, lease) => store.advance(lease, move);
}

function createCall(runs: number, pick: number, bits: number): Call {
  const runId = runIdAt(runs < RUNS_MAX ? runs + 1 : (pick % RUNS_MAX) + 1);
  const keys = STEPS.slice(0, 1 + (bits % STEPS.length));
  const reused: Record<string, string> = bits % 3 === 0 ? { a: '{"taken":"over"}' } : {};
  const requestId = pick % 3 === 0 ? (pick % 4) + 1 : null;
  return (store, lease) => store.createRun(lease, { ...newRun(runId, keys, { reused }), requestId, atMs: bits });
}

function endOrResume(runId: string, steps: readonly StepRow[], bits: number): Move {
  const outcome = (['succeeded', 'failed', 'cancelled', 'interrupted'] as const)[bits % 4]!;
  if (bits & 512) return { runId, atMs: bits, endRun: { outcome, error: outcome === 'failed' ? FAILURE : null } };
  const again = steps.filter((step) => step.state !== 'succeeded' && step.state !== 'running');
  return { runId, atMs: bits, resume: { steps: again.map((step) => step.stepKey), reason: 'again' } };
}

/** Ends some running steps, skips and starts some pending ones; now and then with a wrong token or a wrong step. */
function stepMove(
  runId: string,
  steps: readonly StepRow[],
  current: readonly string[],
  pick: number,
  bits: number,
): Move {
  const running = steps.filter((step) => step.state === 'running');
  const pending = steps.filter((step) => step.state === 'pending');
  const end = running
    .filter((_, index) => bits & (1 << index))
    .map((step, index) => endOf(step, current, pick + index, bits));
  const skip = pending.slice(0, pick % 7 === 0 ? 1 : 0).map(({ stepKey }) => ({ stepKey, reason: SKIPPED }));
  const free = pending.slice(skip.length).filter((_, index) => bits & (32 << index));
  const starting = pick % 11 === 0 ? steps.slice(0, 1) : free;
  const start = starting.map(({ stepKey }) => ({ stepKey, isolated: bits % 2 === 0 }));
  const cancel = pick % 13 === 0 ? { cancel: { reason: '取消', requestId: null } } : {};
  return { runId, atMs: bits, end, skip, start, ...cancel };
}

const SKIPPED = { because: 'condition', condition: 'has gaps' } as const;

function endOf(step: StepRow, current: readonly string[], pick: number, bits: number): AttemptEnd {
  const { stepKey } = step;
  const token = pick % 17 === 0 ? step.token! + 1 : step.token!;
  switch (pick % 5) {
    case 0:
      return { stepKey, token, outcome: 'lost', reason: 'silence' };
    case 1:
      return { stepKey, token, outcome: 'failed', error: FAILURE, metrics: METRICS, retryAtMs: bits % 2 ? bits : null };
    case 2:
      return { stepKey, token, outcome: 'cancelled', reason: 'Ctrl-C' };
    default:
      return {
        stepKey,
        token,
        outcome: 'succeeded',
        output: `{"n":${bits}}`,
        metrics: METRICS,
        changes: [changeFor(current, bits)],
      };
  }
}

/** Replaces the file of one of three partitions; a third of the times blindly, which is refused when it is taken. */
function changeFor(current: readonly string[], bits: number) {
  const partition = `part=${bits % 3}`;
  const path = `${partition}/${bits % 4}`;
  const taken = current.filter((file) => file.startsWith(`${partition}/`));
  return changeOf('prices', bits % 9 < 3 ? [] : taken, [lakeFile(path, partition, (bits % 4) + 1)]);
}

async function outcomes(calls: readonly Promise<unknown>[]) {
  const settled = await Promise.allSettled(calls);
  return settled.map((each) => {
    if (each.status === 'fulfilled') return { verdict: 'kept', value: each.value };
    const { reason } = each;
    return { verdict: isTapelineError(reason) ? reason.code : 'bug', value: `${reason.message}` };
  });
}

/** By the log alone: attempts of a step count 1, 2, 3 …, never two at once, and no two share a token. */
function checkAttempts(events: readonly RunEvent[]): void {
  const lastAttempt = new Map<string, { attempt: number; isRunning: boolean }>();
  const tokens = new Set<number>();
  for (const event of events) {
    if (event.stepKey === null || event.kind === 'step_skipped') continue;
    const step = `${event.runId} ${event.stepKey}`;
    const last = lastAttempt.get(step) ?? { attempt: 0, isRunning: false };
    const isStart = event.kind === 'step_started';
    assert.equal(last.isRunning, !isStart, `${event.kind} of ${step}`);
    assert.equal(event.attempt, last.attempt + (isStart ? 1 : 0), `the attempt of ${event.kind} of ${step}`);
    if (isStart) {
      assert.ok(!tokens.has(event.data.token), 'a token is given once');
      tokens.add(event.data.token);
    }
    lastAttempt.set(step, { attempt: event.attempt!, isRunning: isStart });
  }
}

/** By the log alone: versions count 1, 2, 3 …; what is removed was there; a partition has one writer's files. */
function checkVersions(events: readonly RunEvent[]): void {
  let version = 0;
  const current = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'step_succeeded') continue;
    for (const change of event.data.published) {
      assert.equal(change.version, version + 1);
      version = change.version;
      for (const { path } of change.removed) assert.ok(current.delete(path), `${path} was current when it was removed`);
      for (const { path, partition } of change.added) {
        assert.ok(![...current.values()].includes(partition), `${partition} was free`);
        current.set(path, partition);
      }
    }
  }
}
