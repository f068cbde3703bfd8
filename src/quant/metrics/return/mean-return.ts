import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';

/**
 * Arithmetic mean of the returns.
 *
 * period  per period
 */
export const meanReturn = measureWith(
  metricOf({
    name: 'meanReturn',
    aliases: ['mean'],
    group: 'return',
    title: 'Mean return',
    formulas: alike(
      (sample) => defined(momentsOfSample(sample).mean),
      'standard',
      'empyrical',
      'quantstats',
      'performanceanalytics',
      'qlib',
      'rqrisk',
      'vectorbt',
    ),
  }),
);
