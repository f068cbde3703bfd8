import { TapelineError } from '../../core/errors.ts';
import { keepRaw } from '../raw/keep.ts';
import type { RawAddress, RawStore } from '../raw/raw-store.ts';
import type { PredictionRequest, PredictionSource } from '../source/predictions.ts';
import type { RawBody } from '../source/source.ts';

/** A body that was kept, without its bytes: enough to read it again. */
export type KeptBody = Omit<RawBody<PredictionRequest>, 'body'> & { readonly address: RawAddress };

export type Asking = {
  readonly source: PredictionSource;
  readonly rawStore: RawStore;
  readonly signal: AbortSignal;
};

/** Asks, keeps every body as it came, and only then hands it on. @writes the raw store @throws source.* */
export async function* askAndKeep(
  { source, rawStore, signal }: Asking,
  request: PredictionRequest,
): AsyncIterable<KeptBody & { readonly bytes: Uint8Array }> {
  for await (const body of source.fetch(request, signal)) {
    signal.throwIfAborted();
    const { kind, about, request: answered, address } = await keepRaw(rawStore, body);
    yield { kind, about, request: answered, address, bytes: body.body };
  }
}

/** The list of kept bodies, kept as a body itself: steps hand on its address. */
export async function keepManifest(
  rawStore: RawStore,
  bodies: readonly KeptBody[],
  about: { readonly source: string; readonly fetchedAtMs: number; readonly simulated: boolean },
): Promise<RawAddress> {
  const body = new TextEncoder().encode(JSON.stringify(bodies));
  return rawStore.put(body, { ...about, extension: 'json', query: { manifest: bodies.length } });
}

/** @throws data.invalid when the manifest is not what was kept */
export async function readManifest(rawStore: RawStore, address: RawAddress): Promise<readonly KeptBody[]> {
  const read: unknown = JSON.parse(new TextDecoder().decode(await rawStore.get(address)));
  if (Array.isArray(read)) return read as readonly KeptBody[];
  throw new TapelineError('data.invalid', {
    facts: { dataset: address.path, problem: 'it is no list of kept bodies', wayOut: 'Run the collection again.' },
  });
}

export async function bodyOf(rawStore: RawStore, kept: KeptBody): Promise<RawBody<PredictionRequest>> {
  const { kind, about, request, address } = kept;
  return { kind, about, request, body: await rawStore.get(address) };
}
