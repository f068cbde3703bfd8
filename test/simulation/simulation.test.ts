import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeterministic, replayCommand } from './campaign.ts';
import { simulate } from './simulate.ts';

const SEEDS = 200;

/** Each of these must happen in some seed: a simulation that never comes there proves nothing about it. */
const MUST_SEE = [
  'attempt lost',
  'crash after a write',
  'crash before a write',
  'failed with definition.invalid',
  'failed with source.permission',
  'failed with source.transient',
  'failed with step.crashed',
  'failed with step.threw',
  'failed with store.conflict',
  'failed with timeout.step',
  'null for what was left out',
  'orphan closed',
  'published',
  'refused: cancel with usage.invalid',
  'refused: cancel with usage.unknown_name',
  'refused: retry with usage.invalid',
  'refused: run with usage.invalid',
  'requests left to the next engine',
  'retried',
  'retry',
  'run cancelled',
  'run failed',
  'run resumed',
  'run succeeded',
  'skipped: cancelled',
  'skipped: condition',
  'skipped: critical_failure',
  'skipped: not_selected',
  'skipped: upstream',
  'step cancelled',
  'stopped',
  'tables folded in mid-run',
];

test('no seed breaks a rule, and each gives the same events twice', async () => {
  const seen = new Set<string>();
  const failures: string[] = [];
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const result = await simulate(seed);
    for (const what of result.seen) seen.add(what);
    if (result.violations.length > 0) failures.push(`${result.violations[0]}\n    ${replayCommand(seed)}`);
    else if (!(await isDeterministic(result))) failures.push(`not the same events twice\n    ${replayCommand(seed)}`);
  }
  assert.equal(failures.length, 0, `\n${failures.slice(0, 5).join('\n')}\n`);
  assert.deepEqual(
    MUST_SEE.filter((what) => !seen.has(what)),
    [],
    'these never happened',
  );
});

/** Seeds whose jobs branch, retry and publish. */
const REFERENCE_SEEDS = [22, 48];

for (const seed of REFERENCE_SEEDS) {
  test(`seed ${seed}: an engine that dies before or after any one write is followed by one that makes it good`, async () => {
    const calm = await simulate(seed, { crashes: [] });
    assert.deepEqual(calm.violations, []);
    assert.ok(calm.writes > 15, `${calm.writes} writes`);
    const failures: string[] = [];
    for (let write = 1; write <= calm.writes; write += 1) {
      for (const when of ['before', 'after'] as const) {
        const { violations, seen } = await simulate(seed, { crashes: [{ write, when }] });
        if (!seen.has(`crash ${when} a write`)) failures.push(`no crash ${when} write ${write}`);
        failures.push(...violations.map((violation) => `crash ${when} write ${write}: ${violation}`));
      }
    }
    assert.equal(failures.length, 0, `\n${failures.slice(0, 5).join('\n')}\n`);
  });
}
