import { alike, choiceParameter, confidenceParameter, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, mapped, over } from '../kernel/outcome.ts';
import { excessDistribution, guarded, quantileBy, tailProbability } from '../kernel/tail.ts';
import { choiceFrom } from '../kernel/terms.ts';

/**
 * Mean excess return over the value at risk of the excess.
 *
 * in      confidence  0..1, 0.95
 *         method      modified, historical, gaussian
 * period  per period
 * edge    a value at risk that is a gain -> null, unreliable
 */
export const sharpeOfValueAtRisk = measureWith(
  metricOf({
    name: 'sharpeOfValueAtRisk',
    group: 'ratio',
    title: 'Sharpe ratio of value at risk',
    uses: ['riskFree'],
    parameters: [confidenceParameter(), choiceParameter('method', ['modified', 'historical', 'gaussian'], 'modified')],
    formulas: alike(
      (sample, terms) => {
        const excess = excessDistribution(sample, terms.riskFree);
        const risk = quantileBy(choiceFrom(terms, 'method', 'modified'), excess, tailProbability(terms), 0);
        return over(defined(excess.moments.mean), mapped(guarded(risk), Math.abs), 'no_downside');
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
