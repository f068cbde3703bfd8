import type { ServerResponse } from 'node:http';
import type { FaultTable } from './fault-plan.ts';

const wire = (does: string) => ({ scope: 'api', does });

/** What can go wrong between any server and any client, whatever they talk about. */
export const WIRE_FAULTS = {
  rate_limit: wire('429 with Retry-After in seconds'),
  rate_limit_date: wire('429 with Retry-After as an HTTP date'),
  rate_limit_bare: wire('429 without Retry-After'),
  rate_limit_absurd: wire('429 with Retry-After of ten days'),
  rate_limit_negative: wire('429 with Retry-After: -5'),
  status_403: wire('403: this address may not ask'),
  status_500: wire('500'),
  status_502: wire('502 with an HTML page'),
  status_503: wire('503'),
  status_504: wire('504 with an HTML page'),
  html: wire('200 with an HTML page'),
  redirect: wire('302 to another host'),
  reset: wire('the connection is reset without an answer'),
  hang: wire('no answer at all'),
  truncate: wire('the body ends in its middle, as if it were whole'),
  cut: wire('the connection breaks within the body'),
  stall: wire('half of the body, then nothing'),
  bom: wire('the body begins with a byte order mark'),
  not_utf8: wire('the body has bytes that are no UTF-8'),
  too_deep: wire('200 with JSON nested ten thousand deep'),
} as const satisfies FaultTable;

export type WireFault = keyof typeof WIRE_FAULTS;

/** How a venue words what went wrong. */
export type Wording = {
  /** The body of a refusal; a text is sent as it is, anything else as JSON. */
  readonly refusal: (status: number, message: string) => unknown;
};

type Respond = (response: ServerResponse, nowMs: number, wording: Wording) => void;

const RETRY_AFTER_SECONDS = 3;
const TEN_DAYS_SECONDS = 864_000;
const DEPTH = 10_000;

/** Faults that stand in the place of an answer. */
export const WIRE_RESPONSES: ReadonlyMap<string, Respond> = new Map<WireFault, Respond>([
  ['rate_limit', (response, _, words) => tooMany(response, words, String(RETRY_AFTER_SECONDS))],
  [
    'rate_limit_date',
    (response, nowMs, words) => tooMany(response, words, new Date(nowMs + RETRY_AFTER_SECONDS * 1000).toUTCString()),
  ],
  ['rate_limit_bare', (response, _, words) => tooMany(response, words, null)],
  ['rate_limit_absurd', (response, _, words) => tooMany(response, words, String(TEN_DAYS_SECONDS))],
  ['rate_limit_negative', (response, _, words) => tooMany(response, words, '-5')],
  ['status_403', (response, _, words) => refuse(response, words, { status: 403, message: 'Forbidden' })],
  ['status_500', (response, _, words) => refuse(response, words, { status: 500, message: 'internal error' })],
  ['status_502', (response) => sendBody(response, 502, { body: htmlPage('502 Bad Gateway'), type: HTML_TYPE })],
  ['status_503', (response, _, words) => refuse(response, words, { status: 503, message: 'Service Unavailable' })],
  ['status_504', (response) => sendBody(response, 504, { body: htmlPage('504 Gateway Time-out'), type: HTML_TYPE })],
  ['html', (response) => sendBody(response, 200, { body: htmlPage('Just a moment...'), type: HTML_TYPE })],
  ['redirect', redirect],
  ['reset', (response) => response.socket?.resetAndDestroy()],
  ['hang', () => undefined],
  ['too_deep', (response) => sendBody(response, 200, { body: '['.repeat(DEPTH) + ']'.repeat(DEPTH) })],
]);

export const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';

type Body = { readonly body: string; readonly type?: string };

export function sendBody(response: ServerResponse, status: number, { body, type = JSON_TYPE }: Body): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
}

/** A refusal in the venue's own words. */
export function refuse(
  response: ServerResponse,
  { refusal }: Wording,
  { status, message }: { readonly status: number; readonly message: string },
): void {
  const said = refusal(status, message);
  if (typeof said === 'string') sendBody(response, status, { body: said, type: 'text/plain; charset=utf-8' });
  else sendBody(response, status, { body: JSON.stringify(said) });
}

/** The body after the faults that act on bytes. Chunked where it breaks off: a length would give it away. */
export function sendSpoilt(
  response: ServerResponse,
  { body, type }: { readonly body: string | Uint8Array; readonly type: string },
  kinds: ReadonlySet<string>,
): void {
  const bytes = Buffer.concat([Buffer.from(kinds.has('bom') ? '\uFEFF' : ''), Buffer.from(body)]);
  if (kinds.has('not_utf8')) bytes[Math.floor(bytes.length / 2)] = 0xff;
  const isPartial = kinds.has('truncate') || kinds.has('cut') || kinds.has('stall');
  const sent = isPartial ? bytes.subarray(0, Math.ceil(bytes.length * 0.6)) : bytes;
  response.writeHead(200, { 'content-type': type });
  response.write(sent);
  if (kinds.has('stall')) return;
  if (kinds.has('cut')) response.socket?.destroySoon();
  else response.end();
}

function tooMany(response: ServerResponse, words: Wording, retryAfter: string | null): void {
  if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
  refuse(response, words, { status: 429, message: 'Too many requests' });
}

function redirect(response: ServerResponse): void {
  response.setHeader('location', 'http://elsewhere.invalid/');
  sendBody(response, 302, { body: 'Found', type: 'text/plain' });
}

function htmlPage(title: string): string {
  return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
}
