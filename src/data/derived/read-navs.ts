import { doubles, type Frame, type Schema } from '../../core/frame.ts';
import type { Draft } from '../lake/draft.ts';
import { concatRows, keepRows, selectColumns, sortRows } from '../rows.ts';
import { FUND_ASSETS } from '../stored/fund-assets.ts';
import type { LakeQuery } from '../stored/lake.ts';
import { assertKnownBy } from './known-by.ts';

export const NAV_COLUMNS = {
  instrument: 'text',
  nav_date: 'day',
  unit_nav: 'double',
  income_per_10k: 'double',
} as const satisfies Schema;

const READ = { ...NAV_COLUMNS, known_at: 'instant' } as const satisfies Schema;
const KEY = FUND_ASSETS.fund_nav.key;

/**
 * Values as they were known at the as-of: one that was restated later is read as it was before.
 *
 * reads  fund_nav, fund_nav_superseded
 */
export async function readNavsAsOf(
  draft: Draft,
  instruments: LakeQuery['instruments'],
  asOfMs: number,
): Promise<Frame> {
  const query = { columns: READ, orderBy: KEY, ...(instruments === undefined ? {} : { instruments }) };
  const current = await draft.lake.read(draft.files(FUND_ASSETS.fund_nav.name), query);
  const known = keepKnown(current, asOfMs);
  const navs = known.rows === current.rows ? known : await withEarlier(draft, known, query, asOfMs);
  assertKnownBy('fund_nav', doubles(navs, 'known_at'), asOfMs);
  return selectColumns(navs, NAV_COLUMNS);
}

function keepKnown(table: Frame, asOfMs: number): Frame {
  return keepRows(
    table,
    Uint8Array.from(doubles(table, 'known_at'), (atMs) => (atMs <= asOfMs ? 1 : 0)),
  );
}

async function withEarlier(draft: Draft, known: Frame, query: LakeQuery, asOfMs: number): Promise<Frame> {
  const files = draft.files(FUND_ASSETS.fund_nav_superseded.name);
  const columns = { ...READ, superseded_at: 'instant' } as const;
  const earlier = keepKnown(await draft.lake.read(files, { ...query, columns }), asOfMs);
  const wasCurrent = Uint8Array.from(doubles(earlier, 'superseded_at'), (atMs) => (atMs > asOfMs ? 1 : 0));
  return sortRows(concatRows(READ, [known, keepRows(earlier, wasCurrent)]), KEY);
}
