import { defined, nothing, type Outcome } from './outcome.ts';
import { growthOfSample, pairGrowthOfSample, pairOfSample, type Sample } from './sample.ts';
import type { Terms } from './terms.ts';

/** Growth of `count` periods as that of a year: growth^(N/count) - 1. */
export function annualised(growth: number, count: number, terms: Terms): Outcome {
  if (count === 0) return nothing('empty');
  return growth < 0 ? nothing('ruined') : defined(growth ** (terms.periodsPerYear / count) - 1);
}

/** Annual return of the sample; the missing periods do not count. */
export function annualReturnOf(sample: Sample, terms: Terms): Outcome {
  if (sample.isRuined) return nothing('ruined');
  return annualised(growthOfSample(sample), sample.returns.length, terms);
}

/** The same where a missing return is a period in which nothing happened, so it counts as time. */
export function annualReturnOfElapsed(sample: Sample, terms: Terms): Outcome {
  if (sample.isRuined) return nothing('ruined');
  return annualised(growthOfSample(sample), sample.elapsed, terms);
}

/** Annual returns of the two columns of a pair. */
export function annualPairOf(sample: Sample, terms: Terms): { readonly own: Outcome; readonly benchmark: Outcome } {
  if (sample.isRuined) return { own: nothing('ruined'), benchmark: nothing('ruined') };
  const { own, benchmark } = pairGrowthOfSample(sample);
  const { length } = pairOfSample(sample).returns;
  return { own: annualised(own, length, terms), benchmark: annualised(benchmark, length, terms) };
}
