import http from 'node:http';
import https from 'node:https';
import zlib from 'node:zlib';
import { PhaseTimeout, TooLarge, toSourceError } from './failures.ts';

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

export type HttpResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
};

/**
 * One question, one answer. Any status is an answer; no redirect is followed. Fails with `source.unreachable`
 * (nobody there), `source.transient` (there, but it broke off or was too slow), `source.malformed` (too large), or the
 * signal's reason.
 */
export type Transport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

export type HttpTransport = AsyncDisposable & { readonly send: Transport };

export type HttpTransportOptions = {
  /** Named in errors. */
  readonly source: string;
  /** Sockets per host, kept alive between requests. Further requests wait. */
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  /** From the request being on its way to the first byte of the answer's head. */
  readonly firstByteTimeoutMs?: number;
  /** From the socket to the last byte: what ends a slow drip. */
  readonly totalTimeoutMs?: number;
  /** After decompression. */
  readonly bodyBytesMax?: number;
};

type Limits = Required<HttpTransportOptions>;

const DEFAULTS = {
  connections: 4,
  connectTimeoutMs: 10_000,
  firstByteTimeoutMs: 60_000,
  totalTimeoutMs: 300_000,
  bodyBytesMax: 400 * 1024 * 1024,
} as const;

/**
 * Over `node:http` rather than `fetch`: only there can the number of sockets and the time to connect be set, and the
 * sockets be closed on disposal.
 */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const limits: Limits = { ...DEFAULTS, ...options };
  const pool = { keepAlive: true, maxSockets: limits.connections };
  const agents = { http: new http.Agent(pool), https: new https.Agent(pool) };
  return {
    send: (request, signal) => send(request, signal, { limits, agents }),
    async [Symbol.asyncDispose]() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

type Wire = { readonly limits: Limits; readonly agents: { readonly http: http.Agent; readonly https: https.Agent } };

async function send(request: HttpRequest, signal: AbortSignal, wire: Wire): Promise<HttpResponse> {
  signal.throwIfAborted();
  try {
    return await exchange(request, signal, wire);
  } catch (error) {
    if (!(error instanceof StaleSocket)) throw error;
    return await exchange(request, signal, wire);
  }
}

/** A kept-alive socket that the server had closed meanwhile: nothing was asked yet, so the question goes out once more. */
class StaleSocket extends Error {}

async function exchange(request: HttpRequest, signal: AbortSignal, wire: Wire): Promise<HttpResponse> {
  const sent = open(request, wire);
  const phases = watchPhases(sent, wire.limits);
  const abort = () => phases.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const response = await head(sent, request);
    phases.onHead(response);
    return {
      status: response.statusCode ?? 0,
      headers: flat(response.headers),
      body: await read(response, wire.limits),
    };
  } catch (error) {
    sent.destroy();
    if (signal.aborted) throw signal.reason;
    if (phases.isSilent() && isStale(sent, error)) throw new StaleSocket();
    throw toSourceError(phases.failure() ?? error, { source: wire.limits.source, url: request.url });
  } finally {
    signal.removeEventListener('abort', abort);
    phases.stop();
  }
}

function open(request: HttpRequest, { agents }: Wire): http.ClientRequest {
  const url = new URL(request.url);
  const body = typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? null);
  const headers = {
    'accept-encoding': 'gzip, deflate, br',
    ...request.headers,
    ...(body === null ? {} : { 'content-length': String(body.byteLength) }),
  };
  const options = { method: request.method, headers };
  const sent =
    url.protocol === 'https:'
      ? https.request(url, { ...options, agent: agents.https })
      : http.request(url, { ...options, agent: agents.http });
  sent.end(body ?? undefined);
  return sent;
}

function head(sent: http.ClientRequest, request: HttpRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', (response) => {
      const isRedirect = response.statusCode !== undefined && response.statusCode >= 300 && response.statusCode < 400;
      if (isRedirect) reject(toRedirect(response.headers.location, request.url));
      else resolve(response);
    });
    sent.on('error', reject);
  });
}

/** Where it leads is named, never visited: credentials would travel along. */
function toRedirect(location: string | undefined, from: string): Error {
  const target = location === undefined ? 'nowhere' : (URL.parse(location, from)?.origin ?? 'an unreadable address');
  return Object.assign(new Error(`it redirects to ${target}, which is not followed`), { code: 'REDIRECT' });
}

/** Destroys the exchange when one of its phases takes too long, and remembers why. */
function watchPhases(sent: http.ClientRequest, limits: Limits) {
  let failure: unknown = null;
  let answer: http.IncomingMessage | null = null;
  const timers = new Map<string, NodeJS.Timeout>();
  const fail = (reason: unknown) => {
    failure ??= reason;
    answer?.destroy(reason as Error);
    sent.destroy(reason as Error);
  };
  const start = (phase: string, timeoutMs: number) =>
    timers.set(
      phase,
      setTimeout(() => fail(new PhaseTimeout(phase, timeoutMs)), timeoutMs),
    );
  const end = (phase: string) => clearTimeout(timers.get(phase));
  sent.once('socket', (socket) => {
    start('the whole answer', limits.totalTimeoutMs);
    const onReady = () => {
      end('the connection');
      start('the first byte', limits.firstByteTimeoutMs);
    };
    if (!socket.connecting) return onReady();
    start('the connection', limits.connectTimeoutMs);
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', onReady);
  });
  return {
    fail,
    failure: () => failure,
    isSilent: () => failure === null && answer === null,
    onHead: (response: http.IncomingMessage) => {
      answer = response;
      end('the first byte');
    },
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

async function read(response: http.IncomingMessage, limits: Limits): Promise<Uint8Array> {
  const decoder = decoderOf(response.headers['content-encoding']);
  if (decoder !== null) {
    response.once('error', (error) => decoder.destroy(error));
    response.pipe(decoder);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (decoder ?? response) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > limits.bodyBytesMax) throw new TooLarge(limits.bodyBytesMax);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function decoderOf(encoding: string | undefined): zlib.Gunzip | zlib.BrotliDecompress | null {
  if (encoding === 'gzip' || encoding === 'x-gzip' || encoding === 'deflate') return zlib.createUnzip();
  return encoding === 'br' ? zlib.createBrotliDecompress() : null;
}

function isStale(sent: http.ClientRequest, error: unknown): boolean {
  return sent.reusedSocket && (error as { code?: string }).code === 'ECONNRESET';
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
