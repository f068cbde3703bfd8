import { days } from '../../core/frame.ts';
import { type Session, type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { meetRows } from '../lake/merge-rows.ts';
import { type Authorship, provenanceOf, writePartition } from '../lake/upsert.ts';
import { emptyFrame, sameText, selectColumns } from '../rows.ts';
import { ASSETS } from './assets.ts';

/** What one run left for another. */
export type Temporary = {
  readonly runId: string;
  readonly rows: number;
  readonly sessionFirst: Session | null;
  readonly sessionLast: Session | null;
};

const PREFIX = 'run=';
const BARS = ASSETS.ohlcv_daily;

/**
 * Leaves the bars of the latest sessions for another run, under this run's id.
 *
 * reads   ohlcv_daily
 * writes  temporary_daily, one file per run; idempotent by run
 */
export async function storeTemporary(draft: Draft, from: SessionDay, author: Authorship): Promise<Temporary> {
  const query = { columns: BARS.schema, orderBy: BARS.key, days: { column: 'session', from } };
  const bars = await draft.lake.read(draft.files('ohlcv_daily'), query);
  const asset = ASSETS.temporary_daily;
  const rows = { ...bars, columns: { ...bars.columns, run_id: sameText(author.runId, bars.rows) } };
  const provenance = provenanceOf(asset.name, author);
  await writePartition(draft, { asset, partition: `${PREFIX}${author.runId}`, rows, provenance });
  return { runId: author.runId, rows: bars.rows, ...rangeOf(days(bars, 'session')) };
}

function rangeOf(sessions: Int32Array): Pick<Temporary, 'sessionFirst' | 'sessionLast'> {
  if (sessions.length === 0) return { sessionFirst: null, sessionLast: null };
  const [first, last] = [sessions.reduce((a, b) => Math.min(a, b)), sessions.reduce((a, b) => Math.max(a, b))];
  return { sessionFirst: sessionOfDay(first), sessionLast: sessionOfDay(last) };
}

export type LoadedTemporary = Temporary & {
  /** Bars that have changed since they were left; the current ones are used. */
  readonly changedSince: number;
};

/** What the newest run left, compared with what is stored now; null when nothing was left. @reads temporary_daily, ohlcv_daily */
export async function loadTemporary(draft: Draft): Promise<LoadedTemporary | null> {
  const newest = [...draft.files('temporary_daily')].sort((a, b) => (a.partition < b.partition ? 1 : -1))[0];
  if (newest === undefined) return null;
  const left = await draft.lake.read([newest], { columns: BARS.schema, orderBy: BARS.key });
  const sessions = days(left, 'session');
  const range = rangeOf(sessions);
  const from = sessions.length === 0 ? undefined : sessions.reduce((a, b) => Math.min(a, b));
  const current =
    from === undefined
      ? emptyFrame(BARS.schema)
      : await draft.lake.read(draft.files('ohlcv_daily'), {
          columns: BARS.schema,
          orderBy: BARS.key,
          days: { column: 'session', from },
        });
  const spec = { schema: BARS.schema, key: BARS.key, compared: ['close', 'revision'] };
  const { counts } = meetRows(spec, current, selectColumns(left, BARS.schema));
  const changedSince = counts.revised + counts.inserted;
  return { runId: newest.partition.slice(PREFIX.length), rows: left.rows, ...range, changedSince };
}

/** Removes what this run, and every earlier one, left. Run ids sort by time. @writes temporary_daily */
export function removeTemporary(draft: Draft, upToRunId: string): number {
  const files = draft.files('temporary_daily').filter((file) => file.partition <= `${PREFIX}${upToRunId}`);
  draft.apply({ asset: 'temporary_daily', removed: files.map((file) => file.path), added: [] });
  return files.length;
}
