import { DAY_MS, type Session, sessionOfDay } from '../../core/time.ts';
import { type MergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { readAsset } from '../lake/upsert.ts';
import { ASSETS } from '../stored/assets.ts';
import { readCoverage } from '../stored/coverage.ts';
import { type FillOutcome, type FillPolicy, fillGaps } from '../stored/fill-gaps.ts';
import { findGaps, type GapAnswer, type GapReason, isOutside } from '../stored/find-gaps.ts';
import { isToDo, type LedgerGap, readLedger, withMemory, writeLedger } from '../stored/gap-ledger.ts';
import { readQuarantined } from '../stored/keep-rejections.ts';
import { listingsOf } from '../stored/listings.ts';
import type { SyncPlan } from '../stored/plan-sync.ts';
import { readExDays, readSuspended } from '../stored/suspended-days.ts';
import { askedOf, EVERYTHING, readAsked } from '../stored/sync-coverage.ts';
import type { Verdict } from '../validated/verdict.ts';
import type { DataPath } from './data-path.ts';
import { receiveBars, storageOf } from './sync-bars.ts';
import type { SyncRange } from './sync-range.ts';

/** How missing sessions are completed: asked for again first or not, then filled by carrying, interpolating, or not at all. */
export type CompletionPolicy = 'fetch_then_ffill' | 'ffill' | 'linear' | 'none';

export type GapOptions = {
  readonly range: SyncRange;
  /** Empty: every instrument that has bars. */
  readonly targets: readonly string[];
  readonly edgeSessionsMax: number;
  readonly policy: CompletionPolicy;
  readonly fillLimit: number;
  /** A gap that could not be closed is tried again after so many days. */
  readonly retryDays: number;
};

export type GapReport = Omit<GapAnswer, 'gaps'> & {
  /** Null: from where each series begins. */
  readonly from: Session | null;
  readonly to: Session;
  readonly instruments: number;
  readonly gaps: number;
  /** Sessions that completing would try now. */
  readonly toDo: number;
  readonly byReason: Readonly<Partial<Record<GapReason, number>>>;
  readonly examples: readonly GapLine[];
};

export type GapLine = {
  readonly instrument: string;
  readonly from: Session;
  readonly to: Session;
  readonly sessions: number;
  readonly reason: GapReason;
  readonly openBecause: string | null;
};

/**
 * Compares what is stored with the exchange's sessions, listings and suspensions, and writes down every gap.
 *
 * reads   ohlcv_daily, instruments, suspensions, quarantine, sync_coverage, gaps
 * writes  gaps; idempotent by content
 */
export async function findMissing(path: DataPath, options: GapOptions): Promise<GapReport> {
  const { draft, calendar } = path;
  const { range } = options;
  const coverage = await readCoverage(draft);
  const listings = listingsOf(await readAsset(draft, ASSETS.instruments));
  const instruments = targetsOf(options.targets, [...coverage.instruments, ...listings.keys()]);
  const asked = await readAsked(draft, 'ohlcv_daily', path.source.info.name);
  const from = range.from === calendar.firstSession ? null : range.from;
  const answer = findGaps({
    coverage,
    calendar,
    instruments,
    listings,
    suspended: await readSuspended(draft),
    quarantined: await readQuarantined(draft),
    asked: askedOf(asked),
    from,
    to: range.to,
    edgeSessionsMax: options.edgeSessionsMax,
  });
  const before = await readLedger(draft);
  const ledger = withMemory(answer.gaps, before);
  // What is known of instruments that were not looked at stays known.
  const looked = new Set(instruments);
  await writeLedger(draft, [...ledger, ...before.filter((gap) => !looked.has(gap.instrument))], path.author);
  return {
    ...answer,
    ...reportOf(ledger, toDoOf(path, ledger, options)),
    from,
    to: range.to,
    instruments: instruments.length,
  };
}

function targetsOf(targets: readonly string[], known: readonly string[]): readonly string[] {
  return [...new Set(targets.length === 0 ? known : targets)].filter((name) => name !== EVERYTHING).sort();
}

const EXAMPLES_MAX = 10;

/** What the source never had is counted apart, not listed. */
function reportOf(ledger: readonly LedgerGap[], toDo: readonly LedgerGap[]) {
  const inside = ledger.filter((gap) => !isOutside(gap.reason));
  const byReason: Partial<Record<GapReason, number>> = {};
  for (const gap of inside) byReason[gap.reason] = (byReason[gap.reason] ?? 0) + gap.sessions;
  const isToDo = new Set(toDo);
  const examples = [...toDo, ...inside.filter((gap) => !isToDo.has(gap))].slice(0, EXAMPLES_MAX).map(lineOf);
  return { gaps: inside.length, toDo: sessionsOf(toDo), byReason, examples };
}

function lineOf({ instrument, from, to, sessions, reason, openBecause }: LedgerGap): GapLine {
  return { instrument, from: sessionOfDay(from), to: sessionOfDay(to), sessions, reason, openBecause };
}

function toDoOf(path: DataPath, ledger: readonly LedgerGap[], options: GapOptions): readonly LedgerGap[] {
  // Without a policy there is nothing that could be done.
  if (options.policy === 'none') return [];
  const sinceMs = path.nowMs() - options.retryDays * DAY_MS;
  const targets = new Set(options.targets);
  const isAsked = (gap: LedgerGap) => targets.size === 0 || targets.has(gap.instrument);
  return ledger.filter((gap) => isAsked(gap) && isToDo(gap, { policy: policyText(options), sinceMs }));
}

function policyText({ policy, fillLimit }: GapOptions): string {
  return `${policy}:${fillLimit}`;
}

function sessionsOf(gaps: readonly { readonly sessions: number }[]): number {
  return gaps.reduce((sum, gap) => sum + gap.sessions, 0);
}

export type Completed = {
  readonly tried: number;
  /** Sessions that the source had when asked again. */
  readonly fetched: number;
  readonly filled: number;
  readonly filledBy: string | null;
  readonly counts: MergeCounts;
  readonly requests: number;
  readonly quarantined: number;
  readonly verdicts: readonly Verdict[];
  /** What is still missing after all, and why. */
  readonly after: GapReport;
};

/**
 * Closes gaps: asks the source for them again where the policy says so, then fills what it does not have.
 *
 * reads, writes  ohlcv_daily, ohlcv_daily_superseded, gaps, quarantine; idempotent by key and values
 * throws         source.*
 */
export async function completeMissing(path: DataPath, options: GapOptions): Promise<Completed> {
  const before = toDoOf(path, await readLedger(path.draft), options);
  const isFetching = options.policy === 'fetch_then_ffill' && before.length > 0;
  const fetched = isFetching ? await fetchGaps(path, before, options) : NOTHING_FETCHED;
  if (isFetching) await findMissing(path, options);
  const left = isFetching ? toDoOf(path, await readLedger(path.draft), options) : before;
  const outcome = await fill(path, left, options);
  await findMissing(path, options);
  await rememberTried(path, { tried: before, outcome, options });
  const after = await findMissing(path, options);
  return {
    tried: sessionsOf(before),
    fetched: Math.max(0, sessionsOf(before) - sessionsOf(left)),
    filled: outcome.filledSessions,
    filledBy: outcome.filledSessions === 0 ? null : fillPolicy(options).method,
    counts: fetched.counts,
    requests: fetched.requests,
    quarantined: fetched.quarantined,
    verdicts: fetched.verdicts,
    after,
  };
}

const NOTHING_FETCHED = { counts: NO_CHANGE, requests: 0, quarantined: 0, verdicts: [] as readonly Verdict[] };

async function fetchGaps(path: DataPath, gaps: readonly LedgerGap[], options: GapOptions) {
  const suspended = await readSuspended(path.draft);
  const known = listingsOf(await readAsset(path.draft, ASSETS.instruments));
  const listings = known.size === 0 ? null : known;
  const universe = { instruments: options.targets, listings, synced: [] };
  const { range } = options;
  const plan = { groups: groupGaps(gaps) };
  // A few rows are asked for, perhaps just the bad one: it stays a gap with its reason and says nothing of the delivery.
  const strictness = { ...path.strictness, rejectedShareMax: 1 };
  const { counts, received, quarantined, verdicts, isBlocked } = await receiveBars(
    { ...path, strictness },
    {
      plan,
      universe,
      range,
      suspended,
    },
  );
  if (isBlocked) path.draft.forget(['ohlcv_daily', 'ohlcv_daily_superseded']);
  return { counts: isBlocked ? NO_CHANGE : counts, requests: received.requests, quarantined, verdicts };
}

const DISTINCT_RANGES_MAX = 20;

/** Instruments with the same gap are asked for together; with many different gaps each is asked for from its first to its last. */
function groupGaps(gaps: readonly LedgerGap[]): SyncPlan['groups'] {
  const groups = Map.groupBy(gaps, (gap) => `${gap.from} ${gap.to}`);
  if (groups.size <= DISTINCT_RANGES_MAX) return [...groups.values()].map(groupOf);
  const byInstrument = [...Map.groupBy(gaps, (gap) => gap.instrument).values()].map(groupOf);
  return [...Map.groupBy(byInstrument, ({ range }) => `${range.from} ${range.to}`).values()].map((same) => ({
    range: same[0]!.range,
    instruments: same.flatMap((group) => group.instruments),
  }));
}

function groupOf(gaps: readonly LedgerGap[]): SyncPlan['groups'][number] {
  const range = { from: Math.min(...gaps.map((gap) => gap.from)), to: Math.max(...gaps.map((gap) => gap.to)) };
  return { range, instruments: [...new Set(gaps.map((gap) => gap.instrument))].sort() };
}

function fillPolicy({ policy, fillLimit }: GapOptions): FillPolicy {
  const method = policy === 'fetch_then_ffill' ? 'ffill' : policy;
  return { method, limit: fillLimit };
}

const FILL_BATCH = 200;

async function fill(path: DataPath, gaps: readonly LedgerGap[], options: GapOptions): Promise<FillOutcome> {
  const suspended = await readSuspended(path.draft);
  return fillGaps(path.draft, {
    gaps,
    policy: fillPolicy(options),
    calendar: path.calendar,
    suspended,
    exDays: await readExDays(path.draft),
    storage: storageOf(path, suspended),
    nowMs: path.nowMs(),
    batchSize: FILL_BATCH,
  });
}

type Tried = {
  readonly tried: readonly LedgerGap[];
  readonly outcome: FillOutcome;
  readonly options: GapOptions;
};

/** Notes in the ledger what was tried in vain, so that the next run does not try it again at once. */
async function rememberTried(path: DataPath, { tried, outcome, options }: Tried): Promise<void> {
  const reasonOf = new Map(outcome.open.map(({ gap, because }) => [`${gap.instrument} ${gap.from}`, because]));
  const instruments = new Set(tried.map((gap) => gap.instrument));
  const ledger = (await readLedger(path.draft)).map((gap) => {
    if (!instruments.has(gap.instrument)) return gap;
    const openBecause = reasonOf.get(`${gap.instrument} ${gap.from}`) ?? gap.openBecause;
    return { ...gap, openBecause, fetchedAtMs: path.nowMs(), policy: policyText(options) };
  });
  await writeLedger(path.draft, ledger, path.author);
}
