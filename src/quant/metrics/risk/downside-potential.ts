import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { sidesOf } from '../kernel/sides.ts';

/**
 * Mean shortfall below the target: the sum of max(MAR - r, 0) / n, the first lower partial moment.
 *
 * period  per period
 */
export const downsidePotential = measureWith(
  metricOf({
    name: 'downsidePotential',
    group: 'risk',
    title: 'Downside potential',
    uses: ['mar'],
    formulas: alike(
      (sample, { mar }) => {
        const { sumBelow, count } = sidesOf(sample, mar);
        return defined(sumBelow / count);
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
