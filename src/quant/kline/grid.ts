import { inputError, parameterError } from '../indicators/kernel/options.ts';

/** One session of a venue as instants: its parts with the breaks between them. A caller takes them from a calendar. */
export type SessionWindow = {
  /** Its exchange date, `YYYY-MM-DD`: a night session bears the date it counts for. */
  readonly session: string;
  readonly parts: readonly { readonly beginMs: number; readonly endMs: number }[];
  /** Trades from here on count for the first bar: the opening auction. Its begin unless given. */
  readonly acceptFromMs?: number;
  /** Trades up to here count for the last bar: the closing auction and what is printed late. Its end unless given. */
  readonly acceptUntilMs?: number;
};

/** The hours of a session, as a calendar of `tapeline/calendar` states them. */
export type HoursOfSession = {
  readonly openMs: number;
  readonly breakStartMs: number | null;
  readonly breakEndMs: number | null;
  readonly closeMs: number;
};

/**
 * A session's window from its hours; `acceptBeforeMs` and `acceptAfterMs` are how long before the open and after the close
 * trades still count: 15 minutes and some seconds where there are auctions.
 */
export function sessionWindow(
  session: string,
  hours: HoursOfSession,
  accept: { readonly acceptBeforeMs?: number; readonly acceptAfterMs?: number } = {},
): SessionWindow {
  const { openMs, breakStartMs, breakEndMs, closeMs } = hours;
  const hasBreak = breakStartMs !== null && breakEndMs !== null;
  const parts = hasBreak
    ? [
        { beginMs: openMs, endMs: breakStartMs },
        { beginMs: breakEndMs, endMs: closeMs },
      ]
    : [{ beginMs: openMs, endMs: closeMs }];
  const acceptFromMs = openMs - (accept.acceptBeforeMs ?? 0);
  return { session, parts, acceptFromMs, acceptUntilMs: closeMs + (accept.acceptAfterMs ?? 0) };
}

/**
 * Which bars there are. `utc`: equal steps of the epoch, `offsetMs` apart from it (a week begins on Monday at 4 days).
 * `sessions`: steps of trading time, breaks left out, anew in each session; `intervalMs` absent makes one bar a session.
 */
export type KlineGrid =
  | { readonly kind: 'utc'; readonly intervalMs: number; readonly offsetMs?: number }
  | { readonly kind: 'sessions'; readonly sessions: readonly SessionWindow[]; readonly intervalMs?: number };

/** A bar's place in time; `session` is '' on a grid without sessions. `lastMs` is the last instant a trade counts for it. */
export type Bucket = {
  readonly beginMs: number;
  readonly endMs: number;
  readonly lastMs: number;
  readonly session: string;
};

/** The bucket of a trade (`begin <= t < end`), or null outside all of them. */
export type FindBucket = (atMs: number) => Bucket | null;

/** @throws quant.parameter when the interval is none, quant.input when the sessions are not ascending */
export function bucketFinder(grid: KlineGrid): FindBucket {
  if (grid.intervalMs !== undefined && !(Number.isInteger(grid.intervalMs) && grid.intervalMs > 0)) {
    throw parameterError('klines', 'intervalMs', String(grid.intervalMs), 'Give whole milliseconds above 0.');
  }
  if (grid.kind === 'utc') return utcFinder(grid.intervalMs, grid.offsetMs ?? 0);
  checkSessions(grid.sessions);
  return sessionFinder(grid.sessions, grid.intervalMs);
}

function utcFinder(intervalMs: number, offsetMs: number): FindBucket {
  return (atMs) => {
    const beginMs = Math.floor((atMs - offsetMs) / intervalMs) * intervalMs + offsetMs;
    const endMs = beginMs + intervalMs;
    return { beginMs, endMs, lastMs: endMs - 1, session: '' };
  };
}

/** The session is found by bisection and remembered, its buckets are made when it is entered. */
function sessionFinder(sessions: readonly SessionWindow[], intervalMs: number | undefined): FindBucket {
  let place = -1;
  let buckets: readonly Bucket[] = [];
  return (atMs) => {
    const found = sessionAt(sessions, atMs);
    if (found === -1) return null;
    if (found !== place) buckets = bucketsOf(sessions[found]!, intervalMs);
    place = found;
    return bucketAt(buckets, atMs);
  };
}

function sessionAt(sessions: readonly SessionWindow[], atMs: number): number {
  let low = 0;
  let high = sessions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (acceptFrom(sessions[middle]!) <= atMs) low = middle;
    else high = middle - 1;
  }
  const session = sessions[low];
  return session !== undefined && atMs >= acceptFrom(session) && atMs <= acceptUntil(session) ? low : -1;
}

/** The last one that has begun; what comes before the first one is the auction's. A break belongs to none. */
function bucketAt(buckets: readonly Bucket[], atMs: number): Bucket | null {
  let found = buckets[0]!;
  for (const bucket of buckets) if (bucket.beginMs <= atMs) found = bucket;
  return atMs <= found.lastMs ? found : null;
}

/** A session's buckets: trading time in equal steps. */
export function bucketsOf(window: SessionWindow, intervalMs: number | undefined): readonly Bucket[] {
  const { parts, session } = window;
  const total = parts.reduce((sum, part) => sum + part.endMs - part.beginMs, 0);
  const step = intervalMs ?? total;
  const buckets: Bucket[] = [];
  for (let traded = 0; traded < total; traded += step) {
    const endMs = instantAfter(parts, Math.min(traded + step, total), 'end');
    const isLast = traded + step >= total;
    // A print at the very end of a part is that part's: 11:30:00 and 15:00:00.
    const lastMs = isLast ? acceptUntil(window) : parts.some((part) => part.endMs === endMs) ? endMs : endMs - 1;
    buckets.push({ beginMs: instantAfter(parts, traded, 'begin'), endMs, lastMs, session });
  }
  return buckets;
}

/** When so much trading time has passed; at a break, before it for an end and after it for a begin. */
function instantAfter(parts: SessionWindow['parts'], tradedMs: number, side: 'begin' | 'end'): number {
  let rest = tradedMs;
  for (const { beginMs, endMs } of parts) {
    const length = endMs - beginMs;
    if (rest < length || (rest === length && side === 'end')) return beginMs + rest;
    rest -= length;
  }
  return parts[parts.length - 1]!.endMs;
}

function acceptFrom(window: SessionWindow): number {
  return window.acceptFromMs ?? window.parts[0]!.beginMs;
}

function acceptUntil(window: SessionWindow): number {
  return window.acceptUntilMs ?? window.parts[window.parts.length - 1]!.endMs;
}

function checkSessions(sessions: readonly SessionWindow[]): void {
  let before = Number.NEGATIVE_INFINITY;
  for (const window of sessions) {
    if (window.parts.length === 0) throw sessionError(window, 'no parts', 'Give at least one part of trading.');
    for (const { beginMs, endMs } of window.parts) {
      if (!(beginMs >= before && endMs > beginMs)) {
        throw sessionError(
          window,
          `a part from ${beginMs} to ${endMs}`,
          'Parts and sessions ascend and do not overlap.',
        );
      }
      before = endMs;
    }
  }
}

function sessionError(window: SessionWindow, got: string, wayOut: string): Error {
  return inputError('klines', 'sessions', `${got} in ${window.session}`, wayOut);
}
