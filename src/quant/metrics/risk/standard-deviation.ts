import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { deviationOf } from '../kernel/moments.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';

const withDdof =
  (ddof: 0 | 1): Formula =>
  (sample) => {
    if (sample.returns.length <= ddof) return nothing('too_short');
    return defined(deviationOf(momentsOfSample(sample), ddof));
  };

/**
 * Standard deviation of the returns.
 *
 * period  per period
 * ddof    1; 0 for backtrader
 * edge    one return -> null, too_short
 */
export const standardDeviation = measureWith(
  metricOf({
    name: 'standardDeviation',
    aliases: ['sd'],
    group: 'risk',
    title: 'Standard deviation',
    formulas: {
      ...alike(withDdof(1), 'standard', 'quantstats', 'performanceanalytics', 'qlib', 'rqrisk'),
      backtrader: withDdof(0),
    },
  }),
);
