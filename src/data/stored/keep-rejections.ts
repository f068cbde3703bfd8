import { type Frame, NO_INT, text, textAt, textColumn } from '../../core/frame.ts';
import { dayOfSession, type Session, type SessionDay } from '../../core/time.ts';
import { appendRows } from '../lake/append-rows.ts';
import type { Draft } from '../lake/draft.ts';
import { monthPartition } from '../lake/partitions.ts';
import { type Authorship, readAsset } from '../lake/upsert.ts';
import type { Rejection } from '../validated/validated.ts';
import { ASSETS } from './assets.ts';
import type { SuspendedDays } from './suspended-days.ts';

/**
 * Puts rejected rows into quarantine. A row that lies there already with the same content and reason is not
 * put there again, whichever body it came in. Each dataset has its own file, so that steps side by side do not meet.
 *
 * reads, writes  quarantine; idempotent by content and reason
 * @returns how many rows are new there
 */
export async function keepRejections(
  draft: Draft,
  rejections: readonly Rejection[],
  atMs: number,
  author: Authorship,
): Promise<number> {
  if (rejections.length === 0) return 0;
  const known = new Set(contentsOf(await readAsset(draft, ASSETS.quarantine)));
  const fresh = rejections.filter((each) => {
    const content = contentOf([each.dataset, each.provider, each.reason, each.rawText]);
    return !known.has(content) && known.add(content);
  });
  if (fresh.length === 0) return 0;
  let inserted = 0;
  for (const [dataset, own] of Map.groupBy(fresh, (each) => each.dataset)) {
    const partition = `dataset=${dataset},${monthPartition(atMs)}`;
    const rows = rejectionRows(own, author.runId, atMs);
    inserted += (await appendRows(draft, ASSETS.quarantine, partition, rows, author)).counts.inserted;
  }
  return inserted;
}

function contentOf(parts: readonly (string | null)[]): string {
  return JSON.stringify(parts);
}

function contentsOf(table: Frame): readonly string[] {
  const columns = ['dataset', 'provider', 'reason', 'raw_text'].map((name) => text(table, name));
  return Array.from({ length: table.rows }, (_, row) => contentOf(columns.map((column) => textAt(column, row))));
}

function rejectionRows(rejections: readonly Rejection[], runId: string, atMs: number): Frame {
  const cells = (pick: (rejection: Rejection) => string | null) => textColumn(rejections.map(pick));
  const session = (each: Rejection) => (each.session === null ? NO_INT : dayOfSession(each.session as Session));
  const columns = {
    dataset: cells((each) => each.dataset),
    provider: cells((each) => each.provider),
    instrument: cells((each) => each.instrument),
    session: { type: 'day', values: Int32Array.from(rejections, session) } as const,
    reason: cells((each) => each.reason),
    detail: cells((each) => each.detail),
    raw_line: { type: 'int', values: Int32Array.from(rejections, (each) => each.rawLine) } as const,
    raw_text: cells((each) => each.rawText),
    raw_sha256: cells((each) => each.rawSha256),
    run_id: cells(() => runId),
    quarantined_at: { type: 'instant', values: new Float64Array(rejections.length).fill(atMs) } as const,
  };
  return { rows: rejections.length, columns };
}

/** By instrument: the sessions of which a bar lies in quarantine. */
export async function readQuarantined(draft: Draft): Promise<SuspendedDays> {
  const table = await readAsset(draft, ASSETS.quarantine);
  const [dataset, instrument] = [text(table, 'dataset'), text(table, 'instrument')];
  const days = new Map<string, Set<SessionDay>>();
  const session = table.columns.session;
  for (let row = 0; row < table.rows; row += 1) {
    const name = textAt(instrument, row);
    const day = session?.type === 'day' ? session.values[row]! : NO_INT;
    if (name === null || day === NO_INT || textAt(dataset, row) !== 'ohlcv_daily') continue;
    const own = days.get(name) ?? new Set<SessionDay>();
    days.set(name, own.add(day));
  }
  return days;
}
