import { TapelineError } from '../../core/errors.ts';
import { dayOfSession, type Session, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { addMergeCounts, type MergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { type Coverage, heldByInstrument, readCoverage } from '../stored/coverage.ts';
import { keepRejections } from '../stored/keep-rejections.ts';
import { rememberOrigin } from '../stored/origins.ts';
import { planSync, type SkipReason, type SyncPlan } from '../stored/plan-sync.ts';
import { type BarStorage, flagSuspended, storeBars } from '../stored/store-bars.ts';
import { readSuspended, type SuspendedDays } from '../stored/suspended-days.ts';
import { askedOf, EVERYTHING, readAsked, rememberAsked } from '../stored/sync-coverage.ts';
import { validateBars } from '../validated/validate-bars.ts';
import { joinVerdicts, type Verdict } from '../validated/verdict.ts';
import type { DataPath } from './data-path.ts';
import { type Received, receive } from './receive.ts';
import { type RangeNote, type RangeOptions, type SyncRange, syncRange } from './sync-range.ts';
import { type ReferenceSynced, syncReference, syncUniverse, type Universe } from './sync-reference.ts';

export type SyncBarsOptions = RangeOptions & {
  /** Empty: every instrument the source lists. */
  readonly targets: readonly string[];
  readonly recheckSessions: number;
  readonly edgeSessionsMax: number;
  readonly refetch: boolean;
  /** Just these, whatever was asked before, instead of what is new: a source that has none of them is no failure. */
  readonly only?: readonly BarSpan[];
};

/** Sessions of some instruments. */
export type BarSpan = { readonly instruments: readonly string[]; readonly from: Session; readonly to: Session };

export type BarsSynced = {
  readonly from: Session;
  readonly to: Session;
  readonly instruments: number;
  readonly counts: MergeCounts;
  readonly requests: number;
  readonly rowsReceived: number;
  readonly bytesReceived: number;
  /** Instruments nothing was asked about, by reason, with examples. */
  readonly skipped: Readonly<Partial<Record<SkipReason, Tally>>>;
  /** Instruments that were asked about and of which nothing came, by reason. */
  readonly silent: Readonly<Partial<Record<SilenceReason, Tally>>>;
  readonly notes: readonly RangeNote[];
  readonly quarantined: number;
  readonly verdicts: readonly Verdict[];
  readonly references: readonly ReferenceSynced[];
};

export type SilenceReason = 'suspended' | 'no_session_in_range' | 'source_has_none';
export type Tally = { readonly count: number; readonly examples: readonly string[] };

/** The synced result, and what whoever completes the bars next would otherwise read again. */
export type BarsInHand = { readonly synced: BarsSynced; readonly universe: Universe; readonly range: SyncRange };

const BAR_ASSETS = ['ohlcv_daily', 'ohlcv_daily_superseded'];

/**
 * Brings the stored bars up to date: the instruments, their suspensions and ex-factors, then the bars that were not
 * asked for yet. A delivery of which too much is wrong is not stored at all; its rows are in quarantine.
 *
 * reads, writes  instruments, suspensions, ex_factors, ohlcv_daily, ohlcv_daily_superseded, quarantine, sync_coverage
 * idempotent by  key and values: told twice, nothing changes
 * throws         source.*; source.empty (later) when the exchange was open and nothing came for anyone
 */
export async function syncBars(path: DataPath, options: SyncBarsOptions): Promise<BarsInHand> {
  const range = await syncRange(path, 'bars', options);
  const universe = await syncUniverse(path, options.targets, range);
  const references = [...universe.synced, ...(await syncAround(path, universe, range, options))];
  const suspended = await readSuspended(path.draft);
  const plan = await planBars(path, { universe, range, suspended, options });
  const stored = await receiveBars(path, { plan, universe, range, suspended });
  const silent = silenceOf(path, { plan, received: stored.received, suspended });
  if (options.only === undefined) requireSomething(path, { plan, received: stored.received, range, silent });
  if (stored.isBlocked) path.draft.forget(BAR_ASSETS);
  else await rememberPlan(path, plan);
  const synced: BarsSynced = {
    from: range.from,
    to: range.to,
    instruments: universe.instruments.length,
    counts: stored.isBlocked ? NO_CHANGE : stored.counts,
    requests: stored.received.requests,
    rowsReceived: stored.received.rows,
    bytesReceived: stored.received.bytes,
    skipped: mapTallies(plan.skipped),
    silent: mapTallies(silent),
    notes: range.notes,
    quarantined: stored.quarantined + references.reduce((sum, each) => sum + each.quarantined, 0),
    verdicts: [joinVerdicts('ohlcv_daily', stored.verdicts), ...references.map((each) => each.verdict)],
    references,
  };
  return { synced, universe, range };
}

/** Late suspensions and ex-dates are looked for this far back. */
const REFERENCE_RECHECK_SESSIONS = 20;

async function syncAround(
  path: DataPath,
  universe: Universe,
  range: SyncRange,
  { refetch }: SyncBarsOptions,
): Promise<readonly ReferenceSynced[]> {
  const asking = { universe, from: range.from, to: range.to, recheckSessions: REFERENCE_RECHECK_SESSIONS, refetch };
  const before = await readSuspended(path.draft);
  const suspensions = await syncReference(path, 'suspensions', asking);
  const late = newDays(before, await readSuspended(path.draft));
  await flagSuspended(path.draft, path.nowMs(), storageOf(path, late));
  const exFactors = await syncReference(path, 'ex_factors', asking);
  return [suspensions, exFactors].filter((synced) => synced !== null);
}

function newDays(before: SuspendedDays, after: SuspendedDays): SuspendedDays {
  const fresh = [...after].map(([name, days]) => {
    const known = before.get(name);
    return [name, known === undefined ? days : days.difference(known)] as const;
  });
  return new Map(fresh.filter(([, days]) => days.size > 0));
}

export function storageOf({ calendar, author, asOfMs }: DataPath, suspended: SuspendedDays): BarStorage {
  return { calendar, author, asOfMs, suspended };
}

type Planning = {
  readonly universe: Universe;
  readonly range: SyncRange;
  readonly suspended: SuspendedDays;
  readonly options: SyncBarsOptions;
};

async function planBars(path: DataPath, { universe, range, suspended, options }: Planning): Promise<SyncPlan> {
  if (options.only !== undefined) return { groups: groupsOf(path, options.only, universe, range), skipped: {} };
  const asked = await readAsked(path.draft, 'ohlcv_daily', path.source.info.name);
  const coverage: Coverage = await readCoverage(path.draft);
  const { recheckSessions, edgeSessionsMax, refetch } = options;
  return planSync({
    calendar: path.calendar,
    instruments: universe.instruments,
    held: heldByInstrument(coverage),
    asked: askedOf(asked),
    listings: universe.listings ?? new Map(),
    suspended,
    from: range.from,
    to: range.to,
    recheckSessions,
    edgeSessionsMax,
    refetch,
  });
}

/**
 * Spans as requests. One that begins with a listing or ends with a delisting is asked for from, or to, the end of the
 * range: nothing more can come, and instruments that are asked for together need one request, not one each.
 */
function groupsOf(
  { calendar }: DataPath,
  only: readonly BarSpan[],
  { listings }: Universe,
  range: SyncRange,
): SyncPlan['groups'] {
  const isOneSession = (from: SessionDay, to: SessionDay) =>
    from <= to && calendar.sessionDays(sessionOfDay(from), sessionOfDay(to)).length === 1;
  const [first, last] = [dayOfSession(range.from), dayOfSession(range.to)];
  const asked = only.flatMap(({ instruments, from, to }) =>
    instruments.map((instrument) => {
      const { listed, delisted } = listings?.get(instrument) ?? { listed: null, delisted: null };
      const [begin, end] = [dayOfSession(from), Math.min(dayOfSession(to), last)];
      const isFirst = listed !== null && listed > first && isOneSession(listed, begin);
      const isLast = delisted !== null && delisted <= last && isOneSession(end, delisted - 1);
      return { instrument, range: { from: isFirst ? first : begin, to: isLast ? last : end } };
    }),
  );
  const open = asked.filter((each) => each.range.from <= each.range.to);
  return [...Map.groupBy(open, (each) => `${each.range.from} ${each.range.to}`).values()].map((same) => ({
    range: same[0]!.range,
    instruments: same.map(({ instrument }) => instrument),
  }));
}

type Asking = {
  readonly plan: Pick<SyncPlan, 'groups'>;
  readonly universe: Universe;
  readonly range: SyncRange;
  readonly suspended: SuspendedDays;
};

export type BarsReceived = {
  readonly received: Received;
  readonly counts: MergeCounts;
  readonly quarantined: number;
  readonly verdicts: readonly Verdict[];
  readonly isBlocked: boolean;
};

/** source → raw → validated → stored, for what a plan asks. */
export async function receiveBars(path: DataPath, { plan, universe, range, suspended }: Asking): Promise<BarsReceived> {
  const { draft, author, calendar, nowMs, strictness } = path;
  const context = { calendar, lastSession: range.lastSession, listings: universe.listings };
  const storage = storageOf(path, suspended);
  const verdicts: Verdict[] = [];
  const total = { counts: NO_CHANGE, quarantined: 0 };
  const received = await receive(path, {
    kind: 'bars',
    groups: plan.groups,
    flush: async (pages) => {
      const { accepted, rejected, verdict } = validateBars(pages, context, strictness);
      verdicts.push(verdict);
      total.quarantined += await keepRejections(draft, rejected, nowMs(), author);
      if (verdict.verdict === 'blocked') return;
      total.counts = addMergeCounts(total.counts, (await storeBars(draft, accepted, storage)).counts);
      await rememberOrigin(draft, 'ohlcv_daily', accepted, author);
    },
  });
  const isBlocked = verdicts.some((verdict) => verdict.verdict === 'blocked');
  return { received, ...total, verdicts, isBlocked };
}

async function rememberPlan(path: DataPath, plan: SyncPlan): Promise<void> {
  const asked = plan.groups.flatMap(({ range, instruments }) =>
    instruments.map((instrument) => ({ instrument, range })),
  );
  await rememberAsked(path.draft, { dataset: 'ohlcv_daily', provider: path.source.info.name, asked }, path.author);
}

type Outcome = {
  readonly plan: SyncPlan;
  readonly received: Received;
  readonly suspended: SuspendedDays;
};

function silenceOf(path: DataPath, { plan, received, suspended }: Outcome) {
  const silent: Partial<Record<SilenceReason, string[]>> = {};
  for (const { range, instruments } of plan.groups) {
    const sessions = path.calendar.sessionDays(sessionOfDay(range.from), sessionOfDay(range.to));
    for (const instrument of instruments) {
      if (received.instruments.has(instrument) || (instrument === EVERYTHING && received.rows > 0)) continue;
      const reason = silenceReason(sessions, suspended.get(instrument));
      const list = silent[reason] ?? [];
      list.push(instrument);
      silent[reason] = list;
    }
  }
  return silent;
}

function silenceReason(sessions: Int32Array, suspended: ReadonlySet<SessionDay> | undefined): SilenceReason {
  if (sessions.length === 0) return 'no_session_in_range';
  return sessions.every((day) => suspended?.has(day)) ? 'suspended' : 'source_has_none';
}

/** Nothing at all, although the exchange was open, is not a success: the source may not have published yet. */
function requireSomething(
  path: DataPath,
  asked: Pick<Outcome, 'plan' | 'received'> & {
    readonly range: SyncRange;
    readonly silent: Partial<Record<SilenceReason, readonly string[]>>;
  },
): void {
  const names = asked.silent.source_has_none ?? [];
  if (asked.received.rows > 0 || names.length === 0) return;
  const first = Math.min(...asked.plan.groups.map((group) => group.range.from));
  const what = `bars of ${examplesText(names)} from ${sessionOfDay(first)} to ${asked.range.to}`;
  const reason =
    `the exchange was open (${asked.range.to} was a session of ${path.calendar.venue}) and none of them is known to ` +
    'be suspended or delisted; the source may not have published them yet, or does not have them';
  throw new TapelineError('source.empty', {
    facts: { source: path.source.info.name, what, reason },
    retry: 'later',
  });
}

const EXAMPLES_MAX = 5;

function examplesText(names: readonly string[]): string {
  const shown = names.slice(0, EXAMPLES_MAX).map((name) => (name === EVERYTHING ? 'any instrument' : name));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function mapTallies<R extends string>(lists: Readonly<Partial<Record<R, readonly string[]>>>) {
  const entries = Object.entries(lists) as [R, readonly string[]][];
  const tally = (names: readonly string[]): Tally => ({ count: names.length, examples: names.slice(0, EXAMPLES_MAX) });
  return Object.fromEntries(entries.map(([reason, names]) => [reason, tally(names)])) as Partial<Record<R, Tally>>;
}

export function dayRange(range: SyncRange): { readonly from: SessionDay; readonly to: SessionDay } {
  return { from: dayOfSession(range.from), to: dayOfSession(range.to) };
}
