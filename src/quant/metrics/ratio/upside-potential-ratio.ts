import { alike, choiceParameter, metricOf } from '../kernel/definition.ts';
import { downsideOf } from '../kernel/downside.ts';
import { measureWith } from '../kernel/measure.ts';
import { over, quotient } from '../kernel/outcome.ts';
import { sidesOf } from '../kernel/sides.ts';
import { choiceFrom } from '../kernel/terms.ts';

/**
 * Mean gain above the target over downside deviation, both over the periods on their own side, or over all.
 *
 * in      denominator  subset, full
 * period  per period
 * edge    nothing below the target -> null, no_downside
 */
export const upsidePotentialRatio = measureWith(
  metricOf({
    name: 'upsidePotentialRatio',
    group: 'ratio',
    title: 'Upside potential ratio',
    uses: ['mar'],
    parameters: [choiceParameter('denominator', ['subset', 'full'], 'subset')],
    formulas: alike(
      (sample, terms) => {
        const kind = choiceFrom(terms, 'denominator', 'subset') === 'full' ? 'full' : 'subset';
        const { sumAbove, countAbove, count } = sidesOf(sample, terms.mar);
        const potential = quotient(sumAbove, kind === 'full' ? count : countAbove, 'no_upside');
        return over(potential, downsideOf(sample, terms.mar, kind), 'no_downside');
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
