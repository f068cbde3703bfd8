import { prepareAll } from '../../quant/metrics/abstract.ts';
import type { Settings } from '../../quant/metrics/kernel/terms.ts';
import { ENTRY, FIELD, type Log, openLog, STRIDE } from '../book/log.ts';
import { runBars, type Strategy } from '../events/run-bars.ts';
import type { Market } from '../market/market.ts';
import { type MarketSettings, type PreparedMarket, prepareMarket } from '../market/prepare.ts';
import { returnsOf } from '../result/result.ts';
import type { Run, RunRange } from '../run/run.ts';
import { type PositionPlan, runPositions } from '../run/run-positions.ts';
import { combinations, type Grid, type Parameters } from './grid.ts';
import { type LuckNote, luckNote } from './luck.ts';

/** What a trial is: positions worked out from the market, or a strategy called bar by bar. */
export type TrialKind<P> =
  | ({
      readonly positionsOf: (market: Market, parameters: P) => Float64Array | readonly Float64Array[];
    } & Pick<PositionPlan, 'unit' | 'rebalance' | 'timeInForce'>)
  | { readonly strategyOf: (parameters: P) => () => Strategy };

export type Scoring = {
  /** Metrics of `tapeline/quant` to give for each trial, beside total return, drawdown and Sharpe ratio per bar. */
  readonly metrics?: readonly string[];
  readonly metricSettings?: Settings;
  /** The metric that ranks, highest first: `totalReturn` by default. */
  readonly scoreBy?: string;
  /** Rows of the leaderboard: 20 by default. */
  readonly top?: number;
};

export type SweepOptions<P extends Parameters> = MarketSettings &
  RunRange &
  TrialKind<P> &
  Scoring & {
    readonly market: Market;
    readonly grid: Grid<P>;
    /** Leaves combinations out. */
    readonly where?: (parameters: P) => boolean;
  };

export type TrialRow<P> = {
  readonly rank: number;
  readonly parameters: P;
  /** null: undefined for this trial, which ranks last. */
  readonly score: number | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly equityLast: number;
  readonly fills: number;
};

export type SweepResult<P> = {
  readonly trials: number;
  readonly leaderboard: readonly TrialRow<P>[];
  /** What the first row is worth, given how many were tried. Print it: `luckText`. */
  readonly luck: LuckNote;
};

const METRICS = ['totalReturn', 'maxDrawdown', 'sharpePerPeriod'] as const;
const TOP = 20;

/**
 * Runs every combination of a grid and ranks them. Ties rank in the order of the grid.
 *
 * throws  backtest.invalid, backtest.strategy_threw, usage.unknown_name, quant.parameter
 */
export function sweep<P extends Parameters>(options: SweepOptions<P>): SweepResult<P> {
  const prepared = prepareMarket(options.market, options);
  return sweepPrepared(prepared, options.market, combinations(options.grid, options.where), options);
}

/** Trials over a range of prepared bars; `market` is what positions are worked out from. */
export function sweepPrepared<P>(
  prepared: PreparedMarket,
  market: Market,
  trials: readonly P[],
  options: RunRange & TrialKind<P> & Scoring,
): SweepResult<P> {
  const { scoreBy = 'totalReturn', top = TOP } = options;
  const names = [...new Set([...METRICS, ...(options.metrics ?? []), scoreBy])];
  const measure = prepareAll(options.metricSettings, names);
  const rows: Omit<TrialRow<P>, 'rank'>[] = [];
  let best: { readonly score: number; readonly returns: Float64Array } | null = null;
  const log = openLog();
  for (const parameters of trials) {
    const run = runTrial(prepared, market, parameters, { ...options, log });
    const returns = returnsOf(run.equity);
    const measured = measure(returns);
    const metrics = Object.fromEntries(measured.map(({ value }, index) => [names[index]!, value]));
    const score = metrics[scoreBy] ?? null;
    rows.push({ parameters, score, metrics, equityLast: run.equity.at(-1) ?? run.cash, fills: fillsOf(run) });
    if (score !== null && (best === null || score > best.score)) best = { score, returns };
  }
  const sharpes = rows.flatMap(({ metrics }) => metrics.sharpePerPeriod ?? []);
  const ranked = rows.sort((left, right) => (right.score ?? -Infinity) - (left.score ?? -Infinity) || 0);
  const leaderboard = ranked.slice(0, top).map((row, index) => ({ rank: index + 1, ...row }));
  return { trials: trials.length, leaderboard, luck: luckNote(sharpes, best?.returns ?? null) };
}

function runTrial<P>(
  prepared: PreparedMarket,
  market: Market,
  parameters: P,
  options: RunRange & TrialKind<P> & { readonly log: Log },
): Run {
  if ('strategyOf' in options) return runBars(prepared, { ...options, strategy: options.strategyOf(parameters) });
  const positions = options.positionsOf(market, parameters);
  return runPositions(prepared, { ...options, positions: positions instanceof Float64Array ? [positions] : positions });
}

function fillsOf({ log }: Run): number {
  let fills = 0;
  for (let entry = 0; entry < log.length; entry += 1) {
    if (log.values[entry * STRIDE + FIELD.kind] === ENTRY.fill) fills += 1;
  }
  return fills;
}
