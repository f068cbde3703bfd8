import { isTapelineError } from '../core/errors.ts';
import { canonicalJson } from '../core/hash.ts';

/** One promise of a port: `run` rejects, naming it, when an adapter breaks it. Give both to any test runner. */
export type KitCase = { readonly name: string; readonly run: () => Promise<void> };

/** Makes cases that each get a fresh world and dispose of it. */
export function caseMaker<World extends AsyncDisposable>(newWorld: () => Promise<World>) {
  return (name: string, test: (world: World) => Promise<void>): KitCase => ({
    name,
    run: async () => {
      await using world = await newWorld();
      await test(world);
    },
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

/** The call rejects with this code, and its sentence has all these words in it. */
export async function expectRefused(call: Promise<unknown>, code: string, ...words: readonly string[]): Promise<void> {
  const outcome = await call.then(
    (value) => new Error(`it was accepted: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  const got = isTapelineError(outcome) ? outcome.code : 'something else';
  if (got !== code) throw new Error(`expected a refusal with "${code}", got ${got}: ${outcome}`, { cause: outcome });
  const missing = words.filter((word) => !(outcome as Error).message.includes(word));
  if (missing.length === 0) return;
  throw new Error(`the refusal does not say ${missing.join(', ')}: ${(outcome as Error).message}`);
}
