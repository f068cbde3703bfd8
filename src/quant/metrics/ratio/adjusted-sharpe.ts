import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { kurtosisOf, skewnessOf } from '../kernel/moments.ts';
import { mapped, nothing } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';
import { sharpeOfMean } from '../kernel/sharpes.ts';

/**
 * Sharpe ratio that pays for skewness and heavy tails: SR * (1 + S / 6 * SR - (K - 3) / 24 * SR^2), SR annual,
 * S and K population moments.
 *
 * period  per year
 */
export const adjustedSharpe = measureWith(
  metricOf({
    name: 'adjustedSharpe',
    aliases: ['adjustedSharpeRatio'],
    group: 'ratio',
    title: 'Adjusted Sharpe ratio',
    isAnnual: true,
    uses: ['riskFree'],
    formulas: alike(
      (sample, terms) => {
        const moments = momentsOfSample(sample);
        const skewness = skewnessOf(moments);
        const kurtosis = kurtosisOf(moments);
        if (skewness === null || kurtosis === null) return nothing('no_dispersion');
        return mapped(
          sharpeOfMean(sample, terms),
          (ratio) => ratio * (1 + (skewness / 6) * ratio - ((kurtosis - 3) / 24) * ratio ** 2),
        );
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
