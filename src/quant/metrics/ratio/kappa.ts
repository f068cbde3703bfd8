import { alike, metricOf, numberParameter } from '../kernel/definition.ts';
import { excessOf } from '../kernel/excess.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient, RETURN_NOISE } from '../kernel/outcome.ts';
import { numberFrom } from '../kernel/terms.ts';

/**
 * Mean excess over the root of a lower partial moment: mean(r - MAR) / (mean of max(MAR - r, 0)^k)^(1/k).
 *
 * in      order  k, 3; 2 is Sortino's
 * period  per period
 * edge    nothing below the target -> null, no_downside
 */
export const kappa = measureWith(
  metricOf({
    name: 'kappa',
    group: 'ratio',
    title: 'Kappa',
    uses: ['mar'],
    parameters: [numberParameter('order', 3, 1e-3, 100)],
    formulas: alike(
      (sample, terms) => {
        const excess = excessOf(sample, terms.mar);
        const order = numberFrom(terms, 'order');
        let sum = 0;
        let powers = 0;
        for (let k = 0; k < excess.length; k += 1) {
          sum += excess[k]!;
          if (excess[k]! < -RETURN_NOISE) powers += (-excess[k]!) ** order;
        }
        return quotient(sum / excess.length, (powers / excess.length) ** (1 / order), 'no_downside');
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
