/** For the tests beside it: the protocol spoken by hand, with nothing of the product's own client. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly columns: readonly string[];
  /** Cells by column name; the blank line at the end is not a row. */
  readonly rows: readonly Readonly<Record<string, string>>[];
};

export type TestClient = {
  readonly token: string;
  readonly call: (method: string, args?: Readonly<Record<string, unknown>>) => Promise<Reply>;
};

export async function logIn(url: string, user = 'sandbox', password = 'sandbox-password'): Promise<Reply> {
  return post(`${url}/auth`, { user_name: user, password });
}

export async function connect(url: string): Promise<TestClient> {
  const token = (await logIn(url)).text;
  return { token, call: (method, args = {}) => callWith(url, token, { method, ...args }) };
}

export function callWith(url: string, token: string, body: unknown, signal?: AbortSignal): Promise<Reply> {
  return post(`${url}/api`, body, { token }, signal);
}

export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const [columns = [], ...lines] = parseCsv(text);
  const rows = lines.map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])));
  return { status: response.status, headers: response.headers, text, columns, rows };
}

function parseCsv(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      (line.match(/("(?:[^"]|"")*"|[^,]*)(,|$)/g) ?? [])
        .slice(0, -1)
        .map((cell) => cell.replace(/,$/, ''))
        .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)),
    );
}
