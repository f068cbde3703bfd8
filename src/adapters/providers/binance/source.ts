import type { Clock } from '../../../core/clock.ts';
import {
  ALWAYS_OPEN,
  BAR_INTERVALS,
  type PredictionKind,
  type PredictionRequest,
  type PredictionSource,
} from '../../../data/source/predictions.ts';
import type { RawBody } from '../../../data/source/source.ts';
import { malformed, readJson } from '../../http/json-body.ts';
import { createPacer, type PacerOf } from '../../http/pacer.ts';
import type { RefusalKind } from '../../http/refusal.ts';
import { createRestClient, type RestAnswer, type RestClient } from '../../http/rest.ts';
import { createHttpTransport, type Transport } from '../../http/transport.ts';
import { checkAddress } from '../base-url.ts';
import { isObject } from '../json-records.ts';
import { notProvided } from '../not-provided.ts';
import { lastBeginMs, mapKlines, pageOf } from './klines.ts';
import { createWeightGate, type WeightGate } from './weight-gate.ts';

export const BINANCE_BASE_URL = 'https://data-api.binance.vision';

export type BinanceSourceOptions = {
  /** The exchange itself, or its mirror of market data, which wants no key and answers in more countries. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly transport?: Transport;
  /** Shares pacers with other sources of the same address. */
  readonly pacerOf?: PacerOf;
  readonly name?: string;
  readonly connections?: number;
  /** Between the starts of two calls. */
  readonly intervalMs?: number;
  /** Of the 6 000 that an address has a minute; at this much used, calls wait for the next minute. */
  readonly weightMax?: number;
  readonly simulated?: boolean;
};

const DEFAULTS = { name: 'binance', connections: 2, intervalMs: 50, weightMax: 5000, simulated: false };

const PROVIDES: readonly PredictionKind[] = ['klines'];
const PAGE_ROWS = 1000;

/**
 * Spot candles of Binance. Intervals without trades are absent, as the exchange leaves them out; the one that goes on is
 * marked.
 *
 * @throws config.invalid when the address is none
 */
export function createBinanceSource(options: BinanceSourceOptions): PredictionSource {
  const settings = { ...DEFAULTS, ...options };
  const { name, clock, connections, intervalMs, weightMax } = settings;
  const pacerOf = options.pacerOf ?? ((_address, of) => createPacer(of));
  const baseUrl = checkAddress(settings.baseUrl, { setting: 'BINANCE_BASE_URL', example: BINANCE_BASE_URL });
  const owned = options.transport === undefined ? createHttpTransport({ source: name, connections }) : null;
  const gate = createWeightGate(clock, weightMax);
  const client = createRestClient({
    source: name,
    baseUrl,
    transport: options.transport ?? owned!.send,
    clock,
    pacer: pacerOf(baseUrl, { clock, concurrency: connections, intervalMs }),
    refusalOf: refusalOfWords,
    onAnswer: gate.saw,
  });
  const state: State = { name, client, gate, isSimulated: settings.simulated };
  return {
    get info() {
      const description = `Binance spot at ${new URL(baseUrl).host}${state.isSimulated ? ' (simulated data)' : ''}`;
      return { name, simulated: state.isSimulated, venue: ALWAYS_OPEN, provides: PROVIDES, description };
    },
    readiness: async (_kind, signal) => {
      signal.throwIfAborted();
      return null;
    },
    check: (signal) => check(state, clock, signal),
    fetch: (request, signal) => fetchKlines(state, request, signal),
    parse: mapKlines,
    async [Symbol.asyncDispose]() {
      await owned?.[Symbol.asyncDispose]();
    },
  };
}

type State = { readonly name: string; readonly client: RestClient; readonly gate: WeightGate; isSimulated: boolean };

/** What the exchange's own numbers say; it has several hundred, and most of them are about orders. */
function refusalOfWords(status: number, text: string): RefusalKind | null {
  if ([403, 418, 429, 451].includes(status)) return null;
  const code = Number(/"code"\s*:\s*(-?\d+)/.exec(text)?.[1] ?? Number.NaN);
  if (status < 400 || Number.isNaN(code)) return null;
  if (code === -1121) return 'not_found';
  if (code === -1003 || code === -1015) return 'rate';
  if (code === -2014 || code === -2015) return 'auth';
  return code === -1000 || code === -1001 || code === -1007 ? 'transient' : 'malformed';
}

async function ask(state: State, call: Parameters<RestClient['get']>[0], signal: AbortSignal): Promise<RestAnswer> {
  signal.throwIfAborted();
  await state.gate.wait(signal);
  const answer = await state.client.get(call, signal);
  state.isSimulated ||= answer.isSimulated;
  return answer;
}

async function check(state: State, clock: Clock, signal: AbortSignal) {
  const answer = await ask(state, { what: 'the time', path: '/api/v3/time' }, signal);
  const where = { source: state.name, what: 'the time' };
  const time = readJson(answer.body, where);
  if (!isObject(time) || typeof time.serverTime !== 'number') throw malformed(where, 'an answer without serverTime');
  const skewMs = Math.round(time.serverTime - clock.nowMs());
  return { detail: `the clocks differ by ${Math.abs(skewMs)} ms`, quotaRemainingBytes: null };
}

/** Page after page, until one is empty or reaches the end: a short page says nothing. */
async function* fetchKlines(
  state: State,
  request: PredictionRequest,
  signal: AbortSignal,
): AsyncIterable<RawBody<PredictionRequest>> {
  signal.throwIfAborted();
  if (request.kind !== 'klines') throw notProvided(state.name, request.kind);
  const { interval, toMs } = request;
  for (const instrument of request.instruments) {
    let fromMs = request.fromMs;
    while (fromMs < toMs) {
      const query = { symbol: instrument, interval, startTime: fromMs, endTime: toMs - 1, limit: PAGE_ROWS };
      const answer = await ask(state, { what: `klines of "${instrument}"`, path: '/api/v3/klines', query }, signal);
      const about = {
        source: state.name,
        extension: 'json' as const,
        query: { path: '/api/v3/klines', ...query },
        fetchedAtMs: answer.fetchedAtMs,
        simulated: state.isSimulated,
      };
      const own: PredictionRequest = { kind: 'klines', instruments: [instrument], interval, fromMs, toMs };
      yield { kind: 'klines', body: answer.body, about, request: own };
      const where = { source: state.name, what: `klines of "${instrument}"` };
      const lastMs = lastBeginMs(pageOf(answer.body, where), Math.min(toMs, answer.fetchedAtMs));
      if (lastMs === null) break;
      if (lastMs < fromMs) throw malformed(where, 'a page that was there before', 'later');
      fromMs = lastMs + BAR_INTERVALS[interval];
    }
  }
}
