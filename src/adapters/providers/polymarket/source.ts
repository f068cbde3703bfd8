import type { Clock } from '../../../core/clock.ts';
import { parsedBuilder } from '../../../data/source/parsed-builder.ts';
import {
  ALWAYS_OPEN,
  PREDICTION_SCHEMAS,
  type PredictionKind,
  type PredictionRequest,
  type PredictionSource,
} from '../../../data/source/predictions.ts';
import type { Parsed, RawBody } from '../../../data/source/source.ts';
import { malformed, readJson } from '../../http/json-body.ts';
import type { PacerOf } from '../../http/pacer.ts';
import { createHttpTransport, type Transport } from '../../http/transport.ts';
import { checkAddress } from '../base-url.ts';
import { notProvided } from '../not-provided.ts';
import { fetchBodies } from './fetch.ts';
import { mapMarkets, marketPageOf } from './markets.ts';
import { historyOf, mapBook, mapHistory, mapTrades, tradesOf } from './prices.ts';
import { createServices, type PolymarketServices } from './services.ts';

export const POLYMARKET_URLS = {
  gamma: 'https://gamma-api.polymarket.com',
  clob: 'https://clob.polymarket.com',
  data: 'https://data-api.polymarket.com',
} as const;

export type PolymarketSourceOptions = {
  readonly gammaUrl: string;
  readonly clobUrl: string;
  readonly dataUrl: string;
  readonly clock: Clock;
  readonly transport?: Transport;
  /** Shares pacers with other sources of the same address. */
  readonly pacerOf?: PacerOf;
  readonly name?: string;
  readonly connections?: number;
  /** Between the starts of two calls to one of the services; null keeps within the venue's limits. */
  readonly intervalMs?: number | null;
  /** How fine histories are asked for, in minutes. */
  readonly fidelityMinutes?: number;
  /** Trades in a page of the Data API. */
  readonly tradesPage?: number;
  readonly simulated?: boolean;
};

const DEFAULTS = {
  name: 'polymarket',
  connections: 4,
  intervalMs: null,
  fidelityMinutes: 1,
  tradesPage: 5000,
  simulated: false,
};

const PROVIDES: readonly PredictionKind[] = ['markets', 'probabilities', 'trades', 'books'];

export type PolymarketState = {
  readonly name: string;
  readonly services: PolymarketServices;
  readonly fidelityMinutes: number;
  readonly tradesPage: number;
  isSimulated: boolean;
};

/**
 * Polymarket’s public market data: markets from Gamma, price histories and books from the CLOB, trades from the Data
 * API. No key.
 *
 * @throws config.invalid when an address is none
 */
export function createPolymarketSource(options: PolymarketSourceOptions): PredictionSource {
  const settings = { ...DEFAULTS, ...options };
  const { name, connections, clock, intervalMs, fidelityMinutes, tradesPage } = settings;
  const urls = addressesOf(settings);
  const owned = options.transport === undefined ? createHttpTransport({ source: name, connections }) : null;
  const transport = options.transport ?? owned!.send;
  const services = createServices({
    source: name,
    urls,
    clock,
    transport,
    connections,
    intervalMs,
    pacerOf: options.pacerOf,
  });
  const state: PolymarketState = { name, services, fidelityMinutes, tradesPage, isSimulated: settings.simulated };
  return {
    get info() {
      const simulated = state.isSimulated;
      const description = `Polymarket at ${new URL(urls.clob).host}${simulated ? ' (simulated data)' : ''}`;
      return { name, simulated, venue: ALWAYS_OPEN, provides: PROVIDES, description };
    },
    readiness: async (_kind, signal) => {
      signal.throwIfAborted();
      return null;
    },
    check: (signal) => check(state, clock, signal),
    fetch: (request, signal) => fetchBodies(state, request, signal),
    parse: mapBody,
    async [Symbol.asyncDispose]() {
      await owned?.[Symbol.asyncDispose]();
    },
  };
}

function addressesOf({ gammaUrl, clobUrl, dataUrl }: PolymarketSourceOptions) {
  return {
    gamma: checkAddress(gammaUrl, { setting: 'POLYMARKET_GAMMA_URL', example: POLYMARKET_URLS.gamma }),
    clob: checkAddress(clobUrl, { setting: 'POLYMARKET_CLOB_URL', example: POLYMARKET_URLS.clob }),
    data: checkAddress(dataUrl, { setting: 'POLYMARKET_DATA_URL', example: POLYMARKET_URLS.data }),
  };
}

async function check(state: PolymarketState, clock: Clock, signal: AbortSignal) {
  signal.throwIfAborted();
  const answer = await state.services.clob.get({ what: 'the time', path: '/time' }, signal);
  state.isSimulated ||= answer.isSimulated;
  const where = { source: state.name, what: 'the time' };
  const seconds = readJson(answer.body, where);
  if (typeof seconds !== 'number') throw malformed(where, 'an answer that is no number');
  const skewSeconds = Math.abs(Math.round(seconds - clock.nowMs() / 1000));
  return { detail: `the clocks differ by ${skewSeconds} s`, quotaRemainingBytes: null };
}

/** @throws source.malformed */
function mapBody({ request, body, about }: RawBody<PredictionRequest>): Parsed {
  const where = { source: about.source, what: request.kind };
  const out = parsedBuilder(PREDICTION_SCHEMAS[request.kind]);
  switch (request.kind) {
    case 'markets':
      mapMarkets(marketPageOf(body, where), request.selector, out);
      break;
    case 'probabilities': {
      const [outcome] = request.outcomes;
      const fidelityMinutes = Number(about.query.fidelity);
      const part = { ...request, instrument: outcome!.instrument, fidelityMinutes };
      mapHistory(historyOf(body, where), part, out);
      break;
    }
    case 'trades': {
      const instruments = request.outcomes.map(({ instrument }) => instrument);
      mapTrades(tradesOf(body, where), { ...request, instruments }, out);
      break;
    }
    case 'books':
      mapBook(body, request.outcomes[0]!.instrument, out, where);
      break;
    case 'klines':
      throw notProvided(about.source, request.kind);
  }
  return out.build();
}
