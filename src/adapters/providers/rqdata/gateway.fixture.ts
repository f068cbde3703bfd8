import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RqdataArguments } from './client.ts';

/** What the test's gateway answers to one method: a body, or a whole response. */
export type GatewayAnswer =
  | string
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> };
export type GatewayMethods = Readonly<Record<string, (args: RqdataArguments, call: number) => GatewayAnswer>>;

export type GatewayCall = {
  readonly path: string;
  readonly method: string;
  readonly token: string;
  readonly args: RqdataArguments;
};

export type Gateway = AsyncDisposable & {
  readonly url: string;
  readonly calls: readonly GatewayCall[];
  readonly logins: () => number;
  /** As if another program had logged in. */
  readonly revoke: () => void;
};

export const USER = 'desk';
export const PASSWORD = 'p@ss/word+1=';

/**
 * A server on the loopback with the documented envelope (a token as plain text, one at a time, 401 without it) around
 * bodies that the test hands in.
 */
export async function openGateway(methods: GatewayMethods): Promise<Gateway> {
  const calls: GatewayCall[] = [];
  let logins = 0;
  let token = 'none yet';
  const server = http.createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { name, args } = namedCall(JSON.parse(text) as Record<string, string>);
    const path = request.url ?? '';
    calls.push({ path, method: name, token: String(request.headers.token ?? ''), args });
    if (path === '/auth') {
      if (args.user_name !== USER || args.password !== PASSWORD)
        return response.writeHead(401).end('AuthenticationFailed');
      logins += 1;
      token = `token-${logins}`;
      return response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
    }
    if (request.headers.token !== token) return response.writeHead(401).end('invalid token');
    const known = calls.filter((call) => call.method === name).length;
    const answer = methods[name]?.(args, known) ?? { status: 400, body: `NoSuchService ${name}` };
    const { status, body, headers } = typeof answer === 'string' ? { status: 200, body: answer, headers: {} } : answer;
    return response.writeHead(status, { 'content-type': 'text/csv', ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    logins: () => logins,
    revoke: () => {
      token = 'taken by another program';
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The API's name stands in `m` when the API has an argument called `method`. */
function namedCall(body: Record<string, string>) {
  const { m, ...all } = body;
  const { method = '', ...others } = all;
  return m === undefined ? { name: method, args: others } : { name: m, args: all };
}
