import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlannedStep } from '../plan/plan.ts';
import { type BoardStep, newStep } from './board.ts';
import { criticalFailureOf } from './resume.ts';

function step(key: string, state: BoardStep['state'], critical = true): readonly [string, BoardStep] {
  const plan = { key, critical } as PlannedStep;
  return [key, { ...newStep(plan, null, null), state }];
}

test('of several critical steps the one that failed first stopped the run, whatever their order in the plan', () => {
  const board = new Map([step('a', 'failed'), step('b', 'failed'), step('c', 'failed', false)]);
  assert.equal(criticalFailureOf(board, ['c', 'b', 'a']), 'b');
});

test('a step that was taken up again after its failure stops nothing', () => {
  const board = new Map([step('a', 'succeeded'), step('b', 'pending'), step('c', 'failed')]);
  assert.equal(criticalFailureOf(board, ['a', 'b', 'c']), 'c');
  assert.equal(criticalFailureOf(board, ['a', 'b']), null);
});
