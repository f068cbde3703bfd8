import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { onLine, specificRiskOf, systematicRiskOf } from '../kernel/regression.ts';

/**
 * Specific and systematic risk together: the root of the sum of their squares.
 *
 * period  per year
 */
export const totalRisk = measureWith(
  metricOf({
    name: 'totalRisk',
    group: 'benchmark',
    title: 'Total risk',
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: alike(
      (sample, terms) =>
        onLine(sample, terms.riskFree, (line) =>
          defined(Math.hypot(specificRiskOf(sample, line, terms), systematicRiskOf(line, terms))),
        ),
      'standard',
      'performanceanalytics',
    ),
  }),
);
