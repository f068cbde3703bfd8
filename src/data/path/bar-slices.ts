import { isPartitionKey, type KeySpan, type PartitionKey, type SliceBlock } from '../../core/partition.ts';
import { dayOfSession, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { readAsset } from '../lake/upsert.ts';
import type { MarketSource } from '../source/source.ts';
import { ASSETS } from '../stored/assets.ts';
import { type Coverage, heldByInstrument, readCoverage } from '../stored/coverage.ts';
import { findGaps, type Gap } from '../stored/find-gaps.ts';
import { readQuarantined } from '../stored/keep-rejections.ts';
import { listingsOf } from '../stored/listings.ts';
import { blocksOf, revisedSlices, type Slices, type SpansOfDays, spansOn } from '../stored/slices.ts';
import { COMPARED } from '../stored/store-bars.ts';
import { readSuspended, type SuspendedDays } from '../stored/suspended-days.ts';
import { askedOf, EVERYTHING, readAsked } from '../stored/sync-coverage.ts';
import type { Listing } from '../validated/bar-rules.ts';
import type { DataPath } from './data-path.ts';

/** As much of a path as slices need. */
export type SlicedPath = Pick<DataPath, 'draft' | 'calendar' | 'asOfMs'> & {
  readonly source: { readonly info: Pick<MarketSource['info'], 'name'> };
};

/** The last session that the source has, and for how many an instrument may be without a bar until its series has ended. */
export type Until = { readonly to: SessionDay; readonly edgeSessionsMax: number };

/** What is known of the bars, slice by slice. */
export type BarSlices = {
  /** The instruments with their listings: they have a slice in every session between. */
  readonly instruments: readonly PartitionKey[];
  readonly holds: readonly SliceBlock[];
  /** Sessions without a bar, by reason: the instrument was suspended, the source does not have it, nobody asked for it. */
  readonly absent: Readonly<Record<string, readonly SliceBlock[]>>;
  readonly revised: readonly SliceBlock[];
  /** Instruments whose names could not be written into a command. */
  readonly unnamed: readonly string[];
};

/**
 * Compares what is stored with calendar and listings, as slices.
 *
 * reads  ohlcv_daily, instruments, suspensions, quarantine, sync_coverage
 */
export async function barSlices(path: SlicedPath, until: Until): Promise<BarSlices> {
  const { draft, calendar } = path;
  const { to, edgeSessionsMax } = until;
  const coverage = await readCoverage(draft);
  const listings = listingsOf(await readAsset(draft, ASSETS.instruments));
  const suspended = await readSuspended(draft);
  const asked = await readAsked(draft, 'ohlcv_daily', path.source.info.name);
  const all = [...new Set([...coverage.instruments, ...listings.keys()])].filter((name) => name !== EVERYTHING).sort();
  const instruments = all.filter(isPartitionKey);
  const { gaps } = findGaps({
    ...{ coverage, calendar, instruments, listings, suspended, edgeSessionsMax },
    quarantined: await readQuarantined(draft),
    asked: askedOf(asked),
    from: null,
    to: sessionOfDay(to),
  });
  const spansOf = spansOn(calendar);
  const held = heldByInstrument(coverage);
  const revised = await revisedSlices(draft, { asset: ASSETS.ohlcv_daily, compared: COMPARED }, spansOf);
  return {
    instruments: instruments.map((key) => keyOf(key, listings.get(key), held(key).days[0])),
    holds: blocksOf(new Map(instruments.map((name) => [name, spansOf(held(name).days)]))),
    absent: {
      ...absentByReason(gaps),
      ...suspendedSlices(instruments, { suspended, coverage, spansOf }),
      ...unpublished(path, instruments, until),
    },
    revised: blocksOf(revised),
    unnamed: all.filter((name) => !isPartitionKey(name)),
  };
}

/** Without a listing nobody knows of sessions before the first bar. */
function keyOf(key: string, listing: Listing | undefined, firstHeld: SessionDay | undefined): PartitionKey {
  const first = listing?.listed ?? firstHeld ?? null;
  const delisted = listing?.delisted ?? null;
  return {
    key,
    first: first === null ? null : sessionOfDay(first),
    last: delisted === null ? null : sessionOfDay(delisted - 1),
  };
}

function absentByReason(gaps: readonly Gap[]): Readonly<Record<string, readonly SliceBlock[]>> {
  const byReason = Map.groupBy(gaps, ({ reason }) => reason);
  return Object.fromEntries([...byReason].map(([reason, same]) => [reason, blocksOf(slicesOfGaps(same))]));
}

function slicesOfGaps(gaps: readonly Gap[]): Slices {
  const spans = new Map<string, KeySpan[]>();
  for (const { instrument, from, to } of gaps) {
    const own = spans.get(instrument) ?? [];
    own.push({ from: sessionOfDay(from), to: sessionOfDay(to) });
    spans.set(instrument, own);
  }
  return spans;
}

/**
 * Sessions that are over and that the source does not have yet. A source that is behind by more than a series may be
 * without a bar has ended: a file does, and a simulated market.
 */
function unpublished({ calendar, asOfMs }: SlicedPath, lanes: readonly string[], { to, edgeSessionsMax }: Until) {
  const closed = calendar.lastClosedSession(asOfMs);
  if (dayOfSession(closed) <= to) return {};
  const from = calendar.next(sessionOfDay(to));
  const isOver = calendar.sessionDays(from, closed).length > edgeSessionsMax;
  return { [isOver ? 'beyond_source' : 'not_published']: [{ spans: [{ from, to: closed }], lanes }] };
}

type Suspended = {
  readonly suspended: SuspendedDays;
  readonly coverage: Coverage;
  readonly spansOf: SpansOfDays;
};

function suspendedSlices(
  instruments: readonly string[],
  { suspended, coverage, spansOf }: Suspended,
): Readonly<Record<string, readonly SliceBlock[]>> {
  const held = heldByInstrument(coverage);
  const slices = instruments.map((name) => {
    const there = new Set(held(name).days);
    const without = [...(suspended.get(name) ?? [])].filter((day) => !there.has(day));
    return [name, spansOf(without.sort((left, right) => left - right))] as const;
  });
  const blocks = blocksOf(new Map(slices));
  return blocks.length === 0 ? {} : { suspended: blocks };
}
