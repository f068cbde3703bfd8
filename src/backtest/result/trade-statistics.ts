import type { Trade } from './trades.ts';

/** Of the trades that are closed. null: there is nothing to tell it from. */
export type TradeStatistics = {
  readonly count: number;
  readonly won: number;
  readonly lost: number;
  /** Won over all. */
  readonly winRate: number | null;
  /** Profits over losses; null without a loss. */
  readonly profitFactor: number | null;
  readonly profitMean: number | null;
  readonly profitBest: number | null;
  readonly profitWorst: number | null;
  readonly barsMean: number | null;
  /** Of all trades, open ones too. */
  readonly fees: number;
};

export function tradeStatistics(trades: readonly Trade[]): TradeStatistics {
  const closed = trades.filter(({ isOpen }) => !isOpen);
  const profits = closed.map(({ profit }) => profit);
  const gains = sum(profits.filter((profit) => profit > 0));
  const losses = -sum(profits.filter((profit) => profit < 0));
  const count = closed.length;
  const won = profits.filter((profit) => profit > 0).length;
  const perTrade = (total: number): number | null => (count === 0 ? null : total / count);
  return {
    count,
    won,
    lost: profits.filter((profit) => profit < 0).length,
    winRate: perTrade(won),
    profitFactor: losses === 0 ? null : gains / losses,
    profitMean: perTrade(sum(profits)),
    profitBest: count === 0 ? null : profits.reduce((best, each) => Math.max(best, each)),
    profitWorst: count === 0 ? null : profits.reduce((worst, each) => Math.min(worst, each)),
    barsMean: perTrade(sum(closed.map(({ entryBar, exitBar }) => (exitBar ?? entryBar) - entryBar))),
    fees: sum(trades.map(({ fees }) => fees)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
