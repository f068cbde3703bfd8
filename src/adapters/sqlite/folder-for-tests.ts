import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineLease, Holder, StateStore } from '../../control/state/store.ts';
import { openStateStore, type StateStoreOptions } from './state-store.ts';

export const HOLDER: Holder = { pid: process.pid, host: 'desk-1', sinceMs: 1_700_000_000_000, what: 'a test' };

/** A folder with a space and Chinese characters in its path, as users have; removed at the end of its block. */
export type TestFolder = Disposable & {
  readonly folder: string;
  readonly statePath: string;
  readonly lockPath: string;
};

export function testFolder(): TestFolder {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline state 状态-'));
  return {
    folder,
    statePath: join(folder, 'state.db'),
    lockPath: join(folder, 'engine.lock'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type TestEngine = AsyncDisposable & { readonly store: StateStore; readonly lease: EngineLease };

/** An engine over the folder; not durable, because tests do not cut the power. */
export async function testEngine(options: StateStoreOptions): Promise<TestEngine> {
  const store = await openStateStore({ durability: 'memory', ...options });
  const close = (): PromiseLike<void> => store[Symbol.asyncDispose]();
  try {
    return { store, lease: await store.acquireEngine(HOLDER), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
