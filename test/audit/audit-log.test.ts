import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LogAudit } from '../../src/control/audit/audit-log.ts';
import type { Violation } from '../../src/control/audit/violation.ts';
import type { NewEvent, RunEvent } from '../../src/control/event/events.ts';
import { createdWith, FAILURE, lakeFile, METRICS } from '../../src/control/state/kit/fixtures.ts';
import { simulate } from '../simulation/simulate.ts';

const SEEDS = 60;

function audit(events: readonly RunEvent[]): readonly Violation[] {
  const log = new LogAudit();
  for (const event of events) log.take(event);
  return log.close();
}

/** Events of one run in order, numbered as a store would. */
function logOf(...bodies: readonly unknown[]): readonly RunEvent[] {
  const heads = { runId: 'r1', stepKey: null, attempt: null, v: 1, atMs: 1000 };
  return bodies.map((body, index) => ({ ...heads, ...(body as NewEvent), seq: index + 1 }) as RunEvent);
}

const plan = createdWith(['a', 'b']).steps;
const [planA, planB] = [plan[0]!, { ...plan[1]!, after: ['a'] }];
const created = { kind: 'run_created', data: createdWith([], { steps: [planA, planB] }) };
const replanned = { kind: 'run_replanned', data: { created: created.data, dropped: [] } };
const started = (stepKey: string, token: number, attempt = 1) => ({
  kind: 'step_started',
  stepKey,
  attempt,
  data: { token, isolated: false },
});
const change = (version: number, rows: number) => ({
  asset: 'prices',
  version,
  rows,
  removed: [],
  added: [lakeFile(`prices/p${version}/x.parquet`, `p${version}`)],
});
const succeeded = (stepKey: string, published: readonly unknown[] = [], attempt = 1) => ({
  kind: 'step_succeeded',
  stepKey,
  attempt,
  data: { output: '1', metrics: METRICS, published },
});
const failed = (stepKey: string, retryAtMs: number | null = null) => ({
  kind: 'step_failed',
  stepKey,
  attempt: 1,
  data: { error: FAILURE, metrics: METRICS, retryAtMs },
});
const ended = (outcome: string) => ({ kind: 'run_ended', data: { outcome, error: null } });
const skipped = (stepKey: string, data: unknown) => ({ kind: 'step_skipped', stepKey, data });
const decided = (cursorMs: number, ...atMs: readonly number[]) => ({
  kind: 'ticks_decided',
  runId: null,
  data: {
    schedule: 's',
    cursorMs,
    version: '1',
    ticks: atMs.map((at) => ({ atMs: at, outcome: 'skipped_paused', session: null, offsetMinutes: 0, runId: null })),
  },
});

const WHOLE = [
  created,
  started('a', 2),
  succeeded('a', [change(1, 10)]),
  started('b', 4),
  succeeded('b'),
  ended('succeeded'),
];

/** What each finds: a name, and the log that it is found in. */
const BROKEN: readonly (readonly [string, string, readonly unknown[]])[] = [
  [
    'I1',
    'a tick that fired no run',
    [
      {
        ...decided(5, 5),
        data: {
          ...decided(5, 5).data,
          ticks: [{ atMs: 5, outcome: 'fired', session: null, offsetMinutes: 0, runId: null }],
        },
      },
    ],
  ],
  ['I2', 'ticks that are decided twice', [decided(5, 5), decided(9, 5)]],
  ['I3', 'a cursor that goes back', [decided(9, 5), decided(7, 6)]],
  ['I8', 'a step that starts before what it waits for', [created, started('b', 2)]],
  ['I8', 'a step that starts after what it waits for failed', [created, started('a', 2), failed('a'), started('b', 4)]],
  ['I9', 'attempt numbers with a gap', [created, started('a', 2, 2)]],
  ['I9', 'more attempts than the policy has', [created, started('a', 2), failed('a', 1500), started('a', 4, 2)]],
  ['I10', 'a step that ends and was never started', [created, succeeded('a')]],
  ['I10', 'something that happens after the end', [...WHOLE, started('a', 7, 2)]],
  [
    'I11',
    'a skip that names another state than there was',
    [created, skipped('b', { because: 'upstream', upstream: 'a', upstreamState: 'failed' })],
  ],
  [
    'I12',
    'a start after a critical failure',
    [
      {
        kind: 'run_created',
        data: createdWith([], {
          steps: [
            { ...planA, critical: true },
            { ...planB, after: [] },
          ],
        }),
      },
      started('a', 2),
      failed('a'),
      started('b', 4),
    ],
  ],
  ['I13', 'a run that succeeded with a failed step', [created, started('a', 2), failed('a'), ended('succeeded')]],
  ['I15', 'a retry that waits longer than the policy allows', [created, started('a', 2), failed('a', 9999)]],
  ['I17', 'a version that leaves one out', [created, started('a', 2), succeeded('a', [change(2, 10)])]],
  [
    'I17',
    'a version that claims rows that its files do not have',
    [created, started('a', 2), succeeded('a', [change(1, 11)])],
  ],
  [
    'I22',
    'a prune of a current file',
    [
      ...WHOLE.slice(0, 3),
      {
        kind: 'files_pruned',
        runId: null,
        data: { asset: 'prices', files: [{ path: 'prices/p1/x.parquet', addedIn: 1 }] },
      },
    ],
  ],
  ['I10', 'a plan that is replaced though a step has begun', [created, started('a', 2), replanned]],
  ['I23', 'a token that is not its own event’s', [created, started('a', 7)]],
];

describe('the audit of a log', () => {
  test('finds nothing in what engines write that die, are stopped and see clocks jump', async () => {
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const { events } = await simulate(seed);
      assert.deepEqual(audit(events), [], `seed ${seed}`);
    }
  });

  test('finds nothing in a whole run', () => {
    assert.deepEqual(audit(logOf(...WHOLE)), []);
  });

  for (const [invariant, what, events] of BROKEN) {
    test(`${invariant} finds ${what}`, () => {
      const found = audit(logOf(...events)).map((violation) => violation.invariant);
      assert.ok(found.includes(invariant as never), `${invariant} is not among ${found}`);
    });
  }

  test('a gap in the sequence is found', () => {
    const events = logOf(...WHOLE);
    assert.deepEqual(
      audit([...events.slice(0, 2), ...events.slice(3)]).map(({ invariant }) => invariant)[0],
      'sequence',
    );
  });
});
