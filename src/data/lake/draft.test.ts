import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LakeFile } from '../../core/snapshot.ts';
import { emptySnapshot } from '../../core/snapshot.ts';
import { lakeForTests } from '../lake-for-tests.ts';
import { draftOf } from './draft.ts';

const file = (path: string): LakeFile => ({ path, partition: path, rows: 1, bytes: 1, sha256: path });
const draft = () => {
  const snapshot = (asset: string) => ({ ...emptySnapshot(asset), files: [file('old')] });
  return draftOf(lakeForTests().lake, snapshot);
};

describe('a draft of the lake', () => {
  it('shows a step its own changes, and publishes only what is left of them', () => {
    const own = draft();
    own.apply({ asset: 'a', removed: ['old'], added: [file('first')] });
    own.apply({ asset: 'a', removed: ['first'], added: [file('second')] });
    assert.deepEqual(own.files('a'), [file('second')]);
    assert.deepEqual(own.changes(), [{ asset: 'a', removed: ['old'], added: [file('second')] }]);
  });

  it('publishes nothing for what was put back, or taken back', () => {
    const own = draft();
    own.apply({ asset: 'a', removed: ['old'], added: [] });
    own.apply({ asset: 'a', removed: [], added: [file('old')] });
    own.apply({ asset: 'b', removed: ['old'], added: [file('new')] });
    own.forget(['b']);
    assert.deepEqual(own.changes(), []);
    assert.deepEqual(own.files('b'), [file('old')]);
  });
});
