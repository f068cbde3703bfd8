import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { over } from '../kernel/outcome.ts';
import { bullAndBearOf } from '../kernel/slopes.ts';

/**
 * Bull beta over bear beta: above 1 the timing was good.
 *
 * edge  bear beta 0 -> null, no_exposure
 */
export const timingRatio = measureWith(
  metricOf({
    name: 'timingRatio',
    group: 'benchmark',
    title: 'Timing ratio',
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: alike(
      (sample, { riskFree }) => {
        const { bull, bear } = bullAndBearOf(sample, riskFree);
        return over(bull, bear, 'no_exposure');
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
