import type { Formula } from './definition.ts';
import { defined, nothing } from './outcome.ts';
import { lineOf } from './regression.ts';
import { pairMomentsOf, pairOfSample } from './sample.ts';

/** Slope of log(1 + r) over log(1 + b). */
export const logBetaOf: Formula = (sample) => {
  const { returns, benchmark } = pairOfSample(sample);
  if (sample.isRuined || benchmark.some((value) => value <= -1) || returns.some((value) => value <= -1)) {
    return nothing('ruined');
  }
  const line = lineOf(pairMomentsOf(returns.map(Math.log1p), benchmark.map(Math.log1p)));
  return 'slope' in line ? defined(line.slope) : line;
};
