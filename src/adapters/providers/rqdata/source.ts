import type { Log } from '../../../control/definition/log.ts';
import type { Clock } from '../../../core/clock.ts';
import { TapelineError } from '../../../core/errors.ts';
import { text } from '../../../core/frame.ts';
import type { MarketSource, RawBody, SourceInfo, SourceKind, SourceRequest } from '../../../data/source/source.ts';
import { createPacer, type Pacer } from '../../http/pacer.ts';
import { createHttpTransport, type HttpTransport, type Transport } from '../../http/transport.ts';
import { createRqdataClient, type RqdataAnswer, type RqdataClient } from './client.ts';
import { checkBaseUrl, type RqdataCredentials } from './credentials.ts';
import { inOrder } from './in-order.ts';
import { mapBody } from './mapper.ts';
import { queriesOf, type RqdataQuery, shanghaiDate, universeQuery } from './queries.ts';
import { newestSession, quotaOf, UPDATE_CATEGORY } from './status.ts';

export type RqdataSourceOptions = {
  readonly baseUrl: string;
  readonly credentials: RqdataCredentials;
  readonly clock: Clock;
  /** Without one, an HTTP transport of `connections` sockets is made and closed with the source. */
  readonly transport?: Transport;
  /** Shared by all sources of one account, if there are several. */
  readonly pacer?: Pacer;
  /**
   * Where the account's one token is shared with other processes that are given the same folder. Without it every
   * source logs in for itself, and so ends the token of the one before.
   */
  readonly tokenFolder?: string | undefined;
  /** Told once when the token cannot be shared. */
  readonly log?: Pick<Log, 'warn'> | undefined;
  readonly name?: string;
  /** Instruments per call. */
  readonly batchSize?: number;
  /** Calls under way at once, and sockets. */
  readonly connections?: number;
  /** Between the starts of two calls. */
  readonly intervalMs?: number;
  /** Expected rows per call; long ranges are asked for with fewer instruments at a time. */
  readonly rowsMax?: number;
  /** Marks all data as made up. A server can say so itself, with the header `x-tapeline-simulated: true`. */
  readonly simulated?: boolean;
};

const DEFAULTS = { name: 'rqdata', batchSize: 200, connections: 4, intervalMs: 0, rowsMax: 400_000, simulated: false };

const PROVIDES: readonly SourceKind[] = [
  'instruments',
  'bars',
  'ex_factors',
  'suspensions',
  'fundamentals',
  'valuations',
];

/** The list of all instruments is asked for again after this long. */
const UNIVERSE_AGE_MAX_MS = 3_600_000;

/**
 * RQData (RiceQuant) over its HTTP gateway: A-shares, unadjusted, with factors, suspensions, statements as they were
 * announced, and market values. Sessions follow XSHG; XSHE has the same.
 *
 * @throws config.invalid when the address is none, or a count is not a whole number above 0
 */
export function createRqdataSource(options: RqdataSourceOptions): MarketSource {
  const state = openState(options);
  const { settings, client } = state;
  return {
    get info() {
      return infoOf(state);
    },
    parse: mapBody,
    async readiness(kind, signal) {
      const category = UPDATE_CATEGORY[kind];
      if (category === undefined) return null;
      const answer = await call(state, 'get_update_status', { categories: category }, signal);
      return newestSession(answer.body, category, { source: settings.name, what: 'get_update_status' });
    },
    async check(signal) {
      const answer = await call(state, 'user.get_quota', {}, signal);
      return quotaOf(answer.body, { source: settings.name, what: 'user.get_quota' });
    },
    fetch: (request, signal) => fetchBodies(state, request, signal),
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      await state.owned?.[Symbol.asyncDispose]();
    },
  };
}

type State = {
  readonly settings: Required<Omit<RqdataSourceOptions, 'transport' | 'pacer' | 'tokenFolder' | 'log'>>;
  readonly client: RqdataClient;
  readonly owned: HttpTransport | null;
  isSimulated: boolean;
  /** Instruments the vendor is known to know. */
  readonly known: Set<string>;
  universe: { readonly instruments: readonly string[]; readonly atMs: number } | null;
};

function openState(options: RqdataSourceOptions): State {
  const settings = { ...DEFAULTS, ...options, baseUrl: checkBaseUrl(options.baseUrl) };
  checkCounts(settings);
  const { name, connections, intervalMs, clock, credentials, baseUrl, tokenFolder, log } = settings;
  const owned = options.transport === undefined ? createHttpTransport({ source: name, connections }) : null;
  const transport = options.transport ?? owned!.send;
  const pacer = options.pacer ?? createPacer({ clock, concurrency: connections, intervalMs });
  const account = { baseUrl, credentials, tokenFolder, log };
  const client = createRqdataClient({ source: name, ...account, transport, clock, pacer });
  return { settings, client, owned, isSimulated: settings.simulated, known: new Set(), universe: null };
}

/** A count that is no number would otherwise end in no calls at all: a green run without rows. */
function checkCounts(settings: State['settings']): void {
  const problems = (['batchSize', 'connections', 'rowsMax'] as const)
    .filter((name) => !Number.isInteger(settings[name]) || settings[name] < 1)
    .map((name) => `"${name}" is ${settings[name]}, which is not a whole number above 0`);
  if (!(settings.intervalMs >= 0)) problems.push(`"intervalMs" is ${settings.intervalMs}, which is below 0`);
  if (problems.length === 0) return;
  const wayOut = 'Correct RQDATA_BATCH_SIZE and RQDATA_CONNECTIONS, or leave them out.';
  throw new TapelineError('config.invalid', { facts: { where: `Source "${settings.name}"`, problems, wayOut } });
}

function infoOf({ settings, isSimulated }: State): SourceInfo {
  const host = new URL(settings.baseUrl).host;
  const description = `RQData at ${host}${isSimulated ? ' (simulated data)' : ''}`;
  return { name: settings.name, simulated: isSimulated, venue: 'XSHG', provides: PROVIDES, description };
}

async function call(
  state: State,
  method: string,
  args: RqdataQuery['args'],
  signal: AbortSignal,
): Promise<RqdataAnswer> {
  const answer = await state.client.call(method, args, signal);
  state.isSimulated ||= answer.isSimulated;
  return answer;
}

async function ask(state: State, { method, args, request }: RqdataQuery, signal: AbortSignal): Promise<RawBody> {
  const { body } = await call(state, method, args, signal);
  const about = {
    source: state.settings.name,
    extension: isMarkup(body) ? ('html' as const) : ('csv' as const),
    query: { method, ...args },
    fetchedAtMs: state.settings.clock.nowMs(),
    simulated: state.isSimulated,
  };
  return { kind: request.kind, body, about, request };
}

/** An error page is kept under its own name; reading it fails. */
function isMarkup(body: Uint8Array): boolean {
  return /^\s*</.test(new TextDecoder().decode(body.subarray(0, 64)));
}

/** Names that the vendor does not know end the request before anything is fetched. */
async function* fetchBodies(state: State, request: SourceRequest, signal: AbortSignal): AsyncIterable<RawBody> {
  signal.throwIfAborted();
  if (request.kind === 'instruments' && request.instruments.length === 0) {
    yield await askUniverse(state, request, signal);
    return;
  }
  const named = request.instruments.length === 0 ? await universe(state, request, signal) : request.instruments;
  if (request.kind !== 'instruments') await refuseUnknown(state, named, signal);
  const queries = queriesOf({ ...request, instruments: named }, queryOptions(state));
  const bodies = inOrder(queries, { width: state.settings.connections, signal }, (query, linked) =>
    ask(state, query, linked),
  );
  for await (const body of bodies) {
    if (request.kind === 'instruments') refuseMissing(state, body);
    yield body;
  }
}

function queryOptions({ settings }: State) {
  const { batchSize, rowsMax, clock } = settings;
  return { batchSize, rowsMax, today: shanghaiDate(clock.nowMs()) };
}

async function askUniverse(state: State, request: SourceRequest, signal: AbortSignal): Promise<RawBody> {
  const body = await ask(state, universeQuery(request), signal);
  const instruments = instrumentsIn({ ...body, request: { ...request, asOf: null } });
  if (instruments.length === 0) {
    const facts = { source: state.settings.name, what: 'all_instruments', reason: 'the vendor listed no stock at all' };
    throw new TapelineError('source.empty', { facts });
  }
  state.universe = { instruments, atMs: state.settings.clock.nowMs() };
  for (const instrument of instruments) state.known.add(instrument);
  return body;
}

async function universe(state: State, request: SourceRequest, signal: AbortSignal): Promise<readonly string[]> {
  const isFresh = state.universe !== null && state.settings.clock.nowMs() - state.universe.atMs < UNIVERSE_AGE_MAX_MS;
  if (!isFresh) await askUniverse(state, { ...request, kind: 'instruments', instruments: [] }, signal);
  return state.universe!.instruments;
}

async function refuseUnknown(state: State, named: readonly string[], signal: AbortSignal): Promise<void> {
  const unsure = named.filter((instrument) => !state.known.has(instrument));
  const request: SourceRequest = { kind: 'instruments', instruments: unsure, from: null, to: null, asOf: null };
  for (const query of queriesOf(request, queryOptions(state))) refuseMissing(state, await ask(state, query, signal));
}

/** @throws source.not_found naming the instruments that were asked for and are not in the body */
function refuseMissing(state: State, body: RawBody): void {
  for (const instrument of instrumentsIn({ ...body, request: { ...body.request, asOf: null } }))
    state.known.add(instrument);
  const unknown = body.request.instruments.filter((instrument) => !state.known.has(instrument));
  if (unknown.length === 0) return;
  const shown = unknown.slice(0, UNKNOWN_SHOWN_MAX).map((instrument) => `"${instrument}"`);
  const more = unknown.length > shown.length ? ` and ${unknown.length - shown.length} more` : '';
  throw new TapelineError('source.not_found', {
    facts: { source: state.settings.name, what: `the instrument ${shown.join(', ')}${more}` },
  });
}

const UNKNOWN_SHOWN_MAX = 10;

function instrumentsIn(body: RawBody): readonly string[] {
  return text(mapBody(body).rows, 'instrument').dictionary;
}
