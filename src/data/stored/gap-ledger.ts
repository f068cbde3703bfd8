import { days, doubles, type Frame, text, textAt, textColumn } from '../../core/frame.ts';
import type { Draft } from '../lake/draft.ts';
import { WHOLE } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, readAsset, writePartition } from '../lake/upsert.ts';
import { sortRows } from '../rows.ts';
import { ASSETS } from './assets.ts';
import type { OpenReason } from './fill-gaps.ts';
import { type Gap, type GapReason, isOpen } from './find-gaps.ts';

/** A gap with what has been done about it. */
export type LedgerGap = Gap & {
  /** Why it could not be filled, when that was tried. */
  readonly openBecause: OpenReason | null;
  /** When it was asked for once more; null when it never was. */
  readonly fetchedAtMs: number | null;
  /** The policy under which it was tried. */
  readonly policy: string | null;
};

export async function readLedger(draft: Draft): Promise<readonly LedgerGap[]> {
  const table = await readAsset(draft, ASSETS.gaps);
  const cell = (name: string) => (row: number) => textAt(text(table, name), row);
  const [instrument, reason, because, policy] = ['instrument', 'reason', 'open_because', 'policy'].map(cell);
  const fetchedAt = doubles(table, 'fetched_at');
  return Array.from({ length: table.rows }, (_, row) => ({
    instrument: instrument!(row)!,
    from: days(table, 'gap_from')[row]!,
    to: days(table, 'gap_to')[row]!,
    sessions: days(table, 'sessions')[row]!,
    reason: reason!(row) as GapReason,
    openBecause: because!(row) as OpenReason | null,
    fetchedAtMs: Number.isNaN(fetchedAt[row]!) ? null : fetchedAt[row]!,
    policy: policy!(row),
  }));
}

/** @writes gaps, as a whole; idempotent by content */
export async function writeLedger(draft: Draft, gaps: readonly LedgerGap[], author: Authorship): Promise<void> {
  const asset = ASSETS.gaps;
  const rows = sortRows(tableOf(gaps), asset.key);
  await writePartition(draft, { asset, partition: WHOLE, rows, provenance: provenanceOf(asset.name, author) });
}

function tableOf(gaps: readonly LedgerGap[]): Frame {
  const texts = (pick: (gap: LedgerGap) => string | null) => textColumn(gaps.map(pick));
  const dayColumn = (pick: (gap: LedgerGap) => number) =>
    ({ type: 'day', values: Int32Array.from(gaps, pick) }) as const;
  const fetched = Float64Array.from(gaps, (gap) => gap.fetchedAtMs ?? Number.NaN);
  const columns = {
    instrument: texts((gap) => gap.instrument),
    gap_from: dayColumn((gap) => gap.from),
    gap_to: dayColumn((gap) => gap.to),
    sessions: { type: 'int', values: Int32Array.from(gaps, (gap) => gap.sessions) } as const,
    reason: texts((gap) => gap.reason),
    open_because: texts((gap) => gap.openBecause),
    fetched_at: { type: 'instant', values: fetched } as const,
    policy: texts((gap) => gap.policy),
  };
  return { rows: gaps.length, columns };
}

/** Gaps found now, with what is remembered of those that were there before. */
export function withMemory(gaps: readonly Gap[], before: readonly LedgerGap[]): readonly LedgerGap[] {
  const keyOf = (gap: Gap) => `${gap.instrument} ${gap.from} ${gap.to}`;
  const known = new Map(before.map((gap) => [keyOf(gap), gap]));
  return gaps.map((gap) => {
    const { openBecause = null, fetchedAtMs = null, policy = null } = known.get(keyOf(gap)) ?? {};
    return { ...gap, openBecause, fetchedAtMs, policy };
  });
}

/** A gap that was tried under the same policy a short while ago would only be tried in vain again. */
export function isToDo(gap: LedgerGap, now: { readonly policy: string; readonly sinceMs: number }): boolean {
  if (!isOpen(gap)) return false;
  return gap.policy !== now.policy || gap.fetchedAtMs === null || gap.fetchedAtMs < now.sinceMs;
}
