import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { datasetOf } from '../../core/snapshot.ts';
import type { ScoreModel } from '../../data/scored/score-session.ts';
import { assetNames } from './assets.ts';
import type { MergedOutput, Scores, ScoresOutput } from './outputs.ts';
import { lake } from './ports.ts';
import { RETRY } from './retry.ts';
import { scoreSettings } from './settings.ts';
import { FORMULAS } from './unchanged.ts';

type ModelSettings = Pick<
  z.infer<z.ZodObject<typeof scoreSettings>>,
  'weights' | 'winsorize' | 'standardize' | 'missing_factor' | 'factor_coverage_min'
>;

/** How scores are made, as the data path takes it. */
export function modelOf(settings: ModelSettings): ScoreModel {
  return {
    weights: settings.weights,
    winsorize: { method: settings.winsorize },
    standardize: { method: settings.standardize },
    missing: settings.missing_factor,
    coverageMin: settings.factor_coverage_min,
  };
}

/** @writes scores, one file per session; idempotent by the content of merged_daily and the model */
export const calculateFinalScores = op({
  name: 'calculate_final_scores',
  description: 'Scores each instrument against the others of its session, and explains every score by its parts.',
  config: z.object(scoreSettings),
  resources: { lake },
  reads: assetNames('merged_daily', 'indicators_daily', 'fundamental_indicators_daily', 'origins'),
  writes: assetNames('scores'),
  retry: RETRY,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'scoring' },
  skipUnchanged: {
    codeVersion: FORMULAS,
    makes: assetNames('scores'),
    inputs: ({ merged }: { merged: MergedOutput }) => merged.columns,
  },
  async run({ merged }: { merged: MergedOutput }, context): Promise<ScoresOutput> {
    const { authorOfDerived, openDraft, publishAll, scoreDaily } = await import('./work.ts');
    const { tellScores } = await import('./tell-slices.ts');
    const { config: settings, log, metrics } = context;
    const draft = openDraft(context);
    const facts = await scoreDaily(draft, {
      model: modelOf(settings),
      sessions: settings.score_sessions,
      columns: merged.columns,
      topCount: settings.top_count,
      author: await authorOfDerived(context, draft, ['ohlcv_daily', 'fundamentals']),
    });
    await tellScores(context, draft, { sessions: facts.sessions, model: facts.model });
    publishAll(context, draft);
    const absent = Object.entries(facts.absent).map(([name, because]) => `${name}: ${because}`);
    if (absent.length > 0) log.warn('Some factors cannot be had: scored on the others', { absent });
    log.info('Scored', { rows: facts.rows, sessions: facts.sessions });
    metrics.rows(facts.rows);
    return { ...facts, scores: datasetOf<Scores>('scores', draft.files('scores')) };
  },
});
