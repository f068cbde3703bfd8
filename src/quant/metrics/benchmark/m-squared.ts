import { type Formula, metricOf } from '../kernel/definition.ts';
import { annualPairOf } from '../kernel/growth.ts';
import { measureWith } from '../kernel/measure.ts';
import { mapped, nothing } from '../kernel/outcome.ts';
import { benchmarkDeviation, returnDeviation } from '../kernel/regression.ts';
import { pairMomentsOfSample } from '../kernel/sample.ts';
import type { Terms } from '../kernel/terms.ts';

const withRate =
  (rateOf: (terms: Terms) => number): Formula =>
  (sample, terms) => {
    const moments = pairMomentsOfSample(sample);
    const deviation = returnDeviation(moments, 0);
    if (moments.count === 0) return nothing('empty');
    if (deviation === 0) return nothing('no_dispersion');
    const rate = rateOf(terms);
    const scale = benchmarkDeviation(moments, 0) / deviation;
    return mapped(annualPairOf(sample, terms).own, (own) => (own - rate) * scale + rate);
  };

/**
 * The annual return at the benchmark's risk: (R - rf) * sd(b) / sd(r) + rf.
 * performanceanalytics takes the rate per period for rf.
 *
 * period  per year
 * ddof    0
 * edge    constant returns -> null, no_dispersion
 */
export const mSquared = measureWith(
  metricOf({
    name: 'mSquared',
    aliases: ['m2'],
    group: 'benchmark',
    title: 'M squared',
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: {
      standard: withRate(({ riskFree }) => riskFree.annual),
      performanceanalytics: withRate(({ riskFree }) => riskFree.perPeriod),
    },
  }),
);
