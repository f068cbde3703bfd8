import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'loop-'));
after(() => rmSync(folder, { recursive: true }));
const recordPath = join(folder, 'blocked.json');

/** In a process of its own: this one's test runner listens to errors itself. */
function perform(does: string, limitMs = 0) {
  const program = fileURLToPath(new URL('../fixtures/loop-program.ts', import.meta.url));
  const args = [program, does, recordPath, String(limitMs)];
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 600_000 });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { said: lines.map((line) => JSON.parse(line)), stderr, status, signal };
}

const failed = (stepKey: string) => ({ stepKey, outcome: 'failed', error: 'Error: boom (nobody caught it)' });
const good = { stepKey: 'good', outcome: 'succeeded' };

describe('an error that a step in the loop throws where nobody catches it', () => {
  for (const does of ['timer', 'promise', 'never answers']) {
    test(`(${does}) fails that step, and the one beside it goes on`, () => {
      const { said, status } = perform(does);
      assert.deepEqual(said, [{ failed: [does], from: does }, failed(does), good, { over: true }]);
      assert.equal(status, 0);
    });
  }

  test('when it is over is told of, and touches nobody', () => {
    const { said } = perform('after it is over');
    const over = { stepKey: 'after it is over', outcome: 'succeeded' };
    assert.deepEqual(said, [over, { failed: [], from: 'after it is over' }, good, { over: true }]);
  });

  test('and nobody knows whose it is fails all that are at work', () => {
    const [stray, ...ends] = perform('outside').said;
    assert.deepEqual(stray, { failed: ['good', 'outside'], from: null });
    assert.deepEqual(ends, [failed('outside'), failed('good'), { over: true }]);
  });
});

describe('a step that keeps the loop to itself', () => {
  test('is named once it lets go, with whoever else worked there', () => {
    const { said } = perform('block');
    const [told, ...ends] = said.filter((each) => each.stepKey !== 'good');
    assert.deepEqual(told, { blocked: true, steps: ['block'] });
    assert.deepEqual(ends, [{ stepKey: 'block', outcome: 'succeeded' }, { over: true }]);
  });

  test('and never lets go ends the process, which leaves word of it', () => {
    const { said, stderr, signal } = perform('block for ever', 1500);
    assert.deepEqual([said, signal], [[], 'SIGKILL']);
    assert.match(stderr, /ended by its watchdog: step block for ever of run run or good of run run did not let/);
    assert.ok(existsSync(recordPath));
    const { steps, blockedMs } = JSON.parse(readFileSync(recordPath, 'utf8'));
    assert.deepEqual(
      steps.map((step: { readonly stepKey: string }) => step.stepKey),
      ['block for ever', 'good'],
    );
    assert.ok(blockedMs > 1500);
  });
});
