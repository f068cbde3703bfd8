/**
 * `tapeline/backtest`: strategies against bars, under the rules of a market. Typed arrays in, a result out; no I/O, no
 * clock; the same input makes the same result.
 */

export { type BacktestOptions, backtest } from './backtest.ts';
export type { BarView, PriceField } from './events/bar-view.ts';
export { fromPositions } from './events/from-positions.ts';
export type { Cancel, Instruction, OrderRequest, Sizing } from './events/order.ts';
export { type BarPlan, runBars, type Strategy } from './events/run-bars.ts';
export { type Asset, type CorporateAction, firstBars, type Market, type Resolution } from './market/market.ts';
export { oneAsset } from './market/one-asset.ts';
export { type FillAt, type MarketSettings, type PreparedMarket, prepareMarket } from './market/prepare.ts';
export { REASONS, type Reason } from './market/reason.ts';
export type { AccountColumns } from './result/columns.ts';
export type { LedgerEntry, LedgerKind } from './result/ledger.ts';
export { metricsOf } from './result/metrics.ts';
export type { Order, OrderState } from './result/orders.ts';
export { type BacktestResult, type Benchmark, resultOf, returnsOf } from './result/result.ts';
export { type TradeStatistics, tradeStatistics } from './result/trade-statistics.ts';
export type { Trade } from './result/trades.ts';
export {
  A_SHARE_LIMITS,
  A_SHARE_STAMP_DUTY,
  A_SHARE_TRANSFER_FEE,
  aShares,
  type Board,
  binaries,
  boardOf,
  crypto,
  usShares,
} from './rules/presets.ts';
export {
  type Commission,
  type Costs,
  type DatedRates,
  FRICTIONLESS,
  type Lot,
  type PriceLimits,
  type Rules,
  type RulesOverrides,
  rules,
  type Shorting,
  type Slippage,
} from './rules/rules.ts';
export type { Run, RunRange, TimeInForce } from './run/run.ts';
export { type PositionPlan, runPositions } from './run/run-positions.ts';
export type { PositionUnit } from './run/wish.ts';
export { combinations, type Grid, type Parameters } from './search/grid.ts';
export { findLookAhead, type LookAhead, type LookAheadCheck } from './search/look-ahead.ts';
export { type LuckNote, luckNote, luckText } from './search/luck.ts';
export {
  type Scoring,
  type SweepOptions,
  type SweepResult,
  sweep,
  type TrialKind,
  type TrialRow,
} from './search/sweep.ts';
export {
  type WalkForwardOptions,
  type WalkForwardResult,
  type WalkForwardWindow,
  walkForward,
} from './search/walk-forward.ts';
export { buyAndHold, buyAndHoldPositions } from './strategies/buy-and-hold.ts';
export { follow } from './strategies/follow.ts';
export { type MomentumRotation, momentumRotation, momentumRotationPositions } from './strategies/momentum-rotation.ts';
export { type RsiReversion, rsiReversion, rsiReversionPositions } from './strategies/rsi-reversion.ts';
export { type SmaCross, smaCross, smaCrossPositions } from './strategies/sma-cross.ts';
