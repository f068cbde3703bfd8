import { alike, metricOf, numberParameter } from '../kernel/definition.ts';
import { growthOver, ofWealth } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { pathOfSample } from '../kernel/sample.ts';
import { numberFrom } from '../kernel/terms.ts';

/**
 * Annual return over the maximum drawdown and a margin.
 *
 * in      excess  margin, 0.1
 * period  per year
 */
export const sterling = measureWith(
  metricOf({
    name: 'sterling',
    aliases: ['sterlingRatio'],
    group: 'drawdown',
    title: 'Sterling ratio',
    isAnnual: true,
    parameters: [numberParameter('excess', 0.1, 0, 1)],
    formulas: alike(
      ofWealth((sample, terms) =>
        growthOver(sample, terms, 0, defined(numberFrom(terms, 'excess') - pathOfSample(sample).worst)),
      ),
      'standard',
      'performanceanalytics',
    ),
  }),
);
