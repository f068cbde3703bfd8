import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TapelineError } from '../../core/errors.ts';
import { dayOfSession, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { type Account, shanghaiDate, shanghaiTimeMs } from './auth.ts';
import { indexFrom } from './days.ts';
import { FAULT_RESPONSES, quotaText } from './fault-responses.ts';
import type { FaultKind, FaultPlan, FaultSwitch } from './faults.ts';
import type { SimulatedMarket } from './market.ts';
import { METHODS } from './methods/registry.ts';
import { type Answer, type Arguments, type Method, type MethodContext, Refusal } from './request.ts';
import { type Sent, sendTable, sendText } from './respond.ts';
import { spoil } from './spoil.ts';

/** What the server has done so far. */
export type SandboxStats = {
  logIns: number;
  calls: number;
  rowsSent: number;
  bytesSent: number;
  readonly callsByMethod: Record<string, number>;
  readonly statuses: Record<number, number>;
  readonly faults: Record<string, number>;
};

export type Gateway = {
  readonly market: SimulatedMarket;
  readonly account: Account;
  readonly stats: SandboxStats;
  readonly nowMs: () => number;
  /** No data beyond this date exists. */
  readonly lastDay: SessionDay;
  readonly cellsMax: number;
  readonly startedAtMs: number;
  /** Replaced while the server runs. */
  faults: FaultPlan;
};

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const LOOPBACK = '127.0.0.1';
/** Longer than a client's pauses between steps, so that a kept connection is not closed under its next call. */
const KEEP_ALIVE_MS = 60_000;

/** Listens on the loopback address only; port 0 takes a free one. */
export async function listen(gateway: Gateway, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('x-tapeline-simulated', 'true');
    response.on('finish', () => countStatus(gateway.stats, response.statusCode));
    serve(gateway, request, response).catch((error: unknown) => failed(response, error));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(port, error)));
    server.listen(port, LOOPBACK, resolve);
  });
  return server;
}

export function urlOf(server: Server): string {
  return `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
}

async function serve(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocalHost(request.headers.host))
    throw new Refusal(403, 'this simulated server answers on loopback names only');
  if (request.method !== 'POST') throw new Refusal(405, 'use POST');
  const path = request.url?.split('?')[0];
  const body = await readBody(request);
  if (path === '/auth') logIn(gateway, response, body);
  else if (path === '/api') await call(gateway, { request, response, body });
  else throw new Refusal(404, 'not found: the paths are /auth and /api');
}

function logIn(gateway: Gateway, response: ServerResponse, body: Arguments): void {
  const { account, stats, faults } = gateway;
  const due = faults.due('auth', 'auth');
  countFaults(stats, due);
  const isRefused = due.some(({ kind }) => kind === 'wrong_credentials');
  const substitute = due.map(({ kind }) => FAULT_RESPONSES.get(kind)).find((found) => found !== undefined);
  if (substitute !== undefined) {
    substitute(response, { method: 'auth', nowMs: gateway.nowMs() });
    return;
  }
  const token = isRefused ? null : account.logIn(body.user_name, body.password);
  if (token === null) throw new Refusal(401, 'AuthenticationFailed: 用户名或密码错误');
  stats.logIns += 1;
  sendText(response, 200, token);
}

type Call = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly body: Arguments };

async function call(gateway: Gateway, { request, response, body }: Call): Promise<void> {
  const { account, stats } = gateway;
  checkToken(account, request);
  const name = String(body.m ?? body.method ?? '');
  const due = gateway.faults.due('api', name).filter((one) => isActive(gateway, one));
  countCall(stats, name, due);
  const kinds = new Set(due.map(({ kind }) => kind));
  if (kinds.has('token_expired')) {
    account.revoke();
    checkToken(account, request);
  }
  const substitute = [...kinds].map((kind) => FAULT_RESPONSES.get(kind)).find((found) => found !== undefined);
  if (substitute !== undefined) {
    substitute(response, { method: name, nowMs: gateway.nowMs() });
    return;
  }
  if (account.isExhausted() && name !== 'user.get_quota') {
    throw new Refusal(400, quotaText(String(account.quota().bytesLimit)));
  }
  const sent = await answer(gateway, { name, body, kinds, response });
  account.spend(sent.bytes);
  stats.rowsSent += sent.rows;
  stats.bytesSent += sent.bytes;
}

function checkToken(account: Account, request: IncomingMessage): void {
  const { token } = request.headers;
  if (account.accepts(typeof token === 'string' ? token : undefined)) return;
  throw new Refusal(401, 'AuthenticationFailed: token 无效或已过期');
}

/** A restatement shows on a later day than the one on which the server was first asked. */
function isActive({ nowMs, startedAtMs }: Gateway, { kind, nth }: FaultSwitch): boolean {
  return kind !== 'restated_history' || nth !== null || shanghaiDate(nowMs()) > shanghaiDate(startedAtMs);
}

type AnswerQuestion = {
  readonly name: string;
  readonly body: Arguments;
  readonly kinds: ReadonlySet<FaultKind>;
  readonly response: ServerResponse;
};

async function answer(gateway: Gateway, { name, body, kinds, response }: AnswerQuestion): Promise<Sent> {
  const method = METHODS.get(name);
  if (method === undefined) throw new Refusal(400, `NoSuchService: ${name}`);
  const context = contextOf(gateway, kinds);
  const given = method.answer(argumentsOf(method, name, body), context);
  if ('text' in given) return sendText(response, 200, `${given.text}\n`);
  return sendTable(response, spoilt(given, kinds, context), kinds);
}

function spoilt(table: Exclude<Answer, { text: string }>, kinds: ReadonlySet<FaultKind>, context: MethodContext) {
  const { market, lastIndex, asOfDay } = context;
  const lastSession = market.sessions[Math.max(0, lastIndex)]!;
  const futureSession = sessionOfDay(asOfDay + 7);
  return [...kinds].reduce((spoiltSoFar, kind) => spoil(spoiltSoFar, kind, { lastSession, futureSession }), table);
}

/** The keyword arguments: without the name of the method, which is `m` where `method` itself is an argument. */
function argumentsOf(method: Method, name: string, body: Arguments): Arguments {
  const { m, expect_df: _ignored, ...rest } = body;
  const { method: _name, ...withoutMethod } = rest;
  const args: Arguments = m === undefined ? withoutMethod : rest;
  const stranger = Object.keys(args).find((key) => !method.parameters.includes(key));
  if (stranger === undefined) return args;
  throw new Refusal(400, `TypeError: ${name}() got an unexpected keyword argument '${stranger}'`);
}

/** A session's data is published in the late afternoon. */
const PUBLISHED_AT_MS = 16.5 * 3_600_000;

function contextOf(gateway: Gateway, kinds: ReadonlySet<FaultKind>): MethodContext {
  const { market, account, cellsMax, lastDay } = gateway;
  const nowMs = gateway.nowMs();
  const today = dayOfSession(shanghaiDate(nowMs));
  const publishedDay = shanghaiTimeMs(nowMs) >= PUBLISHED_AT_MS ? today : today - 1;
  const lastIndex = indexFrom(market.days, Math.min(lastDay, publishedDay) + 1) - 1;
  return {
    market,
    cellsMax,
    lastIndex: kinds.has('stale') ? Math.max(0, lastIndex - 1) : lastIndex,
    asOfDay: Math.min(lastDay, today),
    quota: account.quota,
    isFirstIdUnknown: kinds.has('unknown_symbol'),
  };
}

async function readBody(request: IncomingMessage): Promise<Arguments> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) throw new Refusal(413, 'BadRequest: request body too large');
    chunks.push(chunk as Buffer);
  }
  return parseBody(Buffer.concat(chunks).toString('utf8'));
}

function parseBody(text: string): Arguments {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Arguments;
  } catch {
    // Falls through to the refusal: the vendor does not say where the JSON is broken either.
  }
  throw new Refusal(400, 'BadRequest: the request body should be a JSON object');
}

/** Names of this machine only, so that a web page cannot reach the server under a name of its own. */
function isLocalHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '');
}

function failed(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof Refusal) sendText(response, error.status, error.message);
  else sendText(response, 500, `InternalError: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
}

function countCall(stats: SandboxStats, name: string, due: readonly FaultSwitch[]): void {
  stats.calls += 1;
  stats.callsByMethod[name] = (stats.callsByMethod[name] ?? 0) + 1;
  countFaults(stats, due);
}

function countFaults(stats: SandboxStats, due: readonly FaultSwitch[]): void {
  for (const { kind } of due) stats.faults[kind] = (stats.faults[kind] ?? 0) + 1;
}

function countStatus(stats: SandboxStats, status: number): void {
  stats.statuses[status] = (stats.statuses[status] ?? 0) + 1;
}

function cannotListen(port: number, cause: Error): TapelineError {
  const problem = 'code' in cause && cause.code === 'EADDRINUSE' ? 'the port is in use' : cause.message;
  return new TapelineError('io.failed', {
    facts: {
      action: 'listen on',
      path: `${LOOPBACK}:${port}`,
      problem,
      wayOut: 'Choose another port, or 0 for a free one.',
    },
    cause,
  });
}
