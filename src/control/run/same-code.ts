import { TapelineError } from '../../core/errors.ts';
import type { Job } from '../definition/job.ts';
import { definitionHash } from '../plan/make-plan.ts';
import type { RunRow } from '../state/rows.ts';

/**
 * A run is done by one code: the definitions it began with, of the program it began with. What ops import is not seen
 * in the hash; the program's version stands for what ships with it.
 *
 * @throws definition.changed naming both
 */
export async function checkSameCode({ runId, created }: RunRow, job: Job, version: string): Promise<void> {
  const began = created.definition;
  const hash = await definitionHash(job);
  if (began.hash === hash && began.version === version) return;
  const facts = {
    run: runId,
    job: created.job,
    began: codeText(began),
    now: codeText({ hash, version }),
  };
  throw new TapelineError('definition.changed', { facts });
}

const codeText = ({ hash, version }: { readonly hash: string; readonly version: string }): string =>
  `${hash} (${version})`;
