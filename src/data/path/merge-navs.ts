import { days, type Frame } from '../../core/frame.ts';
import { dayOfSession, type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { FundClass } from '../fund-class.ts';
import { type MergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { emptyFrame } from '../rows.ts';
import { FUND_ASSETS } from '../stored/fund-assets.ts';
import { keepRejections } from '../stored/keep-rejections.ts';
import { lastDays, readStaged, removeStaged } from '../stored/nav-staging.ts';
import { type NavState, type NavStatus, navStatus, type StatusQuestion, storeStatus } from '../stored/nav-status.ts';
import { readClasses, readPayouts } from '../stored/store-funds.ts';
import { storeNavs } from '../stored/store-navs.ts';
import { validateNavs } from '../validated/validate-navs.ts';
import type { Page } from '../validated/validated.ts';
import type { Verdict } from '../validated/verdict.ts';
import { lastStored } from './collect-navs.ts';
import { type FundPath, today } from './fund-path.ts';

export type MergeOptions = {
  /** Sessions back from the last one in which missing values are looked for. */
  readonly coverageSessions: number;
};

export type NavsMerged = {
  readonly rowsStaged: number;
  readonly counts: MergeCounts;
  readonly quarantined: number;
  readonly verdict: Verdict | null;
  readonly navDateFirst: SessionDay | null;
  readonly navDateLast: SessionDay | null;
  /** How many funds are in which state. */
  readonly states: Readonly<Partial<Record<NavState, number>>>;
  readonly missing: number;
};

type MergePath = Omit<FundPath, 'source' | 'rawStore' | 'onProgress'>;

/**
 * Validates what was collected and merges it, all in one step: what was merged leaves the staging table with the same
 * commit. A delivery that is blocked stays there, and nothing of it is merged.
 *
 * reads, writes  fund_nav_staging, fund_nav, fund_nav_superseded, fund_nav_status, quarantine
 */
export async function mergeNavs(path: MergePath, options: MergeOptions): Promise<NavsMerged> {
  const { draft, author, nowMs, calendar } = path;
  const classes = await readClasses(draft);
  const staged = await readStaged(draft);
  let [counts, quarantined]: [MergeCounts, number] = [NO_CHANGE, 0];
  let verdict: Verdict | null = null;
  let range: { first: SessionDay | null; last: SessionDay | null } = { first: null, last: null };
  const last = new Map(await lastStored(draft));
  if (staged.rows > 0) {
    const result = validateNavs(staged.pages, await contextOf(path, classes, staged.pages), path.strictness);
    verdict = result.verdict;
    quarantined = await keepRejections(draft, result.rejected, nowMs(), author);
    if (verdict.verdict !== 'blocked') {
      const stored = await storeNavs(draft, result.accepted, { calendar, classes, author });
      counts = stored.counts;
      range = { first: stored.sessionFirst, last: stored.sessionLast };
      removeStaged(draft, staged.files);
      for (const [fund, day] of lastDays(result.accepted.rows, 'nav_date'))
        last.set(fund, Math.max(day, last.get(fund) ?? day));
    }
  }
  const status = await statusOf(path, { classes, last }, options);
  await storeStatus(draft, status, nowMs(), author);
  return {
    rowsStaged: staged.rows,
    counts,
    quarantined,
    verdict,
    navDateFirst: range.first,
    navDateLast: range.last,
    states: countStates(status),
    missing: status.reduce((sum, { missing }) => sum + missing, 0),
  };
}

const NEIGHBOURS = { instrument: 'text', nav_date: 'day', unit_nav: 'double', accumulated_nav: 'double' } as const;
/** The longest time without a session, and then some. */
const NEIGHBOUR_DAYS = 20;

async function contextOf(path: MergePath, classes: ReadonlyMap<string, FundClass>, pages: readonly Page[]) {
  const { draft, calendar } = path;
  const bounds = boundsOf(pages.map(({ parsed }) => parsed.rows));
  const lastDay = today(path);
  const from = Math.max(dayOfSession(calendar.firstSession), bounds.first - NEIGHBOUR_DAYS);
  const sessions = calendar.sessionDays(sessionOfDay(from), sessionOfDay(Math.max(lastDay, from)));
  const isSession = new Set(sessions);
  const files = draft.files(FUND_ASSETS.fund_nav.name);
  const query = { columns: NEIGHBOURS, orderBy: [], days: { column: 'nav_date', from, to: lastDay } };
  return {
    classes,
    lastDay,
    stored: files.length === 0 ? emptyFrame(NEIGHBOURS) : await draft.lake.read(files, query),
    payouts: await readPayouts(draft),
    isSession: (day: SessionDay) => isSession.has(day),
    closeMs: (day: SessionDay) => calendar.hours(sessionOfDay(day)).closeMs,
    dayBefore: dayBeforeIn(sessions),
  };
}

function boundsOf(tables: readonly Frame[]): { readonly first: SessionDay; readonly last: SessionDay } {
  let [first, last] = [Infinity, -Infinity];
  for (const table of tables) {
    for (const day of days(table, 'nav_date')) {
      first = Math.min(first, day);
      last = Math.max(last, day);
    }
  }
  return { first, last };
}

/** The session before a day; the last day of a half-year, on which funds state a value too, is passed over where it is none. */
function dayBeforeIn(sessions: Int32Array): (day: SessionDay) => SessionDay {
  const known = new Map<SessionDay, SessionDay>();
  return (day) => {
    const found = known.get(day) ?? sessions[sessions.findLastIndex((session) => session < day)] ?? -1;
    known.set(day, found);
    return found;
  };
}

async function statusOf(
  path: MergePath,
  funds: Pick<StatusQuestion, 'classes' | 'last'>,
  { coverageSessions }: MergeOptions,
): Promise<readonly NavStatus[]> {
  const { calendar, draft, asOfMs } = path;
  const closed = calendar.lastClosedSession(asOfMs);
  const from = dayOfSession(calendar.previous(closed, coverageSessions));
  const columns = { instrument: 'text', nav_date: 'day' } as const;
  const files = draft.files(FUND_ASSETS.fund_nav.name);
  const recent =
    files.length === 0
      ? emptyFrame(columns)
      : await draft.lake.read(files, { columns, orderBy: [], days: { column: 'nav_date', from } });
  return navStatus({ ...funds, calendar, session: dayOfSession(closed), recent, from });
}

function countStates(status: readonly NavStatus[]): NavsMerged['states'] {
  const counts: Partial<Record<NavState, number>> = {};
  for (const { state } of status) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
