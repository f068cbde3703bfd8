import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { toErrorRecord } from '../../core/errors.ts';
import type { TickPolicy } from '../definition/schedule.ts';
import { type Decision, decide, jitterOf, type Undecided } from './decide.ts';

const POLICY: TickPolicy = {
  misfireGraceMs: null,
  coalesce: 'latest',
  overlap: 'skip',
  instancesMax: 1,
  catchUpMax: 100,
  jitterMs: 0,
};
const FAILURE = toErrorRecord(new Error('no config'));

function given(policy: Partial<TickPolicy>, change: Partial<Undecided> & { at?: readonly number[] } = {}): Undecided {
  const { at = [10, 20, 30], ...rest } = change;
  const ticks = at.map((atMs) => ({ atMs, dueMs: atMs }));
  const whole = { isPaused: false, nowMs: 30, ticks, older: null, openRuns: [], planError: null };
  return { policy: { ...POLICY, ...policy }, ...whole, ...rest };
}

const words = (decisions: readonly Decision[]): readonly string[] =>
  decisions.map((each) => {
    const more = each.outcome === 'coalesced' ? ` into ${each.intoMs}` : '';
    const late = each.outcome === 'misfired' ? ` by ${each.lateMs}` : '';
    const count = each.outcome === 'skipped_window' ? ` ${each.count} from ${each.firstMs}` : '';
    return `${each.atMs} ${each.outcome}${more}${late}${count}`;
  });

const CASES: readonly (readonly [string, Undecided, readonly string[]])[] = [
  ['the latest runs, the others are in it', given({}), ['10 coalesced into 30', '20 coalesced into 30', '30 fired']],
  [
    'the earliest runs, the others are in it',
    given({ coalesce: 'earliest' }),
    ['10 fired', '20 coalesced into 10', '30 coalesced into 10'],
  ],
  [
    'each by itself, and the first leaves no place for the others',
    given({ coalesce: 'none' }),
    ['10 fired', '20 skipped_overlap', '30 skipped_overlap'],
  ],
  [
    'each by itself, one after the other',
    given({ coalesce: 'none', overlap: { queueAll: 5 } }),
    ['10 fired', '20 queued_overlap', '30 queued_overlap'],
  ],
  [
    'one waits, the third finds its place taken',
    given({ coalesce: 'none', overlap: 'queueOne' }),
    ['10 fired', '20 queued_overlap', '30 skipped_overlap'],
  ],
  [
    'late ones are in the latest as well',
    given({ misfireGraceMs: 15 }),
    ['10 coalesced into 30', '20 coalesced into 30', '30 fired'],
  ],
  [
    'all are too late',
    given({ misfireGraceMs: 15 }, { nowMs: 50 }),
    ['10 misfired by 40', '20 misfired by 30', '30 misfired by 20'],
  ],
  [
    'the earliest that is not too late runs',
    given({ coalesce: 'earliest', misfireGraceMs: 15 }),
    ['10 misfired by 20', '20 fired', '30 coalesced into 20'],
  ],
  ['nothing runs while paused', given({}, { isPaused: true }), ['10', '20', '30'].map((at) => `${at} skipped_paused`)],
  [
    'the cap keeps the newest and sums up the others',
    given({ catchUpMax: 1 }),
    ['20 skipped_window 2 from 10', '30 fired'],
  ],
  [
    'what was counted only is summed up with what the cap cuts',
    given({ catchUpMax: 2 }, { older: { count: 7, firstMs: 1, lastMs: 8, isAtLeast: true } }),
    ['10 skipped_window 8 from 1', '20 coalesced into 30', '30 fired'],
  ],
  [
    'a run that cannot be planned is a tick that failed',
    given({}, { planError: FAILURE }),
    ['10 coalesced into 30', '20 coalesced into 30', '30 failed_to_plan'],
  ],
  ['no tick, no outcome', given({}, { at: [] }), []],
];

describe('several ticks are due', () => {
  for (const [what, undecided, expected] of CASES)
    test(what, () => assert.deepEqual(words(decide(undecided)), expected));
});

describe('runs of the job are open', () => {
  const at = [30];
  const outcome = (policy: Partial<TickPolicy>, openRuns: readonly string[]): Decision =>
    decide(given(policy, { at, openRuns }))[0]!;

  test('a tick is skipped, queued, or cancels them', () => {
    assert.deepEqual(outcome({}, ['a']), { atMs: 30, outcome: 'skipped_overlap', openRuns: 1 });
    assert.deepEqual(outcome({ overlap: 'queueOne' }, ['a']), { atMs: 30, outcome: 'queued_overlap', openRuns: 1 });
    assert.equal(outcome({ overlap: 'queueOne' }, ['a', 'b']).outcome, 'skipped_overlap');
    assert.deepEqual(outcome({ overlap: 'cancelOther' }, ['a', 'b']), {
      atMs: 30,
      outcome: 'fired',
      cancels: ['a', 'b'],
    });
  });

  test('as many as may be are let be', () => {
    assert.equal(outcome({ instancesMax: 2 }, ['a']).outcome, 'fired');
    assert.equal(outcome({ instancesMax: 2 }, ['a', 'b']).outcome, 'skipped_overlap');
    assert.equal(outcome({ overlap: { queueAll: 2 } }, ['a', 'b']).outcome, 'queued_overlap');
    assert.equal(outcome({ overlap: { queueAll: 2 } }, ['a', 'b', 'c']).outcome, 'skipped_overlap');
  });
});

test('exactly the grace late runs; a millisecond more does not', () => {
  const at = [0];
  assert.equal(decide(given({ misfireGraceMs: 3_600_000 }, { at, nowMs: 3_600_000 }))[0]!.outcome, 'fired');
  assert.equal(decide(given({ misfireGraceMs: 3_600_000 }, { at, nowMs: 3_600_001 }))[0]!.outcome, 'misfired');
});

test('lateness counts from when the run was to start, jitter and all', () => {
  const ticks = [{ atMs: 0, dueMs: 500 }];
  assert.equal(decide(given({ misfireGraceMs: 1000 }, { ticks, nowMs: 1500 }))[0]!.outcome, 'fired');
  assert.equal(decide(given({ misfireGraceMs: 1000 }, { ticks, nowMs: 1501 }))[0]!.outcome, 'misfired');
});

test('100 000 missed minutes are at most as many runs as the cap allows, and one line', () => {
  const at = Array.from({ length: 100_000 }, (_minute, index) => index * 60_000);
  const policy = { coalesce: 'none', overlap: { queueAll: 100 } } as const;
  const decisions = decide(given(policy, { at, nowMs: 100_000 * 60_000 }));
  assert.equal(decisions.length, 101);
  assert.deepEqual(words(decisions.slice(0, 2)), [
    `${99_899 * 60_000} skipped_window 99900 from 0`,
    `${99_900 * 60_000} fired`,
  ]);
});

test('jitter is drawn from the run and stays within its bound', () => {
  assert.equal(jitterOf('00000000-0000-8000-8000-000000000000', 30_000), 0);
  assert.equal(jitterOf('ffffffff-0000-8000-8000-000000000000', 30_000), 30_000);
  assert.equal(jitterOf('80000000-0000-8000-8000-000000000000', 0), 0);
});

/** The rules once more, as simply as they can be told: one tick, one question after the other. */
function told({ policy, isPaused, nowMs, ticks, openRuns, planError }: Undecided): readonly string[] {
  const kept = ticks.slice(Math.max(0, ticks.length - policy.catchUpMax));
  const good = kept.filter((tick) => policy.misfireGraceMs === null || nowMs - tick.dueMs <= policy.misfireGraceMs);
  const runs = new Set(policy.coalesce === 'none' ? good : [policy.coalesce === 'latest' ? good.at(-1) : good[0]]);
  const places = { skip: 0, queueOne: 1, cancelOther: 0 };
  let open = openRuns.length;
  const lines: string[] = [];
  if (kept.length < ticks.length) lines.push(`${ticks[ticks.length - kept.length - 1]!.atMs} skipped_window`);
  for (const tick of kept) {
    const queue = typeof policy.overlap === 'object' ? policy.overlap.queueAll : places[policy.overlap];
    const single = [...runs][0];
    let word: string;
    if (isPaused) word = 'skipped_paused';
    else if (!runs.has(tick)) {
      const isMerged =
        policy.coalesce !== 'none' &&
        single !== undefined &&
        (policy.coalesce === 'latest' ? tick.atMs < single.atMs : tick.atMs > single.atMs);
      word = isMerged ? 'coalesced' : 'misfired';
    } else if (open < policy.instancesMax) word = 'fired';
    else if (policy.overlap === 'cancelOther') {
      word = 'fired';
      if (planError === null) open = 0;
    } else word = open < policy.instancesMax + queue ? 'queued_overlap' : 'skipped_overlap';
    const isRun = word === 'fired' || word === 'queued_overlap';
    if (isRun && planError === null) open += 1;
    lines.push(`${tick.atMs} ${isRun && planError !== null ? 'failed_to_plan' : word}`);
  }
  return lines;
}

const anyPolicy: fc.Arbitrary<TickPolicy> = fc.record({
  misfireGraceMs: fc.option(fc.integer({ min: 0, max: 60 })),
  coalesce: fc.constantFrom('latest', 'earliest', 'none'),
  overlap: fc.oneof(
    fc.constantFrom('skip', 'queueOne', 'cancelOther'),
    fc.record({ queueAll: fc.integer({ min: 1, max: 4 }) }),
  ),
  instancesMax: fc.integer({ min: 1, max: 3 }),
  catchUpMax: fc.integer({ min: 1, max: 8 }),
  jitterMs: fc.constant(0),
});

const anyUndecided: fc.Arbitrary<Undecided> = fc
  .tuple(
    anyPolicy,
    fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { maxLength: 12 }),
    fc.integer({ min: 0, max: 20 }),
    fc.boolean(),
    fc.integer({ min: 0, max: 4 }),
    fc.boolean(),
  )
  .map(([policy, at, jitter, isPaused, open, isPlanned]) => ({
    policy,
    isPaused,
    nowMs: 100,
    ticks: at.sort((left, right) => left - right).map((atMs) => ({ atMs, dueMs: atMs + ((atMs * 7) % (jitter + 1)) })),
    older: null,
    openRuns: Array.from({ length: open }, (_run, index) => `run-${index}`),
    planError: isPlanned ? null : FAILURE,
  }));

describe('whatever is due', () => {
  test('is decided as the rules tell it', () => {
    fc.assert(
      fc.property(anyUndecided, (undecided) => {
        const got = decide(undecided).map(({ atMs, outcome }) => `${atMs} ${outcome}`);
        assert.deepEqual(got, told(undecided));
      }),
      { numRuns: 2000 },
    );
  });

  test('has exactly one outcome each, or is counted in one line', () => {
    fc.assert(
      fc.property(anyUndecided, (undecided) => {
        const decisions = decide(undecided);
        const summed = decisions.flatMap((each) => (each.outcome === 'skipped_window' ? [each.count] : []));
        const single = decisions.filter((each) => each.outcome !== 'skipped_window').map(({ atMs }) => atMs);
        assert.equal((summed[0] ?? 0) + single.length, undecided.ticks.length);
        assert.deepEqual(
          single,
          undecided.ticks.slice(-undecided.policy.catchUpMax).map(({ atMs }) => atMs),
        );
        assert.ok(summed.length <= 1);
      }),
    );
  });

  test('never opens more runs than the policy has places for', () => {
    fc.assert(
      fc.property(anyUndecided, (undecided) => {
        const { policy, openRuns } = undecided;
        const { overlap, instancesMax } = policy;
        const queue = typeof overlap === 'object' ? overlap.queueAll : overlap === 'queueOne' ? 1 : 0;
        const made = decide(undecided).filter(({ outcome }) => outcome === 'fired' || outcome === 'queued_overlap');
        if (overlap === 'cancelOther') return;
        assert.ok(made.length <= Math.max(0, instancesMax + queue - openRuns.length));
      }),
    );
  });
});
