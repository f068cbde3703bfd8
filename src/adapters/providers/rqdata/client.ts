import type { Log } from '../../../control/definition/log.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Pacer } from '../../http/pacer.ts';
import { retryAfterMs } from '../../http/retry-after.ts';
import type { HttpResponse, Transport } from '../../http/transport.ts';
import type { RqdataCredentials } from './credentials.ts';
import { createTokenHolder, isToken, type LogIn, lonelyLogin, type ObtainToken, type TokenHolder } from './login.ts';
import { shareToken } from './shared-token.ts';
import { type Answer, authError, refusalError, refusalOf } from './taxonomy.ts';

/** Arguments of a method, as the vendor's Python API names them. */
export type RqdataArguments = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export type RqdataAnswer = {
  readonly body: Uint8Array;
  /** The server said of itself that its data is made up. */
  readonly isSimulated: boolean;
};

/** The vendor's HTTP gateway: one login, then methods by name. Fails with `source.*` codes only. */
export type RqdataClient = Disposable & {
  readonly call: (method: string, args: RqdataArguments, signal: AbortSignal) => Promise<RqdataAnswer>;
};

export type RqdataClientOptions = {
  readonly source: string;
  readonly baseUrl: string;
  readonly credentials: RqdataCredentials;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly pacer: Pacer;
  /** Where the account's token is shared with other processes; without one it is this client's alone. */
  readonly tokenFolder?: string | undefined;
  readonly log?: Pick<Log, 'warn'> | undefined;
};

/** Our sandbox's mark: a real vendor never sends it. */
const SIMULATED_HEADER = 'x-tapeline-simulated';

export function createRqdataClient(options: RqdataClientOptions): RqdataClient {
  const closing = new AbortController();
  const tokens = createTokenHolder(
    tokenSource(options, (signal) => logIn(options, signal)),
    closing.signal,
  );
  return {
    async call(method, args, signal) {
      const { answer, used } = await postWithToken({ options, tokens }, requestBody(method, args), signal);
      refuse(options, answer, { what: method, secrets: used });
      return { body: answer.body, isSimulated: answer.headers[SIMULATED_HEADER] === 'true' };
    },
    [Symbol.dispose]: () => closing.abort(new Error('the client was closed')),
  };
}

const SILENT = { warn: () => {} };

function tokenSource(
  { tokenFolder: folder, log = SILENT, ...options }: RqdataClientOptions,
  logIn: LogIn,
): ObtainToken {
  return folder === undefined ? lonelyLogin(logIn) : shareToken({ ...options, folder, log, logIn });
}

type TokenSession = { readonly options: RqdataClientOptions; readonly tokens: TokenHolder };

/** A renewed token may be of another process's login, ended since by a third program: then one more is asked for. */
const RENEWALS_MAX = 3;

async function postWithToken(
  { options, tokens }: TokenSession,
  body: string,
  signal: AbortSignal,
): Promise<{ readonly answer: HttpResponse; readonly used: readonly string[] }> {
  const used: string[] = [];
  let held = await tokens.token(signal);
  for (let renewals = 0; ; renewals += 1) {
    used.push(held.text);
    const answer = await post(options, { path: '/api', body, token: held.text }, signal);
    const isFinal = renewals === RENEWALS_MAX || (renewals > 0 && held.isFresh);
    if (answer.status !== 401 || isFinal) return { answer, used };
    held = await tokens.renew(held.text, signal);
  }
}

/** The API's name goes into `m` when the API itself has an argument called `method`. */
function requestBody(method: string, args: RqdataArguments): string {
  return JSON.stringify('method' in args ? { m: method, ...args } : { method, ...args });
}

type Question = { readonly path: '/auth' | '/api'; readonly body: string; readonly token?: string };

/** Every request, logins included, waits for its turn. A rate limit is thrown inside, so that it holds back the others. */
function post(
  options: RqdataClientOptions,
  { path, body, token }: Question,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { token }) };
  return options.pacer.run(async () => {
    const response = await options.transport({ method: 'POST', url: options.baseUrl + path, headers, body }, signal);
    if (refusalOf(answerOf(options, response)) === 'rate') {
      refuse(options, response, { what: path.slice(1), secrets: token === undefined ? [] : [token] });
    }
    return response;
  }, signal);
}

async function logIn(options: RqdataClientOptions, signal: AbortSignal): Promise<string> {
  const { source, credentials } = options;
  const password = credentials.password();
  const body = JSON.stringify({ user_name: credentials.username, password });
  const response = await post(options, { path: '/auth', body }, signal);
  const answer = answerOf(options, response);
  const context = { what: 'the login', secrets: [password] };
  if (answer.status === 403 || answer.status === 400) {
    const kind = refusalOf(answer);
    if (kind === 'permission' || kind === 'malformed') {
      throw authError(source, `HTTP ${answer.status} to the login: "${excerptOf(answer.text, [password])}"`);
    }
  }
  refuse(options, response, context);
  const token = answer.text.trim();
  if (isToken(token)) return token;
  throw refusalError('malformed', answer, { source, what: 'the login', excerpt: excerptOf(token, [password]) });
}

type RefusalScope = { readonly what: string; readonly secrets: readonly string[] };

function refuse(options: RqdataClientOptions, response: HttpResponse, scope: RefusalScope): void {
  const answer = answerOf(options, response);
  const kind = refusalOf(answer);
  if (kind === null) return;
  const excerpt = excerptOf(answer.text, [...scope.secrets, options.credentials.password()]);
  throw refusalError(kind, answer, { source: options.source, what: scope.what, excerpt });
}

/** Enough of a body to tell a sentence from a table. */
const JUDGED_BYTES_MAX = 8192;

function answerOf({ clock }: RqdataClientOptions, response: HttpResponse): Answer {
  const text = new TextDecoder().decode(response.body.subarray(0, JUDGED_BYTES_MAX));
  return {
    status: response.status,
    text,
    retryAfterMs: retryAfterMs(response.headers['retry-after'], clock.nowMs()),
  };
}

const EXCERPT_CHARACTERS_MAX = 160;

function excerptOf(text: string, secrets: readonly string[]): string {
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((seen, secret) => seen.replaceAll(secret, '***'), text);
  return clean.replace(/\s+/g, ' ').trim().slice(0, EXCERPT_CHARACTERS_MAX);
}
