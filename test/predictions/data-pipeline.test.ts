import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDataPipeline, type PipelineStatus, type Task } from '../../src/index.ts';

async function inFolder(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tasks '));
  try {
    await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

test('tasks run in the order of their dependencies, get their arguments, are tried again and cut off', () =>
  inFolder(async (directory) => {
    const seen: string[] = [];
    let tries = 0;
    let between: PipelineStatus | null = null;
    const tasks: readonly Task[] = [
      {
        id: 'sum',
        dependencies: ['left', 'right'],
        func: (a: number, b: number, { scale }: { scale: number }) => {
          between = pipeline.getPipelineStatus();
          seen.push(`sum ${(a + b) * scale}`);
        },
        args: [1, 2],
        kwargs: { scale: 10 },
      },
      { id: 'left', func: () => seen.push('left') },
      {
        id: 'right',
        maxRetries: 2,
        retryDelay: '1ms',
        func: () => {
          tries += 1;
          if (tries < 3) throw new Error('not yet');
          seen.push('right');
        },
      },
      { id: 'slow', timeout: '20ms', func: () => new Promise(() => {}) },
      { id: 'after_slow', dependencies: ['slow'], func: () => seen.push('never') },
    ];
    const pipeline = createDataPipeline({ tasks, directory, profile: 'demo' });
    assert.equal(pipeline.getPipelineStatus().state, 'idle');
    const { run } = await pipeline.runPipeline({ maxConcurrent: 1 });
    const status = pipeline.getPipelineStatus();
    assert.deepEqual(seen, ['left', 'right', 'sum 30']);
    assert.equal(run.state, 'failed');
    assert.deepEqual([status.state, status.percentage], ['failed', 100]);
    assert.deepEqual(
      Object.fromEntries(Object.entries(status.tasks).map(([id, { state, attempts }]) => [id, `${state} ${attempts}`])),
      { left: 'succeeded 1', right: 'succeeded 3', sum: 'succeeded 1', slow: 'failed 1', after_slow: 'skipped 0' },
    );
    assert.equal(between!.state, 'running');
    assert.ok(between!.percentage >= 40 && between!.percentage < 100, `${between!.percentage} %`);
  }));

test('a critical task that fails stops the rest, and a strategy decides who starts first', () =>
  inFolder(async (directory) => {
    const seen: string[] = [];
    const note = (id: string) => ({ id, func: () => seen.push(id) });
    const fail = () => {
      throw new Error('broken');
    };
    const tasks: readonly Task[] = [note('a'), { id: 'b', critical: true, func: fail }, note('c')];
    const strategy = (left: { key: string }, right: { key: string }) => (left.key < right.key ? 1 : -1);
    const pipeline = createDataPipeline({ tasks, strategy, directory, profile: 'demo' });
    const { run } = await pipeline.runPipeline({ maxConcurrent: 1 });
    assert.deepEqual([run.state, seen], ['failed', ['c']]);
    assert.equal(pipeline.getPipelineStatus().breakdown.skipped, 1);
  }));

test('tasks that wait for each other, or for nobody, are refused before anything runs', () => {
  const task = (id: string, ...dependencies: string[]): Task => ({ id, dependencies, func: () => null });
  assert.throws(() => createDataPipeline({ tasks: [task('a', 'b'), task('b', 'a')] }), /wait for each other/);
  assert.throws(() => createDataPipeline({ tasks: [task('a', 'x')] }), /depends on "x"/);
});

test('the desk up to a stage, for one symbol, as a call of a program', () =>
  inFolder(async (directory) => {
    const config = { slugs: '{"BTC_PRICE.polymarket":"btc-updown-4h-"}' };
    const pipeline = createDataPipeline({ intervals: ['4h'], daysBack: 1, config, directory, profile: 'sandbox' });
    const { run } = await pipeline.runPartialPipeline('kline', ['BTC_PRICE'], { maxConcurrent: 2 });
    assert.equal(run.state, 'succeeded', run.error?.message ?? 'no error');
    const { tasks, percentage } = pipeline.getPipelineStatus();
    assert.equal(tasks['build_bars[BTC_PRICE.polymarket.4h]']?.state, 'succeeded');
    assert.equal(tasks.draw_charts?.state, 'skipped');
    assert.equal(percentage, 100);
  }));
