import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { StateStore } from '../../control/state/store.ts';
import { type StoreWorld, stateStoreKit } from '../../control/state/store-kit.ts';
import type { Connect } from './connection.ts';
import { testFolder } from './folder-for-tests.ts';
import { openStateStore } from './state-store.ts';

async function newWorld(): Promise<StoreWorld> {
  const place = testFolder();
  const handles: StateStore[] = [];
  const open = async (): Promise<StateStore> => {
    handles.push(await openStateStore({ ...place, durability: 'memory' }));
    return handles.at(-1)!;
  };
  const close = async (): Promise<void> => {
    for (const handle of handles) await handle[Symbol.asyncDispose]();
    place[Symbol.dispose]();
  };
  return { open, [Symbol.asyncDispose]: close };
}

describe('the SQLite state store keeps every promise of the port', () => {
  for (const { name, run } of stateStoreKit(newWorld)) test(name, run);
});

describe('the connection that writes', () => {
  for (const [durability, synchronous] of [
    ['full', 2],
    ['normal', 1],
    ['memory', 0],
    [undefined, 2],
  ] as const) {
    test(`has synchronous = ${synchronous} for durability "${durability}" and trusts nothing in the file`, async () => {
      using place = testFolder();
      let db: DatabaseSync | null = null;
      const connect: Connect = (path, options) => {
        db = new DatabaseSync(path, options);
        return db;
      };
      await using _ = await openStateStore({ ...place, connect, ...(durability === undefined ? {} : { durability }) });
      const pragma = (name: string) => Object.values(db!.prepare(`PRAGMA ${name}`).get() ?? { [name]: 0 })[0];
      const names = ['synchronous', 'journal_mode', 'foreign_keys', 'trusted_schema', 'cell_size_check', 'mmap_size'];
      assert.deepEqual(names.map(pragma), [synchronous, 'wal', 1, 0, 1, 0]);
    });
  }
});
