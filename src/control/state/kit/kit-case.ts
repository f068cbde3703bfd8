import { isTapelineError } from '../../../core/errors.ts';
import { canonicalJson } from '../../../core/hash.ts';
import type { EngineLease, Holder, StateStore } from '../store.ts';

/** One promise: `run` rejects, naming it, when the store breaks it. */
export type KitCase = { readonly name: string; readonly run: () => Promise<void> };

/** One state, empty at first, that several handles share; disposing of it closes them and removes the state. */
export interface StoreWorld extends AsyncDisposable {
  /** Another handle to the same state, as another process would open it. */
  open(): Promise<StateStore>;
}

export type NewWorld = () => Promise<StoreWorld>;

/** A handle that holds the engine's right. */
export type Engine = { readonly world: StoreWorld; readonly store: StateStore; readonly lease: EngineLease };

export const HOLDER: Holder = { pid: 4711, host: 'desk-1', sinceMs: 1_700_000_000_000, what: 'tapeline up' };

/** A case that needs a state and no engine. */
export function worldCase(name: string, newWorld: NewWorld, test: (world: StoreWorld) => Promise<void>): KitCase {
  const run = async (): Promise<void> => {
    await using world = await newWorld();
    await test(world);
  };
  return { name, run };
}

/** A case that starts with an engine over an empty state. */
export function engineCase(name: string, newWorld: NewWorld, test: (engine: Engine) => Promise<void>): KitCase {
  return worldCase(name, newWorld, async (world) => {
    const store = await world.open();
    await test({ world, store, lease: await store.acquireEngine(HOLDER) });
  });
}

/** Equal as JSON, whatever the order of keys. */
export function expectEqual(actual: unknown, expected: unknown, claim: string): void {
  const [got, wanted] = [canonicalJson(actual), canonicalJson(expected)];
  if (got !== wanted) throw new Error(`${claim}\n  expected ${wanted}\n  got      ${got}`);
}

export function expectTrue(condition: boolean, claim: string): void {
  if (!condition) throw new Error(claim);
}

/** The call rejects: with this code, or with a plain Error (a bug of the caller) when `code` is `bug`. */
export async function expectRefused(call: Promise<unknown>, code: string, claim: string): Promise<Error> {
  const outcome = await call.then(
    () => 'it was accepted',
    (error: unknown) => error,
  );
  const got = isTapelineError(outcome) ? outcome.code : outcome instanceof Error ? 'bug' : `${outcome}`;
  if (got !== code) throw new Error(`${claim}: expected a refusal with "${code}", got ${got}: ${outcome}`);
  return outcome as Error;
}
