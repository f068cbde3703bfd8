import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../core/clock.ts';
import { TapelineError } from '../../core/errors.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

function setUp() {
  let nowMs = 0;
  const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => nowMs, sleep: async () => {} };
  const breaker = createCircuitBreaker({ source: 's', clock, failuresMax: 3, pauseMs: 600_000 });
  const asked: string[] = [];
  const ask = (answer: 'answers' | 'breaks' | 'refuses') =>
    breaker.run(async () => {
      asked.push(answer);
      if (answer === 'breaks') throw new TapelineError('source.transient', { facts: { source: 's', detail: 'reset' } });
      if (answer === 'refuses') throw new TapelineError('source.permission', { facts: { source: 's', detail: 'no' } });
    });
  return { ask, asked, wait: (ms: number) => (nowMs += ms) };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: TapelineError) => error.code,
  );

test('three broken connections in a row open the circuit, and nobody is asked until the pause is over', async () => {
  const { ask, asked, wait } = setUp();
  assert.equal(await codeOf(ask('breaks')), 'source.transient');
  assert.equal(await codeOf(ask('breaks')), 'source.transient');
  assert.equal(await codeOf(ask('breaks')), 'source.banned');
  assert.equal(await codeOf(ask('answers')), 'source.banned');
  assert.equal(asked.length, 3, 'the fourth call did not go out');
  wait(600_000);
  assert.equal(await codeOf(ask('breaks')), 'source.banned', 'one call decides');
  wait(600_000);
  assert.equal(await codeOf(ask('answers')), 'answered');
});

test('an answer in between, also a refusal in words, is no ban', async () => {
  const { ask } = setUp();
  for (const answer of ['breaks', 'breaks', 'answers', 'breaks', 'breaks', 'refuses'] as const) {
    assert.notEqual(await codeOf(ask(answer)), 'source.banned');
  }
  assert.equal(await codeOf(ask('breaks')), 'source.banned', 'a refusal does not count, and does not heal');
});
