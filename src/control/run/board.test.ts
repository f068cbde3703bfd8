import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { SkipReason } from '../event/events.ts';
import type { PlannedStep } from '../plan/plan.ts';
import { graphs, stepAfter } from '../plan/plans-for-tests.test.ts';
import { type BoardStep, byStartOrder, fateOf, isOver, type JudgeCondition, newBoard } from './board.ts';

const holds: JudgeCondition = () => 'holds';
const fails: JudgeCondition = () => 'fails';

/** A board in which each of these steps stands as said; all others are pending. */
function boardOf(
  plan: readonly PlannedStep[],
  states: Readonly<Record<string, Partial<BoardStep>>>,
): Map<string, BoardStep> {
  const board = newBoard(plan, {});
  for (const [key, state] of Object.entries(states)) board.set(key, { ...board.get(key)!, ...state });
  return board;
}

const done = { state: 'succeeded', output: '1' } as const;
const failed = { state: 'failed' } as const;
const running = { state: 'running' } as const;
const skipped = (skip: SkipReason) => ({ state: 'skipped', skip }) as const;
const byCondition = skipped({ because: 'condition', condition: 'gaps > 0' });
const notSelected = skipped({ because: 'not_selected', selection: 'x' });

const input = (from: string, optional = false) => ({ from, optional });
const condition = (on: string, optional = false, index = 0) => ({ on, optional, index, label: `${on} says so` });

function fate(step: PlannedStep, states: Readonly<Record<string, Partial<BoardStep>>>, judge = holds) {
  const board = boardOf([...step.after.map((key) => stepAfter(key, [])), step], states);
  return fateOf(board, board.get(step.key)!, judge);
}

describe('a step with inputs', () => {
  const both = stepAfter('c', ['a', 'b'], { inputs: { a: input('a'), b: input('b') } });

  test('waits until all of them are there', () => {
    assert.deepEqual(fate(both, {}), { fate: 'wait' });
    assert.deepEqual(fate(both, { a: done, b: running }), { fate: 'wait' });
    assert.deepEqual(fate(both, { a: done, b: done }), { fate: 'start' });
  });

  test('is skipped as soon as one failed, naming it', () => {
    const reason = { because: 'upstream', upstream: 'b', upstreamState: 'failed' };
    assert.deepEqual(fate(both, { b: failed }), { fate: 'skip', reason });
    assert.deepEqual(fate(both, { a: done, b: { state: 'cancelled' } }), {
      fate: 'skip',
      reason: { ...reason, upstreamState: 'cancelled' },
    });
  });

  test('names the cause, not the step in between', () => {
    for (const reason of [
      { because: 'upstream', upstream: 'root', upstreamState: 'failed' },
      { because: 'critical_failure', upstream: 'root' },
      { because: 'cancelled', reason: 'Ctrl-C' },
    ] as const)
      assert.deepEqual(fate(both, { a: done, b: skipped(reason) }), { fate: 'skip', reason });
  });

  test('is skipped when it requires what was left out', () => {
    const reason = { because: 'upstream', upstream: 'b', upstreamState: 'skipped' };
    for (const left of [byCondition, notSelected])
      assert.deepEqual(fate(both, { a: done, b: left }), { fate: 'skip', reason });
  });
});

describe('a step that can do without', () => {
  const maybe = stepAfter('c', ['a', 'b'], { inputs: { a: input('a'), b: input('b', true) } });

  test('starts when what it could take was left out', () => {
    for (const left of [byCondition, notSelected])
      assert.deepEqual(fate(maybe, { a: done, b: left }), { fate: 'start' });
  });

  test('waits for it all the same, and is skipped when it failed', () => {
    assert.deepEqual(fate(maybe, { a: done }), { fate: 'wait' });
    assert.equal(fate(maybe, { a: done, b: failed }).fate, 'skip');
    assert.equal(
      fate(maybe, { a: done, b: skipped({ because: 'upstream', upstream: 'x', upstreamState: 'failed' }) }).fate,
      'skip',
    );
  });

  test('is skipped when it takes the same step once more, and requires it', () => {
    const twice = stepAfter('c', ['b'], { inputs: { one: input('b', true), two: input('b') } });
    assert.equal(fate(twice, { b: byCondition }).fate, 'skip');
  });
});

describe('a step that only comes after another', () => {
  const later = stepAfter('b', ['a']);

  test('starts when that one succeeded or was left out, and not when it failed', () => {
    assert.equal(fate(later, {}).fate, 'wait');
    for (const fine of [done, byCondition, notSelected]) assert.equal(fate(later, { a: fine }).fate, 'start');
    assert.equal(fate(later, { a: failed }).fate, 'skip');
  });
});

describe('a step with a condition', () => {
  const guarded = stepAfter('c', ['a', 'g'], { inputs: { a: input('a') }, conditions: [condition('g')] });
  const notHeld = { fate: 'skip', reason: { because: 'condition', condition: 'g says so' } };

  test('waits for what the condition looks at, and starts when it holds', () => {
    assert.equal(fate(guarded, { a: done }).fate, 'wait');
    assert.equal(fate(guarded, { a: done, g: done }).fate, 'start');
  });

  test('is skipped by it whatever becomes of the inputs, and whoever is first', () => {
    for (const a of [{}, running, done, failed, byCondition])
      assert.deepEqual(fate(guarded, { a, g: done }, fails), notHeld);
    assert.equal(fate(guarded, { a: failed }).fate, 'wait', 'a failed input does not decide before the condition');
    assert.equal(fate(guarded, { a: failed, g: done }).fate, 'skip');
  });

  test('is skipped when what the condition looks at failed', () => {
    assert.deepEqual(fate(guarded, { a: done, g: failed }), {
      fate: 'skip',
      reason: { because: 'upstream', upstream: 'g', upstreamState: 'failed' },
    });
  });

  test('starts in order to fail when the condition throws', () => {
    const error = new Error('no such field');
    assert.deepEqual(
      fate(guarded, { a: done, g: done }, () => ({ threw: error })),
      { fate: 'condition_threw', error },
    );
  });

  test('asks with the stored output, and with null for a step that was left out', () => {
    const asked: string[] = [];
    const judge: JudgeCondition = (key, index, output) => {
      asked.push(`${key} ${index} ${output}`);
      return 'holds';
    };
    fate(guarded, { a: done, g: { state: 'succeeded', output: '{"count":3}' } }, judge);
    const optional = stepAfter('c', ['g'], { conditions: [condition('g', true)] });
    assert.equal(fate(optional, { g: byCondition }, judge).fate, 'start');
    assert.deepEqual(asked, ['c 0 {"count":3}', 'c 0 null']);
  });

  test('within another condition is decided by the outer one', () => {
    const inner = stepAfter('c', ['g', 'h'], { conditions: [condition('g', false, 0), condition('h', false, 1)] });
    assert.deepEqual(fate(inner, { g: done, h: byCondition }, fails), notHeld);
    const second: JudgeCondition = (_key, index) => (index === 1 ? 'fails' : 'holds');
    assert.deepEqual(fate(inner, { g: done, h: done }, second), {
      fate: 'skip',
      reason: { because: 'condition', condition: 'h says so' },
    });
  });
});

describe('a chain behind one condition', () => {
  // gaps -> [fetch -> clean] -> merge(gaps, clean or null)
  const plan = [
    stepAfter('gaps', []),
    stepAfter('fetch', ['gaps'], { conditions: [condition('gaps')] }),
    stepAfter('clean', ['fetch', 'gaps'], { inputs: { raw: input('fetch') }, conditions: [condition('gaps')] }),
    stepAfter('merge', ['clean', 'gaps'], { inputs: { extra: input('clean', true), gaps: input('gaps') } }),
  ];

  test('is skipped as a whole by the condition, and what comes after goes on without it', () => {
    const board = boardOf(plan, { gaps: done, fetch: byCondition });
    const clean = fateOf(board, board.get('clean')!, fails);
    assert.deepEqual(clean, { fate: 'skip', reason: { because: 'condition', condition: 'gaps says so' } });
    board.set('clean', { ...board.get('clean')!, ...byCondition });
    assert.equal(fateOf(board, board.get('merge')!, fails).fate, 'start');
  });
});

test('a new board has reused outputs as succeeded and the rest pending', () => {
  const board = newBoard([stepAfter('a', []), stepAfter('b', ['a'])], { a: '"x"' });
  assert.deepEqual(
    [...board.values()].map(({ state, output, attempt }) => [state, output, attempt]),
    [
      ['succeeded', '"x"', 0],
      ['pending', null, 0],
    ],
  );
});

test('steps start by priority, then by name', () => {
  const board = newBoard([stepAfter('b', []), stepAfter('a', []), stepAfter('z', [], { priority: 1 })], {});
  assert.deepEqual(
    byStartOrder([...board.values()]).map(({ plan }) => plan.key),
    ['z', 'a', 'b'],
  );
});

test('on any graph: who failed and who only stands behind is all that does not run', () => {
  const failing = fc.array(fc.nat(), { maxLength: 3 });
  fc.assert(
    fc.property(graphs, failing, (plan, nths) => {
      const bad = new Set(nths.map((nth) => plan[nth % plan.length]!.key));
      const board = newBoard(plan, {});
      for (const { key } of plan) {
        const step = board.get(key)!;
        const { fate: next } = fateOf(board, step, holds);
        assert.notEqual(next, 'wait', 'everything before it is over');
        board.set(key, {
          ...step,
          ...(next === 'skip' ? skippedAs(fateOf(board, step, holds)) : bad.has(key) ? failed : done),
        });
      }
      const behind = new Map<string, Set<string>>();
      for (const { key, after } of plan)
        behind.set(key, new Set(after.flatMap((each) => [each, ...behind.get(each)!])));
      for (const {
        plan: { key },
        state,
        skip,
      } of board.values()) {
        const roots = [...behind.get(key)!].filter((each) => board.get(each)!.state === 'failed');
        assert.equal(state, roots.length > 0 ? 'skipped' : bad.has(key) ? 'failed' : 'succeeded');
        if (skip !== null)
          assert.ok(skip.because === 'upstream' && roots.includes(skip.upstream) && skip.upstreamState === 'failed');
      }
      assert.ok([...board.values()].every(isOver));
    }),
  );
});

function skippedAs(of: ReturnType<typeof fateOf>): Partial<BoardStep> {
  assert.ok(of.fate === 'skip');
  return skipped(of.reason);
}
