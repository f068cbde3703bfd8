import { days } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import { cellsOf } from '../rows.ts';
import type { Draft } from './draft.ts';

/** The first of the latest `sessions` sessions of which any instrument (any of `instruments`, if given) has a bar known at the as-of. @reads ohlcv_daily */
export async function firstOfLatest(
  draft: Draft,
  sessions: number,
  asOfMs: number,
  instruments?: readonly string[],
): Promise<SessionDay | null> {
  const only = instruments === undefined ? {} : { instruments };
  const columns = { session: 'day', known_at: 'instant' } as const;
  const newestFirst = [...draft.files('ohlcv_daily')].sort((left, right) =>
    left.partition < right.partition ? 1 : -1,
  );
  const found = new Set<SessionDay>();
  const years = newestFirst.filter((file) => file.partition.startsWith('y='));
  const deltas = newestFirst.filter((file) => !file.partition.startsWith('y='));
  for (const files of [deltas, ...years.map((file) => [file])]) {
    if (found.size >= sessions) break;
    const part = await draft.lake.read(files, { columns, orderBy: [], ...only });
    const [session, knownAt] = [days(part, 'session'), cellsOf(part.columns.known_at!)];
    for (let row = 0; row < part.rows; row += 1) if (knownAt[row]! <= asOfMs) found.add(session[row]!);
  }
  return (
    [...found]
      .sort((left, right) => right - left)
      .slice(0, sessions)
      .at(-1) ?? null
  );
}
