import { type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { benchmarkDeviation, onAnnualLine, returnDeviation } from '../kernel/regression.ts';
import type { Terms } from '../kernel/terms.ts';

const withRate =
  (rateOf: (terms: Terms) => number): Formula =>
  (sample, terms) =>
    onAnnualLine(sample, terms, ({ slope, moments }, own, benchmark) => {
      const rate = terms.riskFree.annual;
      const jensen = own - rate - slope * (benchmark - rate);
      const famaBeta = returnDeviation(moments, 0) / benchmarkDeviation(moments, 0);
      return defined(jensen - (famaBeta - slope) * (benchmark - rateOf(terms)));
    });

/**
 * Jensen's alpha less what the risk not diversified away should have earned: (Fama beta - beta) * (B - rf).
 * performanceanalytics takes the rate per period for the latter rf.
 *
 * period  per year
 * edge    as beta
 */
export const netSelectivity = measureWith(
  metricOf({
    name: 'netSelectivity',
    group: 'benchmark',
    title: 'Net selectivity',
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: {
      standard: withRate(({ riskFree }) => riskFree.annual),
      performanceanalytics: withRate(({ riskFree }) => riskFree.perPeriod),
    },
  }),
);
