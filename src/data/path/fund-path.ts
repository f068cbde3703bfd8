import type { Calendar } from '../../calendar/index.ts';
import { dayOfSession, type Session, type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import type { Authorship } from '../lake/upsert.ts';
import { keepRaw } from '../raw/keep.ts';
import type { RawStore } from '../raw/raw-store.ts';
import type { FundRequest, FundSource } from '../source/funds.ts';
import type { Strictness } from '../validated/validate-bars.ts';
import type { Page } from '../validated/validated.ts';

/** What one step has in hand to move fund data along. */
export type FundPath = {
  readonly source: FundSource;
  readonly rawStore: RawStore;
  readonly draft: Draft;
  readonly calendar: Calendar;
  readonly asOfMs: number;
  readonly nowMs: () => number;
  readonly author: Authorship;
  readonly strictness: Strictness;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, what: string) => void;
};

/** The exchange's date at the as-of. */
export function today({ calendar, asOfMs }: Pick<FundPath, 'calendar' | 'asOfMs'>): SessionDay {
  return dayOfSession(calendar.sessionOn(asOfMs));
}

export type Asking = {
  readonly kind: FundRequest['kind'];
  readonly instruments?: readonly string[];
  readonly from?: SessionDay | null;
};

/** Asks the source, keeps every body as it came, and only then looks inside. @writes the raw store @throws source.* */
export async function receiveFunds(path: FundPath, { kind, instruments = [], from = null }: Asking): Promise<Page[]> {
  const asOf: Session = sessionOfDay(today(path));
  const request: FundRequest = { kind, instruments, from: from === null ? null : sessionOfDay(from), to: null, asOf };
  const pages: Page[] = [];
  for await (const body of path.source.fetch(request, path.signal)) {
    path.signal.throwIfAborted();
    const raw = await keepRaw(path.rawStore, body);
    pages.push({ raw: { about: raw.about, address: raw.address }, parsed: path.source.parse(raw) });
  }
  return pages;
}
