import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { sidesAround } from '../kernel/sides.ts';

/**
 * Sum of the gains over sum of the losses: omega at zero, also called profit factor.
 *
 * edge  no loss -> null, no_downside
 */
export const bernardoLedoit = measureWith(
  metricOf({
    name: 'bernardoLedoit',
    aliases: ['bernardoLedoitRatio', 'profitFactor'],
    group: 'ratio',
    title: 'Bernardo-Ledoit ratio',
    formulas: alike(
      (sample) => {
        const { sumAbove, sumBelow } = sidesAround(sample, 0);
        return quotient(sumAbove, sumBelow, 'no_downside');
      },
      'standard',
      'performanceanalytics',
      'quantstats',
    ),
  }),
);
