import { type BarPlan, runBars } from './events/run-bars.ts';
import type { Market } from './market/market.ts';
import { type MarketSettings, prepareMarket } from './market/prepare.ts';
import { type BacktestResult, resultOf } from './result/result.ts';
import { type PositionPlan, runPositions } from './run/run-positions.ts';

export type BacktestOptions = MarketSettings & {
  readonly market: Market;
  /** An asset of the market, or closes of something else, one per bar. */
  readonly benchmark?: string | Float64Array;
} & (BarPlan | (Omit<PositionPlan, 'positions'> & { readonly positions: PositionPlan['positions'] | Float64Array }));

/**
 * Runs a strategy over a market: either `strategy`, called bar by bar, or `positions`, worked out beforehand. Both have
 * the same rules, costs and fills, so that the same decisions make the same trades.
 *
 * @example
 * import { backtest, oneAsset } from 'tapeline/backtest';
 *
 * const prices = Float64Array.of(10, 11, 12, 11);
 * const market = oneAsset('ACME', { sessions: Int32Array.of(19723, 19724, 19725, 19726), open: prices, close: prices });
 * backtest({ market, cash: 1000, positions: Float64Array.of(1, 1, 1, 0) }).equity; // 1000, 1000, 1090, 1000
 *
 * throws  backtest.invalid, backtest.strategy_threw, usage.invalid, calendar.beyond_horizon
 */
export function backtest(options: BacktestOptions): BacktestResult {
  const prepared = prepareMarket(options.market, options);
  if ('strategy' in options) return resultOf(runBars(prepared, options), options.benchmark);
  const { positions } = options;
  const columns = positions instanceof Float64Array ? [positions] : positions;
  return resultOf(runPositions(prepared, { ...options, positions: columns }), options.benchmark);
}
