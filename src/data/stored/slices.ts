import type { Calendar } from '../../calendar/index.ts';
import { days, type Frame, text, textAt } from '../../core/frame.ts';
import { isPartitionKey, type KeySpan, type SliceBlock } from '../../core/partition.ts';
import { type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { meetRows } from '../lake/merge-rows.ts';
import { readFiles } from '../lake/upsert.ts';
import { runsOf, takeRows } from '../rows.ts';
import type { AssetSchema } from './assets.ts';

/** Slices by instrument: ascending spans of consecutive sessions. */
export type Slices = ReadonlyMap<string, readonly KeySpan[]>;

/** Sessions as spans: what lies between two of them is no gap. Days on which nobody trades are left out. */
export type SpansOfDays = (sessions: Iterable<SessionDay>) => readonly KeySpan[];

export function spansOn(calendar: Calendar): SpansOfDays {
  const all = calendar.sessionDays(calendar.firstSession, calendar.lastSession);
  const placeOf = new Map(Array.from(all, (day, place) => [day, place]));
  return (sessions) => {
    const runs: { from: SessionDay; to: SessionDay; place: number }[] = [];
    for (const day of sessions) {
      const place = placeOf.get(day);
      const last = runs.at(-1);
      if (place === undefined) continue;
      if (last?.place === place - 1) Object.assign(last, { to: day, place });
      else runs.push({ from: day, to: day, place });
    }
    return runs.map(({ from, to }) => ({ from: sessionOfDay(from), to: sessionOfDay(to) }));
  };
}

/** As an engine takes them: instruments with the same spans share a block. */
export function blocksOf(slices: Slices): readonly SliceBlock[] {
  const named = [...slices].filter(([instrument, spans]) => spans.length > 0 && isPartitionKey(instrument));
  const groups = Map.groupBy(named, ([, spans]) => spans.map(({ from, to }) => `${from}${to}`).join());
  return [...groups.values()].map((same) => ({ spans: same[0]![1], lanes: same.map(([instrument]) => instrument) }));
}

/** The rows of a dataset as slices. */
export async function slicesOf(draft: Draft, asset: AssetSchema, spansOf: SpansOfDays): Promise<Slices> {
  const files = draft.files(asset.name);
  if (files.length === 0) return new Map();
  const columns = { instrument: 'text', session: 'day' } as const;
  return slicesIn(await draft.lake.read(files, { columns, orderBy: ['instrument', 'session'] }), spansOf);
}

/** Rows in the order of instrument and session as slices. */
function slicesIn(rows: Frame, spansOf: SpansOfDays): Slices {
  if (rows.rows === 0) return new Map();
  const { names, offsets } = runsOf(text(rows, 'instrument'));
  const session = days(rows, 'session');
  return new Map(names.map((name, k) => [name, spansOf(session.subarray(offsets[k]!, offsets[k + 1]!))]));
}

/**
 * What this step has revised: rows that were there before with other values. Only files that it has replaced are read.
 */
export async function revisedSlices(
  draft: Draft,
  { asset, compared }: { readonly asset: AssetSchema; readonly compared: readonly string[] },
  spansOf: SpansOfDays,
): Promise<Slices> {
  const { current, incoming } = await replacedRows(draft, asset);
  const { revised } = meetRows({ schema: asset.schema, key: asset.key, compared }, current, incoming);
  return slicesIn(takeRows(incoming, revised.incoming), spansOf);
}

async function replacedRows(draft: Draft, asset: AssetSchema): Promise<{ current: Frame; incoming: Frame }> {
  const change = draft.changes().find((each) => each.asset === asset.name);
  const removed = new Set(change?.removed ?? []);
  const before = draft.snapshot(asset.name).files.filter((file) => removed.has(file.path));
  const [current, incoming] = [
    await readFiles(draft, asset, before),
    await readFiles(draft, asset, before.length === 0 ? [] : (change?.added ?? [])),
  ];
  return { current, incoming };
}

/** Instruments whose rows are others than before this step, in a small dataset with many rows an instrument. */
export async function changedInstruments(
  draft: Draft,
  { asset, compared }: { readonly asset: AssetSchema; readonly compared: readonly string[] },
): Promise<readonly string[]> {
  const change = draft.changes().find((each) => each.asset === asset.name);
  if (change === undefined) return [];
  const removed = new Set(change.removed);
  const gone = draft.snapshot(asset.name).files.filter((file) => removed.has(file.path));
  const [before, after] = [await readFiles(draft, asset, gone), await readFiles(draft, asset, change.added)];
  const [old, now] = [textsByInstrument(before, compared), textsByInstrument(after, compared)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name));
}

/** All values of an instrument's rows in one text, to be compared. */
function textsByInstrument(rows: Frame, compared: readonly string[]): ReadonlyMap<string, string> {
  const columns = compared.map((name) => rows.columns[name]!);
  const instrument = text(rows, 'instrument');
  const found = new Map<string, string>();
  for (let row = 0; row < rows.rows; row += 1) {
    const cells = columns.map((column) => (column.type === 'text' ? textAt(column, row) : column.values[row]));
    const name = textAt(instrument, row)!;
    found.set(name, `${found.get(name) ?? ''}${cells.join(',')};`);
  }
  return found;
}
