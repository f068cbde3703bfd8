import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isTapelineError, type TapelineError } from '../../core/errors.ts';
import { job } from '../definition/job.ts';
import { op } from '../definition/op.ts';
import { type Pipeline, type PipelineStep, pipeline } from '../definition/pipeline.ts';
import { ancestorsOf, definitionHash, descendantsOf, planSteps } from './make-plan.ts';
import type { PlannedStep } from './plan.ts';
import { graphs } from './plans-for-tests.test.ts';

const nothing = op({ name: 'nothing', run: () => null });
const identity = Symbol('test');

/** A pipeline of any wiring, also one that the builder would not let anybody write. */
function wired(steps: readonly Pick<PlannedStep, 'key' | 'after' | 'priority'>[]): Pipeline {
  const built = pipeline('wired', (p) => p.add(nothing));
  const list = steps.map(
    ({ key, after, priority }): PipelineStep => ({
      key,
      op: nothing,
      inputs: {},
      conditions: [],
      map: null,
      options: { priority, after: after.map((stepKey) => ({ stepKey, isOptional: false, pipeline: identity })) },
    }),
  );
  return { ...built, steps: list };
}

const edges = (wiring: Readonly<Record<string, readonly string[]>>) =>
  wired(Object.entries(wiring).map(([key, after]) => ({ key, after, priority: 0 })));

const keysOf = (steps: readonly PlannedStep[]): readonly string[] => steps.map((step) => step.key);

describe('the order of a plan', () => {
  test('puts every step after all it waits for', () => {
    fc.assert(
      fc.property(graphs, (steps) => {
        const place = new Map(keysOf(planSteps(wired(steps))).map((key, index) => [key, index]));
        assert.equal(place.size, steps.length);
        for (const step of steps) for (const key of step.after) assert.ok(place.get(key)! < place.get(step.key)!);
      }),
    );
  });

  test('does not depend on the order in which steps were added', () => {
    const shuffled = graphs.chain((steps) =>
      fc.tuple(fc.constant(steps), fc.shuffledSubarray([...steps], { minLength: steps.length })),
    );
    fc.assert(
      fc.property(shuffled, ([steps, other]) => {
        assert.deepEqual(keysOf(planSteps(wired(other))), keysOf(planSteps(wired(steps))));
      }),
    );
  });

  test('takes of several ready steps the one of highest priority, then of least name', () => {
    fc.assert(
      fc.property(graphs, (steps) => {
        const order = keysOf(planSteps(wired(steps)));
        const done = new Set<string>();
        for (const key of order) {
          const ready = steps.filter((step) => !done.has(step.key) && step.after.every((each) => done.has(each)));
          const best = Math.max(...ready.map((step) => step.priority));
          const expected = ready
            .filter((step) => step.priority === best)
            .map((step) => step.key)
            .sort()[0];
          assert.equal(key, expected);
          done.add(key);
        }
      }),
    );
  });

  test('of a chain of 10 000 steps, and of 10 000 steps side by side, is found', () => {
    const name = (index: number): string => `s${String(index).padStart(5, '0')}`;
    const chain = Array.from({ length: 10_000 }, (_, index) => ({
      key: name(index),
      after: index === 0 ? [] : [name(index - 1)],
      priority: 0,
    }));
    assert.deepEqual(
      keysOf(planSteps(wired(chain.toReversed()))),
      chain.map(({ key }) => key),
    );
    const fan = chain.map(({ key }, index) => ({ key, after: index === 0 ? [] : [name(0)], priority: 0 }));
    assert.deepEqual(
      keysOf(planSteps(wired(fan.toReversed()))),
      fan.map(({ key }) => key),
    );
    const flat = chain.map(({ key }) => ({ key, after: [], priority: 0 }));
    assert.deepEqual(
      keysOf(planSteps(wired(flat.toReversed()))),
      flat.map(({ key }) => key),
    );
  });
});

describe('a wiring that cannot be', () => {
  const refusal = (of: Pipeline): TapelineError => {
    try {
      planSteps(of);
    } catch (error) {
      assert.ok(isTapelineError(error));
      return error;
    }
    throw new Error('it was accepted');
  };

  test('names the path of its cycle, and nothing that only hangs on it', () => {
    const error = refusal(edges({ a: [], b: ['a', 'd'], c: ['b'], d: ['c'], tail: ['d'] }));
    assert.equal(error.code, 'definition.cycle');
    const { path } = error.facts as { path: readonly string[] };
    assert.equal(path[0], path.at(-1));
    assert.deepEqual(new Set(path), new Set(['b', 'c', 'd']));
    // Each one feeds the next: b -> c -> d -> b.
    assert.ok('bcdbcd'.includes(path.slice(0, 3).join('')), path.join(' -> '));
    assert.match(error.message, /->/);
  });

  test('a step that waits for itself is a cycle of one', () => {
    assert.deepEqual((refusal(edges({ a: ['a'] })).facts as { path: readonly string[] }).path, ['a', 'a']);
  });

  test('a cycle of 10 000 steps is named as well', () => {
    const name = (index: number): string => `s${index}`;
    const ring = Array.from({ length: 10_000 }, (_, index) => ({
      key: name(index),
      after: [name((index + 1) % 10_000)],
      priority: 0,
    }));
    assert.equal((refusal(wired(ring)).facts as { path: readonly string[] }).path.length, 10_001);
  });

  test('a step that waits for one that is not there is refused with the nearest', () => {
    const error = refusal(edges({ sync: [], score: ['snyc'] }));
    assert.match(error.message, /step "score" waits for "snyc", which is not there, did you mean "sync"/);
  });

  test('an added cycle is found in any graph, and its path is one', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(), (steps, first, second) => {
        const [from, to] = [steps[first % steps.length]!, steps[second % steps.length]!];
        const looped = steps.map((step) =>
          step.key === to.key ? { ...step, after: [...new Set([...step.after, from.key])] } : step,
        );
        const isCycle = from.key === to.key || ancestorsOf(steps, [from.key]).has(to.key);
        if (!isCycle) return void planSteps(wired(looped));
        const { path } = refusal(wired(looped)).facts as { path: readonly string[] };
        const after = new Map(looped.map((step) => [step.key, step.after]));
        assert.equal(path[0], path.at(-1));
        for (let index = 1; index < path.length; index += 1)
          assert.ok(after.get(path[index]!)!.includes(path[index - 1]!));
      }),
    );
  });
});

describe('ancestors and descendants', () => {
  /** By the definition: whoever can be reached along the edges. */
  const reached = (from: string, next: (key: string) => readonly string[]): ReadonlySet<string> => {
    const found = new Set<string>();
    const visit = (key: string): void => {
      for (const each of next(key)) {
        if (found.has(each)) continue;
        found.add(each);
        visit(each);
      }
    };
    visit(from);
    return found;
  };

  test('are all steps that can be reached, and no other', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (steps, nth) => {
        const { key } = steps[nth % steps.length]!;
        const plan = planSteps(wired(steps));
        const after = new Map(plan.map((step) => [step.key, step.after]));
        const followers = (of: string) => plan.filter((step) => step.after.includes(of)).map((step) => step.key);
        assert.deepEqual(
          new Set(ancestorsOf(plan, [key])),
          reached(key, (each) => after.get(each)!),
        );
        assert.deepEqual(new Set(descendantsOf(plan, [key])), reached(key, followers));
      }),
    );
  });
});

describe('a planned step', () => {
  const number = op({
    name: 'number',
    critical: true,
    retry: { max: 2, delay: '5s' },
    timeout: '1m',
    tags: { a: '1', b: '1' },
    run: () => 1,
  });
  const double = op({
    name: 'double',
    reads: ['prices'],
    writes: ['scores'],
    isolate: 'process',
    run: ({ n }: { n: number | null }) => n,
  });
  const plan = planSteps(
    pipeline('p', (p) => {
      const n = p.add(number, {}, { tags: { b: '2' } });
      const maybe = p.when(
        n,
        (value) => value > 0,
        (q) => q.add(number, {}, { as: 'again', critical: false }),
      );
      const other = p.add(number, {}, { as: 'other' });
      p.when(
        maybe,
        (value) => value !== null,
        (q) => q.add(double, { n: maybe }, { after: [other], priority: 9 }),
      );
    }),
  );

  test('carries the policies of its op, and what the pipeline says instead', () => {
    const [first, again] = [plan.find(({ key }) => key === 'number')!, plan.find(({ key }) => key === 'again')!];
    assert.deepEqual([first.critical, again.critical], [true, false]);
    assert.deepEqual([first.retry.max, first.timeoutMs, first.tags], [2, 60_000, { a: '1', b: '2' }]);
  });

  test('waits for inputs, conditions and what it comes after, each once', () => {
    const last = plan.find(({ key }) => key === 'double')!;
    assert.deepEqual(last.after, ['again', 'other']);
    assert.deepEqual(last.inputs, { n: { from: 'again', optional: true } });
    assert.deepEqual(
      last.conditions.map(({ on, optional, index }) => [on, optional, index]),
      [['again', true, 0]],
    );
    assert.deepEqual([last.isolate, last.reads, last.writes, last.priority], ['process', ['prices'], ['scores'], 9]);
  });
});

describe('the hash of a definition', () => {
  const of = (change: {
    run?: () => unknown;
    retryIf?: () => boolean;
    holds?: (n: unknown) => boolean;
    config?: object;
  }): Promise<string> => {
    const first = op({
      name: 'a',
      retry: { max: 1, ...(change.retryIf ? { retryIf: change.retryIf } : {}) },
      run: change.run ?? (() => 1),
    });
    const built = pipeline('p', (p) => p.when(p.add(first), change.holds ?? (() => true), (q) => q.add(nothing)));
    return definitionHash(job(built, { config: change.config ?? {} } as object));
  };

  test('is the same for the same, and another one when anything changed', async () => {
    const long = 'x'.repeat(200);
    const hashes = await Promise.all([
      of({}),
      of({ run: () => 2 }),
      of({ retryIf: () => true }),
      of({ retryIf: () => false }),
      of({
        holds: (n) =>
          n !== long &&
          n ===
            'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy1',
      }),
      of({
        holds: (n) =>
          n !== long &&
          n ===
            'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy2',
      }),
      of({ config: { 'a.days': 1 } }),
    ]);
    assert.equal(new Set(hashes).size, hashes.length, hashes.join());
    assert.equal(await of({}), hashes[0]);
    assert.match(hashes[0]!, /^[0-9a-f]{16}$/);
  });
});
