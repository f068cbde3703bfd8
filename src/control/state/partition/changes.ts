import { parseRegion, type Region } from '../../../core/regions.ts';
import type { Cells } from '../cells.ts';
import type { RangeQuery } from '../range.ts';

/** What one making changed of an asset, and the version that came of it. */
export type PartitionChange = { readonly number: number; readonly version: number; readonly changed: Region };

const PAGE_ROWS = 64;

/** Every making that gave the asset a later version, newest first. Reads no further back than it must. */
export function changesSince(
  range: (query: RangeQuery) => readonly Cells[],
  asset: string,
  version: number,
): readonly PartitionChange[] {
  const found: PartitionChange[] = [];
  for (let until: number | undefined; ; ) {
    const page = range(changesQuery(asset, until)).map(changeOf);
    const later = page.filter((change) => change.version > version);
    found.push(...later);
    if (later.length < PAGE_ROWS) return found;
    until = page.at(-1)!.number - 1;
  }
}

/** As `changesSince`, for whoever reads from outside. */
export async function readChangesSince(
  range: (query: RangeQuery) => Promise<readonly Cells[]>,
  asset: string,
  version: number,
): Promise<readonly PartitionChange[]> {
  const found: PartitionChange[] = [];
  for (let until: number | undefined; ; ) {
    const page = (await range(changesQuery(asset, until))).map(changeOf);
    const later = page.filter((change) => change.version > version);
    found.push(...later);
    if (later.length < PAGE_ROWS) return found;
    until = page.at(-1)!.number - 1;
  }
}

/** Whether these changes are all that lies between two versions: one that nobody explained could be anything. */
export function isComplete(changes: readonly PartitionChange[], from: number, to: number): boolean {
  const explained = new Set(changes.filter(({ version }) => version <= to).map(({ version }) => version));
  return explained.size === to - from;
}

function changesQuery(asset: string, until: number | undefined): RangeQuery {
  const query = { table: 'materialization', prefix: [asset], order: 'descending', limit: PAGE_ROWS } as const;
  return until === undefined ? query : { ...query, until };
}

function changeOf(row: Cells): PartitionChange {
  const changed = parseRegion(row.changed as string);
  return { number: row.number as number, version: row.version as number, changed };
}
