import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { frame } from '../../src/core/frame.ts';
import { job, lake, op, PipelineManager, pipeline, z } from '../../src/index.ts';

const SCHEMA = { instrument: 'text', value: 'double' } as const;

/** Publishes one file over the last one. */
const replace = op({
  name: 'replace',
  config: z.object({ value: z.number() }),
  resources: { lake },
  writes: ['numbers'],
  async run(_inputs, context) {
    const rows = frame({
      instrument: { type: 'text', codes: new Int32Array(1), dictionary: ['A'] },
      value: { type: 'double', values: Float64Array.of(context.config.value) },
    });
    const provenance = {
      asset: 'numbers',
      providers: ['test'],
      simulated: true,
      codeVersion: '0',
      inputs: [],
      runId: context.runId,
      stepKey: context.stepKey,
    };
    const file = await context.lake.write({
      asset: 'numbers',
      partition: 'all',
      rows,
      schema: SCHEMA,
      key: ['instrument'],
      provenance,
    });
    const removed = context.snapshot('numbers').files.map(({ path }) => path);
    context.publish({ asset: 'numbers', removed, added: [file] });
    return file.path;
  },
});

test('files of versions that nobody keeps go, the kept ones stay', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tapeline 版本 '));
  const profiles = {
    keep: { description: 'keeps two', simulated: true, providers: [], settings: { TAPELINE_KEEP_VERSIONS: 2 } },
  };
  try {
    const manager = new PipelineManager({ directory, profile: 'keep', profiles });
    manager.registerJob(job(pipeline('replacing', (p) => void p.add(replace))));
    for (const value of ['1', '2', '3', '4']) {
      const { run } = await manager.runJob('replacing', { config: { value } });
      assert.equal(run.state, 'succeeded', run.error?.message ?? '');
    }
    assert.equal(readdirSync(join(directory, 'data', 'keep', 'lake', 'numbers', 'all')).length, 2);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
