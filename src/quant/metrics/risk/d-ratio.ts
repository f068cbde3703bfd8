import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { sidesAround } from '../kernel/sides.ts';

/**
 * Losses against gains, each by frequency times size: count below * sum below / (count above * sum above); 0 is best.
 *
 * edge  no gain -> null, no_upside
 */
export const dRatio = measureWith(
  metricOf({
    name: 'dRatio',
    group: 'risk',
    title: 'd ratio',
    formulas: alike(
      (sample) => {
        const { countBelow, sumBelow, countAbove, sumAbove } = sidesAround(sample, 0);
        return quotient(countBelow * sumBelow, countAbove * sumAbove, 'no_upside');
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
