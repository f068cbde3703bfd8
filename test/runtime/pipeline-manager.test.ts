import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { asset, job, op, PipelineManager, pipeline, z } from '../../src/index.ts';

const double = op({
  name: 'double',
  config: z.object({ n: z.number().default(2) }),
  run: (_inputs, { config }) => ({ doubled: config.n * 2 }),
});
const refuse = op({
  name: 'refuse',
  isolate: 'process',
  run: ({ before }: { before: { doubled: number } }) => {
    if (before.doubled > 10) throw new Error('too much');
    return before.doubled;
  },
});
const doubling = job(
  pipeline('doubling', (p) => {
    p.add(refuse, { before: p.add(double) });
  }),
  { name: 'test.doubling', tags: { kind: 'test' } },
);

async function withManager(use: (manager: PipelineManager) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tapeline 管理 '));
  const idle = { idle: { description: 'nothing', simulated: true, providers: [] } };
  try {
    await use(new PipelineManager({ directory, profile: 'idle', profiles: idle }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('jobs and assets that a program registers can be run and asked about', async () => {
  await withManager(async (manager) => {
    manager.registerJob(doubling).registerAsset(asset({ name: 'notes' }));
    assert.ok((await manager.jobs()).some((each) => each.name === 'test.doubling'));
    assert.ok((await manager.assets()).some((each) => each.name === 'notes'));
    assert.equal((await manager.getJobStatus('doubling')).lastRun, null);
    const { run, steps } = await manager.runJob('doubling', { config: { n: '3' } });
    assert.equal(run.state, 'succeeded');
    assert.deepEqual(
      steps.map((step) => [step.stepKey, step.output]),
      [
        ['double', '{"doubled":6}'],
        ['refuse', '6'],
      ],
    );
  });
});

test('a failed run is a report, and the success rate counts it', async () => {
  await withManager(async (manager) => {
    manager.registerJob(doubling);
    await manager.runJob('doubling');
    const { run } = await manager.runJob('doubling', { config: { n: '9' } });
    assert.equal(run.state, 'failed');
    assert.match(run.error!.message, /too much/);
    const status = await manager.getJobStatus('test.doubling');
    assert.equal(status.lastRun!.runId, run.runId);
    assert.equal(status.lastRun!.state, 'failed');
    assert.equal(status.successRate, 0.5);
    assert.ok(status.lastRun!.durationMs! >= 0);
  });
});

test('an unknown job is refused before anything is written', async () => {
  await withManager(async (manager) => {
    await assert.rejects(manager.runJob('dubling'), { code: 'usage.unknown_name' });
  });
});
