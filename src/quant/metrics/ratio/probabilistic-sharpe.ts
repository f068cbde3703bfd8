import { type Formula, metricOf, numberParameter } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { normalBelow } from '../kernel/normal.ts';
import { defined } from '../kernel/outcome.ts';
import { numberFrom } from '../kernel/terms.ts';
import { normalTails, populationShape, type Shape, sampleShape, uncertainSharpe } from '../kernel/track-record.ts';

const by =
  (shape: Shape): Formula =>
  (sample, terms) => {
    const estimate = uncertainSharpe(sample, terms, shape);
    if (estimate.failed !== null) return estimate.failed;
    const lead = estimate.sharpe - numberFrom(terms, 'referenceSharpe');
    return defined(normalBelow((lead * Math.sqrt(sample.returns.length - 1)) / Math.sqrt(estimate.variance)));
  };

/**
 * Probability that the true Sharpe ratio exceeds a reference (Bailey and López de Prado 2012). A probability is not
 * annualised, and kurtosis is not reduced twice: both have been done.
 *
 * in      referenceSharpe  per period, 0
 * period  0..1
 * ddof    moments: population; performanceanalytics: kurtosis 3; quantstats: adjusted for the sample
 */
export const probabilisticSharpe = measureWith(
  metricOf({
    name: 'probabilisticSharpe',
    aliases: ['psr', 'probabilisticSharpeRatio'],
    group: 'ratio',
    title: 'Probabilistic Sharpe ratio',
    uses: ['riskFree'],
    parameters: [numberParameter('referenceSharpe', 0, -10, 10)],
    formulas: {
      standard: by(populationShape),
      performanceanalytics: by(normalTails),
      quantstats: by(sampleShape),
    },
  }),
);
