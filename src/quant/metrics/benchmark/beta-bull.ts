import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { bullAndBearOf } from '../kernel/slopes.ts';

/**
 * Beta over the periods in which the benchmark was above the risk-free rate.
 *
 * edge  fewer than two of them -> null, too_short
 */
export const betaBull = measureWith(
  metricOf({
    name: 'betaBull',
    group: 'benchmark',
    title: 'Bull beta',
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: alike((sample, { riskFree }) => bullAndBearOf(sample, riskFree).bull, 'standard', 'performanceanalytics'),
  }),
);
