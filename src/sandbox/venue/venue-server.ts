import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TapelineError } from '../../core/errors.ts';
import { createFaultPlan, type FaultBook, type FaultPlan, type FaultSwitch, parseFaultList } from './fault-plan.ts';
import { JSON_TYPE, refuse, sendSpoilt, WIRE_RESPONSES, type Wording } from './wire-faults.ts';

/** A call as the venue sees it. */
export type VenueCall = {
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** What the pattern of the path caught. */
  readonly path: readonly string[];
  readonly body: unknown;
  /** Faults that are due on this call. */
  readonly faults: ReadonlySet<string>;
};

export type VenueAnswer = (
  | { readonly json: unknown }
  /** A body of another type, as it is. */
  | { readonly body: string | Uint8Array; readonly type: string }
) & {
  readonly headers?: Readonly<Record<string, string>>;
  /** For the statistics. */
  readonly rows?: number;
};

export type Endpoint = {
  /** What faults and statistics call it. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** Where one address speaks for many: the name of the call that a body makes. */
  readonly nameIn?: (body: unknown) => string;
  /** @throws VenueRefusal */
  readonly answer: (call: VenueCall) => VenueAnswer;
};

/** A venue that answers over HTTP: who it is, what it can be asked, and how it says no. */
export type Venue = Wording & {
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
  readonly nowMs: () => number;
  readonly faults: FaultBook<string>;
  /** Looks at a call before it is answered: keys, limits. @throws VenueRefusal */
  readonly admit?: (call: VenueCall, response: ServerResponse, endpoint: string) => void;
  /** Another protocol on the same port. */
  readonly attach?: (server: Server) => AsyncDisposable;
};

/** The venue says no. */
export class VenueRefusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export type VenueStats = {
  calls: number;
  rowsSent: number;
  readonly callsByName: Record<string, number>;
  readonly statuses: Record<number, number>;
  readonly faults: Record<string, number>;
};

export type VenueServer = AsyncDisposable & {
  readonly url: string;
  readonly stats: VenueStats;
  /** Replaces the faults; calls are counted from here. @throws usage.unknown_name, usage.invalid */
  readonly setFaults: (faults: string) => void;
};

const BODY_BYTES_MAX = 1024 * 1024;
const LOOPBACK = '127.0.0.1';
const PORT_MAX = 65_535;
/** Longer than a client's pauses between steps, so that a kept connection is not closed under its next call. */
const KEEP_ALIVE_MS = 60_000;

type Running = { readonly venue: Venue; readonly stats: VenueStats; plan: FaultPlan };

/** Listens on the loopback address only; port 0 takes a free one. @throws usage.*, io.failed */
export async function startVenue(
  venue: Venue,
  { port, faults }: { readonly port: number; readonly faults: string },
): Promise<VenueServer> {
  if (port > PORT_MAX) {
    const facts = { what: 'A port is a number up to 65535', got: String(port), wayOut: 'Take 0 for a free one.' };
    throw new TapelineError('usage.invalid', { facts });
  }
  const planOf = (text: string): FaultPlan => createFaultPlan<string>(parseFaultList(text, venue.faults));
  const stats: VenueStats = { calls: 0, rowsSent: 0, callsByName: {}, statuses: {}, faults: {} };
  const running: Running = { venue, stats, plan: planOf(faults) };
  const server = await listen(running, port);
  const attached = venue.attach?.(server);
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    stats,
    setFaults: (text) => {
      running.plan = planOf(text);
    },
    async [Symbol.asyncDispose]() {
      await attached?.[Symbol.asyncDispose]();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(running: Running, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    // Simulated data says so itself, on every answer.
    response.setHeader('x-tapeline-simulated', 'true');
    response.on('finish', () => count(running.stats.statuses, response.statusCode));
    serve(running, request, response).catch((error: unknown) => failed(running.venue, response, error));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(port, error)));
    server.listen(port, LOOPBACK, resolve);
  });
  return server;
}

async function serve(running: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { venue, stats } = running;
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (!isLocalHost(request.headers.host)) throw refusedBy(venue, 403, 'this simulated server answers on loopback only');
  const endpoint = venue.endpoints.find(({ method, path }) => method === request.method && path.test(url.pathname));
  if (endpoint === undefined) throw refusedBy(venue, 404, 'not found');
  const body = request.method === 'POST' ? await readJson(request) : null;
  const name = endpoint.nameIn?.(body) ?? endpoint.name;
  const due = running.plan.due('api', name);
  const call = callOf(request, { url, endpoint, due, body });
  stats.calls += 1;
  count(stats.callsByName, name);
  for (const { kind } of due) count(stats.faults, kind);
  venue.admit?.(call, response, name);
  const substitute = due.map(({ kind }) => WIRE_RESPONSES.get(kind)).find((found) => found !== undefined);
  if (substitute !== undefined) {
    substitute(response, venue.nowMs(), venue);
    return;
  }
  const answer = endpoint.answer(call);
  const { headers = {}, rows = 0 } = answer;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  stats.rowsSent += rows;
  sendSpoilt(response, 'json' in answer ? { body: JSON.stringify(answer.json), type: JSON_TYPE } : answer, call.faults);
}

type CallContext = {
  readonly url: URL;
  readonly endpoint: Endpoint;
  readonly due: readonly FaultSwitch[];
  readonly body: unknown;
};

function callOf(request: IncomingMessage, { url, endpoint, due, body }: CallContext): VenueCall {
  const path = (endpoint.path.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
  const faults = new Set(due.map(({ kind }) => kind));
  return { query: url.searchParams, headers: request.headers, path, body, faults };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) throw new VenueRefusal(413, { error: 'request body too large' });
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new VenueRefusal(400, { error: 'the request body is no JSON' });
  }
}

/** Names of this machine only, so that a web page cannot reach the server under a name of its own. */
function isLocalHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '');
}

export function refusedBy(venue: Wording, status: number, message: string): VenueRefusal {
  return new VenueRefusal(status, venue.refusal(status, message));
}

function failed(venue: Venue, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!(error instanceof VenueRefusal)) {
    refuse(response, venue, { status: 500, message: error instanceof Error ? (error.stack ?? error.message) : 'bug' });
    return;
  }
  for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  refuse(response, { refusal: () => error.body }, { status: error.status, message: '' });
}

function count(counts: Record<string, number>, name: string | number): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function cannotListen(port: number, cause: Error): TapelineError {
  const problem = 'code' in cause && cause.code === 'EADDRINUSE' ? 'the port is in use' : cause.message;
  const wayOut = 'Choose another port, or 0 for a free one.';
  const facts = { action: 'listen on', path: `${LOOPBACK}:${port}`, problem, wayOut };
  return new TapelineError('io.failed', { facts, cause });
}
