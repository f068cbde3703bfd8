import type { Clock } from '../../../core/clock.ts';
import { createPacer } from '../../http/pacer.ts';
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
  readonly intervalMs: number;
};

export function createServices(options: ServicesOptions): PolymarketServices {
  const { source, urls, clock, transport, connections, intervalMs } = options;
  const service = (baseUrl: string): RestClient => {
    const pacer = createPacer({ clock, concurrency: connections, intervalMs });
    return createRestClient({ source, baseUrl, transport, clock, pacer });
  };
  return { gamma: service(urls.gamma), clob: service(urls.clob), data: service(urls.data) };
}
