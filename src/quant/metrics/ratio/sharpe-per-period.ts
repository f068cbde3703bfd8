import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { sharpePerPeriod as perPeriod } from '../kernel/sharpes.ts';

/**
 * Mean excess over its deviation, not annualised: what tests of significance work on.
 *
 * period  per period
 * ddof    1
 */
export const sharpePerPeriod = measureWith(
  metricOf({
    name: 'sharpePerPeriod',
    group: 'ratio',
    title: 'Sharpe ratio per period',
    uses: ['riskFree'],
    formulas: alike((sample, terms) => perPeriod(sample, terms), 'standard', 'performanceanalytics', 'quantstats'),
  }),
);
