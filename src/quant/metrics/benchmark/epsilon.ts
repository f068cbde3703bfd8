import { metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { onAnnualLine } from '../kernel/regression.ts';

/**
 * What remains of the annual return when rate, alpha and beta have taken their part:
 * R - rf - a * N - beta * (B - rf). performanceanalytics mixes units: rf + R - a - (B - rf) * beta, with a and rf per
 * period.
 *
 * period  per year
 * edge    as beta
 */
export const epsilon = measureWith(
  metricOf({
    name: 'epsilon',
    group: 'benchmark',
    title: 'Regression epsilon',
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: {
      standard: (sample, terms) =>
        onAnnualLine(sample, terms, ({ intercept, slope }, own, benchmark) => {
          const rate = terms.riskFree.annual;
          return defined(own - rate - intercept * terms.periodsPerYear - slope * (benchmark - rate));
        }),
      performanceanalytics: (sample, terms) =>
        onAnnualLine(sample, terms, ({ intercept, slope }, own, benchmark) => {
          const rate = terms.riskFree.perPeriod;
          return defined(rate + own - intercept - (benchmark - rate) * slope);
        }),
    },
  }),
);
