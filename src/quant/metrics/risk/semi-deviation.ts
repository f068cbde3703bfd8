import { alike, metricOf } from '../kernel/definition.ts';
import { semideviationOf } from '../kernel/downside.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Downside deviation about the mean of the returns.
 *
 * period  per period
 * ddof    0; 1 for rqrisk
 */
export const semiDeviation = measureWith(
  metricOf({
    name: 'semiDeviation',
    group: 'risk',
    title: 'Semi-deviation',
    formulas: {
      ...alike((sample) => semideviationOf(sample, 0), 'standard', 'performanceanalytics'),
      rqrisk: (sample) => semideviationOf(sample, 1),
    },
  }),
);
