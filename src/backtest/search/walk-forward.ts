import { invalid } from '../error.ts';
import { firstBars, type Market } from '../market/market.ts';
import { type MarketSettings, prepareMarket } from '../market/prepare.ts';
import { type BacktestResult, resultOf } from '../result/result.ts';
import { type PositionPlan, runPositions } from '../run/run-positions.ts';
import { combinations, type Grid, type Parameters } from './grid.ts';
import type { LuckNote } from './luck.ts';
import { type Scoring, sweepPrepared, type TrialKind } from './sweep.ts';

export type WalkForwardOptions<P extends Parameters> = MarketSettings &
  Extract<TrialKind<P>, { positionsOf: unknown }> &
  Scoring & {
    readonly market: Market;
    readonly grid: Grid<P>;
    readonly where?: (parameters: P) => boolean;
    readonly cash: number;
    /** Bars from which parameters are chosen; `anchored` windows all begin with the first bar and grow. */
    readonly trainBars: number;
    readonly training?: 'rolling' | 'anchored';
    /** Bars for which a choice is kept. */
    readonly testBars: number;
    readonly benchmark?: string | Float64Array;
  };

export type WalkForwardWindow<P> = {
  readonly trainBegin: number;
  /** One after the last bar of training; the test begins here. */
  readonly trainEnd: number;
  readonly testEnd: number;
  readonly parameters: P;
  /** In the training. */
  readonly score: number | null;
  readonly luck: LuckNote;
  /** Return of the account over the bars of the test. */
  readonly testReturn: number;
};

export type WalkForwardResult<P> = {
  readonly windows: readonly WalkForwardWindow<P>[];
  /** One account over all tests, costs of changing parameters included: none of its bars had a part in choosing them. */
  readonly outOfSample: BacktestResult;
  readonly trials: number;
};

/**
 * Chooses parameters on one stretch of bars, keeps them for the next, and goes on.
 *
 * throws  backtest.invalid, usage.unknown_name, quant.parameter
 */
export function walkForward<P extends Parameters>(options: WalkForwardOptions<P>): WalkForwardResult<P> {
  const { market, cash } = options;
  const prepared = prepareMarket(market, options);
  const trials = combinations(options.grid, options.where);
  const spans = spansOf(options, prepared.bars);
  const wanted = market.assets.map(() => new Float64Array(prepared.bars).fill(Number.NaN));
  const chosen = spans.map(({ trainBegin, trainEnd, testEnd }) => {
    const known = firstBars(market, trainEnd);
    const range = { begin: trainBegin, end: trainEnd, cash };
    const { leaderboard, luck } = sweepPrepared(prepared, known, trials, { ...options, ...range, top: 1 });
    const { parameters, score } = leaderboard[0]!;
    const columns = columnsOf(options.positionsOf(firstBars(market, testEnd), parameters));
    wanted.forEach((column, asset) => {
      column.set(columns[asset]!.subarray(trainEnd, testEnd), trainEnd);
    });
    return { trainBegin, trainEnd, testEnd, parameters, score, luck };
  });
  const range = { begin: spans[0]!.trainEnd, end: spans.at(-1)!.testEnd };
  const outOfSample = resultOf(runPositions(prepared, { ...options, ...range, positions: wanted }), options.benchmark);
  const windows = chosen.map((window) => ({ ...window, testReturn: returnOver(outOfSample, window, cash) }));
  return { windows, outOfSample, trials: trials.length };
}

function columnsOf(positions: Float64Array | PositionPlan['positions']): PositionPlan['positions'] {
  return positions instanceof Float64Array ? [positions] : positions;
}

type Span = { readonly trainBegin: number; readonly trainEnd: number; readonly testEnd: number };

/** The last test may be shorter than the others. */
function spansOf<P extends Parameters>(options: WalkForwardOptions<P>, bars: number): readonly Span[] {
  const { trainBars, testBars, training = 'rolling' } = options;
  const isSound = Number.isInteger(trainBars) && Number.isInteger(testBars) && trainBars > 1 && testBars > 0;
  if (!isSound || trainBars >= bars) {
    const problem = `${trainBars} bars of training and ${testBars} of test do not fit ${bars} bars`;
    throw invalid('The windows', problem, 'Give whole numbers, at least 2 and 1, with bars left after the training.');
  }
  const count = Math.ceil((bars - trainBars) / testBars);
  return Array.from({ length: count }, (_, index) => {
    const trainEnd = trainBars + index * testBars;
    const trainBegin = training === 'anchored' ? 0 : trainEnd - trainBars;
    return { trainBegin, trainEnd, testEnd: Math.min(bars, trainEnd + testBars) };
  });
}

function returnOver({ equity, begin }: BacktestResult, { trainEnd, testEnd }: Span, cash: number): number {
  const before = trainEnd === begin ? cash : equity[trainEnd - begin - 1]!;
  return equity[testEnd - begin - 1]! / before - 1;
}
