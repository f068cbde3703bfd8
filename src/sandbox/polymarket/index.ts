import { rowFaults } from '../venue/row-faults.ts';
import { createSlidingLimit } from '../venue/sliding-limit.ts';
import { startVenue, type Venue, VenueRefusal, type VenueServer } from '../venue/venue-server.ts';
import { WIRE_FAULTS } from '../venue/wire-faults.ts';
import { createCatalogue } from '../world/catalogue.ts';
import { clobEndpoints } from './clob.ts';
import { dataEndpoints } from './data-api.ts';
import { gammaEndpoints } from './gamma.ts';
import type { PolymarketWorld } from './world.ts';

export type PolymarketSandboxOptions = {
  readonly seed: number;
  /** 0 = a free one. */
  readonly port: number;
  readonly faults: string;
  readonly clock: { readonly nowMs: () => number };
  /** Calls in ten seconds by the name of the call; more are answered with 429. */
  readonly limits: Readonly<Record<string, number>>;
};

export const POLYMARKET_FAULTS = {
  ...WIRE_FAULTS,
  ...rowFaults('prices_history'),
  repeat_page: { scope: 'api', does: 'the first page again, whatever the cursor or offset says' },
  numbers_as_text: { scope: 'prices_history', does: 'instants and prices come as texts' },
} as const;

/** As the venue states them. */
const LIMITS = { markets: 300, events: 500, prices_history: 1000, book: 1500, books: 500, trades: 200, tick_size: 200 };

const DEFAULTS = { seed: 20_260_101, port: 0, faults: '', limits: LIMITS, clock: { nowMs: () => Date.now() } };
const WINDOW_MS = 10_000;

export type PolymarketSandbox = VenueServer & {
  readonly seed: number;
  readonly gammaUrl: string;
  readonly clobUrl: string;
  readonly dataUrl: string;
};

/**
 * Polymarket’s three HTTP services on one port, below /gamma, /clob and /data, over made-up questions about made-up prices.
 *
 * @throws usage.unknown_name, usage.invalid, io.failed
 */
export async function startPolymarketSandbox(
  options: Partial<PolymarketSandboxOptions> = {},
): Promise<PolymarketSandbox> {
  const settings = { ...DEFAULTS, ...options };
  const server = await startVenue(polymarketVenue(settings), settings);
  const { url } = server;
  return { ...server, seed: settings.seed, gammaUrl: `${url}/gamma`, clobUrl: `${url}/clob`, dataUrl: `${url}/data` };
}

function polymarketVenue({ seed, clock, limits }: PolymarketSandboxOptions): Venue {
  const nowMs = clock.nowMs;
  const world: PolymarketWorld = { seed, nowMs, catalogue: createCatalogue('polymarket', seed, nowMs) };
  const endpoints = [...gammaEndpoints(world), ...clobEndpoints(world), ...dataEndpoints(world)];
  const limit = createSlidingLimit(WINDOW_MS, nowMs);
  return {
    name: 'polymarket',
    nowMs,
    endpoints,
    faults: { faults: POLYMARKET_FAULTS, scopes: ['api', ...endpoints.map(({ name }) => name)] },
    refusal: (_status, error) => ({ error }),
    admit: (_call, _response, endpoint) => {
      const waitSeconds = limit.take(endpoint, limits[endpoint] ?? Number.POSITIVE_INFINITY);
      if (waitSeconds === 0) return;
      throw new VenueRefusal(429, { error: 'Too Many Requests' }, { 'retry-after': String(waitSeconds) });
    },
  };
}
