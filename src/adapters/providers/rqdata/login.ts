/** The account's token. A new one ends the one before it, so all users of an account share this value. */
export type TokenHolder = {
  /** The current token; gets one when there is none. */
  readonly token: (signal: AbortSignal) => Promise<HeldToken>;
  /** Another token than the one that was just refused. */
  readonly renew: (refused: string, signal: AbortSignal) => Promise<HeldToken>;
};

export type HeldToken = {
  readonly text: string;
  /** A login that this caller waited for gave it: when it is refused, another login will not help. */
  readonly isFresh: boolean;
};

export type LogIn = (signal: AbortSignal) => Promise<string>;

/** Gets a token that was never refused, or a fresh one. */
export type ObtainToken = (refused: ReadonlySet<string>, signal: AbortSignal) => Promise<HeldToken>;

/** Tokens are opaque; this only tells one from an error page or a sentence. */
export function isToken(text: string): boolean {
  return TOKEN.test(text) && !text.startsWith('<');
}

export const TOKEN_CHARACTERS_MAX = 8192;
const TOKEN = new RegExp(`^[\\x21-\\x7e]{1,${TOKEN_CHARACTERS_MAX}}$`);

/** For a process that shares its token with no other. */
export function lonelyLogin(logIn: LogIn): ObtainToken {
  return async (_refused, signal) => ({ text: await logIn(signal), isFresh: true });
}

/**
 * One `obtain` at a time, whoever asks: a caller that gives up leaves it to the others. It is told to stop only by
 * `closing`. A token that was refused once never comes back.
 */
export function createTokenHolder(obtain: ObtainToken, closing: AbortSignal): TokenHolder {
  const refused = new Set<string>();
  let current: string | null = null;
  let pending: Promise<HeldToken> | null = null;

  async function obtainOnce(): Promise<HeldToken> {
    try {
      const held = await obtain(refused, closing);
      current = held.text;
      return held;
    } finally {
      pending = null;
    }
  }

  function currentOrNew(signal: AbortSignal): Promise<HeldToken> {
    if (current !== null && pending === null) return Promise.resolve({ text: current, isFresh: false });
    pending ??= obtainOnce();
    return unlessAborted(pending, signal);
  }

  return {
    token: currentOrNew,
    renew(token, signal) {
      refused.add(token);
      if (current === token) current = null;
      return currentOrNew(signal);
    },
  };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
