import type { RunRow } from '../../control/state/rows.ts';
import { TapelineError } from '../../core/errors.ts';
import { decodeOutput } from '../../core/json.ts';
import type { RunSummary } from '../../data/reported/report.ts';
import { seenRuns } from '../seen-runs.ts';
import { readState } from '../state.ts';
import type { ReportContext } from './read.ts';

const RUNS_SEARCHED = 50;

export type SummarisedRun = { readonly run: RunRow; readonly summary: RunSummary };

/** The newest run that ended with a summary: runs of a single step have none. @throws usage.invalid when there is none */
export async function lastSummary({ workspace }: ReportContext): Promise<SummarisedRun> {
  await using reader = await readState(workspace);
  const runs = reader === null ? [] : await seenRuns(reader, { limit: RUNS_SEARCHED });
  for (const run of runs) {
    const outputs = (await reader!.steps(run.runId)).flatMap(({ output }) =>
      output === null ? [] : [decodeOutput(output)],
    );
    const summary = outputs.find(isSummary);
    if (summary !== undefined) return { run, summary };
  }
  const facts = {
    what: `Profile "${workspace.profileName}" has no run with a summary`,
    got: `${runs.length} runs`,
    wayOut: `Run "tapeline run full --profile ${workspace.profileName}" first.`,
  };
  throw new TapelineError('usage.invalid', { facts });
}

function isSummary(value: unknown): value is RunSummary {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'run_summary';
}
