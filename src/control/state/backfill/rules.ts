import { assert, TapelineError } from '../../../core/errors.ts';
import { countInRegion, intersectRegions, parseRegion, withoutRegion } from '../../../core/regions.ts';
import { answerRequest } from '../answer-request.ts';
import { ofState } from '../event-heads.ts';
import type { NewRun } from '../store.ts';
import type { StateTransaction } from '../transaction.ts';
import { createRun } from '../transitions.ts';
import type { EndBackfill, StartBackfill } from './port.ts';

export function startBackfill(tx: StateTransaction, { started, requestId, atMs }: StartBackfill): void {
  if (requestId !== null) answerRequest(tx, requestId, { runId: null, error: null });
  if (tx.row('backfill', started.backfill) === null)
    tx.append(ofState(atMs, { kind: 'backfill_started', data: started }));
}

export function createBackfillRun(tx: StateTransaction, run: NewRun): void {
  const { backfill = '', partitions } = run.created;
  const row = tx.row('backfill', backfill);
  assert(row?.state === 'running', `backfill ${backfill} is not open`);
  const own = parseRegion(partitions?.region ?? '');
  assert(own.length > 0, `run ${run.runId} of backfill ${backfill} makes nothing`);
  const all = parseRegion(JSON.parse(row.started as string).region);
  assert(countInRegion(withoutRegion(own, all)) === 0, `run ${run.runId} goes beyond backfill ${backfill}`);
  for (const other of tx.range({ table: 'backfill_run', prefix: [backfill] })) {
    const shared = intersectRegions(own, parseRegion(other.region as string));
    assert(
      shared.length === 0,
      `run ${run.runId} and run ${other.run_id} of backfill ${backfill} make the same slices`,
    );
  }
  createRun(tx, run);
}

export function endBackfill(tx: StateTransaction, end: EndBackfill): void {
  const { backfill, outcome, reason, requestId, atMs } = end;
  const row = tx.row('backfill', backfill);
  if (row === null) {
    const known = tx.range({ table: 'backfill', prefix: [], order: 'descending', limit: 5 });
    const names = known.map((each) => each.backfill as string);
    const facts = { kind: 'backfill', name: backfill, nearest: null, known: names };
    throw new TapelineError('usage.unknown_name', { facts });
  }
  if (requestId !== null) answerRequest(tx, requestId, { runId: null, error: null });
  if (row.state === 'running')
    tx.append(ofState(atMs, { kind: 'backfill_ended', data: { backfill, outcome, reason } }));
}
