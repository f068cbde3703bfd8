import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { TapelineError } from '../../core/errors.ts';
import { datasetOf } from '../../core/snapshot.ts';
import type { Verdict } from '../../data/validated/verdict.ts';
import { assetNames, QUALITY_ASSETS } from './assets.ts';
import type {
  Bars,
  BarsOutput,
  CompletedOutput,
  FundamentalsOutput,
  GapsOutput,
  QualityOutput,
  Statements,
} from './outputs.ts';
import { lake } from './ports.ts';
import { RETRY } from './retry.ts';

const config = z.object({
  coverage_min: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Share of the expected sessions that must be there, 0..1; less blocks what follows'),
});

export type QualityInputs = {
  readonly bars: BarsOutput;
  readonly fundamentals?: FundamentalsOutput;
  readonly gaps?: GapsOutput;
  readonly completed?: CompletedOutput | null;
};

/** The gate: records every verdict, then lets pass or stops. @writes quality_verdicts, quality_samples, quality_rules; idempotent by run and rule */
export const validateDataQuality = op({
  name: 'validate_data_quality',
  description: 'Records what was found about the data, and stops the run when a delivery was blocked.',
  config,
  resources: { lake },
  reads: assetNames('ohlcv_daily', 'fundamentals', 'origins'),
  writes: QUALITY_ASSETS,
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  critical: true,
  tags: { stage: 'quality' },
  async run(inputs: QualityInputs, context): Promise<QualityOutput> {
    const { authorOfDerived, openDraft, publishAll, qualityOf, recordVerdicts, verdictsByDataset } = await import(
      './work.ts'
    );
    const { config: settings, log, metrics, clock } = context;
    const verdicts = verdictsOf(inputs);
    const quality = qualityOf(verdicts, quarantinedBy(inputs));
    const blocked = verdicts.find((verdict) => verdict.verdict === 'blocked');
    if (blocked !== undefined) throw blockedError(blocked);
    requireCoverage(inputs, settings.coverage_min);
    const draft = openDraft(context);
    const author = await authorOfDerived(context, draft, ['ohlcv_daily', 'fundamentals']);
    await recordVerdicts(draft, verdictsByDataset(verdicts), clock.nowMs(), author);
    publishAll(context, draft);
    log.info('Quality judged', { verdict: quality.verdict, score: quality.score, quarantined: quality.quarantined });
    metrics.rows(verdicts.reduce((sum, verdict) => sum + verdict.counts.read, 0));
    if (quality.score !== null) metrics.quality(quality.score);
    return {
      quality,
      bars: datasetOf<Bars>('ohlcv_daily', draft.files('ohlcv_daily')),
      statements: datasetOf<Statements>('fundamentals', draft.files('fundamentals')),
      venue: inputs.bars.source.venue,
      statementsAbsentBecause: inputs.fundamentals?.synced.because ?? null,
    };
  },
});

function verdictsOf({ bars, fundamentals, completed }: QualityInputs): readonly Verdict[] {
  return [
    ...bars.synced.verdicts,
    ...(bars.completed?.verdicts ?? []),
    ...(completed?.verdicts ?? []),
    ...(fundamentals?.synced.verdicts ?? []),
  ];
}

function quarantinedBy({ bars, fundamentals, completed }: QualityInputs): number {
  return (
    bars.synced.quarantined +
    (bars.completed?.quarantined ?? 0) +
    (completed?.quarantined ?? 0) +
    (fundamentals?.synced.quarantined ?? 0)
  );
}

function blockedError({ dataset, blockedBecause }: Verdict): TapelineError {
  const wayOut =
    'Nothing of that delivery was stored; look at its rows with "tapeline quarantine", then fix the source, raise ' +
    'rejected_share_max, or allow a rule with rules={"…":"warn"}.';
  return new TapelineError('quality.blocked', { facts: { dataset, problem: blockedBecause ?? 'blocked', wayOut } });
}

/** @throws quality.blocked */
function requireCoverage({ bars, gaps, completed }: QualityInputs, coverageMin: number): void {
  const report = completed?.after ?? gaps ?? bars.completed?.after ?? bars.gaps;
  if (report === null || report === undefined || report.expected === 0) return;
  const coverage = 1 - report.missing / report.expected;
  if (coverage >= coverageMin) return;
  throw new TapelineError('quality.blocked', {
    facts: {
      dataset: 'ohlcv_daily',
      problem: `${report.missing} of ${report.expected} expected sessions are missing, coverage ${coverage.toFixed(4)} is below coverage_min ${coverageMin}`,
      wayOut: 'Complete the data, or lower coverage_min.',
    },
  });
}
