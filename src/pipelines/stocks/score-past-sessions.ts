import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { datasetOf } from '../../core/snapshot.ts';
import { dayOfSession } from '../../core/time.ts';
import type { ScoreModel } from '../../data/scored/score-session.ts';
import { assetNames } from './assets.ts';
import { modelOf } from './calculate-final-scores.ts';
import type { MergeInputs } from './merge-all-data.ts';
import type { Scores } from './outputs.ts';
import { lake } from './ports.ts';
import { RETRY } from './retry.ts';
import { priceSettings, scoreSettings } from './settings.ts';

const { score_sessions: _latest, ...settings } = scoreSettings;
const config = z.object({ ...settings, allow_interpolated: priceSettings.allow_interpolated });

export type PastScores = { readonly scores: ReturnType<typeof datasetOf<Scores>>; readonly sessions: number };

/**
 * Merges and scores the sessions that the run is asked for, each against its own cross-section; `merged_daily` stays
 * that of the latest.
 *
 * @writes scores, one file per session; idempotent by the content of what it reads and the model
 */
export const scorePastSessions = op({
  name: 'score_past_sessions',
  description: 'Scores the sessions that a backfill asks for, from what is stored.',
  config,
  resources: { lake },
  reads: assetNames(
    'ohlcv_daily',
    'instruments',
    'ohlcv_daily_superseded',
    'indicators_daily',
    'fundamental_indicators_daily',
    'origins',
  ),
  writes: assetNames('scores'),
  retry: RETRY,
  timeout: '1h',
  isolate: 'process',
  tags: { stage: 'scoring' },
  async run({ technical, fundamental }: MergeInputs, context) {
    const { authorOfDerived, mergedTable, openDraft, publishAll, scoreTable } = await import('./work.ts');
    const { askedSpans, rangeOfSpans, tellScores } = await import('./tell-slices.ts');
    const { config: chosen, asOfMs, metrics, partitions } = context;
    const draft = openDraft(context);
    const author = await authorOfDerived(context, draft, ['ohlcv_daily', 'fundamentals']);
    const { startDate, endDate } = rangeOfSpans(askedSpans(partitions) ?? []);
    const merged = await mergedTable(draft, {
      instruments: [],
      sessions: 0,
      between: { from: dayOfSession(startDate), to: dayOfSession(endDate) },
      allowInterpolated: chosen.allow_interpolated,
      asOfMs,
      technical: technical.rows === 0 ? {} : technical.columns,
      fundamental: fundamental.rows === 0 ? {} : fundamental.columns,
      author,
    });
    const model: ScoreModel = modelOf(chosen);
    const inputs = ['ohlcv_daily', 'indicators_daily', 'fundamental_indicators_daily'];
    const options = { model, sessions: Number.MAX_SAFE_INTEGER, topCount: chosen.top_count, author, inputs };
    const facts = await scoreTable(draft, merged!.rows, options);
    await tellScores(context, draft, { sessions: facts.sessions, model: facts.model });
    publishAll(context, draft);
    metrics.rows(facts.rows);
    const files = draft.files('scores');
    return { scores: datasetOf<Scores>('scores', files), sessions: facts.sessions.length } satisfies PastScores;
  },
});
