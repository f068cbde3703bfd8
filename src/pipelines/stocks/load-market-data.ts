import { op } from '../../control/definition/op.ts';
import { TapelineError } from '../../core/errors.ts';
import { datasetOf, type Snapshot } from '../../core/snapshot.ts';
import { assetNames } from './assets.ts';
import type { Bars, Indicators, MarketData, Ratios, RatiosOutput, Statements, TechnicalOutput } from './outputs.ts';
import { lake, marketSource } from './ports.ts';
import { RETRY } from './retry.ts';

/** Takes what earlier runs stored: for jobs that only compute. */
export const loadMarketData = op({
  name: 'load_market_data',
  description: 'Hands on the bars and statements that earlier runs have stored.',
  resources: { source: marketSource },
  reads: assetNames('ohlcv_daily', 'fundamentals'),
  retry: RETRY,
  timeout: '5m',
  tags: { stage: 'load' },
  run(_inputs: Record<never, never>, { snapshot, source, metrics }): MarketData {
    const bars = requireRows(snapshot('ohlcv_daily'), 'tapeline run sync');
    const statements = snapshot('fundamentals');
    metrics.rows(bars.rows);
    const { name, provides, venue } = source.info;
    const hasStatements = provides.includes('fundamentals');
    return {
      bars: datasetOf<Bars>('ohlcv_daily', bars.files),
      statements: datasetOf<Statements>('fundamentals', statements.files),
      venue,
      statementsAbsentBecause: hasStatements ? null : `source "${name}" has no financial statements`,
    };
  },
});

const UNCHANGED = { state: 'unchanged', because: null, instruments: 0, sessionLast: null, leftOut: {} } as const;

/** Takes the indicators that an earlier run computed: for jobs that only score. */
export const loadTechnicalIndicators = op({
  name: 'load_technical_indicators',
  description: 'Hands on the technical indicators that an earlier run has computed.',
  resources: { lake },
  reads: assetNames('indicators_daily', 'derivations'),
  retry: RETRY,
  timeout: '5m',
  isolate: 'process',
  tags: { stage: 'load' },
  async run(_inputs: Record<never, never>, context): Promise<TechnicalOutput> {
    const { openDraft, readDerivation } = await import('./work.ts');
    const asset = 'indicators_daily';
    const { rows, files } = requireRows(context.snapshot(asset), 'tapeline run calculation');
    const columns = (await readDerivation(openDraft(context), asset))?.columns ?? {};
    context.metrics.rows(rows);
    return { ...UNCHANGED, asset, rows, columns, indicators: datasetOf<Indicators>(asset, files) };
  },
});

/** Without statements there are none, and scores are made of what there is. */
export const loadFundamentalIndicators = op({
  name: 'load_fundamental_indicators',
  description: 'Hands on the fundamental indicators that an earlier run has computed, if there are any.',
  resources: { lake },
  reads: assetNames('fundamental_indicators_daily', 'derivations'),
  retry: RETRY,
  timeout: '5m',
  isolate: 'process',
  tags: { stage: 'load' },
  async run(_inputs: Record<never, never>, context): Promise<RatiosOutput> {
    const { openDraft, readDerivation } = await import('./work.ts');
    const asset = 'fundamental_indicators_daily';
    const { rows, files } = context.snapshot(asset);
    const columns = (await readDerivation(openDraft(context), asset))?.columns ?? {};
    context.metrics.rows(rows);
    return { ...UNCHANGED, asset, rows, columns, ratios: datasetOf<Ratios>(asset, files) };
  },
});

/** @throws data.invalid when nothing was ever stored */
export function requireRows(snapshot: Snapshot, command: string): Snapshot {
  if (snapshot.rows > 0) return snapshot;
  throw new TapelineError('data.invalid', {
    facts: { dataset: snapshot.asset, problem: 'nothing is stored yet', wayOut: `Run "${command}" first.` },
  });
}
