import type { ServerResponse } from 'node:http';
import type { FaultKind } from './faults.ts';
import { HTML_TYPE, type Sent, sendText } from './respond.ts';

type Respond = (response: ServerResponse, question: RespondQuestion) => Sent;

export type RespondQuestion = { readonly method: string; readonly nowMs: number };

const RETRY_AFTER_SECONDS = 3;
const TEN_DAYS_SECONDS = 864_000;
const NOTHING: Sent = { bytes: 0, rows: 0 };

/** Faults that stand in the place of an answer. */
export const FAULT_RESPONSES: ReadonlyMap<FaultKind, Respond> = new Map<FaultKind, Respond>([
  ['permission', (response, { method }) => sendText(response, 403, `PermissionDenied: 您的账号没有 ${method} 的权限`)],
  ['quota', (response) => sendText(response, 400, quotaText('1073741824'))],
  ['rate_limit', (response) => tooMany(response, String(RETRY_AFTER_SECONDS))],
  [
    'rate_limit_date',
    (response, { nowMs }) => tooMany(response, new Date(nowMs + RETRY_AFTER_SECONDS * 1000).toUTCString()),
  ],
  ['rate_limit_bare', (response) => tooMany(response, null)],
  ['rate_limit_absurd', (response) => tooMany(response, String(TEN_DAYS_SECONDS))],
  ['rate_limit_negative', (response) => tooMany(response, '-5')],
  ['status_500', (response) => sendText(response, 500, 'InternalError: internal error')],
  ['status_502', (response) => sendText(response, 502, htmlPage('502 Bad Gateway'), HTML_TYPE)],
  ['status_503', (response) => sendText(response, 503, 'Service Unavailable')],
  ['status_504', (response) => sendText(response, 504, htmlPage('504 Gateway Time-out'), HTML_TYPE)],
  ['html', (response) => sendText(response, 200, htmlPage('访问验证'), HTML_TYPE)],
  ['redirect', redirect],
  ['reset', reset],
  ['hang', () => NOTHING],
]);

/** What the vendor says when the daily bytes are used up. */
export function quotaText(limit: string): string {
  return `QuotaExceeded: 今日流量已用完 (bytes_limit ${limit})`;
}

function tooMany(response: ServerResponse, retryAfter: string | null): Sent {
  if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
  return sendText(response, 429, 'Too Many Requests');
}

function redirect(response: ServerResponse): Sent {
  response.setHeader('location', 'http://elsewhere.invalid/api');
  return sendText(response, 302, 'Found');
}

function reset(response: ServerResponse): Sent {
  response.socket?.resetAndDestroy();
  return NOTHING;
}

function htmlPage(title: string): string {
  return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
}
