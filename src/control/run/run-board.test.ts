import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { PlannedStep } from '../plan/plan.ts';
import { graphs, stepAfter } from '../plan/plans-for-tests.test.ts';
import { type BoardStep, fateOf, newBoard } from './board.ts';
import { Heap } from './heap.ts';
import { RunBoard } from './run-board.ts';

const LIST = ['x', 'y', 'z'];

const rules = {
  judge: () => 'holds' as const,
  stopped: () => null,
  halted: () => null,
  keysOf: () => ({ keys: LIST }),
  itemsOf: () => null,
  taken: () => ({}),
};

/** Steps in the order in which they wait for each other, some of them done for every item of what comes before. */
const withMaps = fc.tuple(graphs, fc.array(fc.boolean(), { minLength: 25, maxLength: 25 })).map(([steps, marks]) =>
  steps.map((step, index): PlannedStep => {
    const [over] = step.after;
    if (over === undefined || !marks[index]) return step;
    const map = { over, members: [step.key], waits: step.after, concurrency: null, itemsMax: 10 };
    return { ...step, map: { ...map, onItemFailure: index % 2 === 0 ? 'skip' : 'fail' } };
  }),
);

type World = { readonly board: RunBoard; readonly ready: Set<string> };

function newWorld(steps: readonly PlannedStep[]): World {
  const ready = new Set<string>();
  const board = new RunBoard(newBoard(steps, {}).values(), rules, ({ key }) => void ready.add(key));
  return { board, ready };
}

const all = ({ board }: World): readonly BoardStep[] => [...board.values()];

/** Errors know where they were made. */
const withoutStack = (step: BoardStep): object => ({ ...step, error: step.error?.message ?? null });

/** Ends one step that could start: well, or not. */
function endOne({ board }: World, draw: number): boolean {
  const open = all({ board } as World).filter(({ key }) => board.isReady(key, 0));
  const step = open[draw % Math.max(open.length, 1)];
  if (step === undefined) return false;
  board.put({ ...step, state: 'running' });
  if (draw % 4 === 0) board.put({ ...step, state: 'failed' });
  else board.put({ ...step, state: 'succeeded', output: JSON.stringify(LIST) });
  return true;
}

describe('the board of a run', () => {
  test('looks again only at what a change concerns, and misses nothing that looking at all would find', () => {
    fc.assert(
      fc.property(withMaps, fc.array(fc.nat(), { minLength: 80, maxLength: 80 }), (steps, draws) => {
        const world = newWorld(steps);
        for (const draw of draws) {
          world.board.settle(0);
          for (const step of all(world).filter(({ state }) => state === 'pending')) {
            const { fate } = fateOf(world.board, step, rules.judge);
            assert.notEqual(fate, 'skip', `${step.key} is to be skipped`);
            assert.equal(world.board.isReady(step.key, 0), fate === 'start', step.key);
            assert.equal(fate === 'start' && !world.ready.has(step.key), false, `${step.key} was told ready`);
          }
          if (!endOne(world, draw)) break;
        }
        world.board.settle(0);
        const isOpen = all(world).some(({ state }) => state === 'pending' || state === 'mapped');
        assert.equal(world.board.isOver, !isOpen);
      }),
    );
  });

  test('takes everything back, and comes to the same end as if it had never been', () => {
    fc.assert(
      fc.property(withMaps, fc.array(fc.nat(), { minLength: 90, maxLength: 90 }), (steps, draws) => {
        const [world, other] = [newWorld(steps), newWorld(steps)];
        for (const draw of draws) {
          world.board.settle(0);
          other.board.settle(0);
          const before = all(world);
          world.board.begin();
          endOne(world, draw + 1);
          world.board.settle(0);
          world.board.takeBack();
          assert.deepEqual(all(world), before);
          world.board.settle(0);
          const [goesOn] = [endOne(world, draw), endOne(other, draw)];
          assert.deepEqual(all(world).map(withoutStack), all(other).map(withoutStack));
          if (!goesOn) break;
        }
        assert.equal(world.board.isOver, other.board.isOver);
      }),
    );
  });

  test('of a step that waits for thousands asks once, when the last one has ended', () => {
    const keys = Array.from({ length: 3000 }, (_, index) => `s${index}`);
    const steps = [...keys.map((key) => stepAfter(key, [])), stepAfter('last', keys)];
    const { board, ready } = newWorld(steps);
    board.settle(0);
    for (const key of keys) {
      assert.equal(ready.has('last'), false);
      board.put({ ...board.get(key)!, state: 'succeeded', output: '1' });
      board.settle(0);
    }
    assert.ok(ready.has('last'));
  });
});

test('a heap gives the least first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (values) => {
      const heap = new Heap<number>((left, right) => left - right);
      for (const value of values) heap.push(value);
      const popped = values.map(() => heap.pop());
      assert.deepEqual(
        popped,
        [...values].sort((left, right) => left - right),
      );
      assert.equal(heap.pop(), null);
    }),
  );
});
