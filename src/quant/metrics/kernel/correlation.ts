import type { Formula } from './definition.ts';
import { defined, nothing } from './outcome.ts';
import { benchmarkDeviation, returnDeviation } from './regression.ts';
import { pairMomentsOfSample } from './sample.ts';

/** Pearson's correlation; rounding never takes it past 1. */
export const correlationOf: Formula = (sample) => {
  const moments = pairMomentsOfSample(sample);
  if (moments.count < 2) return nothing('too_short');
  if (returnDeviation(moments, 1) === 0) return nothing('no_dispersion');
  if (benchmarkDeviation(moments, 1) === 0) return nothing('no_benchmark_move');
  const ratio = moments.products / Math.sqrt(moments.squaresReturn * moments.squaresBenchmark);
  return defined(Math.max(-1, Math.min(1, ratio)));
};
