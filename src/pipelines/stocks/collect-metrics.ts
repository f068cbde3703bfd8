import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { instantText } from '../../core/time.ts';
import type { Findings, RunSummary } from '../../data/reported/report.ts';
import type { RunMetric } from '../../data/stored/record-metrics.ts';
import { assetNames } from './assets.ts';
import type {
  BarsOutput,
  CompletedOutput,
  FundamentalsOutput,
  GapsOutput,
  MergedOutput,
  QualityOutput,
  RatiosOutput,
  SavedOutput,
  ScoresOutput,
  TechnicalOutput,
} from './outputs.ts';
import { lake } from './ports.ts';
import { RETRY } from './retry.ts';

/** Whatever the job has: what is not there is not reported. */
export type MetricInputs = {
  readonly bars?: BarsOutput;
  readonly fundamentals?: FundamentalsOutput;
  readonly gaps?: GapsOutput;
  readonly completed?: CompletedOutput | null;
  readonly quality?: QualityOutput;
  readonly technical?: TechnicalOutput;
  readonly fundamental?: RatiosOutput;
  readonly merged?: MergedOutput;
  readonly scores?: ScoresOutput;
  readonly saved?: SavedOutput;
};

const config = z.object({
  job: z.string().default('full').describe('The job’s short name, for the commands that the summary proposes'),
});

/** @writes run_metrics; idempotent by run, step and metric */
export const collectMetrics = op({
  name: 'collect_metrics',
  description: 'Records the run’s figures and returns its summary.',
  config,
  resources: { lake },
  reads: assetNames('origins'),
  writes: assetNames('run_metrics'),
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  tags: { stage: 'report' },
  async run(inputs: MetricInputs, context): Promise<RunSummary> {
    const { authorOfDerived, openDraft, publishAll, recordMetrics, report } = await import('./work.ts');
    const { asOfMs, clock, metrics } = context;
    const draft = openDraft(context);
    const figures = figuresOf(inputs);
    const author = await authorOfDerived(context, draft, ['ohlcv_daily', 'fundamentals']);
    await recordMetrics(draft, figures, clock.nowMs(), author);
    publishAll(context, draft);
    metrics.rows(figures.length);
    return report(findingsOf(inputs, instantText(asOfMs), context.config.job));
  },
});

function findingsOf(inputs: MetricInputs, asOf: string, job: string): Findings {
  const { bars, fundamentals, gaps, completed, quality, technical, fundamental, merged, scores, saved } = inputs;
  return {
    job,
    asOf,
    source: bars?.source ?? null,
    bars: bars?.synced ?? null,
    fundamentals: fundamentals?.synced ?? null,
    gaps: gaps ?? bars?.gaps ?? null,
    completed: completed ?? bars?.completed ?? null,
    derived: [technical, fundamental, merged].filter((facts) => facts !== undefined),
    scored: scores ?? null,
    quality: quality?.quality ?? null,
    outputs: saved?.outputs ?? [],
  };
}

function figuresOf(inputs: MetricInputs): readonly RunMetric[] {
  const { bars, gaps, completed, quality, technical, fundamental, merged, scores } = inputs;
  const found: RunMetric[] = [];
  const note = (step: string, metric: string, value: number | null | undefined) => {
    if (value !== null && value !== undefined) found.push({ step, metric, value });
  };
  const sync = 'sync_and_complete_ohlcv_data';
  note(sync, 'rows_received', bars?.synced.rowsReceived);
  note(sync, 'rows_inserted', bars?.synced.counts.inserted);
  note(sync, 'rows_unchanged', bars?.synced.counts.unchanged);
  note(sync, 'rows_revised', bars?.synced.counts.revised);
  note('find_missing_sessions', 'sessions_expected', gaps?.expected);
  note('find_missing_sessions', 'sessions_missing', gaps?.missing);
  note('complete_missing_sessions', 'sessions_fetched', completed?.fetched);
  note('complete_missing_sessions', 'sessions_filled', completed?.filled);
  note('validate_data_quality', 'quality_score', quality?.quality.score);
  note('validate_data_quality', 'rows_quarantined', quality?.quality.quarantined);
  note('calculate_technical_indicators', 'rows', technical?.rows);
  note('calculate_fundamental_indicators', 'rows', fundamental?.rows);
  note('merge_all_data', 'rows', merged?.rows);
  note('calculate_final_scores', 'rows', scores?.rows);
  return found;
}
