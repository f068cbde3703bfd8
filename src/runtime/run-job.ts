import { systemClock } from '../adapters/system/clock.ts';
import { checkKeysOfLayers, resolveConfig } from '../control/definition/config.ts';
import { findJob } from '../control/definition/project.ts';
import { planSteps } from '../control/plan/make-plan.ts';
import { selectSteps } from '../control/plan/select.ts';
import type { Observe } from '../control/run/observer.ts';
import type { Recovered } from '../control/run/orphans.ts';
import { flagLayer } from '../control/run/prepare.ts';
import type { RunRow, StepRow } from '../control/state/rows.ts';
import { RUN_STATES_OVER } from '../control/state/rows.ts';
import type { EngineLease, Request, RequestBody, StateReader, StateStore } from '../control/state/store.ts';
import { EXIT, fromErrorRecord, isTapelineError, TapelineError, toErrorRecord } from '../core/errors.ts';
import { type EngineProcessOptions, holderOfThisProcess, startEngine } from './engine-process.ts';
import { observationsOf } from './follow.ts';
import { openState, type StateWaits } from './state.ts';
import type { Workspace } from './workspace.ts';

export type RunReport = { readonly run: RunRow; readonly steps: readonly StepRow[] };

export type RunJobOptions = {
  readonly observe: Observe;
  /** Aborted by Ctrl-C: the run is cancelled and its state saved. */
  readonly signal: AbortSignal;
  readonly asOfMs?: number | null;
  readonly children?: number;
  /** The job lives in this process only: isolated steps run here too. */
  readonly isLocal?: boolean;
  /** Told once when there is nothing wrong with the request as far as one can see without the state. */
  readonly onAccepted?: () => void;
  /** Told once when another engine carries the run. */
  readonly onFollowing?: (holder: { readonly pid: number; readonly host: string }) => void;
  /** Told when the state has no space to grow, and with null when it has again. */
  readonly onSpace?: StateWaits['onSpace'];
  /** Told once when an engine before this one left runs open: this one takes them up, whoever asked for them. */
  readonly onRecovered?: (recovered: Recovered) => void;
};

const FOLLOW_POLL_MS = 150;

/**
 * Asks for a run (or a retry) and sees it through: as the engine when no other holds the folder, otherwise by
 * following the one that does, and by taking over when that one ends before the run does.
 *
 * @throws what the request was refused with: unknown names, invalid config.
 */
export async function runToEnd(workspace: Workspace, request: RequestBody, options: RunJobOptions): Promise<RunReport> {
  await checkRequest(workspace, request);
  options.onAccepted?.();
  await using store = await openState(workspace, options);
  const id = await store.submit({ ...request, atMs: systemClock.nowMs() });
  let isFollowing = false;
  while (!(await isOver(store, id))) {
    if (await serveAsEngine(workspace, store, id, options)) continue;
    const holder = await store.engineHolder();
    if (holder !== null && !isFollowing) options.onFollowing?.(holder);
    isFollowing = true;
    await follow(store, id, options);
  }
  return reportOf(store, await store.request(id));
}

/** What can be refused is refused before anything is written. */
async function checkRequest({ project, settings }: Workspace, request: RequestBody): Promise<void> {
  if (request.kind !== 'run') return;
  const job = findJob(project, request.data.job);
  selectSteps(planSteps(job.pipeline), request.data.selection);
  checkKeysOfLayers(project.jobs, settings.configLayers);
  await resolveConfig(job, [...settings.configLayers, flagLayer(request.data)]);
}

/** A run with its steps. @throws usage.unknown_name */
export async function readReport(store: StateReader, runId: string): Promise<RunReport> {
  const run = await store.run(runId);
  if (run === null) {
    const known = (await store.runs({ limit: 5 })).map((each) => each.runId);
    throw new TapelineError('usage.unknown_name', { facts: { kind: 'run', name: runId, nearest: null, known } });
  }
  return { run, steps: await store.steps(runId) };
}

/** Serves every open request until idle; false when another engine holds the folder. */
async function serveAsEngine(
  workspace: Workspace,
  store: StateStore,
  id: number,
  options: RunJobOptions,
): Promise<boolean> {
  const lease = await tryAcquire(store);
  if (lease === null) return false;
  try {
    const engineOptions: EngineProcessOptions = { ...options, workspace, store, lease };
    await using engine = await startEngine(engineOptions);
    const { resumed, closed } = engine.recovered;
    if (resumed.length + closed.length > 0) options.onRecovered?.(engine.recovered);
    await engine.serve(options.signal);
    if (options.signal.aborted) await refuse(store, lease, id, interrupted(options.signal));
  } catch (error) {
    // The one who asked hears of it now; the next engine must not take the request up.
    await refuse(store, lease, id, error).catch(() => {});
    throw error;
  } finally {
    await store.releaseEngine(lease);
  }
  return true;
}

/** A command that ends does not leave its request to the next engine. */
async function refuse(store: StateStore, lease: EngineLease, id: number, why: unknown): Promise<void> {
  if ((await store.request(id))?.answer !== null) return;
  await store.answerRequest(lease, id, { runId: null, error: toErrorRecord(why) });
}

function interrupted({ reason }: AbortSignal): TapelineError {
  const facts = { step: 'run', reason: 'interrupted before it began' };
  const exit = String(reason).includes('SIGTERM') ? EXIT.terminated : EXIT.interrupted;
  return new TapelineError('step.cancelled', { facts, exit });
}

async function tryAcquire(store: StateStore): Promise<EngineLease | null> {
  try {
    return await store.acquireEngine(holderOfThisProcess('run'));
  } catch (error) {
    if (isTapelineError(error) && error.code === 'engine.held') return null;
    throw error;
  }
}

/** Tells what the other engine's log says, until the run is over or that engine is gone. */
async function follow(store: StateStore, id: number, { observe, signal }: RunJobOptions): Promise<void> {
  const tell = teller(store, observe);
  let hasCancelled = false;
  while (!(await isOver(store, id)) && (await store.engineHolder()) !== null) {
    const runId = (await store.request(id))?.answer?.runId ?? null;
    if (runId !== null) await tell(runId);
    if (runId !== null && signal.aborted && !hasCancelled) {
      hasCancelled = true;
      await store.submit({ kind: 'cancel', data: { runId, reason: 'interrupted' }, atMs: systemClock.nowMs() });
    }
    await systemClock.sleep(FOLLOW_POLL_MS);
  }
  const runId = (await store.request(id))?.answer?.runId ?? null;
  if (runId !== null) await tell(runId);
}

/** Tells the events of a run that it has not told yet. */
function teller(store: StateStore, observe: Observe): (runId: string) => Promise<void> {
  let afterSeq = 0;
  return async (runId) => {
    for (const event of await store.events({ runId, afterSeq })) {
      afterSeq = event.seq;
      for (const observation of observationsOf(event)) observe(runId, event.atMs, observation);
    }
  };
}

/** A refused request is over at once; an accepted one when its run is. */
async function isOver(store: StateStore, id: number): Promise<boolean> {
  const answer = (await store.request(id))?.answer ?? null;
  if (answer === null) return false;
  if (answer.runId === null) return true;
  const run = await store.run(answer.runId);
  return run !== null && RUN_STATES_OVER.includes(run.state);
}

async function reportOf(store: StateStore, request: Request | null): Promise<RunReport> {
  const answer = request!.answer!;
  if (answer.error !== null) throw fromErrorRecord(answer.error);
  return readReport(store, answer.runId!);
}
