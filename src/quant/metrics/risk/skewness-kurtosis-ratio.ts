import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { kurtosisOf, skewnessOf } from '../kernel/moments.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';

/**
 * Skewness over kurtosis, both population moments.
 *
 * edge  constant returns -> null, no_dispersion
 */
export const skewnessKurtosisRatio = measureWith(
  metricOf({
    name: 'skewnessKurtosisRatio',
    group: 'risk',
    title: 'Skewness-kurtosis ratio',
    formulas: alike(
      (sample) => {
        const moments = momentsOfSample(sample);
        const skewness = skewnessOf(moments);
        const kurtosis = kurtosisOf(moments);
        return skewness === null || kurtosis === null ? nothing('no_dispersion') : defined(skewness / kurtosis);
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
