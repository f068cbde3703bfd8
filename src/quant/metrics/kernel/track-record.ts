import { excessMoments } from './excess.ts';
import { deviationOf, kurtosisOf, type Moments, skewnessOf } from './moments.ts';
import { nothing, type Outcome } from './outcome.ts';
import { momentsOfSample, type Sample } from './sample.ts';
import type { Terms } from './terms.ts';

/** Which skewness and kurtosis the uncertainty of a Sharpe ratio is taken from. */
export type Shape = (moments: Moments) => { readonly skewness: number; readonly kurtosis: number } | null;

/** Bailey and López de Prado 2012: population moments. */
export const populationShape: Shape = (moments) => {
  const skewness = skewnessOf(moments);
  const kurtosis = kurtosisOf(moments);
  return skewness === null || kurtosis === null ? null : { skewness, kurtosis };
};

/** The default of R's package: tails as of a normal distribution. */
export const normalTails: Shape = (moments) => {
  const skewness = skewnessOf(moments);
  return skewness === null ? null : { skewness, kurtosis: 3 };
};

/** pandas' estimates, adjusted for the size of the sample. */
export const sampleShape: Shape = (moments) => {
  const shape = populationShape(moments);
  const n = moments.count;
  if (shape === null || n < 4) return null;
  const excess = ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * shape.kurtosis - 3 * (n - 1));
  return { skewness: (shape.skewness * Math.sqrt(n * (n - 1))) / (n - 2), kurtosis: excess + 3 };
};

/** A Sharpe ratio per period and the variance of its estimate times n - 1, or why there is none. */
export type UncertainSharpe =
  | { readonly failed: Outcome }
  | { readonly failed: null; readonly sharpe: number; readonly variance: number };

export function uncertainSharpe(sample: Sample, terms: Terms, shapeOf: Shape): UncertainSharpe {
  const moments = momentsOfSample(sample);
  if (moments.count < 2) return { failed: nothing('too_short') };
  const shape = shapeOf(moments);
  if (shape === null) return { failed: nothing(deviationOf(moments, 0) === 0 ? 'no_dispersion' : 'too_short') };
  const sharpe = excessMoments(sample, terms.riskFree).mean / deviationOf(moments, 1);
  const variance = 1 - shape.skewness * sharpe + ((shape.kurtosis - 1) / 4) * sharpe ** 2;
  return variance > 0 ? { failed: null, sharpe, variance } : { failed: nothing('unreliable') };
}
