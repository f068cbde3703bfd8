import { systemClock } from '../../adapters/system/clock.ts';
import type { QualityReport } from '../../charts/report/model.ts';
import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { readState } from '../state.ts';
import type { QualityMeasure } from './quality-figures.ts';
import { askLake, headOf, type ReportContext } from './read.ts';

/**
 * What was checked about a dataset, what failed, and which rows are in quarantine and why.
 *
 * @throws usage.unknown_name for a dataset nobody declared; usage.invalid for one that no run has judged
 */
export async function qualityReport(context: ReportContext, dataset: string): Promise<QualityReport> {
  const known = context.workspace.project.assets.map(({ name }) => name).sort();
  if (!known.includes(dataset)) {
    const facts = { kind: 'dataset', name: dataset, nearest: nearestName(dataset, known), known };
    throw new TapelineError('usage.unknown_name', { facts });
  }
  const measured = await askLake<QualityMeasure>(context, 'measure_quality', { dataset });
  if (measured.runs.length === 0 && measured.quarantine.total === 0) throw notJudged(context, dataset);
  const { providers, simulated, ...figures } = measured;
  const head = headOf(context, { asOfMs: await lastChange(context), providers, simulated });
  return { kind: 'quality_report', ...head, dataset, ...figures };
}

function notJudged({ workspace }: ReportContext, dataset: string): TapelineError {
  const what = `No run of profile "${workspace.profileName}" has judged ${dataset}`;
  const wayOut = 'Deliveries are judged when they come in: run a sync, or name a dataset that a source delivers.';
  return new TapelineError('usage.invalid', { facts: { what, got: dataset, wayOut } });
}

/** Verdicts are as of the last one that was published; now, when nothing was. */
async function lastChange({ workspace }: ReportContext): Promise<number> {
  await using reader = await readState(workspace);
  const found = reader === null ? null : await reader.snapshot('quality_verdicts');
  return found === null || found.version === 0 ? systemClock.nowMs() : found.committedAtMs;
}
