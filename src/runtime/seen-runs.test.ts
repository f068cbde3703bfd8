import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RunRow, StepRow } from '../control/state/rows.ts';
import type { StateReader } from '../control/state/store.ts';
import { seenRun, seenRuns, seenSteps } from './seen-runs.ts';

const run = (state: RunRow['state'], cancelReason: string | null = null): RunRow =>
  ({ runId: `run-${state}`, state, cancelReason }) as RunRow;

/** A state of which each look sees the next version of the runs. */
function readerOf(looks: readonly (readonly RunRow[])[], hasEngine: boolean, steps: readonly StepRow[] = []) {
  let look = 0;
  const next = (): readonly RunRow[] => {
    const seen = looks[Math.min(look, looks.length - 1)]!;
    look += 1;
    return seen;
  };
  const holder = { pid: 1, host: 'here', sinceMs: 0, what: 'run' };
  return {
    runs: async () => next(),
    run: async (runId: string) => next().find((each) => each.runId === runId) ?? null,
    steps: async () => steps,
    engineHolder: async () => (hasEngine ? holder : null),
  } as Partial<StateReader> as StateReader;
}

const statesOf = (runs: readonly RunRow[]): readonly string[] => runs.map(({ state }) => state);

describe('a run that stands as running', () => {
  test('runs while an engine lives', async () => {
    assert.deepEqual(statesOf(await seenRuns(readerOf([[run('running')]], true), {})), ['running']);
  });

  test('was interrupted when none does, and cancelled when that had been asked for', async () => {
    const rows = [run('running'), run('queued'), run('running', 'asked for'), run('succeeded')];
    const seen = await seenRuns(readerOf([rows], false), {});
    assert.deepEqual(statesOf(seen), ['interrupted', 'queued', 'cancelled', 'succeeded']);
  });

  test('has ended when its engine ended it between two looks', async () => {
    const reader = readerOf([[run('running')], [{ ...run('running'), state: 'succeeded' }]], false);
    assert.deepEqual(statesOf(await seenRuns(reader, {})), ['succeeded']);
  });

  test('is seen the same way by its id', async () => {
    assert.equal((await seenRun(readerOf([[run('running')]], false), 'run-running'))?.state, 'interrupted');
    assert.equal((await seenRun(readerOf([[run('running')]], true), 'run-running'))?.state, 'running');
    assert.equal(await seenRun(readerOf([[]], false), 'nope'), null);
  });

  test('has no running steps once nobody carries it', async () => {
    const steps = (['running', 'succeeded'] as const).map((state): Partial<StepRow> => ({ state })) as StepRow[];
    const seen = async (of: RunRow) => (await seenSteps(readerOf([[]], false, steps), of)).map(({ state }) => state);
    assert.deepEqual(await seen(run('interrupted')), ['pending', 'succeeded']);
    assert.deepEqual(await seen(run('running')), ['running', 'succeeded']);
  });
});
