import type { Trade } from '../../backtest/index.ts';
import { type Frame, frame, textColumn } from '../../core/frame.ts';
import { BAR_INTERVALS } from '../../data/source/predictions.ts';
import type { OutcomesBacktest } from './backtest-outcomes.ts';
import type { BarTask } from './outputs.ts';

export type BacktestName = Pick<BarTask, 'symbol' | 'interval'> & {
  readonly provider: string;
  readonly strategy: string;
};

/** A backtest as rows of `prediction_equity` and `prediction_backtest_trades`. */
export function backtestRows(
  { result, startsAtMs }: OutcomesBacktest,
  name: BacktestName,
): { readonly equity: Frame; readonly trades: Frame } {
  const { equity, trades } = result;
  const lengthMs = BAR_INTERVALS[name.interval];
  return {
    equity: frame({
      ...nameColumns(name, equity.length),
      valued_at: { type: 'instant', values: startsAtMs.map((at) => at + lengthMs) },
      equity: { type: 'double', values: equity },
    }),
    trades: frame({ ...nameColumns(name, trades.length), ...tradeColumns(trades, startsAtMs) }),
  };
}

function nameColumns({ provider, symbol, interval, strategy }: BacktestName, rows: number) {
  const same = (cell: string) => textColumn(new Array<string>(rows).fill(cell));
  return { provider: same(provider), symbol: same(symbol), interval: same(interval), strategy: same(strategy) };
}

function tradeColumns(trades: readonly Trade[], startsAtMs: Float64Array) {
  const numbers = (of: (trade: Trade) => number) => Float64Array.from(trades, of);
  const instants = (of: (trade: Trade) => number | null) =>
    numbers((trade) => {
      const bar = of(trade);
      return bar === null ? Number.NaN : startsAtMs[bar]!;
    });
  return {
    trade: { type: 'int', values: Int32Array.from(trades, (_, place) => place + 1) } as const,
    instrument: textColumn(trades.map(({ asset }) => asset)),
    entered_at: { type: 'instant', values: instants(({ entryBar }) => entryBar) } as const,
    entry_price: { type: 'double', values: numbers(({ entryPrice }) => entryPrice) } as const,
    exited_at: { type: 'instant', values: instants(({ exitBar }) => exitBar) } as const,
    exit_price: { type: 'double', values: numbers(({ exitPrice }) => exitPrice) } as const,
    quantity: { type: 'double', values: numbers(({ quantity }) => quantity) } as const,
    fees: { type: 'double', values: numbers(({ fees }) => fees) } as const,
    profit: { type: 'double', values: numbers(({ profit }) => profit) } as const,
  };
}
