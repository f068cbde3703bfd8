import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from './in-order.ts';

const never = new AbortController().signal;
async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('results keep the order of the items, with no more than `width` under way', async () => {
  let [running, runningMax] = [0, 0];
  const run = async (item: number) => {
    running += 1;
    runningMax = Math.max(runningMax, running);
    for (let turn = item; turn < 6; turn += 1) await tick();
    running -= 1;
    return item * 10;
  };
  assert.deepEqual(await all(inOrder([1, 2, 3, 4, 5], { width: 3, signal: never }, run)), [10, 20, 30, 40, 50]);
  assert.equal(runningMax, 3);
});

test('a reader that stops, and a task that fails, stop the tasks under way', async () => {
  const stopped: number[] = [];
  const run = (item: number, signal: AbortSignal) =>
    new Promise<number>((resolve, reject) => {
      if (item === 1) return resolve(1);
      if (item === 9) return reject(new Error('nine'));
      signal.addEventListener('abort', () => {
        stopped.push(item);
        reject(signal.reason);
      });
    });
  for await (const result of inOrder([1, 2, 3], { width: 2, signal: never }, run)) {
    assert.equal(result, 1);
    break;
  }
  assert.deepEqual(stopped, [2]);
  await assert.rejects(all(inOrder([9, 4], { width: 2, signal: never }, run)), /nine/);
  assert.deepEqual(stopped, [2, 4]);
});
