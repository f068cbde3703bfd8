import { TapelineError } from '../../core/errors.ts';

/** What a refusal means, whoever said it: the names of the `source.*` codes. */
export type RefusalKind = 'auth' | 'permission' | 'quota' | 'rate' | 'banned' | 'not_found' | 'transient' | 'malformed';

export type Refusal = {
  readonly kind: RefusalKind;
  readonly source: string;
  /** What was asked, in a few words. */
  readonly what: string;
  readonly status: number;
  /** The answer's own words, without secrets. */
  readonly excerpt: string;
  readonly retryAfterMs: number | null;
  /** For refused credentials: what to do about it. */
  readonly wayOut: string;
};

export function refusalError(refusal: Refusal): TapelineError {
  const { kind, source, what, status, excerpt, retryAfterMs, wayOut } = refusal;
  const detail = `HTTP ${status} to ${what}${excerpt === '' ? '' : `: "${excerpt}"`}`;
  const later = { retry: 'later' as const, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  switch (kind) {
    case 'auth':
      return new TapelineError('source.auth', { facts: { source, detail, wayOut } });
    case 'permission':
      return new TapelineError('source.permission', { facts: { source, detail } });
    case 'quota':
      return new TapelineError('source.quota', { facts: { source, detail } });
    case 'rate':
      return new TapelineError('source.rate_limited', { facts: { source, detail }, ...later });
    case 'banned':
      return new TapelineError('source.banned', { facts: { source, detail } });
    case 'not_found':
      return new TapelineError('source.not_found', { facts: { source, what } });
    case 'transient':
      return new TapelineError('source.transient', { facts: { source, detail }, ...later });
    case 'malformed':
      return new TapelineError('source.malformed', { facts: { source, what, got: detail } });
  }
}

/** What a status says by itself; null for one that is no refusal. Venues with words of their own look at those first. */
export function refusalOfStatus(status: number): RefusalKind | null {
  if (status >= 200 && status < 300) return null;
  if (status === 401) return 'auth';
  if (status === 403 || status === 451) return 'permission';
  if (status === 404) return 'not_found';
  if (status === 418) return 'banned';
  if (status === 429) return 'rate';
  return status >= 500 || status === 408 ? 'transient' : 'malformed';
}

const EXCERPT_CHARACTERS_MAX = 160;

/** Enough of an answer's words to know them again, on one line and without secrets. */
export function excerptOf(text: string, secrets: readonly string[] = []): string {
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((seen, secret) => seen.replaceAll(secret, '***'), text);
  return clean.replace(/\s+/g, ' ').trim().slice(0, EXCERPT_CHARACTERS_MAX);
}
