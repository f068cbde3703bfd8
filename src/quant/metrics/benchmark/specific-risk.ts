import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { onLine, specificRiskOf } from '../kernel/regression.ts';

/**
 * Deviation of what the benchmark does not explain.
 *
 * period  per year
 * ddof    0
 */
export const specificRisk = measureWith(
  metricOf({
    name: 'specificRisk',
    group: 'benchmark',
    title: 'Specific risk',
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: alike(
      (sample, terms) => onLine(sample, terms.riskFree, (line) => defined(specificRiskOf(sample, line, terms))),
      'standard',
      'performanceanalytics',
    ),
  }),
);
