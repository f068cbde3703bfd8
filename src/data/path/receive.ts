import { dayOfSession, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { keepRaw } from '../raw/keep.ts';
import type { SourceKind, SourceRequest } from '../source/source.ts';
import type { DayRange } from '../stored/ranges.ts';
import { EVERYTHING } from '../stored/sync-coverage.ts';
import type { Page } from '../validated/validated.ts';
import { asOfSession, type DataPath } from './data-path.ts';

/** Rows held in memory before they are validated and stored: some 300 megabytes. */
const FLUSH_ROWS = 2_000_000;

export type Receiving = {
  readonly kind: SourceKind;
  readonly groups: readonly { readonly range: DayRange | null; readonly instruments: readonly string[] }[];
  /** Called with the pages of one or more requests whenever enough rows have come, and at the end. */
  readonly flush: (pages: readonly Page[]) => Promise<void>;
};

export type Received = {
  readonly requests: number;
  readonly bodies: number;
  readonly bytes: number;
  readonly rows: number;
  /** Instruments of which at least one row came. */
  readonly instruments: ReadonlySet<string>;
};

/**
 * Asks the source, keeps every body as it came, and only then looks inside: a body that nobody can read is kept too.
 *
 * writes  the raw store
 * throws  source.*
 */
export async function receive(path: DataPath, { kind, groups, flush }: Receiving): Promise<Received> {
  const requests = groups.flatMap(({ range, instruments }) =>
    batchesOf(instruments, path.batchSize).map((batch) => requestFor(path, kind, range, batch)),
  );
  const instruments = new Set<string>();
  const count = { bodies: 0, bytes: 0, rows: 0 };
  let pages: Page[] = [];
  let waiting = 0;
  const told = progressOf(path, kind, requests);
  for (const request of requests) {
    for await (const body of path.source.fetch(request, path.signal)) {
      path.signal.throwIfAborted();
      const raw = await keepRaw(path.rawStore, body);
      const parsed = path.source.parse(raw);
      for (const name of namesIn(parsed.rows.columns.instrument)) instruments.add(name);
      pages.push({ raw: { about: raw.about, address: raw.address }, parsed });
      told(body.request.instruments.length);
      count.bodies += 1;
      count.bytes += raw.address.bytes;
      count.rows += parsed.rows.rows + parsed.rejected.length;
      waiting += parsed.rows.rows;
      if (waiting < FLUSH_ROWS) continue;
      await flush(pages);
      pages = [];
      waiting = 0;
    }
  }
  if (pages.length > 0) await flush(pages);
  return { requests: requests.length, ...count, instruments };
}

/** Tells how many instruments have come, of those that were asked for by name. */
function progressOf(
  path: DataPath,
  kind: SourceKind,
  requests: readonly SourceRequest[],
): (instruments: number) => void {
  const total = requests.reduce((sum, request) => sum + request.instruments.length, 0);
  let done = 0;
  const tell = (): void => path.onProgress(done, total, kind);
  tell();
  return (instruments) => {
    done = Math.min(total, done + instruments);
    tell();
  };
}

function namesIn(column: Page['parsed']['rows']['columns'][string] | undefined): readonly string[] {
  return column?.type === 'text' ? column.dictionary : [];
}

function requestFor(path: DataPath, kind: SourceKind, range: DayRange | null, batch: readonly string[]): SourceRequest {
  const session = (day: SessionDay | undefined) => (day === undefined ? null : sessionOfDay(day));
  const instruments = batch.includes(EVERYTHING) ? [] : batch;
  return { kind, instruments, from: session(range?.from), to: session(range?.to), asOf: asOfSession(path) };
}

function batchesOf(instruments: readonly string[], size: number): readonly (readonly string[])[] {
  if (size === 0 || instruments.length <= size) return [instruments];
  const count = Math.ceil(instruments.length / size);
  return Array.from({ length: count }, (_, k) => instruments.slice(k * size, (k + 1) * size));
}

export function lastDayOf(path: DataPath): SessionDay {
  return dayOfSession(path.calendar.lastClosedSession(path.asOfMs));
}
