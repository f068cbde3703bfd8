import type { Calendar } from '../../calendar/index.ts';
import { dayOfSession, type Session, type SessionDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import type { Authorship } from '../lake/upsert.ts';
import type { RawStore } from '../raw/raw-store.ts';
import type { MarketSource } from '../source/source.ts';
import type { Strictness } from '../validated/validate-bars.ts';

/** What one step has in hand to move data along: where from, where to, as of when, and who says so. */
export type DataPath = {
  readonly source: MarketSource;
  /** The source counts what it gives. */
  readonly isMetered: boolean;
  readonly rawStore: RawStore;
  readonly draft: Draft;
  /** The exchange's calendar of the source's instruments. */
  readonly calendar: Calendar;
  readonly asOfMs: number;
  readonly nowMs: () => number;
  readonly author: Authorship;
  readonly strictness: Strictness;
  /** Instruments per request; 0 leaves it to the source. */
  readonly batchSize: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, what: string) => void;
};

/** The exchange's date at the as-of: nothing announced after it may be used. */
export function asOfSession({ calendar, asOfMs }: DataPath): Session {
  return calendar.sessionOn(asOfMs);
}

export function asOfDay(path: DataPath): SessionDay {
  return dayOfSession(asOfSession(path));
}
