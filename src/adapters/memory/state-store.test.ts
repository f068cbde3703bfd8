import { describe, test } from 'node:test';
import type { StateStore } from '../../control/state/store.ts';
import { type StoreWorld, stateStoreKit } from '../../control/state/store-kit.ts';
import { newMemoryState, openMemoryStateStore } from './state-store.ts';

async function newWorld(): Promise<StoreWorld> {
  const state = newMemoryState();
  const open = async (): Promise<StateStore> => openMemoryStateStore(state);
  return { open, [Symbol.asyncDispose]: async () => {} };
}

describe('the memory state store keeps every promise of the port', () => {
  for (const { name, run } of stateStoreKit(newWorld)) test(name, run);
});
