import type { BacktestResult } from '../../backtest/result/result.ts';
import type { BacktestReport, TradeFigure } from '../../charts/report/model.ts';

/** More than this nobody reads; the counts stay whole. */
const TRADES_MAX = 500;

/** Bars of the result: `begin` of the market is bar 0 here. */
export function tradesOf(result: BacktestResult): Pick<BacktestReport, 'trades' | 'tradeCount'> {
  const { begin, sessions } = result;
  const trades = result.trades.slice(-TRADES_MAX).map((trade): TradeFigure => {
    const { asset: symbol, side, quantity, entryPrice, exitPrice, fees, profit, profitFraction } = trade;
    const entryBar = trade.entryBar - begin;
    const exitBar = trade.exitBar === null ? null : trade.exitBar - begin;
    const bars = {
      entryBar,
      entrySession: sessions[entryBar]!,
      exitBar,
      exitSession: exitBar === null ? null : sessions[exitBar]!,
    };
    return { symbol, side, quantity, ...bars, entryPrice, exitPrice, fees, profit, profitFraction };
  });
  return { trades, tradeCount: result.trades.length };
}

/** What the market took, by kind. */
export function costsOf({ ledger }: BacktestResult): BacktestReport['costs'] {
  const costs = { commission: 0, stampDuty: 0, transferFee: 0, total: 0 };
  for (const { fees } of ledger) {
    if (fees === null) continue;
    costs.commission += fees.commission;
    costs.stampDuty += fees.stampDuty;
    costs.transferFee += fees.transferFee;
    costs.total += fees.commission + fees.stampDuty + fees.transferFee + fees.binaryFee;
  }
  return costs;
}

/** Orders that were not filled, or not wholly, by reason. */
export function refusedOf({ orders }: BacktestResult): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason, state } of orders) {
    if (reason === null || state === 'unneeded') continue;
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}
