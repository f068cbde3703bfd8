import type { Frame } from '../../core/frame.ts';
import { keepRows, sortRows } from '../rows.ts';
import type { AssetSchema } from '../stored/assets.ts';
import type { Draft } from './draft.ts';
import { type Authorship, provenanceOf, type Upserted, upsertPartition } from './upsert.ts';

/** Adds rows to one partition; a row whose key is there already is left as it is. */
export async function appendRows(
  draft: Draft,
  asset: AssetSchema,
  partition: string,
  rows: Frame,
  author: Authorship,
): Promise<Upserted> {
  const unique = firstOfEachKey(sortRows(rows, asset.key), asset.key);
  const provenance = provenanceOf(asset.name, author);
  return upsertPartition(draft, { asset, partition, rows: unique, compared: [], provenance });
}

function firstOfEachKey(sorted: Frame, key: readonly string[]): Frame {
  const columns = key.map((name) => sorted.columns[name]!);
  const keep = new Uint8Array(sorted.rows).fill(1);
  for (let row = 1; row < sorted.rows; row += 1) {
    const isSame = columns.every((column) => {
      const cells = column.type === 'text' ? column.codes : column.values;
      return cells[row] === cells[row - 1];
    });
    if (isSame) keep[row] = 0;
  }
  return keepRows(sorted, keep);
}
