import { quantileOfSorted } from '../../statistics/quantile.ts';
import { alike, confidenceParameter, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { sortedOfSample } from '../kernel/sample.ts';
import { tailProbability } from '../kernel/tail.ts';
import { numberFrom } from '../kernel/terms.ts';

/**
 * The upper tail against the lower: |quantile at c| / |quantile at 1 - c|, type 7.
 *
 * in    confidence  c, 0.95
 * edge  lower quantile 0 -> null, no_downside
 */
export const tailRatio = measureWith(
  metricOf({
    name: 'tailRatio',
    group: 'risk',
    title: 'Tail ratio',
    parameters: [confidenceParameter()],
    formulas: alike(
      (sample, terms) => {
        const sorted = sortedOfSample(sample);
        const upper = Math.abs(quantileOfSorted(sorted, numberFrom(terms, 'confidence')));
        return quotient(upper, Math.abs(quantileOfSorted(sorted, tailProbability(terms))), 'no_downside');
      },
      'standard',
      'empyrical',
      'quantstats',
      'vectorbt',
    ),
  }),
);
