import { alike, choiceParameter, confidenceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { distributionOf, guarded, lognormalLoss, quantileBy, tailProbability } from '../kernel/tail.ts';
import { choiceFrom } from '../kernel/terms.ts';

const by =
  (byDefault: string, ddof: 0 | 1): Formula =>
  (sample, terms) =>
    quantileBy(choiceFrom(terms, 'method', byDefault), distributionOf(sample), tailProbability(terms), ddof);

const guardedModified: Formula = (sample, terms) => guarded(by('modified', 0)(sample, terms));

/**
 * The return that is undercut in a share of 1 - confidence of the periods: a negative number, as a rule.
 *
 * in      confidence  0..1, 0.95
 *         method      historical: quantile of type 7; gaussian; modified: Cornish-Fisher
 * period  per period
 * ddof    0; 1 for quantstats
 * edge    performanceanalytics: a gain -> null, unreliable; rqrisk: a positive number, exp(-(m + z s)) - 1 of logarithms
 */
export const valueAtRisk = measureWith(
  metricOf({
    name: 'valueAtRisk',
    aliases: ['var'],
    group: 'risk',
    title: 'Value at risk',
    parameters: [confidenceParameter(), choiceParameter('method', ['historical', 'gaussian', 'modified'])],
    formulas: {
      ...alike(by('historical', 0), 'standard', 'empyrical', 'vectorbt', 'cn'),
      quantstats: by('gaussian', 1),
      performanceanalytics: guardedModified,
      rqrisk: (sample, terms) => lognormalLoss(sample, tailProbability(terms)),
    },
  }),
);
