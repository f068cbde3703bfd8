import { op } from '../../control/definition/op.ts';
import { z } from '../../control/definition/schema.ts';
import { TapelineError } from '../../core/errors.ts';
import { datasetOf } from '../../core/snapshot.ts';
import type { LoadedTemporary, Temporary } from '../../data/stored/temporary.ts';
import { assetNames } from './assets.ts';
import { requireRows } from './load-market-data.ts';
import type { Bars, MarketData, SavedOutput, Statements } from './outputs.ts';
import { lake, marketSource } from './ports.ts';
import { RETRY } from './retry.ts';

const storeConfig = z.object({
  temporary_sessions: z.number().int().min(1).default(5).describe('Latest sessions that are left for the evening'),
});

/** @writes temporary_daily, one file per run */
export const storeTemporaryData = op({
  name: 'store_temporary_data',
  description: 'Leaves the bars of the latest sessions, as they are now, for a later run.',
  config: storeConfig,
  resources: { lake },
  reads: assetNames('ohlcv_daily', 'origins'),
  writes: assetNames('temporary_daily'),
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  tags: { stage: 'temporary' },
  async run(_inputs: { data: MarketData }, context): Promise<Temporary> {
    const { authorOfDerived, firstOfLatest, openDraft, publishAll, storeTemporary } = await import('./work.ts');
    const { config: settings, asOfMs, log, metrics } = context;
    const draft = openDraft(context);
    const from = await firstOfLatest(draft, settings.temporary_sessions, asOfMs);
    if (from === null) throw nothingToLeave();
    const author = await authorOfDerived(context, draft, ['ohlcv_daily']);
    const left = await storeTemporary(draft, from, author);
    publishAll(context, draft);
    log.info('Left for a later run', { ...left });
    metrics.rows(left.rows);
    return left;
  },
});

export type TemporaryOutput = MarketData & { readonly temporary: LoadedTemporary };

export const loadTemporaryData = op({
  name: 'load_temporary_data',
  description: 'Takes what the morning left, and says what has changed since.',
  resources: { lake, source: marketSource },
  reads: assetNames('temporary_daily', 'ohlcv_daily', 'fundamentals'),
  retry: RETRY,
  timeout: '10m',
  isolate: 'process',
  critical: true,
  tags: { stage: 'load' },
  async run(_inputs: Record<never, never>, context): Promise<TemporaryOutput> {
    const { loadTemporary, openDraft } = await import('./work.ts');
    const { log, metrics, source, snapshot } = context;
    const temporary = await loadTemporary(openDraft(context));
    if (temporary === null) throw nothingLeft();
    if (temporary.changedSince > 0)
      log.warn('Bars changed since they were left: the current ones are used', { ...temporary });
    metrics.rows(temporary.rows);
    const bars = requireRows(snapshot('ohlcv_daily'), 'tapeline run morning_pipeline');
    const { name, provides, venue } = source.info;
    return {
      temporary,
      venue,
      bars: datasetOf<Bars>('ohlcv_daily', bars.files),
      statements: datasetOf<Statements>('fundamentals', snapshot('fundamentals').files),
      statementsAbsentBecause: provides.includes('fundamentals')
        ? null
        : `source "${name}" has no financial statements`,
    };
  },
});

function nothingToLeave(): TapelineError {
  return new TapelineError('data.invalid', {
    facts: { dataset: 'ohlcv_daily', problem: 'no bars are known', wayOut: 'Run "tapeline run sync" first.' },
  });
}

function nothingLeft(): TapelineError {
  return new TapelineError('data.invalid', {
    facts: {
      dataset: 'temporary_daily',
      problem: 'no run has left anything',
      wayOut: 'Run "tapeline run morning_pipeline" first.',
    },
  });
}

/** @writes temporary_daily */
export const cleanupTemporaryData = op({
  name: 'cleanup_temporary_data',
  description: 'Removes what the morning left, once the results are saved.',
  resources: { lake },
  writes: assetNames('temporary_daily'),
  retry: RETRY,
  timeout: '5m',
  isolate: 'process',
  tags: { stage: 'cleanup' },
  async run({ left }: { left: TemporaryOutput; saved: SavedOutput }, context): Promise<{ readonly removed: number }> {
    const { openDraft, publishAll, removeTemporary } = await import('./work.ts');
    const draft = openDraft(context);
    const removed = removeTemporary(draft, left.temporary.runId);
    publishAll(context, draft);
    context.log.info('Removed what was left', { removed });
    context.metrics.rows(removed);
    return { removed };
  },
});
