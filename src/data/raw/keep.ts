import type { RawBody, SourceRequest } from '../source/source.ts';
import type { RawAddress, RawStore } from './raw-store.ts';

declare const kept: unique symbol;

/** A body whose bytes are kept as received, under the address of their content. Only `keepRaw` makes one. */
export type Raw<Request extends { readonly kind: string } = SourceRequest> = RawBody<Request> & {
  readonly address: RawAddress;
  readonly [kept]: true;
};

/**
 * Keeps a received body before anything looks inside it, so that whatever is wrong with it can be shown later.
 *
 * writes  the raw store; idempotent by content
 */
export async function keepRaw<Request extends { readonly kind: string }>(
  store: RawStore,
  body: RawBody<Request>,
): Promise<Raw<Request>> {
  const address = await store.put(body.body, body.about);
  return { ...body, address } as Raw<Request>;
}
