import { days, doubles, type Frame, flags, NO_INT, text, textAt } from '../../core/frame.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import type { Draft } from '../lake/draft.ts';
import { type Authorship, provenanceOf, writePartition } from '../lake/upsert.ts';
import { cellsOf, concatRows, rowOrder, sameText, selectColumns, takeRows } from '../rows.ts';
import { FUND_KIND_SCHEMAS } from '../source/funds.ts';
import type { Page } from '../validated/validated.ts';
import { FUND_ASSETS } from './fund-assets.ts';

const STAGING = FUND_ASSETS.fund_nav_staging;
const NAVS = FUND_KIND_SCHEMAS.navs;

/** Leaves what was collected, as it was read, for the run that validates it. @writes fund_nav_staging, a file a flush */
export async function stageNavs(
  draft: Draft,
  pages: readonly Page[],
  { part, author }: { readonly part: number; readonly author: Authorship },
): Promise<number> {
  const rows = concatRows(
    STAGING.schema,
    pages.map((page) => stagedRows(page, author.runId)),
  );
  if (rows.rows === 0) return 0;
  const partition = `run=${author.runId},part=${String(part).padStart(4, '0')}`;
  await writePartition(draft, { asset: STAGING, partition, rows, provenance: provenanceOf(STAGING.name, author) });
  return rows.rows;
}

function stagedRows({ raw, parsed }: Page, runId: string): Frame {
  const count = parsed.rows.rows;
  const columns = {
    ...parsed.rows.columns,
    run_id: sameText(runId, count),
    provider: sameText(raw.about.source, count),
    ingested_at: { type: 'instant', values: new Float64Array(count).fill(raw.about.fetchedAtMs) } as const,
    simulated: { type: 'flag', values: new Uint8Array(count).fill(raw.about.simulated ? 1 : 0) } as const,
    raw_sha256: sameText(raw.address.sha256, count),
    raw_line: { type: 'int', values: parsed.lines } as const,
  };
  return selectColumns({ rows: count, columns }, STAGING.schema);
}

export type StagedNavs = {
  readonly files: readonly LakeFile[];
  readonly rows: number;
  /** As the source handed them on: a body received later replaces what earlier ones say of the same fund and date. */
  readonly pages: readonly Page[];
};

/** What waits to be validated. @reads fund_nav_staging */
export async function readStaged(draft: Draft): Promise<StagedNavs> {
  const files = draft.files(STAGING.name);
  const table = await draft.lake.read(files, { columns: STAGING.schema, orderBy: [] });
  const kept = newestOfEach(table);
  return { files, rows: table.rows, pages: pagesOf(kept) };
}

/** Takes away what was validated, or has waited too long. @writes fund_nav_staging */
export function removeStaged(draft: Draft, files: readonly LakeFile[]): void {
  draft.apply({ asset: STAGING.name, removed: files.map((file) => file.path), added: [] });
}

/** Takes away what was received before a moment and still waits. @writes fund_nav_staging */
export async function removeExpired(
  draft: Draft,
  beforeMs: number,
): Promise<{ readonly files: number; readonly rows: number }> {
  const expired: LakeFile[] = [];
  for (const file of draft.files(STAGING.name)) {
    const found = await draft.lake.read([file], { columns: { ingested_at: 'instant' }, orderBy: [] });
    if (doubles(found, 'ingested_at').every((atMs) => atMs < beforeMs)) expired.push(file);
  }
  removeStaged(draft, expired);
  return { files: expired.length, rows: expired.reduce((sum, { rows }) => sum + rows, 0) };
}

/** Rows of the newest body for each fund and date; a cell that is blank there keeps what an earlier body said. */
function newestOfEach(table: Frame): Frame {
  const order = rowOrder(table, ['instrument', 'nav_date', 'ingested_at']);
  const [instrument, day, body] = [text(table, 'instrument'), days(table, 'nav_date'), text(table, 'raw_sha256')];
  const isSameKey = (a: number, b: number) => instrument.codes[a] === instrument.codes[b] && day[a] === day[b];
  const filled = Object.fromEntries(
    Object.entries(table.columns).map(([name, column]) => [
      name,
      column.type === 'double' ? { ...column, values: column.values.slice() } : column,
    ]),
  );
  const values = Object.keys(NAVS).flatMap((name) => (filled[name]?.type === 'double' ? [cellsOf(filled[name])] : []));
  const keep: number[] = [];
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && isSameKey(order[first]!, order[end]!)) end += 1;
    const newest = body.codes[order[end - 1]!];
    for (let k = first; k < end; k += 1) {
      const row = order[k]!;
      if (body.codes[row] !== newest) continue;
      for (let earlier = k - 1; earlier >= first; earlier -= 1) fillBlanks(values, row, order[earlier]!);
      keep.push(row);
    }
    first = end;
  }
  return takeRows({ rows: table.rows, columns: filled }, Int32Array.from(keep));
}

function fillBlanks(columns: readonly ReturnType<typeof cellsOf>[], row: number, from: number): void {
  for (const cells of columns) if (Number.isNaN(cells[row]!)) cells[row] = cells[from]!;
}

/** Rows together with those of the same body, in its order. */
function pagesOf(table: Frame): readonly Page[] {
  const order = rowOrder(table, ['raw_sha256', 'raw_line']);
  const [body, provider] = [text(table, 'raw_sha256'), text(table, 'provider')];
  const [at, simulated, line] = [doubles(table, 'ingested_at'), flags(table, 'simulated'), days(table, 'raw_line')];
  const pages: Page[] = [];
  for (let first = 0; first < order.length; ) {
    const top = order[first]!;
    let end = first + 1;
    while (end < order.length && body.codes[order[end]!] === body.codes[top]) end += 1;
    const rows = order.slice(first, end);
    const about = {
      source: textAt(provider, top)!,
      extension: 'txt' as const,
      query: {},
      fetchedAtMs: at[top]!,
      simulated: simulated[top] === 1,
    };
    pages.push({
      raw: { about, address: { sha256: textAt(body, top)!, path: '', bytes: 0 } },
      parsed: { rows: selectColumns(takeRows(table, rows), NAVS), lines: rows.map((row) => line[row]!), rejected: [] },
    });
    first = end;
  }
  return pages;
}

/** How many rows wait, by fund. @reads fund_nav_staging */
export async function countStaged(draft: Draft): Promise<ReadonlyMap<string, number>> {
  const found = await draft.lake.instruments(draft.files(STAGING.name));
  return new Map(found.map(({ instrument, rows }) => [instrument, rows]));
}

/** The latest date of each fund in a table; funds without one are left out. */
export function lastDays(table: Frame, column: string): ReadonlyMap<string, number> {
  const { codes, dictionary } = text(table, 'instrument');
  const day = days(table, column);
  const last = new Int32Array(dictionary.length).fill(NO_INT);
  for (let row = 0; row < table.rows; row += 1) last[codes[row]!] = Math.max(last[codes[row]!]!, day[row]!);
  return new Map(dictionary.flatMap((name, code) => (last[code] === NO_INT ? [] : [[name, last[code]!] as const])));
}
