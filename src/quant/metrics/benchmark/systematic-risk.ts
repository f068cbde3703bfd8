import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { onLine, systematicRiskOf } from '../kernel/regression.ts';

/**
 * Beta times the benchmark's deviation.
 *
 * period  per year
 * ddof    1
 */
export const systematicRisk = measureWith(
  metricOf({
    name: 'systematicRisk',
    group: 'benchmark',
    title: 'Systematic risk',
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: alike(
      (sample, terms) => onLine(sample, terms.riskFree, (line) => defined(systematicRiskOf(line, terms))),
      'standard',
      'performanceanalytics',
    ),
  }),
);
