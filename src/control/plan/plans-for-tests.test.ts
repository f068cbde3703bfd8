import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PlannedStep } from './plan.ts';

/** A planned step of which only the wiring matters. */
export function stepAfter(key: string, after: readonly string[], change: Partial<PlannedStep> = {}): PlannedStep {
  return {
    key,
    op: key,
    inputs: {},
    after: [...after].sort(),
    conditions: [],
    isolate: 'none',
    critical: false,
    priority: 0,
    timeoutMs: null,
    retry: { max: 0, delaysMs: [0], backoff: 'fixed', delayMaxMs: 0, jitter: 0 },
    reads: [],
    writes: [],
    tags: {},
    ...change,
  };
}

/** Edges of a graph without cycles: step i waits for earlier ones only. Keys sort otherwise than positions. */
export const graphs: fc.Arbitrary<readonly PlannedStep[]> = fc
  .array(
    fc.record({
      key: fc.nat(999),
      after: fc.array(fc.nat(), { maxLength: 3 }),
      priority: fc.integer({ min: -1, max: 1 }),
    }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((nodes) => {
    const keys = nodes.map(({ key }, index) => `s${key}_${index}`);
    return nodes.map(({ after, priority }, index) => {
      const before = index === 0 ? [] : [...new Set(after.map((nth) => keys[nth % index]!))];
      return stepAfter(keys[index]!, before, { priority });
    });
  });

test('generated graphs have no cycle and distinct keys', () => {
  fc.assert(
    fc.property(graphs, (steps) => {
      const seen = new Set<string>();
      for (const step of steps) {
        assert.ok(step.after.every((key) => seen.has(key)));
        assert.ok(!seen.has(step.key));
        seen.add(step.key);
      }
    }),
  );
});
