import type { Clock } from '../../../core/clock.ts';
import { createPacer, type PacerOf } from '../../http/pacer.ts';
import { createRestClient, type RestClient } from '../../http/rest.ts';
import type { Transport } from '../../http/transport.ts';

/** The venue's three services. Each has limits of its own, so each is paced by itself. */
export type PolymarketServices = { readonly gamma: RestClient; readonly clob: RestClient; readonly data: RestClient };

export type ServicesOptions = {
  readonly source: string;
  readonly urls: Readonly<Record<keyof PolymarketServices, string>>;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly connections: number;
  /** Between the starts of two calls, instead of what the venue's limits ask for. */
  readonly intervalMs: number | null;
  /** Shares pacers with other sources of the same address. */
  readonly pacerOf?: PacerOf | undefined;
};

/** Within what each allows in ten seconds: 300 lists of markets, 1 000 histories, 200 pages of trades. */
const INTERVALS_MS: Readonly<Record<keyof PolymarketServices, number>> = { gamma: 40, clob: 12, data: 55 };

export function createServices(options: ServicesOptions): PolymarketServices {
  const { source, urls, clock, transport, connections, intervalMs } = options;
  const { pacerOf = (_address, of) => createPacer(of) } = options;
  const service = (name: keyof PolymarketServices): RestClient => {
    const baseUrl = urls[name];
    const pacer = pacerOf(baseUrl, { clock, concurrency: connections, intervalMs: intervalMs ?? INTERVALS_MS[name] });
    return createRestClient({ source, baseUrl, transport, clock, pacer });
  };
  return { gamma: service('gamma'), clob: service('clob'), data: service('data') };
}
