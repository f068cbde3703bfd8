import { metricOf } from '../kernel/definition.ts';
import { growthOver } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { painOf } from '../kernel/pain.ts';

/**
 * Annual excess return over the pain index. performanceanalytics subtracts the rate per period from the annual return.
 *
 * period  per year
 * edge    no drawdown -> null, no_drawdown
 */
export const painRatio = measureWith(
  metricOf({
    name: 'painRatio',
    group: 'drawdown',
    title: 'Pain ratio',
    isAnnual: true,
    uses: ['riskFree'],
    formulas: {
      standard: (sample, terms) => growthOver(sample, terms, terms.riskFree.annual, painOf(sample, terms)),
      performanceanalytics: (sample, terms) =>
        growthOver(sample, terms, terms.riskFree.perPeriod, painOf(sample, terms)),
    },
  }),
);
