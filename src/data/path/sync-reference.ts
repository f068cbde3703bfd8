import { TapelineError } from '../../core/errors.ts';
import { text } from '../../core/frame.ts';
import { nearestName } from '../../core/nearest.ts';
import { dayOfSession, type Session, type SessionDay } from '../../core/time.ts';
import { addMergeCounts, type MergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { readAsset } from '../lake/upsert.ts';
import { ASSETS } from '../stored/assets.ts';
import type { Held } from '../stored/coverage.ts';
import { keepRejections } from '../stored/keep-rejections.ts';
import { listingsOf } from '../stored/listings.ts';
import { planSync } from '../stored/plan-sync.ts';
import { storeReference } from '../stored/store-reference.ts';
import { askedOf, EVERYTHING, readAsked, rememberAsked } from '../stored/sync-coverage.ts';
import type { Listing } from '../validated/bar-rules.ts';
import type { ReferenceKind } from '../validated/reference-rules.ts';
import { validateReference } from '../validated/validate-reference.ts';
import { joinVerdicts, type Verdict } from '../validated/verdict.ts';
import { asOfDay, type DataPath } from './data-path.ts';
import { receive } from './receive.ts';

export type ReferenceSynced = {
  readonly dataset: ReferenceKind;
  readonly counts: MergeCounts;
  readonly rowsReceived: number;
  readonly quarantined: number;
  readonly verdict: Verdict;
};

export type Universe = {
  /** The instruments in question: as asked, or all that were listed in the range. */
  readonly instruments: readonly string[];
  /** Null when the source cannot say which instruments there are. */
  readonly listings: ReadonlyMap<string, Listing> | null;
  readonly synced: readonly ReferenceSynced[];
};

/**
 * Fetches the list of instruments, where the source has one, and decides about whom the sync is.
 *
 * throws  source.not_found for an instrument that the source does not list
 */
export async function syncUniverse(
  path: DataPath,
  targets: readonly string[],
  range: { readonly from: Session; readonly to: Session },
): Promise<Universe> {
  if (!path.source.info.provides.includes('instruments')) {
    return { instruments: targets.length === 0 ? [EVERYTHING] : targets, listings: null, synced: [] };
  }
  const groups = [{ range: null, instruments: targets }];
  const synced = await syncKind(path, 'instruments', { groups, instruments: null });
  const listings = listingsOf(await readAsset(path.draft, ASSETS.instruments));
  const unknown = targets.find((target) => !listings.has(target));
  if (unknown !== undefined) throw await unknownInstrument(path, unknown);
  const [from, to] = [dayOfSession(range.from), dayOfSession(range.to)];
  const overlaps = ({ listed, delisted }: Listing) => (listed ?? from) <= to && (delisted ?? Infinity) > from;
  const all = [...listings].filter(([, listing]) => overlaps(listing)).map(([name]) => name);
  if (targets.length === 0 && all.length === 0) throw noInstruments(path, listings.size, range);
  return { instruments: targets.length === 0 ? all.sort() : targets, listings, synced: [synced] };
}

/** Nobody to ask about is not a success. */
function noInstruments(path: DataPath, known: number, range: { readonly from: Session; readonly to: Session }) {
  const reason =
    known === 0
      ? 'it lists none; if it is a file, nothing stands below its header'
      : `none of the ${known} it lists was listed from ${range.from} to ${range.to}`;
  return new TapelineError('source.empty', { facts: { source: path.source.info.name, what: 'instruments', reason } });
}

/** Looks through the whole list for the name that may have been meant. */
async function unknownInstrument(path: DataPath, name: string): Promise<TapelineError> {
  await syncKind(path, 'instruments', { groups: [{ range: null, instruments: [] }], instruments: null });
  const known = [...listingsOf(await readAsset(path.draft, ASSETS.instruments)).keys()];
  const nearest = nearestName(name, known);
  const hint = nearest === null ? '' : ` (the nearest it knows is "${nearest}")`;
  return new TapelineError('source.not_found', {
    facts: { source: path.source.info.name, what: `instrument "${name}"${hint}` },
  });
}

const NOT_HELD: Held = { days: new Int32Array(0), filled: new Uint8Array(0), suspended: new Uint8Array(0) };

export type ReferenceRange = {
  readonly universe: Universe;
  readonly from: Session;
  readonly to: Session;
  /** What was fetched lately is fetched again: late announcements. */
  readonly recheckSessions: number;
  readonly refetch: boolean;
};

/** Fetches one of the tables around the bars for what it was not asked for yet. Null when the source has none. */
export async function syncReference(
  path: DataPath,
  kind: ReferenceKind,
  range: ReferenceRange,
): Promise<ReferenceSynced | null> {
  const { source, draft, calendar, author } = path;
  if (!source.info.provides.includes(kind)) return null;
  const { universe, from, to, recheckSessions, refetch } = range;
  const asked = await readAsked(draft, kind, source.info.name);
  const plan = planSync({
    calendar,
    instruments: universe.instruments,
    held: () => NOT_HELD,
    asked: askedOf(asked),
    listings: universe.listings ?? new Map(),
    suspended: new Map(),
    from,
    to,
    recheckSessions,
    edgeSessionsMax: 0,
    refetch,
  });
  const instruments = universe.listings === null ? null : new Set(universe.listings.keys());
  const synced = await syncKind(path, kind, { groups: plan.groups, instruments });
  const done = plan.groups.flatMap((group) =>
    group.instruments.map((instrument) => ({ instrument, range: group.range })),
  );
  await rememberAsked(draft, { dataset: kind, provider: source.info.name, asked: done }, author);
  return synced;
}

type Asking = {
  readonly groups: Parameters<typeof receive>[1]['groups'];
  readonly instruments: ReadonlySet<string> | null;
};

async function syncKind(path: DataPath, kind: ReferenceKind, asking: Asking): Promise<ReferenceSynced> {
  const { draft, author, nowMs, strictness } = path;
  const verdicts: Verdict[] = [];
  let counts = NO_CHANGE;
  let quarantined = 0;
  const lastDay: SessionDay = asOfDay(path);
  const context = { lastDay, instruments: asking.instruments };
  const { rejectedShareMax } = strictness;
  const received = await receive(path, {
    kind,
    groups: asking.groups,
    flush: async (pages) => {
      const { accepted, rejected, verdict } = validateReference(kind, pages, context, {
        severities: {},
        rejectedShareMax,
      });
      verdicts.push(verdict);
      quarantined += await keepRejections(draft, rejected, nowMs(), author);
      if (verdict.verdict === 'blocked') return;
      counts = addMergeCounts(counts, (await storeReference(draft, accepted, author)).counts);
    },
  });
  return { dataset: kind, counts, rowsReceived: received.rows, quarantined, verdict: joinVerdicts(kind, verdicts) };
}

/** Every instrument that has a row in a stored table. */
export async function instrumentsIn(path: DataPath, asset: 'instruments' | 'fundamentals'): Promise<readonly string[]> {
  return [...text(await readAsset(path.draft, ASSETS[asset]), 'instrument').dictionary].sort();
}
