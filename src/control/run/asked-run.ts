import type { Clock } from '../../core/clock.ts';
import { TapelineError } from '../../core/errors.ts';
import { findJob, type Project } from '../definition/project.ts';
import type { RunCreated } from '../event/events.ts';
import type { Asker, Request, StateStore } from '../state/store.ts';
import { type PrepareContext, type PreparedRun, prepareRetry, prepareRun } from './prepare.ts';
import { unknownRun } from './refusals.ts';

export type AskedRun = Extract<Request, { kind: 'run' | 'retry' }>;

export const asksForRun = (request: Request): request is AskedRun => request.kind === 'run' || request.kind === 'retry';

export type AskedRunSurroundings = {
  readonly store: StateStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly project: Project;
  readonly context: Omit<PrepareContext, 'asOfMs'>;
  readonly asOfMs: number | null;
  /** Whether the process that asked for something still waits for it. */
  readonly isWaiting: (asker: Asker) => boolean;
};

/** The run that a request comes to. Throws when its asker is gone or it cannot be planned. */
export async function prepareAsked(around: AskedRunSurroundings, request: AskedRun): Promise<PreparedRun> {
  checkAsker(around, request);
  const { store, clock, project } = around;
  const context = { ...around.context, asOfMs: around.asOfMs ?? clock.nowMs() };
  if (request.kind === 'run') return prepareRun(findJob(project, request.data.job), request.data, store, context);
  const { runId } = request.data;
  const earlier = await store.run(runId);
  if (earlier === null) throw unknownRun(runId);
  const retry = { ...context, by: `retry of ${runId}` };
  return prepareRetry(findJob(project, earlier.job), earlier, await store.steps(runId), request.data, retry);
}

/** A new run of a job waits for the one that was left open, as it would have waited for the other command. */
export function afterOthers(created: RunCreated): RunCreated {
  const admission = created.admission ?? { priority: 0, notBeforeMs: null, graceMs: null };
  return { ...created, admission: { ...admission, instancesMax: 1 } };
}

function checkAsker({ isWaiting }: AskedRunSurroundings, { data }: AskedRun): void {
  if (data.asker === null || isWaiting(data.asker)) return;
  const facts = { step: 'run', reason: `process ${data.asker.pid}, which asked for it, is gone` };
  throw new TapelineError('step.cancelled', { facts });
}
