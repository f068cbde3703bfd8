import type { Clock, Random } from '../../core/clock.ts';
import { assert, isTapelineError, TapelineError, toErrorRecord } from '../../core/errors.ts';
import { newRunId } from '../../core/ids.ts';
import {
  intersectRegions,
  NO_REGION,
  parseRegion,
  type Region,
  regionText,
  withoutRegion,
} from '../../core/regions.ts';
import type { Job } from '../definition/job.ts';
import { findJob, type Project } from '../definition/project.ts';
import type { BackfillStarted } from '../event/backfill-events.ts';
import type { RunCreated, RunTrigger } from '../event/events.ts';
import { chunksOf } from '../partition/chunks.ts';
import { type Grid, stampsOf } from '../partition/grid.ts';
import type { PartitionKeeper } from '../partition/keeper.ts';
import type { Decided, Decider } from '../run/decider.ts';
import { type PrepareContext, prepareRun } from '../run/prepare.ts';
import { readBackfill, readBackfillRuns, readBackfills } from '../state/backfill/read.ts';
import { RUN_STATES_OVER, type RunRow } from '../state/rows.ts';
import type { EngineLease, Request, StateStore } from '../state/store.ts';
import { inPoints, planBackfill } from './plan.ts';
import { type BackfillAskRequest, isBackfillAsk } from './requests.ts';

export type BackfillSurroundings = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
  readonly random: Random;
  readonly project: Project;
  readonly keeper: PartitionKeeper;
  readonly context: Omit<PrepareContext, 'asOfMs'>;
};

/** Errors that say nothing of what was asked. */
const OF_THE_STATE = /^(?:engine|store|io)\./;

/** A backfill that is open, as the engine carries it. */
type Open = {
  readonly started: BackfillStarted;
  /** What no run has taken yet. */
  left: Region;
  readonly runs: Set<string>;
  hasFailed: boolean;
  /** Why no more runs can be made. */
  problem: string | null;
};

/**
 * Makes the runs of backfills: so many at a time, oldest slices first, until all are made. What a run took stays
 * taken when it fails, so that a backfill ends; the next one finds what is still missing.
 */
export class BackfillDecider implements Decider {
  readonly #around: BackfillSurroundings;
  readonly #open = new Map<string, Open>();
  #cancel: { runId: string; reason: string }[] = [];

  constructor(around: BackfillSurroundings) {
    this.#around = around;
  }

  /** Takes up what an engine before this one left open. */
  async begin(): Promise<void> {
    const { store } = this.#around;
    for (const { started, state } of await readBackfills(store)) {
      if (state !== 'running') continue;
      const open = newOpen(started);
      for (const { runId, region } of await readBackfillRuns(store, started.backfill)) {
        const run = await store.run(runId);
        open.left = withoutRegion(open.left, region);
        const isOver = run !== null && RUN_STATES_OVER.includes(run.state);
        open.hasFailed ||= isOver && run.state !== 'succeeded';
        if (run !== null && !isOver) open.runs.add(runId);
      }
      this.#open.set(started.backfill, open);
    }
  }

  async decide(): Promise<Decided> {
    let hasCreated = false;
    for (const open of [...this.#open.values()]) {
      while (open.left.length > 0 && open.runs.size < open.started.concurrency && this.#isOpen(open)) {
        await this.#nextRun(open);
        hasCreated = true;
      }
      if (open.left.length === 0 && open.runs.size === 0 && this.#isOpen(open)) await this.#end(open);
    }
    return { hasCreated, cancel: this.#cancel.splice(0), nextAtMs: null };
  }

  async take(request: Request): Promise<boolean> {
    if (!isBackfillAsk(request)) return false;
    const { store, lease } = this.#around;
    try {
      if (request.kind === 'backfill') await this.#start(request);
      else await this.#cancelled(request);
    } catch (error) {
      // A state that cannot be written may have been written: that is no answer.
      if (!isTapelineError(error) || OF_THE_STATE.test(error.code)) throw error;
      await store.answerRequest(lease, request.id, { runId: null, error: toErrorRecord(error) });
    }
    return true;
  }

  async afterRunEnded({ runId, created, state }: RunRow): Promise<void> {
    const open = created.backfill === undefined ? undefined : this.#open.get(created.backfill);
    if (open === undefined || !open.runs.delete(runId)) return;
    open.hasFailed ||= state !== 'succeeded';
  }

  #isOpen({ started }: Open): boolean {
    return this.#open.has(started.backfill);
  }

  async #start({ id, data }: Extract<BackfillAskRequest, { kind: 'backfill' }>): Promise<void> {
    const { store, lease, clock, project, keeper } = this.#around;
    const nowMs = clock.nowMs();
    const { started } = await planBackfill(data, { project, keeper, store, nowMs });
    await store.startBackfill(lease, { started, requestId: id, atMs: nowMs });
    // Asked for again it may be over, and it is about what it was first asked for.
    const row = await readBackfill(store, started.backfill);
    if (row?.state === 'running' && !this.#open.has(started.backfill))
      this.#open.set(started.backfill, newOpen(row.started));
  }

  async #cancelled({ id, data }: Extract<BackfillAskRequest, { kind: 'cancel_backfill' }>): Promise<void> {
    const { store, lease, clock } = this.#around;
    const { backfill, reason } = data;
    const atMs = clock.nowMs();
    await store.endBackfill(lease, { backfill, outcome: 'cancelled', reason, requestId: id, atMs });
    const open = this.#open.get(backfill);
    this.#open.delete(backfill);
    for (const runId of open?.runs ?? []) {
      if ((await store.run(runId))?.state === 'queued')
        await store.cancelQueued(lease, { runId, reason, requestId: null, atMs });
      else this.#cancel.push({ runId, reason });
    }
  }

  /** One run for the oldest piece that is left. What cannot be planned ends the backfill when its runs are over. */
  async #nextRun(open: Open): Promise<void> {
    const { store, lease, clock, random } = this.#around;
    const atMs = clock.nowMs();
    let created: RunCreated;
    try {
      created = await this.#planNext(open, atMs);
    } catch (error) {
      [open.left, open.problem] = [NO_REGION, toErrorRecord(error).message];
      return;
    }
    const runId = newRunId(clock, random);
    await store.createBackfillRun(lease, { runId, created, requestId: null, atMs });
    open.left = withoutRegion(open.left, parseRegion(created.partitions!.region));
    open.runs.add(runId);
  }

  async #planNext({ started, left }: Open, asOfMs: number): Promise<RunCreated> {
    const { store, project, keeper, context } = this.#around;
    const job = findJob(project, started.job);
    if (job.partitions === null) throw cutNoMore(job);
    const region = regionText(firstPiece(started, left, await keeper.gridOf(job.partitions)));
    const partitions = { from: null, to: null, lanes: null, region, reason: started.reason };
    const request = { ...NOTHING_ELSE, job: started.job, settings: started.settings, by: started.by, partitions };
    const { created } = await prepareRun(job, request, store, { ...context, asOfMs });
    const trigger: RunTrigger = { kind: 'backfill', by: `backfill ${started.backfill}`, parentRunId: null };
    return { ...created, trigger, backfill: started.backfill };
  }

  async #end({ started, hasFailed, problem }: Open): Promise<void> {
    const { store, lease, clock } = this.#around;
    const { backfill } = started;
    this.#open.delete(backfill);
    const outcome = hasFailed || problem !== null ? 'failed' : 'succeeded';
    await store.endBackfill(lease, { backfill, outcome, reason: problem, requestId: null, atMs: clock.nowMs() });
  }
}

function cutNoMore({ name }: Job): TapelineError {
  const facts = {
    what: `Job "${name}" is no longer cut into partitions`,
    got: name,
    wayOut: 'Start another backfill.',
  };
  return new TapelineError('usage.invalid', { facts });
}

const NOTHING_ELSE = {
  selection: { until: null, from: null, only: [] },
  profile: null,
  concurrency: null,
  tags: {},
  asker: null,
} as const;

function newOpen(started: BackfillStarted): Open {
  return { started, left: parseRegion(started.region), runs: new Set(), hasFailed: false, problem: null };
}

/** The oldest slices that are left, as many as one run makes. */
function firstPiece(started: BackfillStarted, left: Region, grid: Grid): Region {
  const [piece] = chunksOf(inPoints({ grid }, left), started);
  assert(piece !== undefined, 'nothing is left of the backfill');
  const { axis } = grid;
  if (axis === null) return piece;
  const stamps = piece.map(({ lanes, points }) => ({ lanes, points: points.map((range) => stampsOf(axis, range)) }));
  return intersectRegions(stamps, left);
}
