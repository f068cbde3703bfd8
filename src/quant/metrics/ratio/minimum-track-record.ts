import { confidenceParameter, type Formula, metricOf, numberParameter } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { normalQuantile } from '../kernel/normal.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { numberFrom } from '../kernel/terms.ts';
import { normalTails, populationShape, type Shape, uncertainSharpe } from '../kernel/track-record.ts';

const by =
  (shape: Shape): Formula =>
  (sample, terms) => {
    const estimate = uncertainSharpe(sample, terms, shape);
    if (estimate.failed !== null) return estimate.failed;
    const lead = estimate.sharpe - numberFrom(terms, 'referenceSharpe');
    if (lead <= 0) return nothing('not_better');
    return defined(1 + estimate.variance * (normalQuantile(numberFrom(terms, 'confidence')) / lead) ** 2);
  };

/**
 * Returns needed before the Sharpe ratio exceeds a reference with the given confidence.
 *
 * in    confidence       0..1, 0.95
 *       referenceSharpe  per period, 0
 * edge  a ratio that does not exceed the reference -> null, not_better
 */
export const minimumTrackRecord = measureWith(
  metricOf({
    name: 'minimumTrackRecord',
    aliases: ['minTrackRecord', 'minTRL'],
    group: 'ratio',
    title: 'Minimum track record length',
    uses: ['riskFree'],
    parameters: [confidenceParameter(), numberParameter('referenceSharpe', 0, -10, 10)],
    formulas: { standard: by(populationShape), performanceanalytics: by(normalTails) },
  }),
);
