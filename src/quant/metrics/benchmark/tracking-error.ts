import { trackingErrorOf } from '../kernel/active.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Deviation of the active returns: sd(r - b) * sqrt(N).
 *
 * period  per year
 * ddof    1
 */
export const trackingError = measureWith(
  metricOf({
    name: 'trackingError',
    group: 'benchmark',
    title: 'Tracking error',
    isAnnual: true,
    needs: ['benchmark'],
    formulas: alike(trackingErrorOf, 'standard', 'performanceanalytics', 'rqrisk', 'cn'),
  }),
);
