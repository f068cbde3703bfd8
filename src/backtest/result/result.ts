import { invalid } from '../error.ts';
import type { Run } from '../run/run.ts';
import { type AccountColumns, columnsOf } from './columns.ts';
import { entriesOf } from './entry.ts';
import { type LedgerEntry, ledgerOf } from './ledger.ts';
import { type Order, ordersOf } from './orders.ts';
import { type TradeStatistics, tradeStatistics } from './trade-statistics.ts';
import { type Trade, tradesOf } from './trades.ts';

/** Everything about a run. Columns have one value per bar of the run; numbers of bars are those of the market. */
export type BacktestResult = AccountColumns & {
  readonly begin: number;
  readonly end: number;
  readonly assets: readonly string[];
  /** Exchange dates, days since 1970-01-01. */
  readonly sessions: Int32Array;
  /** At the first close this is the cash one began with: nothing can have been filled. */
  readonly equity: Float64Array;
  /** Fractions, from close to close: one fewer than equity. For `tapeline/quant` metrics. */
  readonly returns: Float64Array;
  readonly orders: readonly Order[];
  readonly trades: readonly Trade[];
  readonly tradeStatistics: TradeStatistics;
  readonly ledger: readonly LedgerEntry[];
  readonly benchmark: Benchmark | null;
  /** The first bar at whose close the account was worth nothing, or less. */
  readonly ruinedAtBar: number | null;
};

/** The same cash in the benchmark from the first close on. */
export type Benchmark = { readonly equity: Float64Array; readonly returns: Float64Array };

/** @throws backtest.invalid for a benchmark that is not there */
export function resultOf(run: Run, benchmark?: string | Float64Array): BacktestResult {
  const { begin, end, equity, prepared } = run;
  const entries = entriesOf(run.log);
  const trades = tradesOf(run, entries);
  const ruined = equity.findIndex((value) => value <= 0);
  return {
    begin,
    end,
    assets: prepared.assets.map(({ name }) => name),
    sessions: prepared.market.sessions.slice(begin, end),
    equity,
    returns: returnsOf(equity),
    orders: ordersOf(run, entries),
    trades,
    tradeStatistics: tradeStatistics(trades),
    ledger: ledgerOf(run, entries),
    benchmark: benchmark === undefined ? null : benchmarkOf(run, benchmark),
    ruinedAtBar: ruined < 0 ? null : begin + ruined,
    ...columnsOf(run, entries),
  };
}

/** Returns between values; NaN after a value of zero or less. */
export function returnsOf(values: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, values.length - 1));
  for (let bar = 1; bar < values.length; bar += 1) {
    const before = values[bar - 1]!;
    returns[bar - 1] = before > 0 ? values[bar]! / before - 1 : Number.NaN;
  }
  return returns;
}

function benchmarkOf(run: Run, benchmark: string | Float64Array): Benchmark {
  const { begin, end, cash } = run;
  const closes = closesOf(run, benchmark);
  const first = closes[begin] ?? Number.NaN;
  if (begin < end && !(first > 0)) {
    const wayOut = 'Start the run at the first bar that has one.';
    throw invalid('The benchmark', `it has no price at bar ${begin}, where the run begins`, wayOut);
  }
  let last = first;
  const equity = Float64Array.from(closes.subarray(begin, end), (close) => {
    if (!Number.isNaN(close)) last = close;
    return (cash * last) / first;
  });
  return { equity, returns: returnsOf(equity) };
}

function closesOf({ prepared }: Run, benchmark: string | Float64Array): Float64Array {
  if (typeof benchmark !== 'string') {
    if (benchmark.length === prepared.bars) return benchmark;
    const problem = `it has ${benchmark.length} bars, the market has ${prepared.bars}`;
    throw invalid('The benchmark', problem, 'Give one close per bar of the market.');
  }
  const asset = prepared.assets.find(({ name }) => name === benchmark);
  if (asset !== undefined) return asset.mark;
  throw invalid(
    'The benchmark',
    `there is no asset "${benchmark}"`,
    'Name an asset of the market, or give its closes.',
  );
}
