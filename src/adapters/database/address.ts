import { TapelineError } from '../../core/errors.ts';

export type DatabaseAddress = {
  readonly kind: 'postgres' | 'mysql';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly connectTimeoutMs: number;
};

export type DatabaseSettings = {
  /** `postgres://user:password@host:5432/name`, or `mysql://…`; the others are not looked at then. */
  readonly url: string | undefined;
  readonly kind: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly name: string | undefined;
};

const PORTS = { postgres: 5432, mysql: 3306 } as const;
const CONNECT_TIMEOUT_MS = 10_000;
const KIND_OF: Readonly<Record<string, DatabaseAddress['kind']>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
};

/** @throws config.invalid when there is no address, or it is none */
export function databaseAddress(settings: DatabaseSettings): DatabaseAddress {
  return settings.url === undefined || settings.url === '' ? addressOfParts(settings) : addressOfUrl(settings.url);
}

function addressOfUrl(text: string): DatabaseAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const kind = url === null ? undefined : KIND_OF[url.protocol.slice(0, -1)];
  if (url === null || kind === undefined || url.hostname === '')
    throw invalid('DATABASE_URL is no address of a database', 'Write postgres://user:password@host/name or mysql://….');
  const database = decodeURIComponent(url.pathname.slice(1));
  if (database === '') throw invalid('DATABASE_URL names no database', 'Add its name: …@host/name.');
  return {
    kind,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? PORTS[kind] : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  };
}

function addressOfParts({ kind: kindText, host, port, user, password, name }: DatabaseSettings): DatabaseAddress {
  const kind = KIND_OF[(kindText ?? 'mysql').toLowerCase()];
  if (kind === undefined) throw invalid(`DB_KIND is "${kindText}"`, 'Write mysql or postgres.');
  const missing = Object.entries({ DB_HOST: host, DB_USER: user, DB_NAME: name }).filter(([, value]) => !value);
  if (missing.length > 0) {
    const names = missing.map(([variable]) => variable).join(', ');
    throw invalid(`${names} not set`, 'Set DATABASE_URL, or DB_HOST, DB_USER, DB_PASSWORD and DB_NAME.');
  }
  const number = port === undefined || port === '' ? PORTS[kind] : Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw invalid(`DB_PORT is "${port}"`, 'Write a port, 1 to 65535.');
  const connectTimeoutMs = CONNECT_TIMEOUT_MS;
  return { kind, host: host!, port: number, user: user!, password: password ?? '', database: name!, connectTimeoutMs };
}

function invalid(problem: string, wayOut: string): TapelineError {
  return new TapelineError('config.invalid', { facts: { where: 'The database', problems: [problem], wayOut } });
}
