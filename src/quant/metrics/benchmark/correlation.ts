import { correlationOf } from '../kernel/correlation.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Pearson's correlation of returns and benchmark.
 *
 * edge  either never moves -> null
 */
export const correlation = measureWith(
  metricOf({
    name: 'correlation',
    group: 'benchmark',
    title: 'Correlation',
    needs: ['benchmark'],
    formulas: alike(correlationOf, 'standard', 'performanceanalytics', 'rqrisk'),
  }),
);
