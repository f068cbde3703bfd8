import { NO_INT, textColumn } from '../../core/frame.ts';
import { appendRows } from '../lake/append-rows.ts';
import type { Draft } from '../lake/draft.ts';
import { monthPartition } from '../lake/partitions.ts';
import type { Authorship } from '../lake/upsert.ts';
import { FUND_ASSETS } from './fund-assets.ts';

/** What a run of the fund desk did. A count that does not apply is null. */
export type UpdateEntry = {
  readonly task: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** `partial`: it did not get to its end, and says why; `nothing_new`: everything was there already. */
  readonly state: 'success' | 'partial' | 'nothing_new' | 'blocked';
  readonly counts: Readonly<Partial<Record<CountName, number>>>;
  readonly navDateFirst: number | null;
  readonly navDateLast: number | null;
  readonly message: string;
};

const COUNTS = [
  'rows_received',
  'rows_inserted',
  'rows_revised',
  'rows_rejected',
  'funds_expected',
  'funds_done',
  'funds_late',
  'funds_failed',
] as const;
type CountName = (typeof COUNTS)[number];

const LOG = FUND_ASSETS.data_update_log;

/** @writes data_update_log, a file a task and month; idempotent by run and task */
export async function logUpdate(draft: Draft, entry: UpdateEntry, author: Authorship): Promise<void> {
  const int = (value: number | null | undefined) => ({ type: 'int', values: Int32Array.of(value ?? NO_INT) }) as const;
  const day = (value: number | null) => ({ type: 'day', values: Int32Array.of(value ?? NO_INT) }) as const;
  const instant = (atMs: number) => ({ type: 'instant', values: Float64Array.of(atMs) }) as const;
  const columns = {
    run_id: textColumn([author.runId]),
    task: textColumn([entry.task]),
    started_at: instant(entry.startedAtMs),
    finished_at: instant(entry.finishedAtMs),
    state: textColumn([entry.state]),
    provider: textColumn([author.providers.join(', ') || null]),
    ...Object.fromEntries(COUNTS.map((name) => [name, int(entry.counts[name])])),
    nav_date_first: day(entry.navDateFirst),
    nav_date_last: day(entry.navDateLast),
    message: textColumn([entry.message]),
  };
  const partition = `task=${entry.task},${monthPartition(entry.finishedAtMs)}`;
  await appendRows(draft, LOG, partition, { rows: 1, columns }, author);
}
