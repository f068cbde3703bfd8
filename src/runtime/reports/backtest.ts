import { backtest } from '../../backtest/backtest.ts';
import type { Asset, Market } from '../../backtest/market/market.ts';
import { metricsOf } from '../../backtest/result/metrics.ts';
import type { BacktestResult } from '../../backtest/result/result.ts';
import { type SweepResult, sweep } from '../../backtest/search/sweep.ts';
import type { BacktestReport, Cells, MetricFigure, SweepFigures } from '../../charts/report/model.ts';
import { TapelineError } from '../../core/errors.ts';
import { drawdownPathOf } from '../../quant/metrics/kernel/drawdown-path.ts';
import { monthlyTable } from '../../quant/metrics/report/calendar-returns.ts';
import { deepestEpisodes, drawdownEpisodesOfValues } from '../../quant/metrics/report/drawdown-episodes.ts';
import { costsOf, refusedOf, tradesOf } from './backtest-lines.ts';
import type { BarTable } from './bar-table.ts';
import { INDICATORS_SHOWN, instrumentChart } from './instrument-chart.ts';
import { headOf, type ReportContext, readBars } from './read.ts';
import { type ChosenRules, type RulesWish, rulesFor } from './rules.ts';
import { gridOf, type NamedStrategy, type Numbers, parametersOf, strategyNamed } from './strategies.ts';

export type BacktestWish = RulesWish & {
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  /** Values to try; none: no search. */
  readonly sweep: Readonly<Record<string, string>>;
  readonly from: number | null;
  readonly to: number | null;
  readonly cash: number;
  readonly convention: string | null;
};

/**
 * A classic strategy over stored bars, with everything one wants to see before believing it. With a sweep: every
 * combination, the best of them in full, and what luck alone would have found.
 *
 * throws  usage.unknown_name, usage.invalid, backtest.invalid, quant.parameter
 */
export async function backtestReport(context: ReportContext, wish: BacktestWish): Promise<BacktestReport> {
  const strategy = strategyNamed(wish.strategy);
  checkCount(strategy, wish.symbols);
  const asked = parametersOf(strategy, wish.set);
  const grid = gridOf(strategy, wish.sweep);
  const { tables, origin, asOfMs } = await readBars(context, { instruments: wish.symbols, from: null });
  const market = marketOf(tables, wish);
  const chosen = rulesFor(wish.symbols, wish);
  const searched = Object.keys(grid).length === 0 ? null : search(market, strategy, { asked, grid, chosen, wish });
  const parameters = searched?.leaderboard[0]?.parameters ?? asked;
  const result = backtest({
    market,
    rules: chosen.rules,
    cash: wish.cash,
    positions: strategy.positions(closesOf(market), parameters),
    rebalance: strategy.rebalance,
    ...(wish.symbols.length === 1 ? { benchmark: wish.symbols[0]! } : {}),
  });
  return {
    kind: 'backtest_report',
    ...headOf(context, { asOfMs, ...origin }),
    strategy: strategy.name,
    parameters,
    symbols: wish.symbols,
    cash: wish.cash,
    rules: chosen.figures,
    rulesNote: chosen.note,
    ...resultColumns(result, wish),
    chart: tables.length === 1 ? priceChart(tables[0]!, strategy, parameters, result) : null,
    sweep: searched === null ? null : sweepFigures(searched),
  };
}

function checkCount({ name, instrumentsMax }: NamedStrategy, symbols: readonly string[]): void {
  if (symbols.length >= 1 && symbols.length <= (instrumentsMax ?? Infinity)) return;
  const what = `Strategy "${name}" trades ${instrumentsMax === 1 ? 'one instrument' : 'one or more instruments'}`;
  const wayOut = instrumentsMax === 1 ? 'Give one, or use momentum_rotation.' : 'Write --instrument AAPL,MSFT.';
  throw new TapelineError('usage.invalid', { facts: { what, got: symbols.join(','), wayOut } });
}

/** One line of time for all of them; NaN where one has no bar. @throws usage.invalid for a range without bars */
function marketOf(tables: readonly BarTable[], { from, to }: BacktestWish): Market {
  const all = new Set(tables.flatMap(({ sessions }) => sessions));
  const isWanted = (session: number) => (from === null || session >= from) && (to === null || session <= to);
  const sessions = Int32Array.from([...all].filter(isWanted)).sort();
  if (sessions.length < 2) {
    const wayOut = 'Widen --from and --to.';
    throw new TapelineError('usage.invalid', {
      facts: { what: 'A backtest wants two bars or more', got: `${sessions.length}`, wayOut },
    });
  }
  const assets = tables.map((table): Asset => {
    const rowOf = new Map(table.sessions.map((session, row) => [session, row]));
    const column = (name: keyof BarTable['prices']) =>
      Float64Array.from(sessions, (session) => table.prices[name][rowOf.get(session) ?? -1] ?? Number.NaN);
    const listed = table.about?.listed ?? null;
    return {
      name: table.instrument,
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      ...(listed === null ? {} : { listedOn: new Date(listed * 86_400_000).toISOString().slice(0, 10) }),
    };
  });
  return { sessions, assets };
}

function closesOf({ assets }: Market): readonly Float64Array[] {
  return assets.map(({ close }) => close);
}

type Search = {
  readonly asked: Numbers;
  readonly grid: Readonly<Record<string, readonly number[]>>;
  readonly chosen: ChosenRules;
  readonly wish: BacktestWish;
};

const LEADERBOARD = 12;

function search(market: Market, strategy: NamedStrategy, { asked, grid, chosen, wish }: Search): SweepResult<Numbers> {
  const fixed = Object.entries(asked).map(([key, value]) => [key, [value]] as const);
  return sweep<Numbers>({
    market,
    rules: chosen.rules,
    cash: wish.cash,
    grid: { ...Object.fromEntries(fixed), ...grid },
    where: strategy.isPossible,
    positionsOf: (bars, parameters) => strategy.positions(closesOf(bars), parameters),
    rebalance: strategy.rebalance,
    top: LEADERBOARD,
  });
}

function sweepFigures({ trials, leaderboard, luck }: SweepResult<Numbers>): SweepFigures {
  const rows = leaderboard.map(({ rank, parameters, metrics, fills }) => ({
    rank,
    parameters,
    totalReturn: metrics.totalReturn ?? null,
    maxDrawdown: metrics.maxDrawdown ?? null,
    sharpePerPeriod: metrics.sharpePerPeriod ?? null,
    fills,
  }));
  return { trials, rows, luck };
}

const METRICS_SHOWN = [
  'totalReturn',
  'cagr',
  'annualVolatility',
  'sharpe',
  'sortino',
  'calmar',
  'maxDrawdown',
  'longestDrawdown',
  'winRate',
  'bestReturn',
  'worstReturn',
  'valueAtRisk',
  'beta',
  'alpha',
] as const;
const DRAWDOWNS_SHOWN = 5;

function resultColumns(result: BacktestResult, wish: BacktestWish) {
  const convention = wish.convention ?? (wish.symbols.every(isMainland) ? 'cn' : 'empyrical');
  const settings = { convention } as Parameters<typeof metricsOf>[1];
  const shown: readonly string[] = METRICS_SHOWN.filter(
    (name) => result.benchmark !== null || !['beta', 'alpha'].includes(name),
  );
  const measured = metricsOf(result, settings, shown);
  const { sessions, equity, returns, benchmark } = result;
  return {
    sessions: [...sessions],
    equity: cells(equity, 2),
    benchmark: benchmark === null ? null : { name: wish.symbols[0]!, equity: cells(benchmark.equity, 2) },
    drawdown: [0, ...cells(drawdownPathOf(returns).depths, 6)],
    exposure: cells(result.exposureNet, 4),
    convention,
    metrics: measured.map(
      ({ metric, value, reason, convention: used, periodsPerYear, isExtrapolated }): MetricFigure => {
        return { name: metric, value, reason, convention: used, periodsPerYear, isExtrapolated };
      },
    ),
    months: monthlyTable(returns, sessions.subarray(1)),
    drawdowns: drawdownsOf(result),
    ...tradesOf(result),
    statistics: { ...result.tradeStatistics },
    costs: costsOf(result),
    refused: refusedOf(result),
  };
}

function isMainland(symbol: string): boolean {
  return /\.(XSHG|XSHE|SH|SZ|BJ)$/.test(symbol);
}

function drawdownsOf({ equity, sessions }: BacktestResult): BacktestReport['drawdowns'] {
  if (!equity.every((value) => value > 0)) return [];
  return deepestEpisodes(drawdownEpisodesOfValues(equity), DRAWDOWNS_SHOWN).map(
    ({ peak, trough, recovery, depth, length }) => ({
      peak: sessions[peak]!,
      trough: sessions[trough]!,
      recovery: recovery === null ? null : sessions[recovery]!,
      depth,
      bars: length,
    }),
  );
}

function cells(values: Float64Array, decimals: number): Cells {
  return Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toFixed(decimals)) : null));
}

/** The averages that a cross is about stand on the prices; otherwise what charts show anyway. */
function priceChart(table: BarTable, strategy: NamedStrategy, parameters: Numbers, { sessions }: BacktestResult) {
  const own: Readonly<Record<string, readonly string[]>> = {
    sma_cross: [`SMA(${parameters.fast})`, `SMA(${parameters.slow})`],
    rsi_reversion: [`RSI(${parameters.period})`],
    buy_and_hold: [],
  };
  const range = { from: sessions[0]!, to: sessions.at(-1)! };
  return instrumentChart({ ...table, suspended: [] }, own[strategy.name] ?? INDICATORS_SHOWN, range);
}
