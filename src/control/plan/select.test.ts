import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTapelineError } from '../../core/errors.ts';
import type { Selection } from '../state/store.ts';
import { stepAfter } from './plans-for-tests.test.ts';
import { SELECT_ALL, selectionText, selectSteps } from './select.ts';

// sync -> clean -> tech -> score -> save, and fund -> score
const steps = [
  stepAfter('fund', [], { tags: { stage: 'indicators' } }),
  stepAfter('sync', [], { tags: { stage: 'collect' } }),
  stepAfter('clean', ['sync'], { tags: { stage: 'collect' } }),
  stepAfter('tech', ['clean'], { tags: { stage: 'indicators' } }),
  stepAfter('score', ['fund', 'tech'], { tags: { stage: 'score' } }),
  stepAfter('save', ['score']),
];
const selected = (selection: Partial<Selection>): readonly string[] =>
  selectSteps(steps, { ...SELECT_ALL, ...selection }).map((step) => step.key);

describe('a selection', () => {
  test('of everything keeps the order of the plan', () => {
    assert.deepEqual(selected({}), ['fund', 'sync', 'clean', 'tech', 'score', 'save']);
  });

  test('until a step takes it and all it needs', () => {
    assert.deepEqual(selected({ until: 'tech' }), ['sync', 'clean', 'tech']);
  });

  test('until a stage takes all steps of the stage and what they need', () => {
    assert.deepEqual(selected({ until: 'indicators' }), ['fund', 'sync', 'clean', 'tech']);
  });

  test('from a step takes it and all that follows', () => {
    assert.deepEqual(selected({ from: 'tech' }), ['tech', 'score', 'save']);
  });

  test('from one to another takes what lies between', () => {
    assert.deepEqual(selected({ from: 'clean', until: 'score' }), ['clean', 'tech', 'score']);
    assert.deepEqual(selected({ from: 'save', until: 'sync' }), [], 'which may be nothing');
  });

  test('of only some steps takes just those', () => {
    assert.deepEqual(selected({ only: ['save', 'sync'] }), ['sync', 'save']);
    assert.deepEqual(selected({ only: ['collect'] }), ['sync', 'clean']);
    assert.deepEqual(selected({ only: ['collect', 'score'], from: 'clean' }), ['clean', 'score']);
  });

  test('of an unknown step or stage names the nearest', () => {
    for (const selection of [{ until: 'indicator' }, { from: 'scor' }, { only: ['savee'] }]) {
      const isUnknown = (error: unknown): boolean =>
        isTapelineError(error) && error.code === 'usage.unknown_name' && /Did you mean/.test(error.message);
      assert.throws(() => selected(selection), isUnknown, JSON.stringify(selection));
    }
  });

  test('is said in a few words', () => {
    assert.equal(selectionText(SELECT_ALL), 'all');
    assert.equal(selectionText({ until: 'b', from: 'a', only: ['x', 'y'] }), 'until b, from a, only x, y');
  });
});
