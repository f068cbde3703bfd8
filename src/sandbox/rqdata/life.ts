import { dayOfSession, type SessionDay, toSession } from '../../core/time.ts';
import type { Board } from './price-limits.ts';
import { type RandomStream, randomStream } from './random.ts';

/** Session indexes `begin <= index < end`. */
export type Span = { readonly begin: number; readonly end: number };

/** What happens to a listing, in session indexes of the market. Nothing in it depends on where the market ends. */
export type Life = {
  readonly listedDay: SessionDay;
  /** First session; 0 for a stock that was listed before the market begins; may lie beyond the market's end. */
  readonly begin: number;
  readonly isListedBefore: boolean;
  /** The first session on which it is no longer listed; may lie beyond the market's end. */
  readonly end: number;
  readonly stSpans: readonly Span[];
  readonly suspensions: readonly Span[];
};

/** Bits of a session's flags. */
export const SUSPENDED = 1;
export const ST = 2;

export type LifeQuestion = {
  readonly seed: number;
  readonly orderBookId: string;
  readonly board: Board;
  /** The market's sessions. */
  readonly days: Int32Array;
  /** The nearest session on or after a date: for listings before the market begins. */
  readonly sessionFrom: (day: SessionDay) => SessionDay;
};

const day = (text: string): SessionDay => dayOfSession(toSession(text));

const BOARD_OPENS: Readonly<Record<Board, SessionDay>> = {
  MainBoard: day('1993-01-04'),
  GEM: day('2009-10-30'),
  KSH: day('2019-07-22'),
};

const NEW_LISTING_SHARE = 0.12;
/** A stock listed before the market begins is past its first sessions by then. */
const SETTLED_DAYS = 45;
/** Until then a listing has neither suspensions nor an ST flag. */
const QUIET_SESSIONS = 30;
/** Where simulated events stop: far beyond the longest market (64 years). */
const SESSIONS_MAX = 16_000;

export function simulateLife(question: LifeQuestion): Life {
  const random = randomStream(question.seed, 'life', question.orderBookId);
  const listing = simulateListing(random, question);
  const calmUntil = listing.isListedBefore ? 0 : listing.begin + QUIET_SESSIONS;
  const distress = simulateDistress(random, calmUntil, listing.isListedBefore);
  const merged = calmUntil + 500 + Math.floor(22_000 * random.exponential());
  const end = Math.min(distress.end, merged);
  const changes = distress.spans.flatMap((span) => [span.begin, span.end]).filter((index) => index > calmUntil);
  const halts = simulateHalts(random, calmUntil);
  const last: Span = { begin: end - 5 - random.below(10), end };
  const suspensions = [...halts, ...changes.map((index) => ({ begin: index - 1, end: index })), last];
  return { ...listing, end, stSpans: within(distress.spans, end), suspensions: within(suspensions, end) };
}

type Listing = Pick<Life, 'listedDay' | 'begin' | 'isListedBefore'>;

function simulateListing(random: RandomStream, { board, days, sessionFrom }: LifeQuestion): Listing {
  const opens = BOARD_OPENS[board];
  const first = days[0]!;
  const isNew = random.next() < NEW_LISTING_SHARE;
  const spread = random.next();
  const delay = 1 + Math.floor(400 * random.exponential());
  const latest = first - SETTLED_DAYS;
  if (!isNew && opens < latest) {
    const listedDay = sessionFrom(opens + Math.floor(spread * (latest - opens)));
    return { listedDay, begin: 0, isListedBefore: true };
  }
  const opened = days.findIndex((session) => session >= opens);
  const begin = opened < 0 ? SESSIONS_MAX : opened + (isNew ? delay : Math.floor(delay / 4));
  return { listedDay: days[begin] ?? Number.POSITIVE_INFINITY, begin, isListedBefore: false };
}

/** ST periods; some of them end with the listing. */
function simulateDistress(random: RandomStream, calmUntil: number, mayBegin: boolean): { spans: Span[]; end: number } {
  const spans: Span[] = [];
  let begin = mayBegin && random.next() < 0.04 ? 0 : calmUntil + 60 + Math.floor(9_000 * random.exponential());
  while (begin < SESSIONS_MAX) {
    const end = begin + 40 + Math.floor(340 * random.exponential());
    spans.push({ begin, end });
    if (random.next() < 0.35) return { spans, end };
    begin = end + 60 + Math.floor(9_000 * random.exponential());
  }
  return { spans, end: SESSIONS_MAX };
}

/** Suspensions: mostly days, sometimes months. */
function simulateHalts(random: RandomStream, calmUntil: number): Span[] {
  const spans: Span[] = [];
  let begin = calmUntil + 1 + Math.floor(450 * random.exponential());
  while (begin < SESSIONS_MAX) {
    const isLong = random.next() < 0.06;
    const length = isLong ? 20 + Math.floor(40 * random.exponential()) : 1 + Math.floor(4 * random.exponential());
    spans.push({ begin, end: begin + length });
    begin += length + 5 + Math.floor(450 * random.exponential());
  }
  return spans;
}

function within(spans: readonly Span[], end: number): readonly Span[] {
  return spans.filter((span) => span.begin < end).map((span) => ({ ...span, end: Math.min(span.end, end) }));
}
