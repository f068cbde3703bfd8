import type { Clock } from '../../core/clock.ts';
import type { Pacer } from './pacer.ts';
import { excerptOf, type RefusalKind, refusalError, refusalOfStatus } from './refusal.ts';
import { retryAfterMs } from './retry-after.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

export type RestAnswer = {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetchedAtMs: number;
  /** The server said of itself that its data is made up. */
  readonly isSimulated: boolean;
};

export type RestQuery = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

export type RestCall = {
  /** In a few words, for errors. */
  readonly what: string;
  readonly path: string;
  /** Null is left out; a list is repeated. */
  readonly query?: RestQuery;
  /** Sent as JSON with `post`. */
  readonly json?: unknown;
};

/** One server that answers with JSON over HTTP. Fails with `source.*` codes only; retries nothing. */
export type RestClient = {
  readonly get: (call: RestCall, signal: AbortSignal) => Promise<RestAnswer>;
  readonly post: (call: RestCall, signal: AbortSignal) => Promise<RestAnswer>;
};

export type RestOptions = {
  readonly source: string;
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Every call waits for its turn; a rate limit holds back the others. */
  readonly pacer: Pacer;
  readonly headers?: () => Readonly<Record<string, string>>;
  /** What must not stand in an error. */
  readonly secrets?: readonly string[];
  /** What the venue's own words say, before the status is looked at; null when they say nothing. */
  readonly refusalOf?: (status: number, text: string) => RefusalKind | null;
  /** For refused credentials. */
  readonly wayOut?: string;
  /** Looks at the headers of every answer: used weights. */
  readonly onAnswer?: (headers: Readonly<Record<string, string>>) => void;
};

/** Our sandboxes' mark: a real venue never sends it. */
const SIMULATED_HEADER = 'x-tapeline-simulated';

export function createRestClient(options: RestOptions): RestClient {
  const { baseUrl, transport, clock, pacer, headers = () => ({}), onAnswer = () => {} } = options;
  const send = (method: 'GET' | 'POST', call: RestCall, signal: AbortSignal): Promise<RestAnswer> =>
    pacer.run(async () => {
      const body = call.json === undefined ? {} : { body: JSON.stringify(call.json) };
      const typed: Readonly<Record<string, string>> =
        call.json === undefined ? {} : { 'content-type': 'application/json' };
      const request: HttpRequest = {
        method,
        url: urlOf(baseUrl, call),
        headers: { accept: 'application/json', ...typed, ...headers() },
        ...body,
      };
      const response = await transport(request, signal);
      onAnswer(response.headers);
      refuse(response, call, options);
      const isSimulated = response.headers[SIMULATED_HEADER] === 'true';
      return { body: response.body, headers: response.headers, fetchedAtMs: clock.nowMs(), isSimulated };
    }, signal);
  return {
    get: (call, signal) => send('GET', call, signal),
    post: (call, signal) => send('POST', call, signal),
  };
}

function urlOf(baseUrl: string, { path, query = {} }: RestCall): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? value : [value];
    for (const each of values) if (each !== null) search.append(name, String(each));
  }
  const text = search.toString();
  return `${baseUrl}${path}${text === '' ? '' : `?${text}`}`;
}

/** Enough of a body to know a refusal by. */
const JUDGED_BYTES_MAX = 8192;

function refuse({ status, body, headers }: HttpResponse, { what }: RestCall, options: RestOptions): void {
  const text = new TextDecoder().decode(body.subarray(0, JUDGED_BYTES_MAX));
  const kind = options.refusalOf?.(status, text) ?? refusalOfStatus(status);
  if (kind === null) return;
  const { source, clock, secrets = [], wayOut = 'Check the key.' } = options;
  throw refusalError({
    kind,
    source,
    what,
    status,
    excerpt: excerptOf(text, secrets),
    retryAfterMs: retryAfterMs(headers['retry-after'], clock.nowMs()),
    wayOut,
  });
}
