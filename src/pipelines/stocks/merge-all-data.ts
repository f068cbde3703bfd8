import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { datasetOf } from '../../core/snapshot.ts';
import { assetNames } from './assets.ts';
import type { Merged, MergedOutput, RatiosOutput, TechnicalOutput } from './outputs.ts';
import { lake } from './ports.ts';
import { RETRY } from './retry.ts';
import { mergeSettings, priceSettings, rangeSettings } from './settings.ts';
import { FORMULAS } from './unchanged.ts';

const config = z.object({
  target_stocks: rangeSettings.target_stocks,
  ...mergeSettings,
  allow_interpolated: priceSettings.allow_interpolated,
});

export type MergeInputs = { readonly technical: TechnicalOutput; readonly fundamental: RatiosOutput };

/** @writes merged_daily, as a whole; idempotent by the content of what it reads */
export const mergeAllData = op({
  name: 'merge_all_data',
  description: 'Puts bars, technical and fundamental indicators of the latest sessions side by side.',
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
  writes: assetNames('merged_daily'),
  retry: RETRY,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'merge' },
  skipUnchanged: {
    codeVersion: FORMULAS,
    makes: assetNames('merged_daily'),
    inputs: ({ technical, fundamental }: MergeInputs) =>
      [technical, fundamental].map(({ rows, columns }) => [rows === 0, columns]),
  },
  async run({ technical, fundamental }: MergeInputs, context): Promise<MergedOutput> {
    const { authorOfDerived, mergeDaily, openDraft, publishAll } = await import('./work.ts');
    const { config: settings, asOfMs, log, metrics } = context;
    const draft = openDraft(context);
    const facts = await mergeDaily(draft, {
      instruments: settings.target_stocks,
      sessions: settings.merge_sessions,
      allowInterpolated: settings.allow_interpolated,
      asOfMs,
      technical: technical.rows === 0 ? {} : technical.columns,
      fundamental: fundamental.rows === 0 ? {} : fundamental.columns,
      author: await authorOfDerived(context, draft, ['ohlcv_daily', 'fundamentals']),
    });
    publishAll(context, draft);
    log.info('Merged', { rows: facts.rows, columns: Object.keys(facts.columns).length });
    metrics.rows(facts.rows);
    return { ...facts, merged: datasetOf<Merged>('merged_daily', draft.files('merged_daily')) };
  },
});
