import type { RunEvent } from '../event/events.ts';
import type { StateReader } from '../state/store.ts';
import { LogAudit } from './audit-log.ts';
import { auditRequests } from './audit-requests.ts';
import { auditFold, auditLineage } from './audit-rows.ts';
import { FoldedLog } from './fold-log.ts';
import type { Violation } from './violation.ts';

export type StateAudit = { readonly events: number; readonly violations: readonly Violation[] };

const PAGE_EVENTS = 1000;

/** Holds a whole state against the rules: its log, its tables against the log, what was asked against what came of it. `reader` must stand still. */
export async function auditState(
  reader: Pick<StateReader, 'events' | 'dump' | 'answeredRequests' | 'run'>,
): Promise<StateAudit> {
  const log = new LogAudit();
  const folded = new FoldedLog();
  let events = 0;
  for await (const event of eventsOf(reader)) {
    log.take(event);
    folded.take(event);
    events += 1;
  }
  const stored = await reader.dump();
  const violations = [
    ...log.close(),
    ...auditFold(stored, folded.rows()),
    ...auditLineage(stored, log.prunedBeforeMs),
    ...(await auditRequests(reader, log.prunedBeforeMs)),
  ];
  return { events, violations };
}

/** The whole log, page by page. */
export async function* eventsOf(reader: Pick<StateReader, 'events'>): AsyncGenerator<RunEvent> {
  for (let afterSeq = 0; ; ) {
    const page = await reader.events({ afterSeq, limit: PAGE_EVENTS });
    yield* page;
    if (page.length < PAGE_EVENTS) return;
    afterSeq = page.at(-1)!.seq;
  }
}
