import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { assetNames } from './assets.ts';
import type { MergedOutput, SavedOutput, ScoresOutput } from './outputs.ts';
import { lake } from './ports.ts';
import { RETRY } from './retry.ts';
import { saveSettings } from './settings.ts';

export type SaveInputs = { readonly merged: MergedOutput; readonly scores?: ScoresOutput };

/** @writes processed_daily, dataset_metadata, a DuckDB file; idempotent by content */
export const saveProcessedData = op({
  name: 'save_processed_data',
  description: 'Saves the result as Parquet and as a DuckDB file, then the metadata of every dataset.',
  config: z.object(saveSettings),
  resources: { lake },
  reads: assetNames(
    'ohlcv_daily',
    'indicators_daily',
    'fundamental_indicators_daily',
    'merged_daily',
    'scores',
    'origins',
  ),
  writes: assetNames('processed_daily', 'dataset_metadata'),
  retry: RETRY,
  timeout: '30m',
  isolate: 'process',
  tags: { stage: 'save' },
  async run({ merged, scores }: SaveInputs, context): Promise<SavedOutput> {
    const { PART_PREFIX, authorOfDerived, openDraft, publishAll, saveProcessed } = await import('./work.ts');
    const { config: settings, clock, log, metrics } = context;
    const draft = openDraft(context);
    const outputs = await saveProcessed(draft, {
      columns: merged.columns,
      scoredSessions: scores?.rows === 0 ? [] : (scores?.sessions ?? []),
      parts: (scores?.factors ?? []).map(({ name }) => `${PART_PREFIX}${name}`),
      duckdbPath: settings.duckdb_path ?? besideLake(context.lake.folder),
      nowMs: clock.nowMs(),
      author: await authorOfDerived(context, draft, ['ohlcv_daily', 'fundamentals']),
    });
    publishAll(context, draft);
    for (const { format, path, rows } of outputs) log.info('Saved', { format, path, rows });
    metrics.rows(outputs.filter(({ format }) => format === 'parquet').reduce((sum, { rows }) => sum + rows, 0));
    return { outputs };
  },
});

function besideLake(folder: string): string {
  return `${folder.slice(0, Math.max(0, folder.lastIndexOf('/')))}/exports/stocks.duckdb`;
}
