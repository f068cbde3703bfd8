import type { Calendar } from '../../calendar/index.ts';
import type { OpServices } from '../../control/definition/op.ts';
import { days, text, textAt } from '../../core/frame.ts';
import { canonicalJson, sha256Hex } from '../../core/hash.ts';
import { isPartitionKey, type KeySpan, type RunPartitions, type SliceBlock } from '../../core/partition.ts';
import { dayOfSession, type Session, type SessionDay, sessionOfDay, toSession } from '../../core/time.ts';
import { FORMULAS_VERSION } from '../../data/derived/stamp.ts';
import type { Draft } from '../../data/lake/draft.ts';
import { readAsset } from '../../data/lake/upsert.ts';
import { isLive } from '../../data/live.ts';
import { barSlices, type SlicedPath, type Until } from '../../data/path/bar-slices.ts';
import type { BarSpan } from '../../data/path/sync-bars.ts';
import { KIND_SCHEMAS } from '../../data/source/kinds.ts';
import { ASSETS } from '../../data/stored/assets.ts';
import { type Coverage, readCoverage } from '../../data/stored/coverage.ts';
import {
  blocksOf,
  changedInstruments,
  revisedSlices,
  type Slices,
  type SpansOfDays,
  slicesOf,
  spansOn,
} from '../../data/stored/slices.ts';
import { INSTRUMENTS } from './assets.ts';

/** Says which bars there are now, which are not to be had and why, and which were revised. */
export async function tellBars(services: OpServices, path: SlicedPath, until: Until): Promise<void> {
  const { instruments, holds, absent, revised, unnamed } = await barSlices(path, until);
  services.addKeys(INSTRUMENTS, instruments);
  services.made({ asset: 'ohlcv_daily', holds, absent, revised, calendar: path.calendar.venue });
  if (unnamed.length > 0)
    services.log.warn('Coverage leaves these out: their names have spaces, commas or slashes', {
      instruments: unnamed,
    });
}

/** Says of a table by instrument whose rows are others now. Every known instrument counts as there: it may have no rows. */
export async function tellByInstrument(
  { made }: OpServices,
  { draft }: SlicedPath,
  name: 'ex_factors' | 'fundamentals',
): Promise<void> {
  if (draft.files(name).length === 0) return;
  const listed = text(await readAsset(draft, ASSETS.instruments), 'instrument').dictionary;
  const asset = ASSETS[name];
  const compared = Object.keys(KIND_SCHEMAS[name]).filter((column) => column !== 'instrument');
  const changed = await changedInstruments(draft, { asset, compared });
  const lanes = [...new Set([...listed, ...changed])].filter(isPartitionKey).sort();
  made({ asset: name, holds: [{ lanes }], revised: [{ lanes: changed.filter(isPartitionKey) }] });
}

/** Says which market values there are, and which were revised. */
export async function tellValuations({ made }: OpServices, { draft, calendar }: SlicedPath): Promise<void> {
  const asset = ASSETS.valuations;
  if (draft.files(asset.name).length === 0) return;
  const spansOf = spansOn(calendar);
  const holds = blocksOf(await slicesOf(draft, asset, spansOf));
  const compared = Object.keys(KIND_SCHEMAS.valuations).filter((column) => !['instrument', 'session'].includes(column));
  const revised = blocksOf(await revisedSlices(draft, { asset, compared }, spansOf));
  made({ asset: 'valuations', holds, revised, calendar: calendar.venue });
}

type Derivation = {
  readonly draft: Draft;
  readonly calendar: Calendar;
  readonly asOfMs: number;
  /** What decides the numbers besides the inputs. */
  readonly settings: Readonly<Record<string, unknown>>;
};

/**
 * Says which slices a dataset has that is computed from the bars, and why others have none. It is computed as a whole;
 * what changed of it is what depends on what changed of its inputs or its settings.
 */
export async function tellDerived(
  { made }: OpServices,
  name: 'indicators_daily' | 'fundamental_indicators_daily',
  { draft, calendar, asOfMs, settings }: Derivation,
): Promise<void> {
  const spansOf = spansOn(calendar);
  const isLiveNow = isLive(calendar, asOfMs, draft.snapshot('ohlcv_daily').committedAtMs);
  const code = await sha256Hex(canonicalJson({ FORMULAS_VERSION, settings, asOfMs: isLiveNow ? null : asOfMs }));
  const slices = await slicesOf(draft, ASSETS[name], spansOf);
  const absent = barsWithout(slices, await readCoverage(draft), spansOf);
  const codeVersion = code.slice(0, 12);
  made({ asset: name, holds: blocksOf(slices), absent, revised: 'as_inputs', codeVersion, calendar: calendar.venue });
}

/** Bars of which nothing was computed: suspended sessions, and what was left out. */
function barsWithout(slices: Slices, coverage: Coverage, spansOf: SpansOfDays) {
  const reasons = { suspended: new Map<string, KeySpan[]>(), not_computed: new Map<string, KeySpan[]>() };
  for (const [k, instrument] of coverage.instruments.entries()) {
    const there = daysIn(slices.get(instrument) ?? []);
    const [begin, end] = [coverage.offsets[k]!, coverage.offsets[k + 1]!];
    const without: Record<keyof typeof reasons, SessionDay[]> = { suspended: [], not_computed: [] };
    for (let row = begin; row < end; row += 1) {
      const day = coverage.days[row]!;
      if (!there(day)) without[coverage.suspended[row] === 1 ? 'suspended' : 'not_computed'].push(day);
    }
    for (const reason of ['suspended', 'not_computed'] as const)
      if (without[reason].length > 0) reasons[reason].set(instrument, [...spansOf(without[reason])]);
  }
  return { suspended: blocksOf(reasons.suspended), not_computed: blocksOf(reasons.not_computed) };
}

/** Whether an ascending series of days, asked for in order, has each of them. */
function daysIn(spans: readonly KeySpan[]): (day: SessionDay) => boolean {
  const ranges = spans.map(({ from, to }) => ({
    from: dayOfSession(from as Session),
    to: dayOfSession(to as Session),
  }));
  let at = 0;
  return (day) => {
    while (at < ranges.length && ranges[at]!.to < day) at += 1;
    return at < ranges.length && ranges[at]!.from <= day;
  };
}

/** Says of the sessions that were scored which instruments have a score, and that the others can have none. */
export async function tellScores(
  { made }: OpServices,
  draft: Draft,
  { sessions, model }: { readonly sessions: readonly Session[]; readonly model: string },
): Promise<void> {
  const scored = await instrumentsBySession(draft, 'scores', sessions);
  const computed = await instrumentsBySession(draft, 'indicators_daily', sessions);
  for (const session of sessions) {
    const spans = [{ from: session, to: session }];
    const lanes = scored.get(session) ?? [];
    const others = new Set(computed.get(session)).difference(new Set(lanes));
    if (lanes.length > 0) made({ asset: 'scores', spans, lanes, revised: 'as_inputs', codeVersion: model });
    if (others.size > 0)
      made({ asset: 'scores', absent: { not_scored: [{ spans, lanes: [...others] }] }, codeVersion: model });
  }
}

async function instrumentsBySession(
  draft: Draft,
  asset: 'scores' | 'indicators_daily',
  sessions: readonly Session[],
): Promise<ReadonlyMap<Session, readonly string[]>> {
  const files = draft.files(asset);
  if (files.length === 0 || sessions.length === 0) return new Map();
  const wanted = sessions.map(dayOfSession);
  const bounds = { column: 'session', from: Math.min(...wanted), to: Math.max(...wanted) };
  const columns = { instrument: 'text', session: 'day' } as const;
  const rows = await draft.lake.read(files, { columns, orderBy: ['instrument'], days: bounds });
  const [names, day] = [text(rows, 'instrument'), days(rows, 'session')];
  const found = new Map<Session, string[]>(sessions.map((session) => [session, []]));
  for (let row = 0; row < rows.rows; row += 1) {
    const name = textAt(names, row)!;
    if (isPartitionKey(name)) found.get(sessionOfDay(day[row]!))?.push(name);
  }
  return found;
}

/** The slices that a run was asked for, as the data path takes them; null where it makes what is new. */
export function askedSpans(partitions: RunPartitions | null): readonly BarSpan[] | null {
  if (partitions === null) return null;
  const blocks: readonly SliceBlock[] = partitions.blocks ?? [partitions];
  return blocks.flatMap(({ spans = [], lanes = [] }) =>
    spans.map(({ from, to }) => ({ instruments: lanes, from: toSession(from), to: toSession(to) })),
  );
}

export const instrumentsOf = (spans: readonly BarSpan[]): readonly string[] => [
  ...new Set(spans.flatMap(({ instruments }) => instruments)),
];

/** From the first session of any to the last. */
export function rangeOfSpans(spans: readonly BarSpan[]): { readonly startDate: Session; readonly endDate: Session } {
  const sorted = (texts: readonly Session[]) => texts.toSorted();
  return { startDate: sorted(spans.map(({ from }) => from))[0]!, endDate: sorted(spans.map(({ to }) => to)).at(-1)! };
}
