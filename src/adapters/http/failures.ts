import { TapelineError } from '../../core/errors.ts';

/** A phase of an exchange that took too long. */
export class PhaseTimeout extends Error {
  readonly phase: string;

  constructor(phase: string, timeoutMs: number) {
    super(`${phase} did not come within ${timeoutMs} ms`);
    this.phase = phase;
  }
}

/** More bytes than the cap allows. */
export class TooLarge extends Error {
  constructor(bytesMax: number) {
    super(`more than ${bytesMax} bytes`);
  }
}

/** Nobody answered: a wrong address, no network, or a certificate that does not fit. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
]);

/** Somebody answered whom we must not talk to: retrying changes nothing. */
const REFUSED = /^(REDIRECT|EPROTO|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

/** What went wrong on the wire, as an error of the source that was asked. */
export function toSourceError(error: unknown, { source, url }: { source: string; url: string }): TapelineError {
  const where = addressOf(url);
  const detail = detailOf(error);
  const code = (error as { code?: unknown })?.code;
  if (error instanceof TooLarge) {
    return new TapelineError('source.malformed', { facts: { source, what: where, got: detail } });
  }
  if (typeof code === 'string' && REFUSED.test(code)) {
    return new TapelineError('source.unreachable', { facts: { source, url: where, detail }, cause: error });
  }
  const isUnreachable =
    UNREACHABLE.has(String(code)) || (error instanceof PhaseTimeout && error.phase === 'the connection');
  return isUnreachable
    ? new TapelineError('source.unreachable', { facts: { source, url: where, detail }, retry: 'later', cause: error })
    : new TapelineError('source.transient', { facts: { source, detail }, retry: 'later', cause: error });
}

/** Without query and user part: those may hold secrets. */
function addressOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'an unreadable address' : `${parsed.origin}${parsed.pathname}`;
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { code?: unknown }).code;
  const text = error.message === '' ? error.name : error.message;
  return typeof code === 'string' && code !== 'REDIRECT' && !text.includes(code) ? `${text} (${code})` : text;
}
