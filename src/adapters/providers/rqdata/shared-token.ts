import { createHash, scrypt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../../../control/definition/log.ts';
import type { Clock } from '../../../core/clock.ts';
import { failingWith } from '../../files/atomic-write.ts';
import { readSmallText, removeOutdated, writePrivateText } from '../../files/private-file.ts';
import { type EngineLock as ProcessLock, takeEngineLock as takeProcessLock } from '../../sqlite/engine-lock.ts';
import type { RqdataCredentials } from './credentials.ts';
import { isToken, type LogIn, type ObtainToken, TOKEN_CHARACTERS_MAX } from './login.ts';

export type SharedTokenOptions = {
  /** Of this user's own; made when it is missing. */
  readonly folder: string;
  readonly baseUrl: string;
  readonly credentials: RqdataCredentials;
  readonly logIn: LogIn;
  readonly log: Pick<Log, 'warn'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** How long another process's login is waited for. */
  readonly waitMaxMs?: number;
};

/**
 * One token of an account for all processes, in a file of the folder. Who has no token, or a refused one, takes what
 * another process has written meanwhile; when there is nothing new, one of them logs in and the others wait for it.
 *
 * They take turns by a lock of the operating system rather than a lock file with an owner and an age: it ends with its
 * process, however that ends, so nobody has to guess whether the owner still lives. A folder that cannot be written to
 * costs the sharing only, and is told once.
 */
export function shareToken(options: SharedTokenOptions): ObtainToken {
  let name: Promise<string> | null = null;
  const tellOnce = warnOnce(options);
  return async (refused, signal) => {
    name ??= tokenFileName(options);
    const path = join(options.folder, await name);
    const early = await readToken(path, refused);
    if (early !== null) return { text: early, isFresh: false };
    using _turn = await takeTurn(options, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      return tellOnce(error);
    });
    const late = await readToken(path, refused);
    if (late !== null) return { text: late, isFresh: false };
    const text = await options.logIn(signal);
    await keepToken(options.folder, path, text).catch(tellOnce);
    return { text, isFresh: true };
  };
}

type Account = Pick<SharedTokenOptions, 'baseUrl' | 'credentials'>;

const derivedKey = promisify<string, string, number, Buffer>(scrypt);

/**
 * Another password is another file, so that a wrong one is refused by the vendor and not served by the token of the
 * right one, and two licence keys, which share a user name, do not share a token. The name tells neither: the password
 * enters it through a slow hash.
 */
async function tokenFileName({ baseUrl, credentials }: Account): Promise<string> {
  const account = JSON.stringify([baseUrl, credentials.username]);
  const proof = await derivedKey(credentials.password(), account, 32);
  const digest = createHash('sha256').update(account).update(proof).digest('hex');
  return `rqdata-${digest.slice(0, 32)}.token`;
}

/** What stands in the file, unless it is no token or was refused. */
async function readToken(path: string, refused: ReadonlySet<string>): Promise<string | null> {
  const text = (await readSmallText(path, TOKEN_CHARACTERS_MAX + 1))?.trimEnd() ?? '';
  return isToken(text) && !refused.has(text) ? text : null;
}

const LOCK_NAME = 'rqdata-login.lock';
/** Longer than a login may be silent: only a process that was stopped in it is given up. */
const WAIT_MAX_MS = 90_000;

/** Null when it did not come in time: then two logins are better than none. */
async function takeTurn(options: SharedTokenOptions, signal: AbortSignal): Promise<ProcessLock | null> {
  const { folder, clock, waitMaxMs = WAIT_MAX_MS } = options;
  await failingWith('create the folder', folder, () => mkdir(folder, { recursive: true }));
  const untilMs = clock.monotonicMs() + waitMaxMs;
  for (;;) {
    signal.throwIfAborted();
    const lock = await takeProcessLock(join(folder, LOCK_NAME));
    if (lock !== null || clock.monotonicMs() >= untilMs) return lock;
  }
}

/** Tokens live for a day; older files are of accounts and addresses that are no longer used. */
const OUTDATED = { pattern: /^\.?rqdata-[0-9a-f]{32}\.token\b/, ageMaxMs: 48 * 3_600_000 };

async function keepToken(folder: string, path: string, token: string): Promise<void> {
  await failingWith('write', path, () => writePrivateText(path, `${token}\n`));
  await removeOutdated(folder, { ...OUTDATED, newest: path });
}

function warnOnce({ folder, log }: SharedTokenOptions): (cause: unknown) => null {
  let isTold = false;
  return (cause) => {
    if (!isTold) log.warn('The RQData token is not shared with other processes of this account', { folder, cause });
    isTold = true;
    return null;
  };
}
