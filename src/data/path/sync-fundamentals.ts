import { days, text } from '../../core/frame.ts';
import { DAY_MS, dayOfSession, type Session, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { numberOfQuarter, type Quarter, quarterOf, quarterText, toQuarter } from '../../quant/fundamentals/quarter.ts';
import { addMergeCounts, type MergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { readAsset } from '../lake/upsert.ts';
import { runsOf, sortRows } from '../rows.ts';
import { ASSETS } from '../stored/assets.ts';
import { keepRejections } from '../stored/keep-rejections.ts';
import { listingsOf } from '../stored/listings.ts';
import { rememberOrigin } from '../stored/origins.ts';
import { type DayRange, subtractRanges } from '../stored/ranges.ts';
import { storeReference } from '../stored/store-reference.ts';
import { askedOf, readAsked, rememberAsked } from '../stored/sync-coverage.ts';
import { validateFundamentals } from '../validated/validate-fundamentals.ts';
import { joinVerdicts, type Verdict } from '../validated/verdict.ts';
import { asOfDay, type DataPath } from './data-path.ts';
import { receive } from './receive.ts';
import { type ReferenceSynced, syncReference, type Universe } from './sync-reference.ts';

export type FundamentalOptions = {
  /** Empty: every instrument that has bars. */
  readonly targets: readonly string[];
  readonly from: Session;
  readonly to: Session;
  readonly recheckSessions: number;
  readonly refetch: boolean;
};

export type FundamentalsSynced = {
  /** False when the source has no statements: everything after works without them. */
  readonly isAvailable: boolean;
  readonly because: string | null;
  readonly counts: MergeCounts;
  readonly rowsReceived: number;
  /** Instruments that were asked about today already. */
  readonly upToDate: number;
  readonly quarantined: number;
  readonly verdicts: readonly Verdict[];
  readonly valuations: ReferenceSynced | null;
  /** Quarters that ought to have been announced by now and are not there. Nothing stands in for a statement. */
  readonly missingQuarters: MissingQuarters;
};

export type MissingQuarters = {
  readonly count: number;
  readonly examples: readonly { readonly instrument: string; readonly quarter: string }[];
};

/**
 * Fetches statements and market values. A company's statements are asked for from a year and a half before the range,
 * because a trailing year needs last year's reports; later the last two years are asked for again, for restatements.
 *
 * reads, writes  fundamentals, valuations, quarantine, sync_coverage; idempotent by key and values
 * throws         source.*
 */
export async function syncFundamentals(path: DataPath, options: FundamentalOptions): Promise<FundamentalsSynced> {
  const { source, draft } = path;
  if (!source.info.provides.includes('fundamentals')) {
    return { ...NONE, because: `source "${source.info.name}" has no financial statements` };
  }
  const universe = await universeOf(path, options.targets);
  if (universe.instruments.length === 0) return { ...NONE, because: 'no instruments have bars yet' };
  const groups = await groupsOf(path, universe, options);
  const statements = await receiveStatements(path, universe, groups);
  const upToDate = universe.instruments.length - groups.reduce((sum, group) => sum + group.instruments.length, 0);
  const { from, to, recheckSessions, refetch } = options;
  const valuations = await syncReference(path, 'valuations', { universe, from, to, recheckSessions, refetch });
  const verdicts = [...statements.verdicts, ...(valuations === null ? [] : [valuations.verdict])];
  return {
    isAvailable: true,
    because: null,
    counts: statements.counts,
    rowsReceived: statements.rowsReceived,
    upToDate,
    quarantined: statements.quarantined + (valuations?.quarantined ?? 0),
    verdicts,
    valuations,
    missingQuarters: missingQuarters(
      sortRows(await readAsset(draft, ASSETS.fundamentals), ['instrument', 'quarter']),
      asOfDay(path),
    ),
  };
}

const NONE: FundamentalsSynced = {
  isAvailable: false,
  because: null,
  counts: NO_CHANGE,
  rowsReceived: 0,
  upToDate: 0,
  quarantined: 0,
  verdicts: [],
  valuations: null,
  missingQuarters: { count: 0, examples: [] },
};

async function universeOf({ draft }: DataPath, targets: readonly string[]): Promise<Universe> {
  const listings = listingsOf(await readAsset(draft, ASSETS.instruments));
  const held = await draft.lake.instruments(draft.files('ohlcv_daily'));
  const instruments = targets.length > 0 ? targets : held.map(({ instrument }) => instrument);
  return { instruments, listings: listings.size === 0 ? null : listings, synced: [] };
}

/** The reports that a trailing year, and its mean equity, look back to. */
const LOOKBACK_DAYS = 550;
/** Once a statement was asked for, restatements of it are looked for so far back. */
const RESTATED_DAYS = 730;

type Group = { readonly range: DayRange; readonly instruments: readonly string[] };

/** Everything for instruments that are new, the last quarters for the others, nothing twice on one day. */
async function groupsOf(
  path: DataPath,
  universe: Universe,
  { from, refetch }: FundamentalOptions,
): Promise<readonly Group[]> {
  const { draft, source, calendar } = path;
  const first = Math.max(dayOfSession(calendar.firstSession), dayOfSession(from) - LOOKBACK_DAYS);
  const last = asOfDay(path);
  const asked = askedOf(await readAsked(draft, 'fundamentals', source.info.name));
  const beginOf = (instrument: string): SessionDay | null => {
    const open = refetch ? [{ from: first, to: last }] : subtractRanges({ from: first, to: last }, asked(instrument));
    if (open.length === 0) return null;
    return open[0]!.from === first ? first : Math.max(first, last - RESTATED_DAYS);
  };
  const begins = Map.groupBy(universe.instruments, beginOf);
  return [...begins].flatMap(([begin, instruments]) =>
    begin === null ? [] : [{ range: { from: begin, to: last }, instruments }],
  );
}

async function receiveStatements(path: DataPath, universe: Universe, groups: readonly Group[]) {
  const { draft, author, asOfMs, nowMs, strictness, source } = path;
  const instruments = universe.listings === null ? null : new Set(universe.listings.keys());
  const context = { lastDay: asOfDay(path), asOfMs, instruments };
  const { rejectedShareMax } = strictness;
  const verdicts: Verdict[] = [];
  const total = { counts: NO_CHANGE, quarantined: 0 };
  const received = await receive(path, {
    kind: 'fundamentals',
    groups,
    flush: async (pages) => {
      const { accepted, rejected, verdict } = validateFundamentals(pages, context, {
        severities: {},
        rejectedShareMax,
      });
      verdicts.push(verdict);
      total.quarantined += await keepRejections(draft, rejected, nowMs(), author);
      if (verdict.verdict === 'blocked') return;
      total.counts = addMergeCounts(total.counts, (await storeReference(draft, accepted, author)).counts);
      await rememberOrigin(draft, 'fundamentals', accepted, author);
    },
  });
  const asked = groups.flatMap(({ range, instruments: own }) => own.map((instrument) => ({ instrument, range })));
  const isBlocked = verdicts.some((verdict) => verdict.verdict === 'blocked');
  if (!isBlocked) await rememberAsked(draft, { dataset: 'fundamentals', provider: source.info.name, asked }, author);
  return { ...total, rowsReceived: received.rows, verdicts: [joinVerdicts('fundamentals', verdicts)] };
}

/** By law: first quarter and year by 30 April, half year by 31 August, three quarters by 31 October. */
const DEADLINES: readonly (readonly [month: number, day: number, yearsLater: number])[] = [
  [4, 30, 0],
  [8, 31, 0],
  [10, 31, 0],
  [4, 30, 1],
];

/** The last day on which a quarter may be announced. */
export function announcementDeadline(quarter: Quarter): SessionDay {
  const number = numberOfQuarter(quarter);
  const [month, day, yearsLater] = DEADLINES[number - 1]!;
  return Date.UTC((quarter - number + 1) / 4 + yearsLater, month - 1, day) / DAY_MS;
}

const EXAMPLES_MAX = 10;

/** Between a company's first and latest quarter, and on to the latest that is due, every quarter must be there. */
export function missingQuarters(statements: ReturnType<typeof sortRows>, asOf: SessionDay): MissingQuarters {
  const { names, offsets } = runsOf(text(statements, 'instrument'));
  const quarters = text(statements, 'quarter');
  const announced = days(statements, 'announced');
  const due = latestDue(asOf);
  const examples: { readonly instrument: string; readonly quarter: string }[] = [];
  let count = 0;
  (statements.rows === 0 ? [] : names).forEach((instrument, k) => {
    const known = new Set<Quarter>();
    for (let row = offsets[k]!; row < offsets[k + 1]!; row += 1) {
      if (announced[row]! <= asOf) known.add(toQuarter(quarters.dictionary[quarters.codes[row]!]!));
    }
    for (let quarter = Math.min(...known); quarter <= due; quarter += 1) {
      if (known.has(quarter)) continue;
      count += 1;
      if (examples.length < EXAMPLES_MAX) examples.push({ instrument, quarter: quarterText(quarter) });
    }
  });
  return { count, examples };
}

/** The latest quarter whose deadline has passed. */
function latestDue(asOf: SessionDay): Quarter {
  let quarter = quarterOf(Number(sessionOfDay(asOf).slice(0, 4)), 4);
  while (announcementDeadline(quarter) >= asOf) quarter -= 1;
  return quarter;
}
