import type { Clock } from '../../core/clock.ts';
import { TapelineError } from '../../core/errors.ts';
import type { Job } from '../definition/job.ts';
import type { RunCreated } from '../event/events.ts';
import { definitionHash, planSteps } from '../plan/make-plan.ts';
import type { RunRow, StepRow } from '../state/rows.ts';
import type { EngineLease, StateStore } from '../state/store.ts';
import { configAgain, type PrepareContext } from './prepare.ts';
import { codeChanged, isSameCode } from './same-code.ts';

export type PlanningSurroundings = {
  readonly store: Pick<StateStore, 'steps' | 'replanRun'>;
  readonly lease: EngineLease;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly context: Omit<PrepareContext, 'asOfMs'>;
};

/** An open run as this code does it, planned again if other code planned it and nothing has begun. @throws definition.changed */
export async function ofThisCode(around: PlanningSurroundings, run: RunRow, job: Job): Promise<RunRow> {
  const { store, lease, clock, context } = around;
  const { runId } = run;
  const { version } = context.definition;
  if (await isSameCode(run, job, version)) return run;
  const { asOfMs } = run.created;
  const created = await planAgain(job, run, await store.steps(runId), { ...context, asOfMs });
  if (created === null) throw await codeChanged(run, job, version);
  await store.replanRun(lease, { runId, created, atMs: clock.nowMs() });
  return { ...run, created };
}

/**
 * A run that other code planned and of which nothing has begun, as this code does it: the same job, slices, moment and
 * config; steps that came to the job since get the config they would get now. Null where the plan itself was asked for
 * (a selection, outputs taken over), where its slices are cut otherwise now, and where the job refuses other code.
 */
async function planAgain(
  job: Job,
  run: RunRow,
  steps: readonly StepRow[],
  context: PrepareContext,
): Promise<RunCreated | null> {
  const { created } = run;
  if (job.whenCodeChanges === 'refuse' || !isWhole(created) || steps.some(hasBegun)) return null;
  if (!(await isCutTheSame(job, created, context))) return null;
  const { url, version } = context.definition;
  return {
    ...created,
    steps: planSteps(job.pipeline),
    config: await configAgain(job, run, context),
    definition: { url, version, hash: await definitionHash(job) },
  };
}

const hasBegun = ({ state, attempt }: StepRow): boolean => state !== 'pending' || attempt > 0;

function isWhole({ trigger, selected, items, taken, reused }: RunCreated): boolean {
  const isPart = selected !== undefined || items !== undefined || taken !== undefined;
  return trigger.kind !== 'retry' && !isPart && Object.keys(reused).length === 0;
}

/** Whether the slices it was asked for are slices of the job still. */
async function isCutTheSame(job: Job, { partitions }: RunCreated, context: PrepareContext): Promise<boolean> {
  if (partitions === undefined || job.partitions === null || context.partitions === undefined)
    return partitions === undefined && job.partitions === null;
  const [first, last] = [partitions.spans.at(0), partitions.spans.at(-1)];
  const ask = {
    from: first?.from ?? null,
    to: last?.to ?? null,
    lanes: partitions.lanes.length === 0 ? null : partitions.lanes,
  };
  try {
    return (await context.partitions.requested(job.partitions, ask, context.asOfMs)).axis === partitions.axis;
  } catch (error) {
    if (error instanceof TapelineError) return false;
    throw error;
  }
}
