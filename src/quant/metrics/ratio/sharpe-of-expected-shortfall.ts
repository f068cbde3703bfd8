import { alike, choiceParameter, confidenceParameter, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, mapped, over } from '../kernel/outcome.ts';
import { excessDistribution, guarded, shortfallBy, tailProbability } from '../kernel/tail.ts';
import { choiceFrom } from '../kernel/terms.ts';

/**
 * Mean excess return over the expected shortfall of the excess.
 *
 * in      confidence  0..1, 0.95
 *         method      modified, historical, gaussian
 * period  per period
 * edge    a shortfall that is a gain -> null, unreliable
 */
export const sharpeOfExpectedShortfall = measureWith(
  metricOf({
    name: 'sharpeOfExpectedShortfall',
    group: 'ratio',
    title: 'Sharpe ratio of expected shortfall',
    uses: ['riskFree'],
    parameters: [confidenceParameter(), choiceParameter('method', ['modified', 'historical', 'gaussian'], 'modified')],
    formulas: alike(
      (sample, terms) => {
        const excess = excessDistribution(sample, terms.riskFree);
        const risk = shortfallBy(choiceFrom(terms, 'method', 'modified'), excess, tailProbability(terms), 0);
        return over(defined(excess.moments.mean), mapped(guarded(risk), Math.abs), 'no_downside');
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
