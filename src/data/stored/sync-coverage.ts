import { days, type Frame, text, textAt, textColumn } from '../../core/frame.ts';
import type { Draft } from '../lake/draft.ts';
import { type Authorship, provenanceOf, readFiles, writePartition } from '../lake/upsert.ts';
import { sortRows } from '../rows.ts';
import { ASSETS } from './assets.ts';
import { addRange, type DayRange } from './ranges.ts';

/** Stands for every instrument of a source that cannot list them. */
export const EVERYTHING = '*';

/** What a provider was asked for, per dataset and instrument: empty answers count as asked. */
export type Asked = ReadonlyMap<string, readonly DayRange[]>;

export async function readAsked(draft: Draft, dataset: string, provider: string): Promise<Asked> {
  const asked = new Map<string, readonly DayRange[]>();
  for (const row of await readEntries(draft, dataset)) {
    if (row.provider !== provider) continue;
    asked.set(row.instrument, addRange(asked.get(row.instrument) ?? [], { from: row.from, to: row.to }));
  }
  return asked;
}

/** Each dataset has its own file, so that steps that sync side by side do not meet. */
async function readEntries(draft: Draft, dataset: string): Promise<readonly Entry[]> {
  const asset = ASSETS.sync_coverage;
  const files = draft.files(asset.name).filter((file) => file.partition === partitionOf(dataset));
  return entriesOf(await readFiles(draft, asset, files));
}

function partitionOf(dataset: string): string {
  return `dataset=${dataset}`;
}

/** The ranges for one instrument, those of the whole source included. */
export function askedOf(asked: Asked): (instrument: string) => readonly DayRange[] {
  const everything = asked.get(EVERYTHING) ?? [];
  return (instrument) => (asked.get(instrument) ?? []).reduce<readonly DayRange[]>(addRange, everything);
}

type Entry = {
  readonly dataset: string;
  readonly instrument: string;
  readonly provider: string;
  readonly from: number;
  readonly to: number;
};

function entriesOf(table: Frame): readonly Entry[] {
  const cell = (name: string) => (row: number) => textAt(text(table, name), row)!;
  const [dataset, instrument, provider] = [cell('dataset'), cell('instrument'), cell('provider')];
  const [from, to] = [days(table, 'asked_from'), days(table, 'asked_to')];
  return Array.from({ length: table.rows }, (_, row) => ({
    dataset: dataset(row),
    instrument: instrument(row),
    provider: provider(row),
    from: from[row]!,
    to: to[row]!,
  }));
}

/** Remembers that a provider was asked. @writes sync_coverage; idempotent by content */
export async function rememberAsked(
  draft: Draft,
  asking: {
    readonly dataset: string;
    readonly provider: string;
    readonly asked: readonly { readonly instrument: string; readonly range: DayRange }[];
  },
  author: Authorship,
): Promise<void> {
  if (asking.asked.length === 0) return;
  const before = await readEntries(draft, asking.dataset);
  const isOwn = (entry: Entry) => entry.provider === asking.provider;
  const own = new Map<string, readonly DayRange[]>();
  const add = (instrument: string, range: DayRange) => own.set(instrument, addRange(own.get(instrument) ?? [], range));
  for (const entry of before.filter(isOwn)) add(entry.instrument, { from: entry.from, to: entry.to });
  for (const { instrument, range } of asking.asked) add(instrument, range);
  const { dataset, provider } = asking;
  const entries = [...own].flatMap(([instrument, ranges]) =>
    ranges.map((range) => ({ dataset, provider, instrument, ...range })),
  );
  const rows = tableOf([...before.filter((entry) => !isOwn(entry)), ...entries]);
  const asset = ASSETS.sync_coverage;
  const provenance = provenanceOf(asset.name, author);
  await writePartition(draft, { asset, partition: partitionOf(dataset), rows, provenance });
}

function tableOf(entries: readonly Entry[]): Frame {
  const dayColumn = (pick: (entry: Entry) => number) =>
    ({ type: 'day', values: Int32Array.from(entries, pick) }) as const;
  const columns = {
    dataset: textColumn(entries.map((entry) => entry.dataset)),
    instrument: textColumn(entries.map((entry) => entry.instrument)),
    provider: textColumn(entries.map((entry) => entry.provider)),
    asked_from: dayColumn((entry) => entry.from),
    asked_to: dayColumn((entry) => entry.to),
  };
  return sortRows({ rows: entries.length, columns }, ASSETS.sync_coverage.key);
}
