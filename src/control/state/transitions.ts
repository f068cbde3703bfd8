import { assert, TapelineError } from '../../core/errors.ts';
import type { EventBody, PublishedChange, RunEnded } from '../event/events.ts';
import { startWithFirstMove } from './admission/rules.ts';
import { answerRequest } from './answer-request.ts';
import { spendBudget } from './budget/rules.ts';
import { ofRun, ofState, ofStep } from './event-heads.ts';
import { joinSteps, mapSteps } from './mapped/rules.ts';
import { type MadeVersion, materialize } from './partition/rules.ts';
import { prunedStays, publish } from './publish.ts';
import { RUN_STATES_OVER } from './rows.ts';
import type { AttemptEnd, Move, NewRun, StartStep } from './store.ts';
import type { StateTransaction } from './transaction.ts';

export { answerRequest } from './answer-request.ts';

/** What a move did, without the file lists. */
export type Moved = {
  readonly started: readonly { readonly stepKey: string; readonly attempt: number; readonly token: number }[];
  /** Assets with a new version, each once. */
  readonly assets: readonly string[];
};

/** The rules of the state: which event may follow. The same in every store, because every store calls these. */
export function createRun(tx: StateTransaction, { runId, created, requestId, atMs }: NewRun): void {
  const keys = new Set(created.steps.map(({ key }) => key));
  assert(tx.runState(runId) === null, `run ${runId} exists already`);
  assert(keys.size === created.steps.length, `run ${runId} has two steps of one key`);
  for (const key of Object.keys(created.reused)) assert(keys.has(key), `run ${runId} reuses an unknown step "${key}"`);
  if (requestId !== null) answerRequest(tx, requestId, { runId, error: null });
  tx.append(ofRun(runId, atMs, { kind: 'run_created', data: created }));
}

export function advanceRun(tx: StateTransaction, move: Move): Moved {
  const { runId, atMs } = move;
  const state = tx.runState(runId);
  assert(state !== null, `run ${runId} does not exist`);
  if (move.resume === undefined) assert(!RUN_STATES_OVER.includes(state), `run ${runId} is over and cannot move`);
  else assert(state !== 'succeeded', `run ${runId} has succeeded and cannot be resumed`);
  if (state === 'queued' && beginsWith(move)) startWithFirstMove(tx, runId, atMs);
  if (move.resume !== undefined) resumeRun(tx, runId, atMs, move.resume);
  if (move.cancel !== undefined) cancelRun(tx, runId, atMs, move.cancel);
  for (const { stepKey, token, spending } of move.spend ?? []) {
    const { attempt } = runningStep(tx, runId, { stepKey, token });
    spendBudget(tx, { runId, stepKey, attempt }, atMs, spending);
  }
  const published = (move.end ?? []).flatMap((end) => endAttempt(tx, runId, atMs, end));
  for (const map of move.map ?? []) mapSteps(tx, move, map);
  for (const { stepKey, reason } of move.skip ?? []) {
    stepIn(tx, runId, stepKey, 'skip', 'pending');
    tx.append(ofStep({ runId, stepKey, attempt: null }, atMs, { kind: 'step_skipped', data: reason }));
  }
  for (const join of move.join ?? []) joinSteps(tx, move, join);
  const started = (move.start ?? []).map((start) => startStep(tx, move, start));
  if (move.endRun !== undefined) endRun(tx, runId, atMs, move.endRun);
  return { started, assets: [...new Set(published.map(({ asset }) => asset))] };
}

/** A queued run may be cancelled and its steps skipped; anything more starts it. */
function beginsWith({ start = [], map = [], endRun }: Move): boolean {
  return start.length + map.length > 0 || endRun?.outcome === 'succeeded' || endRun?.outcome === 'failed';
}

export function recordPruned(tx: StateTransaction, asset: string, paths: readonly string[], atMs: number): void {
  const files = prunedStays(tx, asset, paths);
  if (files.length === 0) return;
  tx.append(ofState(atMs, { kind: 'files_pruned', data: { asset, files } }));
}

function resumeRun(tx: StateTransaction, runId: string, atMs: number, resume: NonNullable<Move['resume']>): void {
  for (const stepKey of resume.steps) stepIn(tx, runId, stepKey, 'resume', ...RESUMABLE);
  tx.append(ofRun(runId, atMs, { kind: 'run_resumed', data: resume }));
}

const RESUMABLE = ['pending', 'failed', 'skipped', 'cancelled'] as const;

function cancelRun(tx: StateTransaction, runId: string, atMs: number, cancel: NonNullable<Move['cancel']>): void {
  if (cancel.requestId !== null) answerRequest(tx, cancel.requestId, { runId, error: null });
  tx.append(ofRun(runId, atMs, { kind: 'run_cancel_requested', data: { reason: cancel.reason } }));
}

function startStep(
  tx: StateTransaction,
  { runId, atMs }: Pick<Move, 'runId' | 'atMs'>,
  { stepKey, isolated, spend = [] }: StartStep,
): Moved['started'][number] {
  const attempt = stepIn(tx, runId, stepKey, 'start', 'pending').attempt + 1;
  // The seq of its own event: no other attempt, of any step or engine, ever has this token.
  const token = tx.nextSeq();
  tx.append(ofStep({ runId, stepKey, attempt }, atMs, { kind: 'step_started', data: { token, isolated } }));
  for (const spending of spend) spendBudget(tx, { runId, stepKey, attempt }, atMs, spending);
  return { stepKey, attempt, token };
}

function endAttempt(tx: StateTransaction, runId: string, atMs: number, end: AttemptEnd): readonly PublishedChange[] {
  const { stepKey } = end;
  const head = runningStep(tx, runId, end);
  const published: PublishedChange[] = [];
  const body = endBody(tx, end, published);
  tx.append(ofStep({ runId, stepKey, attempt: head.attempt }, atMs, body));
  return published;
}

/** @throws engine.fenced for an attempt that is over */
function runningStep(
  tx: StateTransaction,
  runId: string,
  { stepKey, token }: { readonly stepKey: string; readonly token: number },
): StepHead {
  const head = tx.stepHead(runId, stepKey);
  if (head?.state !== 'running' || head.token !== token) {
    const what = `attempt with token ${token} of step "${stepKey}" in run ${runId} is no longer the running one`;
    throw new TapelineError('engine.fenced', { facts: { what } });
  }
  return head;
}

function endBody(tx: StateTransaction, end: AttemptEnd, published: PublishedChange[]): EventBody {
  switch (end.outcome) {
    case 'succeeded': {
      const { output, metrics, changes } = end;
      const isDistinct = new Set(changes.map(({ asset }) => asset)).size === changes.length;
      assert(isDistinct, `step "${end.stepKey}" publishes one asset in two changes`);
      for (const change of changes) published.push(publish(tx, change));
      const made = (end.made ?? [])
        .map((each) => materialize(tx, each, versionAfter(tx, each.asset, published)))
        .filter((each) => each !== null);
      const { unchanged, memo } = end;
      const writes = memo?.makes.map((asset) => [asset, versionAfter(tx, asset, published).version] as const) ?? [];
      const data = {
        ...{ output, metrics, published },
        ...(made.length === 0 ? {} : { made }),
        ...(unchanged === undefined ? {} : { unchanged }),
        ...(memo === undefined
          ? {}
          : { memo: { op: memo.op, fingerprint: memo.fingerprint, writes: Object.fromEntries(writes) } }),
      };
      return { kind: 'step_succeeded', data };
    }
    case 'failed':
      return { kind: 'step_failed', data: { error: end.error, metrics: end.metrics, retryAtMs: end.retryAtMs } };
    case 'lost':
      return { kind: 'step_lost', data: { reason: end.reason } };
    case 'cancelled':
      return { kind: 'step_cancelled', data: { reason: end.reason } };
  }
}

/** The version that a publication of this very step gives the asset, or the one it has. */
function versionAfter(tx: StateTransaction, asset: string, published: readonly PublishedChange[]): MadeVersion {
  const own = published.find((change) => change.asset === asset);
  return own === undefined
    ? { version: tx.assetHead(asset).version, isNew: false }
    : { version: own.version, isNew: true };
}

function endRun(tx: StateTransaction, runId: string, atMs: number, ended: RunEnded): void {
  const counts = tx.stepCounts(runId);
  assert(counts.running === undefined, `run ${runId} cannot end: ${counts.running} steps are running`);
  const open = (counts.pending ?? 0) + (counts.mapped ?? 0);
  assert(ended.outcome !== 'succeeded' || open === 0, `run ${runId} cannot succeed: ${open} steps are pending`);
  tx.append(ofRun(runId, atMs, { kind: 'run_ended', data: ended }));
}

type StepHead = NonNullable<ReturnType<StateTransaction['stepHead']>>;

function stepIn(
  tx: StateTransaction,
  runId: string,
  stepKey: string,
  verb: string,
  ...states: readonly StepHead['state'][]
): StepHead {
  const head = tx.stepHead(runId, stepKey);
  assert(head !== null, `cannot ${verb} step "${stepKey}": run ${runId} has no such step`);
  assert(states.includes(head.state), `cannot ${verb} step "${stepKey}" of run ${runId}: it is ${head.state}`);
  return head;
}
