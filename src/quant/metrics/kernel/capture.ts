import type { Formula } from './definition.ts';
import { annualised } from './growth.ts';
import { type MarketSides, marketSidesOf, type SideTotals } from './market-sides.ts';
import { defined, nothing, over, quotient } from './outcome.ts';

/** Which periods count. */
export type Side = (sides: MarketSides) => SideTotals;

export const UP: Side = ({ up }) => up;
export const DOWN: Side = ({ down }) => down;
export const NOT_UP: Side = ({ down, flat }) => together(down, flat);
export const ALL: Side = ({ up, down, flat }) => together(up, together(down, flat));

/** Annual return over the periods of one side, over the benchmark's. */
export const annualCapture =
  (side: Side): Formula =>
  (sample, terms) => {
    const { count, ownGrowth, benchmarkGrowth } = side(marketSidesOf(sample));
    if (count === 0) return nothing('no_benchmark_move');
    if (sample.isRuined) return nothing('ruined');
    const own = annualised(ownGrowth, count, terms);
    return over(own, annualised(benchmarkGrowth, count, terms), 'no_benchmark_move');
  };

/** Total return over the periods of one side, over the benchmark's. */
export const totalCapture =
  (side: Side): Formula =>
  (sample) => {
    if (sample.isRuined) return nothing('ruined');
    const { ownGrowth, benchmarkGrowth } = side(marketSidesOf(sample));
    return quotient(ownGrowth - 1, benchmarkGrowth - 1, 'no_benchmark_move');
  };

/** Sum of the returns of one side, over the benchmark's. */
export const meanCapture =
  (side: Side): Formula =>
  (sample) => {
    const { ownSum, benchmarkSum } = side(marketSidesOf(sample));
    return quotient(ownSum, benchmarkSum, 'no_benchmark_move');
  };

/** Share of the periods of one side in which the returns did something. */
export const shareOf =
  (side: Side, what: 'gained' | 'lost' | 'beat'): Formula =>
  (sample) => {
    const totals = side(marketSidesOf(sample));
    return totals.count === 0 ? nothing('no_benchmark_move') : defined(totals[what] / totals.count);
  };

function together(one: SideTotals, other: SideTotals): SideTotals {
  return {
    count: one.count + other.count,
    ownGrowth: one.ownGrowth * other.ownGrowth,
    benchmarkGrowth: one.benchmarkGrowth * other.benchmarkGrowth,
    ownSum: one.ownSum + other.ownSum,
    benchmarkSum: one.benchmarkSum + other.benchmarkSum,
    gained: one.gained + other.gained,
    lost: one.lost + other.lost,
    beat: one.beat + other.beat,
  };
}
