import { assert, TapelineError, toErrorRecord } from '../../../core/errors.ts';
import type { RunCreated } from '../../event/events.ts';
import { answerRequest } from '../answer-request.ts';
import { ofRun, ofState, ofStep } from '../event-heads.ts';
import type { OpenRun, StateTransaction } from '../transaction.ts';
import type { Admitted, CancelQueued, ReplanRun } from './port.ts';

/** Starts every queued run that nothing holds back, in order; ends those that come too late. One transaction. */
export function admitRuns(tx: StateTransaction, atMs: number): Admitted {
  const open = tx.openRuns();
  const working = countByJob(open.filter(({ state }) => state === 'running'));
  const started: string[] = [];
  const misfired: string[] = [];
  let nextAtMs: number | null = null;
  for (const run of inOrder(open)) {
    const { runId, job, instancesMax } = run;
    const momentMs = momentToCome(run, atMs);
    if (momentMs !== null) {
      nextAtMs = Math.min(nextAtMs ?? momentMs, momentMs);
    } else if (isTooLate(run, atMs)) {
      misfire(tx, run, atMs);
      misfired.push(runId);
    } else if (instancesMax === null || (working.get(job) ?? 0) < instancesMax) {
      tx.append(ofRun(runId, atMs, { kind: 'run_started', data: {} }));
      working.set(job, (working.get(job) ?? 0) + 1);
      started.push(runId);
    }
  }
  return { started, misfired, nextAtMs };
}

/** Only a plan of which nothing has begun may go: what has begun is done by the code it began with. */
export function replanRun(tx: StateTransaction, { runId, created, atMs }: ReplanRun): void {
  const state = tx.runState(runId);
  assert(state === 'queued' || state === 'running', `run ${runId} is not open`);
  const steps = tx.range({ table: 'step', prefix: [runId] });
  const begun = steps.find((row) => row.state !== 'pending' || row.attempt !== 0);
  assert(begun === undefined, `step "${begun?.step_key}" of run ${runId} has begun`);
  assert(Object.keys(created.reused).length === 0, `run ${runId} is planned again and reuses outputs`);
  const kept = new Set(created.steps.map(({ key }) => key));
  const dropped = steps.map((row) => row.step_key as string).filter((key) => !kept.has(key));
  tx.append(ofRun(runId, atMs, { kind: 'run_replanned', data: { created, dropped } }));
}

/** Ends a run that was never started: its steps are skipped, and nothing of it is left to do. */
export function cancelQueued(tx: StateTransaction, { runId, reason, requestId, atMs }: CancelQueued): void {
  assert(tx.runState(runId) === 'queued', `run ${runId} is not queued`);
  if (requestId !== null) answerRequest(tx, requestId, { runId, error: null });
  tx.append(ofRun(runId, atMs, { kind: 'run_cancel_requested', data: { reason } }));
  const facts = { step: tx.row('run', runId)!.job as string, reason };
  endUnstarted(tx, runId, reason, new TapelineError('step.cancelled', { facts }), atMs);
}

/** A run whose first steps start before anybody admitted it is started with them, if it may. */
export function startWithFirstMove(tx: StateTransaction, runId: string, atMs: number): void {
  const open = tx.openRuns(tx.row('run', runId)!.job as string);
  const { job, instancesMax } = open.find((run) => run.runId === runId)!;
  const working = open.filter(({ state }) => state === 'running').length;
  const mayStart = instancesMax === null || working < instancesMax;
  assert(mayStart, `run ${runId} cannot start: ${working} runs of "${job}" are working`);
  tx.append(ofRun(runId, atMs, { kind: 'run_started', data: {} }));
}

function inOrder(open: readonly OpenRun[]): readonly OpenRun[] {
  const queued = open.filter(({ state }) => state === 'queued');
  return queued.sort((left, right) => right.priority - left.priority || byAge(left, right));
}

function byAge(left: OpenRun, right: OpenRun): number {
  return (
    left.createdAtMs - right.createdAtMs || (left.notBeforeMs ?? 0) - (right.notBeforeMs ?? 0) || byId(left, right)
  );
}

const byId = (left: OpenRun, right: OpenRun): number => (left.runId < right.runId ? -1 : 1);

function countByJob(runs: readonly OpenRun[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { job } of runs) counts.set(job, (counts.get(job) ?? 0) + 1);
  return counts;
}

/**
 * The moment that a run waits for; null when it waits for none. A clock that shows less than when the run was made was
 * set back: nobody knows how much of the wait is left, and the run waits no more.
 */
function momentToCome({ notBeforeMs, createdAtMs }: OpenRun, atMs: number): number | null {
  return notBeforeMs !== null && createdAtMs <= atMs && atMs < notBeforeMs ? notBeforeMs : null;
}

/** The boundary is APScheduler's: exactly the grace late still runs. */
function isTooLate({ notBeforeMs, graceMs }: OpenRun, atMs: number): boolean {
  return notBeforeMs !== null && graceMs !== null && atMs - notBeforeMs > graceMs;
}

function misfire(tx: StateTransaction, run: OpenRun, atMs: number): void {
  const { runId } = run;
  const created = JSON.parse(tx.row('run', runId)!.created as string) as RunCreated;
  const { tick } = created.trigger;
  const [lateMs, graceMs] = [atMs - run.notBeforeMs!, run.graceMs!];
  const facts = { schedule: tick?.schedule ?? run.job, lateMs, graceMs };
  if (tick !== undefined) {
    const data = { schedule: tick.schedule, tickMs: tick.atMs, lateMs, graceMs };
    tx.append(ofState(atMs, { kind: 'tick_misfired', data }));
  }
  const error = new TapelineError('schedule.misfired', { facts });
  endUnstarted(tx, runId, error.message, error, atMs);
}

function endUnstarted(tx: StateTransaction, runId: string, reason: string, error: TapelineError, atMs: number): void {
  for (const row of tx.range({ table: 'step', prefix: [runId] })) {
    if (row.state !== 'pending') continue;
    const stepKey = row.step_key as string;
    const data = { because: 'cancelled', reason } as const;
    tx.append(ofStep({ runId, stepKey, attempt: null }, atMs, { kind: 'step_skipped', data }));
  }
  const ended = { outcome: 'cancelled', error: toErrorRecord(error) } as const;
  tx.append(ofRun(runId, atMs, { kind: 'run_ended', data: ended }));
}
