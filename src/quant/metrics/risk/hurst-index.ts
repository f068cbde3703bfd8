import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { deviationOf } from '../kernel/moments.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';

/**
 * Rescaled range over one window: log(range of the cumulated distances from the mean / deviation) / log(n).
 * About 0.5 without memory, above it with trends.
 *
 * ddof  1
 * edge  constant returns -> null, no_dispersion; one return -> null, too_short
 */
export const hurstIndex = measureWith(
  metricOf({
    name: 'hurstIndex',
    aliases: ['hurst'],
    group: 'risk',
    title: 'Hurst index',
    formulas: alike(
      (sample) => {
        const moments = momentsOfSample(sample);
        if (moments.count < 2) return nothing('too_short');
        const deviation = deviationOf(moments, 1);
        if (deviation === 0) return nothing('no_dispersion');
        return defined(Math.log(rangeOf(sample.returns, moments.mean) / deviation) / Math.log(moments.count));
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);

function rangeOf(values: Float64Array, mean: number): number {
  let sum = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let k = 0; k < values.length; k += 1) {
    sum += values[k]! - mean;
    if (sum < low) low = sum;
    if (sum > high) high = sum;
  }
  return high - low;
}
