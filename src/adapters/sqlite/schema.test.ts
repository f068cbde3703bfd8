import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sha256Hex } from '../../core/hash.ts';
import { MIGRATIONS } from './migrations.ts';
import { LOG_SQL, stateTablesSql } from './schema.ts';

describe('the schema of the state file', () => {
  test('is the one that its version number stands for', async () => {
    const text = [...LOG_SQL, ...stateTablesSql()].join('\n').replace(/\s+/g, ' ');
    const versions = { 2: 'c1d6990758554856' };
    const now = { [MIGRATIONS.length]: (await sha256Hex(text)).slice(0, 16) };
    const advice = 'A stored schema is forever: add a migration with the new tables, then the new hash here.';
    assert.deepEqual(now, versions, advice);
  });
});
