import { TapelineError } from '../../core/errors.ts';
import type { Job } from '../definition/job.ts';
import { definitionHash } from '../plan/make-plan.ts';
import type { RunRow } from '../state/rows.ts';

/** Whether a run was planned by this code. */
export async function isSameCode({ created }: RunRow, job: Job, version: string): Promise<boolean> {
  return created.definition.hash === (await definitionHash(job)) && created.definition.version === version;
}

/**
 * A run is done by one code: the definitions it began with, of the program it began with. What ops import is not seen
 * in the hash; the program's version stands for what ships with it.
 *
 * @throws definition.changed naming both
 */
export async function checkSameCode(run: RunRow, job: Job, version: string): Promise<void> {
  if (!(await isSameCode(run, job, version))) throw await codeChanged(run, job, version);
}

export async function codeChanged(run: RunRow, job: Job, version: string): Promise<TapelineError> {
  const { runId, created } = run;
  const facts = {
    run: runId,
    job: created.job,
    began: codeText(created.definition),
    now: codeText({ hash: await definitionHash(job), version }),
  };
  return new TapelineError('definition.changed', { facts });
}

const codeText = ({ hash, version }: { readonly hash: string; readonly version: string }): string =>
  `${hash} (${version})`;
