import type { RawBody } from '../source/source.ts';
import type { RawAddress, RawStore } from './raw-store.ts';

declare const kept: unique symbol;

/** A body whose bytes are kept as received, under the address of their content. Only `keepRaw` makes one. */
export type Raw = RawBody & { readonly address: RawAddress; readonly [kept]: true };

/**
 * Keeps a received body before anything looks inside it, so that whatever is wrong with it can be shown later.
 *
 * writes  the raw store; idempotent by content
 */
export async function keepRaw(store: RawStore, body: RawBody): Promise<Raw> {
  const address = await store.put(body.body, body.about);
  return { ...body, address } as Raw;
}
