import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { doubles, frame } from '../../core/frame.ts';
import { openLake } from './lake.ts';

const SCHEMA = { instrument: 'text', value: 'double' } as const;
const PROVENANCE = {
  asset: 'numbers',
  providers: ['test'],
  simulated: true,
  codeVersion: '0',
  inputs: [],
  runId: 'r',
  stepKey: 's',
};

for (const name of ['d[x]', 'a*b', '价格 [1]']) {
  test(`a lake in a folder called "${name}" reads its own files, not what the name would match as a pattern`, async () => {
    const root = mkdtempSync(join(tmpdir(), 'tapeline-'));
    await using lake = await openLake({ folder: join(root, name, 'lake') });
    try {
      const rows = frame({
        instrument: { type: 'text', codes: new Int32Array(1), dictionary: ['A'] },
        value: { type: 'double', values: Float64Array.of(7) },
      });
      const file = await lake.write({
        asset: 'numbers',
        partition: 'all',
        rows,
        schema: SCHEMA,
        key: ['instrument'],
        provenance: PROVENANCE,
      });
      const read = await lake.read([file], { columns: SCHEMA, orderBy: ['instrument'] });
      assert.deepEqual([...doubles(read, 'value')], [7]);
      const views = { numbers: [file] };
      assert.deepEqual((await lake.query({ sql: 'select value from numbers', views, rowsMax: 5 })).rows, [[7]]);
      await lake.writeCatalog(views);
    } finally {
      await lake[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    }
  });
}
