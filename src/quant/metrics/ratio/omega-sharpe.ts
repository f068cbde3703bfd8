import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { sidesOf } from '../kernel/sides.ts';

/**
 * (Gains above the target - losses below it) / losses: omega less 1.
 *
 * edge  nothing below it -> null, no_downside
 */
export const omegaSharpe = measureWith(
  metricOf({
    name: 'omegaSharpe',
    aliases: ['omegaSharpeRatio'],
    group: 'ratio',
    title: 'Omega-Sharpe ratio',
    uses: ['mar'],
    formulas: alike(
      (sample, { mar }) => {
        const { sumAbove, sumBelow } = sidesOf(sample, mar);
        return quotient(sumAbove - sumBelow, sumBelow, 'no_downside');
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
