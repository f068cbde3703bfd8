import { TapelineError } from '../../../core/errors.ts';

export const RQDATA_BASE_URL = 'https://rqdata.ricequant.com';

/** The environment as an argument. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The password is behind a call, so that printing or encoding the value shows nothing of it. */
export type RqdataCredentials = {
  readonly username: string;
  readonly password: () => string;
  /** The variable it came from, for `config show`. */
  readonly origin: string;
};

export type RqdataSettings = {
  readonly baseUrl: string;
  readonly baseUrlOrigin: 'RQDATAC_BASE_URL' | 'default';
  /** Null when no variable is set. */
  readonly credentials: RqdataCredentials | null;
};

/**
 * Account and address from environment variables, in the order of the vendor's own client: `RQDATAC_CONF` or
 * `RQDATAC2_CONF` (tcp://user:password@host:port; host and port belong to another protocol and are ignored), then
 * `RQDATA_USERNAME` with `RQDATA_PASSWORD`, then a licence key in `RQDATAC_API_KEY`. Empty counts as not set.
 *
 * @throws config.invalid when one is set but cannot be used; the sentence never repeats a secret.
 */
export function rqdataSettings(env: Environment): RqdataSettings {
  const baseUrl = setting(env, 'RQDATAC_BASE_URL');
  return {
    baseUrl: checkBaseUrl(baseUrl ?? RQDATA_BASE_URL),
    baseUrlOrigin: baseUrl === null ? 'default' : 'RQDATAC_BASE_URL',
    credentials: fromConf(env) ?? fromPair(env) ?? fromKey(env),
  };
}

/** @throws source.auth when no credentials are set, with the ways to set them. */
export function requireCredentials(settings: RqdataSettings): RqdataCredentials {
  if (settings.credentials !== null) return settings.credentials;
  throw new TapelineError('source.auth', {
    facts: {
      source: 'rqdata',
      detail: 'no credentials are set',
      wayOut: 'Set RQDATA_USERNAME and RQDATA_PASSWORD, or RQDATAC_CONF, or a licence key in RQDATAC_API_KEY.',
    },
  });
}

/** @throws config.invalid unless it is a plain http(s) address without user part, query or fragment. */
export function checkBaseUrl(text: string): string {
  const url = URL.parse(text.trim());
  const isPlain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url !== null && isPlain && /^https?:$/.test(url.protocol))
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  throw unusable('RQDATAC_BASE_URL', 'it is not a plain http or https address', `Write it like ${RQDATA_BASE_URL}.`);
}

function fromConf(env: Environment): RqdataCredentials | null {
  for (const origin of ['RQDATAC_CONF', 'RQDATAC2_CONF']) {
    const conf = setting(env, origin);
    if (conf === null) continue;
    // Licence keys hold "/", "+" and "=", so the password is all between the first ":" and the last "@".
    const match = /^[a-z][a-z0-9+.-]*:\/\/([^:@/]+):(.+)@[^@/\s]+\/?$/i.exec(conf);
    if (match === null) throw unusable(origin, 'it has another form', 'Write it like tcp://user:password@host:port.');
    return credentials(decoded(match[1]!), decoded(match[2]!), origin);
  }
  return null;
}

function fromPair(env: Environment): RqdataCredentials | null {
  const [username, password] = [setting(env, 'RQDATA_USERNAME'), setting(env, 'RQDATA_PASSWORD')];
  if (username !== null && password !== null) return credentials(username, password, 'RQDATA_USERNAME');
  if (username === null && password === null) return null;
  const [has, lacks] = username === null ? ['PASSWORD', 'USERNAME'] : ['USERNAME', 'PASSWORD'];
  throw unusable(`RQDATA_${lacks}`, `it is not set, but RQDATA_${has} is`, 'Set both or neither.');
}

/** A licence key is the password of a user named "license". */
function fromKey(env: Environment): RqdataCredentials | null {
  const key = setting(env, 'RQDATAC_API_KEY');
  return key === null ? null : credentials('license', key, 'RQDATAC_API_KEY');
}

function credentials(username: string, password: string, origin: string): RqdataCredentials {
  return { username, password: () => password, origin };
}

function setting(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unusable(name: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('config.invalid', {
    facts: { where: `Environment variable ${name}`, problems: [problem], wayOut },
  });
}
