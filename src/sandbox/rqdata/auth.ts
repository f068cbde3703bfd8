import { DAY_MS, type Session, sessionOfDay } from '../../core/time.ts';
import { randomStream } from './random.ts';

export type AccountOptions = {
  readonly user: string;
  readonly password: string;
  /** Accepted as the password of the user `license`. */
  readonly licenceKey: string;
  /** Bytes a day; 0 = no limit. */
  readonly quotaBytes: number;
  readonly seed: number;
  readonly nowMs: () => number;
};

/** The one account of the sandbox: its only valid token, and what it has used today. */
export type Account = {
  /** A fresh token, which revokes the one before; null when the credentials are wrong. */
  readonly logIn: (user: unknown, password: unknown) => string | null;
  readonly accepts: (token: string | undefined) => boolean;
  /** Makes the current token worthless, as the vendor's midnight does. */
  readonly revoke: () => void;
  readonly spend: (bytes: number) => void;
  readonly quota: () => { readonly bytesUsed: number; readonly bytesLimit: number };
  readonly isExhausted: () => boolean;
};

const TOKEN_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const TOKEN_LENGTH = 43;

export function createAccount(options: AccountOptions): Account {
  const random = randomStream(options.seed, 'tokens');
  const today = (): Session => shanghaiDate(options.nowMs());
  let current: { readonly token: string; readonly date: Session } | null = null;
  let used = { date: today(), bytes: 0 };
  const usedToday = (): { date: Session; bytes: number } => {
    if (used.date !== today()) used = { date: today(), bytes: 0 };
    return used;
  };
  return {
    logIn: (user, password) => {
      if (!isKnown(options, user, password)) return null;
      const token = Array.from({ length: TOKEN_LENGTH }, () => TOKEN_CHARS[random.below(64)]).join('');
      current = { token, date: today() };
      return token;
    },
    accepts: (token) => current !== null && token === current.token && current.date === today(),
    revoke: () => {
      current = null;
    },
    spend: (bytes) => {
      usedToday().bytes += bytes;
    },
    quota: () => ({ bytesUsed: usedToday().bytes, bytesLimit: options.quotaBytes }),
    isExhausted: () => options.quotaBytes > 0 && usedToday().bytes >= options.quotaBytes,
  };
}

function isKnown(options: AccountOptions, user: unknown, password: unknown): boolean {
  if (user === 'license') return password === options.licenceKey;
  return user === options.user && password === options.password;
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** The date in Shanghai, which has had no daylight saving since 1991. */
export function shanghaiDate(atMs: number): Session {
  return sessionOfDay(Math.floor((atMs + SHANGHAI_OFFSET_MS) / DAY_MS));
}

/** Hours and minutes after midnight in Shanghai, in milliseconds. */
export function shanghaiTimeMs(atMs: number): number {
  return (((atMs + SHANGHAI_OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS;
}
