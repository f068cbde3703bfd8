import type { Calendar } from '../../calendar/index.ts';
import { days, type Frame, NO_INT, text, textColumn } from '../../core/frame.ts';
import { dayOfSession, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { type FundClass, RHYTHMS } from '../fund-class.ts';
import type { Draft } from '../lake/draft.ts';
import { WHOLE } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, writePartition } from '../lake/upsert.ts';
import { rowOrder, sortRows } from '../rows.ts';
import { FUND_ASSETS } from './fund-assets.ts';

/** `late`: behind what its class has by now; `stale`: far behind; `never`: no value yet; `no_rhythm`: nobody can say. */
export type NavState = 'current' | 'late' | 'stale' | 'never' | 'no_rhythm';

export type NavStatus = {
  readonly instrument: string;
  readonly fundClass: FundClass;
  readonly last: SessionDay | null;
  readonly expected: SessionDay | null;
  readonly state: NavState;
  /** Sessions from the last value to the expected one. */
  readonly behind: number;
  /** Sessions without a value between the first and the last one, as far back as was looked. */
  readonly missing: number;
};

/** A fund this far behind is not late: it has stopped, was wound up, or its source lost it. */
const STALE_SESSIONS = 10;

export type StatusQuestion = {
  readonly calendar: Calendar;
  readonly classes: ReadonlyMap<string, FundClass>;
  /** The last session of which ordinary funds have published. */
  readonly session: SessionDay;
  /** Last date of each fund, however old. */
  readonly last: ReadonlyMap<string, SessionDay>;
  /** Values of the latest sessions, from `from` on. */
  readonly recent: Frame;
  readonly from: SessionDay;
};

/**
 * How far each fund is, measured in sessions against what funds of its class have published by now: a QDII fund that is
 * two sessions behind is on time.
 */
export function navStatus(question: StatusQuestion): readonly NavStatus[] {
  const { calendar, classes, session, last } = question;
  const expectedOf = new Map<FundClass, SessionDay | null>();
  const missing = missingByFund(question);
  return [...classes].map(([instrument, fundClass]) => {
    if (!expectedOf.has(fundClass)) expectedOf.set(fundClass, expectedDay(calendar, fundClass, session));
    const [own, expected] = [last.get(instrument) ?? null, expectedOf.get(fundClass)!];
    const behind = own === null || expected === null ? 0 : sessionsBetween(calendar, own, expected);
    const state = stateOf(own, expected, behind);
    return { instrument, fundClass, last: own, expected, state, behind, missing: missing.get(instrument) ?? 0 };
  });
}

function stateOf(own: SessionDay | null, expected: SessionDay | null, behind: number): NavState {
  if (own === null) return 'never';
  if (expected === null) return 'no_rhythm';
  if (behind === 0) return 'current';
  return behind > STALE_SESSIONS ? 'stale' : 'late';
}

/** The newest date that funds of a class have published when ordinary ones have published a session. */
export function expectedDay(calendar: Calendar, fundClass: FundClass, session: SessionDay): SessionDay | null {
  const { lagSessions } = RHYTHMS[fundClass];
  if (lagSessions === null) return null;
  return lagSessions === 0 ? session : dayOfSession(calendar.previous(sessionOfDay(session), lagSessions));
}

function sessionsBetween(calendar: Calendar, from: SessionDay, to: SessionDay): number {
  return from >= to ? 0 : calendar.sessionDays(sessionOfDay(from + 1), sessionOfDay(to)).length;
}

function missingByFund({ recent, calendar, session, from }: StatusQuestion): ReadonlyMap<string, number> {
  const sessions = calendar.sessionDays(sessionOfDay(from), sessionOfDay(session));
  const { codes, dictionary } = text(recent, 'instrument');
  const day = days(recent, 'nav_date');
  const order = rowOrder(recent, ['instrument', 'nav_date']);
  const missing = new Map<string, number>();
  for (let first = 0; first < order.length; ) {
    const code = codes[order[first]!]!;
    let end = first + 1;
    while (end < order.length && codes[order[end]!] === code) end += 1;
    const own = new Set(order.subarray(first, end).map((row) => day[row]!));
    const [begin, finish] = [day[order[first]!]!, day[order[end - 1]!]!];
    missing.set(dictionary[code]!, sessions.filter((each) => each > begin && each < finish && !own.has(each)).length);
    first = end;
  }
  return missing;
}

/** @writes fund_nav_status, the whole of it */
export async function storeStatus(
  draft: Draft,
  status: readonly NavStatus[],
  atMs: number,
  author: Authorship,
): Promise<void> {
  const asset = FUND_ASSETS.fund_nav_status;
  const day = (pick: (each: NavStatus) => number | null) =>
    ({ type: 'day', values: Int32Array.from(status, (each) => pick(each) ?? NO_INT) }) as const;
  const int = (pick: (each: NavStatus) => number) => ({ type: 'int', values: Int32Array.from(status, pick) }) as const;
  const columns = {
    instrument: textColumn(status.map(({ instrument }) => instrument)),
    fund_class: textColumn(status.map(({ fundClass }) => fundClass)),
    last_nav_date: day(({ last }) => last),
    expected_nav_date: day(({ expected }) => expected),
    state: textColumn(status.map(({ state }) => state)),
    sessions_behind: int(({ behind }) => behind),
    sessions_missing: int(({ missing }) => missing),
    checked_at: { type: 'instant', values: new Float64Array(status.length).fill(atMs) } as const,
  };
  const rows = sortRows({ rows: status.length, columns }, asset.key);
  await writePartition(draft, { asset, partition: WHOLE, rows, provenance: provenanceOf(asset.name, author) });
}
