import { dayOfSession, type SessionDay, toSession } from '../../core/time.ts';

/** RQData's `board_type`: main boards of both exchanges, ChiNext (GEM), STAR (KSH). */
export type Board = 'MainBoard' | 'GEM' | 'KSH';

/** How far a price may move within one session, in percent of the reference price. */
export type LimitRule = { readonly upPct: number; readonly downPct: number };

export type LimitQuestion = {
  readonly board: Board;
  readonly isSt: boolean;
  readonly day: SessionDay;
  readonly listedDay: SessionDay;
  /** 0 on the first session. */
  readonly sessionsListed: number;
};

const day = (text: string): SessionDay => dayOfSession(toSession(text));

/** A stock of the board that is listed from then on has no limit on its first five sessions. */
const FREE_START: Readonly<Record<Board, SessionDay>> = {
  MainBoard: day('2023-04-10'),
  GEM: day('2020-08-24'),
  KSH: day('2019-07-22'),
};
const FREE_SESSIONS = 5;
const GEM_WIDE_FROM = day('2020-08-24');
const ST_WIDE_FROM = day('2026-07-06');

const FIVE: LimitRule = { upPct: 5, downPct: 5 };
const TEN: LimitRule = { upPct: 10, downPct: 10 };
const TWENTY: LimitRule = { upPct: 20, downPct: 20 };
/** The first session of an approval-era listing, against the issue price. */
const FIRST_SESSION: LimitRule = { upPct: 44, downPct: 36 };

/** The rule in force on a date; `null` when the price may move freely. */
export function limitRule({ board, isSt, day, listedDay, sessionsListed }: LimitQuestion): LimitRule | null {
  if (sessionsListed < FREE_SESSIONS) {
    if (listedDay >= FREE_START[board]) return null;
    if (sessionsListed === 0) return FIRST_SESSION;
  }
  if (board === 'KSH') return TWENTY;
  if (board === 'GEM') return day >= GEM_WIDE_FROM ? TWENTY : TEN;
  return isSt && day < ST_WIDE_FROM ? FIVE : TEN;
}

/**
 * The highest price of a session: half-up to a cent, and at least one cent above the reference.
 *
 * in   referenceCents  the ex-right reference price, cents
 */
export function limitUpCents(referenceCents: number, rule: LimitRule): number {
  return Math.max(referenceCents + 1, Math.floor((referenceCents * (100 + rule.upPct) + 50) / 100));
}

/** The lowest price of a session: half-up to a cent, at least one cent below the reference and never under one cent. */
export function limitDownCents(referenceCents: number, rule: LimitRule): number {
  const rounded = Math.floor((referenceCents * (100 - rule.downPct) + 50) / 100);
  return Math.max(1, Math.min(referenceCents - 1, rounded));
}
