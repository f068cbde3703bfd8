import { days, doubles, type Frame } from '../../core/frame.ts';
import { DAY_MS } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { addMergeCounts, NO_CHANGE } from '../lake/merge-rows.ts';
import { splitByDay, WHOLE, yearPartition } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, upsertPartition } from '../lake/upsert.ts';
import { sortRows } from '../rows.ts';
import { KIND_SCHEMAS } from '../source/kinds.ts';
import type { SourceKind } from '../source/source.ts';
import type { Validated } from '../validated/validated.ts';
import { ASSETS, type AssetSchema } from './assets.ts';
import type { Stored, StoredFacts } from './stored.ts';

/**
 * Merges rows of the tables around the bars. A changed row replaces the old one: which statement was known when
 * is told by the rows themselves, and the raw bodies keep what was said before.
 *
 * reads, writes  the asset named like the kind; idempotent by key and values
 */
export async function storeReference<K extends Exclude<SourceKind, 'bars'>>(
  draft: Draft,
  validated: Validated<K>,
  author: Authorship,
): Promise<Stored> {
  const kind: Exclude<SourceKind, 'bars'> = validated.kind;
  const asset: AssetSchema = ASSETS[kind];
  const rows = kind === 'fundamentals' ? withKnownAt(validated.rows) : validated.rows;
  const parts = kind === 'valuations' ? splitByDay(rows, 'session', yearPartition) : new Map([[WHOLE, rows]]);
  const compared = Object.keys(KIND_SCHEMAS[kind]).filter((name) => !asset.key.includes(name));
  const provenance = provenanceOf(asset.name, author);
  let counts = NO_CHANGE;
  const partitionsWritten: string[] = [];
  for (const [partition, part] of parts) {
    const upserted = await upsertPartition(draft, { asset, partition, rows: part, compared, provenance });
    counts = addMergeCounts(counts, upserted.counts);
    if (upserted.isWritten) partitionsWritten.push(partition);
  }
  const partitionsKept = [...parts.keys()].filter((partition) => !partitionsWritten.includes(partition));
  const range = { sessionFirst: null, sessionLast: null };
  const facts: StoredFacts = { asset: asset.name, counts, ...range, partitionsWritten, partitionsKept };
  return facts as Stored;
}

/** Where the source does not say since when a statement was known: since the midnight (UTC) after its announcement. */
function withKnownAt(rows: Frame): Frame {
  const announced = days(rows, 'announced');
  const knownAt = doubles(rows, 'known_at').map((at, row) => (Number.isNaN(at) ? (announced[row]! + 1) * DAY_MS : at));
  const columns = { ...rows.columns, known_at: { type: 'instant', values: knownAt } as const };
  return sortRows({ rows: rows.rows, columns }, ASSETS.fundamentals.key);
}
