import { alike, choiceParameter, confidenceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { momentsOfSample, sortedOfSample } from '../kernel/sample.ts';
import {
  distributionOf,
  gaussianQuantile,
  guarded,
  lowestMean,
  meanBelow,
  shortfallBy,
  tailProbability,
} from '../kernel/tail.ts';
import { choiceFrom } from '../kernel/terms.ts';

/** Historical unless asked otherwise; the historical form averages a whole number of the lowest returns. */
const lowest: Formula = (sample, terms) => {
  const method = choiceFrom(terms, 'method', 'historical');
  const tail = tailProbability(terms);
  return method === 'historical' ? lowestMean(sample, tail) : shortfallBy(method, distributionOf(sample), tail, 0);
};

/** Mean of the returns below the gaussian value at risk. */
const belowGaussian: Formula = (sample, terms) => {
  const tail = tailProbability(terms);
  const method = choiceFrom(terms, 'method', 'below_gaussian');
  if (method !== 'below_gaussian') return shortfallBy(method, distributionOf(sample), tail, 1);
  const limit = gaussianQuantile(momentsOfSample(sample), tail, 1);
  if (limit.value === null) return limit;
  const mean = meanBelow(sortedOfSample(sample), limit.value);
  return mean === null ? nothing('no_downside') : defined(mean);
};

const guardedModified: Formula = (sample, terms) =>
  guarded(shortfallBy(choiceFrom(terms, 'method', 'modified'), distributionOf(sample), tailProbability(terms), 0));

/**
 * Mean of the returns in the tail (conditional value at risk).
 *
 * in      confidence  0..1, 0.95
 *         method      historical; gaussian; modified: Edgeworth; below_gaussian (quantstats only): mean of the returns
 *                     below the gaussian value at risk
 * period  per period
 * ddof    0; 1 for quantstats
 * edge    performanceanalytics: a gain -> null, unreliable
 */
export const expectedShortfall = measureWith(
  metricOf({
    name: 'expectedShortfall',
    aliases: ['conditionalValueAtRisk', 'cvar'],
    group: 'risk',
    title: 'Expected shortfall',
    parameters: [
      confidenceParameter(),
      choiceParameter('method', ['historical', 'gaussian', 'modified', 'below_gaussian']),
    ],
    formulas: {
      ...alike(lowest, 'standard', 'empyrical', 'vectorbt', 'cn'),
      quantstats: belowGaussian,
      performanceanalytics: guardedModified,
    },
  }),
);
