import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTapelineError, type TapelineError } from '../../core/errors.ts';
import { type Job, job } from '../definition/job.ts';
import { op } from '../definition/op.ts';
import { pipeline } from '../definition/pipeline.ts';
import { z } from '../definition/schema.ts';
import type { SkipReason } from '../event/events.ts';
import { planSteps } from '../plan/make-plan.ts';
import type { RunRow, StepRow } from '../state/rows.ts';
import type { RetryMode, RunRequest, Selection, StateStore } from '../state/store.ts';
import { type PrepareContext, type PreparedRun, prepareRetry, prepareRun } from './prepare.ts';

const config = z.object({ days: z.number().default(7) });
const sync = op({ name: 'sync', config, run: () => 1 });
const gaps = op({ name: 'gaps', run: ({ bars }: { bars: number }) => bars });
const fetch = op({ name: 'fetch', run: () => 2 });
const merge = op({
  name: 'merge',
  run: ({ bars, extra }: { bars: number; extra: number | null }) => bars + (extra ?? 0),
});
const save = op({ name: 'save', run: ({ rows }: { rows: number }) => rows });

// sync -> gaps -> [fetch] -> merge(sync, fetch or null) -> save
const daily = job(
  pipeline('daily', (p) => {
    const bars = p.add(sync);
    const found = p.add(gaps, { bars });
    const extra = p.when(
      found,
      (count) => count > 0,
      (q) => q.add(fetch),
    );
    p.add(save, { rows: p.add(merge, { bars, extra }) });
  }),
  { tags: { frequency: 'daily' }, concurrency: 3 },
);

const context: PrepareContext = {
  definition: { url: 'file:///desk/tapeline.config.ts', version: '1' },
  profile: 'real',
  layers: [],
  asOfMs: 1000,
};
const request = (change: Partial<RunRequest> = {}): RunRequest => ({
  job: 'daily',
  settings: {},
  selection: { until: null, from: null, only: [] },
  profile: null,
  concurrency: null,
  tags: {},
  by: 'tapeline run daily',
  asker: null,
  ...change,
});

type Ended = { readonly state: StepRow['state']; readonly output?: string; readonly skip?: SkipReason };
const ok = (output: unknown): Ended => ({ state: 'succeeded', output: JSON.stringify(output) });
const failed: Ended = { state: 'failed' };
const leftOut: Ended = { state: 'skipped', skip: { because: 'condition', condition: 'gaps' } };
const notSelected: Ended = { state: 'skipped', skip: { because: 'not_selected', selection: 'x' } };
const behind: Ended = { state: 'skipped', skip: { because: 'upstream', upstream: 'merge', upstreamState: 'failed' } };

const stepRows = (ends: Readonly<Record<string, Ended>>): readonly StepRow[] =>
  Object.entries(ends).map(([stepKey, { state, output = null, skip = null }], position) => ({
    runId: 'r1',
    stepKey,
    op: stepKey,
    position,
    state,
    attempt: 1,
    token: 1,
    startedAtMs: 0,
    endedAtMs: 1,
    retryAtMs: null,
    output,
    reused: false,
    metrics: null,
    error: null,
    skip,
    items: null,
  }));

/** A store that knows these runs, newest first. */
function storeOf(...runs: readonly Readonly<Record<string, Ended>>[]): Pick<StateStore, 'runs' | 'steps'> {
  return {
    runs: async () => runs.map((_, index) => ({ runId: String(index) }) as RunRow),
    steps: async (runId) => stepRows(runs[Number(runId)]!),
  };
}

async function refusal(work: Promise<unknown>): Promise<TapelineError> {
  try {
    await work;
  } catch (error) {
    assert.ok(isTapelineError(error), String(error));
    return error;
  }
  throw new Error('it was accepted');
}

describe('a run', () => {
  test('is recorded with its plan, validated config, tags and policies', async () => {
    const asked = request({ settings: { days: '30' }, tags: { who: 'me' }, concurrency: 2 });
    const { created, selected } = await prepareRun(daily, asked, storeOf(), context);
    assert.deepEqual(selected, ['sync', 'gaps', 'fetch', 'merge', 'save']);
    assert.deepEqual(created.steps, planSteps(daily.pipeline));
    assert.deepEqual(created.config, { sync: { days: 30 }, gaps: {}, fetch: {}, merge: {}, save: {} });
    assert.deepEqual(
      [created.tags, created.concurrency, created.profile, created.asOfMs],
      [{ frequency: 'daily', who: 'me' }, 2, 'real', 1000],
    );
    assert.deepEqual(
      [created.reused, created.trigger],
      [{}, { kind: 'manual', by: 'tapeline run daily', parentRunId: null }],
    );
  });

  test('has the concurrency of its job unless it asks for another', async () => {
    assert.equal((await prepareRun(daily, request(), storeOf(), context)).created.concurrency, 3);
  });

  for (const concurrency of [0, -1, 1.5, Number.NaN]) {
    test(`with concurrency ${concurrency} is refused: nothing could ever start`, async () => {
      const error = await refusal(prepareRun(daily, request({ concurrency }), storeOf(), context));
      assert.deepEqual([error.code, error.exit], ['usage.invalid', 2]);
    });
  }

  test('of another profile than the engine’s is refused', async () => {
    assert.match(
      (await refusal(prepareRun(daily, request({ profile: 'sandbox' }), storeOf(), context))).message,
      /profile "real".*"sandbox"/,
    );
    await prepareRun(daily, request({ profile: 'real' }), storeOf(), context);
  });

  test('of nothing is refused', async () => {
    const selection = { from: 'save', until: 'sync', only: [] };
    assert.match(
      (await refusal(prepareRun(daily, request({ selection }), storeOf(), context))).message,
      /leaves no step/,
    );
  });

  test('whose config would come back different is refused, by step and path', async () => {
    const dated = op({
      name: 'dated',
      config: z.object({ since: z.coerce.date().default(new Date(0)) }),
      run: () => 1,
    });
    const of = job(pipeline('p', (p) => p.add(dated)));
    const error = await refusal(prepareRun(of, request({ job: 'p' }), storeOf(), context));
    assert.equal(error.code, 'config.invalid');
    assert.match(error.message, /step "dated": \$\.since is a Date/);
  });
});

describe('a part of a job', () => {
  const part = (selection: Partial<Selection>, store: Pick<StateStore, 'runs' | 'steps'>): Promise<PreparedRun> =>
    prepareRun(daily, request({ selection: { until: null, from: null, only: [], ...selection } }), store, context);

  test('takes what it needs from the newest run that has it', async () => {
    const store = storeOf({ sync: failed }, { sync: ok(2), gaps: ok(5) }, { sync: ok(1), gaps: ok(1) });
    const { created, selected } = await part({ only: ['gaps'] }, store);
    assert.deepEqual([created.reused, selected], [{ sync: '2' }, ['gaps']]);
  });

  test('does not take an old output where the newest run left the step out', async () => {
    const store = storeOf(
      { sync: ok(2), gaps: ok(0), fetch: leftOut, merge: ok(2) },
      { sync: ok(1), gaps: ok(9), fetch: ok(99), merge: ok(1) },
    );
    const { created } = await part({ from: 'merge' }, store);
    assert.deepEqual(created.reused, { sync: '2' }, 'fetch is null, not 99');
  });

  test('looks further back where a run was asked for without the step', async () => {
    const store = storeOf(
      { sync: ok(2), gaps: notSelected, fetch: notSelected },
      { sync: ok(1), gaps: ok(9), fetch: ok(99) },
    );
    assert.deepEqual((await part({ from: 'merge' }, store)).created.reused, { sync: '2', fetch: '99' });
  });

  test('is refused when no run has what it needs', async () => {
    const error = await refusal(part({ from: 'merge' }, storeOf({ sync: failed })));
    assert.match(error.message, /need the output of sync, fetch, and no earlier run of "daily" has it/);
  });

  test('needs nothing when it begins at the beginning', async () => {
    const { created, selected } = await part({ until: 'gaps' }, storeOf());
    assert.deepEqual([created.reused, selected], [{}, ['sync', 'gaps']]);
  });
});

describe('a retry', () => {
  const earlierRun = (change: Partial<RunRow> = {}, of: Job = daily): RunRow => ({
    runId: 'r1',
    job: of.name,
    state: 'failed',
    tags: {},
    trigger: { kind: 'manual', by: 'x', parentRunId: null },
    created: {
      job: of.name,
      tags: { who: 'me' },
      trigger: { kind: 'manual', by: 'x', parentRunId: null },
      definition: { url: 'file:///old', hash: 'old', version: '0' },
      config: { sync: { days: 30 }, gaps: {}, fetch: {}, merge: {}, save: {} },
      profile: 'real',
      steps: planSteps(of.pipeline),
      concurrency: 2,
      asOfMs: 1,
      reused: {},
    },
    createdAtMs: 0,
    startedAtMs: 0,
    endedAtMs: 1,
    error: null,
    cancelReason: null,
    ...change,
  });
  const retry = (
    ends: Readonly<Record<string, Ended>>,
    mode: RetryMode = { kind: 'failed' },
    earlier = earlierRun(),
  ): Promise<PreparedRun> =>
    prepareRetry(daily, earlier, stepRows(ends), { mode, adopt: true }, { ...context, by: 'retry of r1' });

  test('by other code than the run began with is refused, unless it is adopted', async () => {
    const steps = stepRows({ sync: ok(1), gaps: failed });
    const by = 'retry of r1';
    await assert.rejects(prepareRetry(daily, earlierRun(), steps, { mode: { kind: 'failed' } }, { ...context, by }), {
      code: 'definition.changed',
      message: /began with definitions old \(0\).*--adopt/,
    });
  });

  test('does again what failed and what stood behind it, and takes over the rest with the same config', async () => {
    const { created, selected } = await retry({ sync: ok(1), gaps: ok(2), fetch: ok(3), merge: failed, save: behind });
    assert.deepEqual(created.reused, { sync: '1', gaps: '2', fetch: '3' });
    assert.deepEqual(selected, ['sync', 'gaps', 'fetch', 'merge', 'save']);
    assert.deepEqual([created.config.sync, created.concurrency, created.tags], [{ days: 30 }, 2, { who: 'me' }]);
    assert.deepEqual([created.trigger.kind, created.trigger.parentRunId, created.asOfMs], ['retry', 'r1', 1000]);
    assert.notEqual(created.definition.hash, 'old', 'it is a run of today’s definitions');
  });

  test('does again what was cancelled, lost or never started', async () => {
    const ends = {
      sync: ok(1),
      gaps: { state: 'cancelled' },
      fetch: { state: 'pending' },
      merge: { state: 'pending' },
    } as const;
    assert.deepEqual((await retry(ends)).created.reused, { sync: '1' });
  });

  test('looks again at a condition that did not hold', async () => {
    const { created, selected } = await retry({
      sync: ok(1),
      gaps: ok(0),
      fetch: leftOut,
      merge: failed,
      save: behind,
    });
    assert.deepEqual(created.reused, { sync: '1', gaps: '0' });
    assert.ok(selected.includes('fetch'));
  });

  test('from a step, or of one step, takes over the others', async () => {
    const all = { sync: ok(1), gaps: ok(2), fetch: ok(3), merge: ok(4), save: ok(5) };
    const from = await retry(all, { kind: 'from', step: 'merge' }, earlierRun({ state: 'succeeded' }));
    assert.deepEqual(from.created.reused, { sync: '1', gaps: '2', fetch: '3' });
    const only = await retry(all, { kind: 'only', step: 'gaps' }, earlierRun({ state: 'succeeded' }));
    assert.deepEqual(only.created.reused, { sync: '1', fetch: '3', merge: '4', save: '5' });
  });

  test('of a step that can do without an input that was left out runs that step', async () => {
    const ends = { sync: ok(1), gaps: ok(0), fetch: leftOut, merge: ok(1), save: ok(1) };
    const { created, selected } = await retry(ends, { kind: 'from', step: 'merge' });
    assert.ok(selected.includes('merge') && selected.includes('save'));
    assert.deepEqual(created.reused, { sync: '1', gaps: '0' });
  });

  test('of a step whose input the run does not have is refused, saying why', async () => {
    const ends = { sync: ok(1), gaps: ok(3), fetch: failed, merge: behind, save: behind };
    const error = await refusal(retry(ends, { kind: 'only', step: 'merge' }));
    assert.match(error.message, /does not have the outputs.*fetch \(failed\)/);
  });

  test('of a run that is not over is refused', async () => {
    for (const state of ['running', 'queued'] as const)
      assert.match(
        (await refusal(retry({ sync: failed }, { kind: 'failed' }, earlierRun({ state })))).message,
        /is not over/,
      );
  });

  test('of a run of which nothing failed is refused', async () => {
    const all = { sync: ok(1), gaps: ok(0), fetch: leftOut, merge: ok(1), save: ok(1) };
    assert.match((await refusal(retry(all))).message, /nothing left to do again/);
  });

  test('of a run of another profile is refused', async () => {
    const earlier = earlierRun();
    const other = { ...earlier, created: { ...earlier.created, profile: 'sandbox' } };
    assert.equal((await refusal(retry({ sync: failed }, { kind: 'failed' }, other))).code, 'usage.invalid');
  });

  test('of an unknown step names the nearest', async () => {
    assert.match(
      (await refusal(retry({ sync: ok(1) }, { kind: 'from', step: 'snyc' }))).message,
      /Did you mean "sync"/,
    );
  });

  test('gives a step that is new since then the config it would get now', async () => {
    const earlier = earlierRun();
    const { sync: _gone, ...rest } = earlier.created.config;
    const older = { ...earlier, created: { ...earlier.created, config: rest } };
    const { created } = await retry(
      { gaps: ok(1), fetch: ok(1), merge: ok(1), save: ok(1) },
      { kind: 'failed' },
      older,
    );
    assert.deepEqual(created.config.sync, { days: 7 });
    assert.deepEqual(Object.keys(created.reused), ['gaps', 'fetch', 'merge', 'save']);
  });
});
