import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';

/**
 * Mean distance from the mean.
 *
 * period  per period
 */
export const meanAbsoluteDeviation = measureWith(
  metricOf({
    name: 'meanAbsoluteDeviation',
    group: 'risk',
    title: 'Mean absolute deviation',
    formulas: alike(
      (sample) => {
        const { mean, count } = momentsOfSample(sample);
        const { returns } = sample;
        let sum = 0;
        for (let k = 0; k < count; k += 1) sum += Math.abs(returns[k]! - mean);
        return defined(sum / count);
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
