import { excessPairMoments } from './excess.ts';
import { annualPairOf } from './growth.ts';
import { deviationOf, type Moments, momentsOf } from './moments.ts';
import { defined, nothing, type Outcome } from './outcome.ts';
import { type PairMoments, pairOfSample, type Sample } from './sample.ts';
import type { Rate, Terms } from './terms.ts';

/** The line through excess returns over excess benchmark. */
export type Line = { readonly intercept: number; readonly slope: number; readonly moments: PairMoments };

/** Least squares; without a value when there are fewer than two periods or the benchmark never moved. */
export function lineOf(moments: PairMoments): Line | Outcome {
  if (moments.count < 2) return nothing('too_short');
  if (benchmarkDeviation(moments, 1) === 0) return nothing('no_benchmark_move');
  const slope = moments.products / moments.squaresBenchmark;
  return { intercept: moments.meanReturn - slope * moments.meanBenchmark, slope, moments };
}

/** A formula on the line of this sample. */
export function onLine(sample: Sample, rate: Rate, formula: (line: Line) => Outcome): Outcome {
  const line = lineOf(excessPairMoments(sample, rate));
  return 'slope' in line ? formula(line) : line;
}

export function benchmarkDeviation({ squaresBenchmark, count }: PairMoments, ddof: 0 | 1): number {
  return deviationOf({ count, mean: 0, squares: squaresBenchmark, cubes: 0, quarts: 0 }, ddof);
}

export function returnDeviation({ squaresReturn, count }: PairMoments, ddof: 0 | 1): number {
  return deviationOf({ count, mean: 0, squares: squaresReturn, cubes: 0, quarts: 0 }, ddof);
}

/** Jensen's alpha of annual figures: R - rf - beta * (B - rf). */
export function jensenOf(sample: Sample, terms: Terms): Outcome {
  return onAnnualLine(sample, terms, ({ slope }, own, benchmark) => {
    const rate = terms.riskFree.annual;
    return defined(own - rate - slope * (benchmark - rate));
  });
}

/** A formula on the line and the two annual returns. */
export function onAnnualLine(
  sample: Sample,
  terms: Terms,
  formula: (line: Line, own: number, benchmark: number) => Outcome,
): Outcome {
  return onLine(sample, terms.riskFree, (line) => {
    const { own, benchmark } = annualPairOf(sample, terms);
    if (own.value === null) return own;
    return benchmark.value === null ? benchmark : formula(line, own.value, benchmark.value);
  });
}

/** Deviation of what the line leaves over, of a year: population form. */
export function specificRiskOf(sample: Sample, { slope }: Line, { periodsPerYear }: Terms): number {
  return deviationOf(residualMoments(sample, slope), 0) * Math.sqrt(periodsPerYear);
}

/** Of r - slope * b, period by period: differences of large sums would cancel where the fit is good. */
export function residualMoments(sample: Sample, slope: number): Moments {
  sample.cache.residuals ??= new Map();
  const known = sample.cache.residuals.get(slope);
  if (known !== undefined) return known;
  const { returns, benchmark } = pairOfSample(sample);
  const residuals = new Float64Array(returns.length);
  for (let k = 0; k < residuals.length; k += 1) residuals[k] = returns[k]! - slope * benchmark[k]!;
  const moments = momentsOf(residuals);
  sample.cache.residuals.set(slope, moments);
  return moments;
}

/** What the benchmark's moves explain, of a year. */
export function systematicRiskOf({ slope, moments }: Line, { periodsPerYear }: Terms): number {
  return slope * benchmarkDeviation(moments, 1) * Math.sqrt(periodsPerYear);
}
