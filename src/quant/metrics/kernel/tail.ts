import { quantileOfSorted } from '../../statistics/quantile.ts';
import { excessMoments, excessOf } from './excess.ts';
import { deviationOf, kurtosisOf, type Moments, momentsOf, skewnessOf } from './moments.ts';
import { normalDensity, normalQuantile } from './normal.ts';
import { defined, nothing, type Outcome } from './outcome.ts';
import { momentsOfSample, type Sample, sortedOfSample } from './sample.ts';
import { numberFrom, type Rate, type Terms } from './terms.ts';

/** The probability in the tail: 0.05 for a confidence of 0.95, without the rounding of 1 - 0.95. */
export function tailProbability(terms: Terms): number {
  return roundedTail(numberFrom(terms, 'confidence'));
}

/** One minus a confidence written with up to 12 decimals. */
export function roundedTail(confidence: number): number {
  return Math.round((1 - confidence) * 1e12) / 1e12;
}

/** What a tail is estimated from; sorting waits until it is wanted. */
export type Distribution = { readonly moments: Moments; readonly sorted: () => Float64Array };

export function distributionOf(sample: Sample): Distribution {
  return { moments: momentsOfSample(sample), sorted: () => sortedOfSample(sample) };
}

/** The same of the excess over a rate. */
export function excessDistribution(sample: Sample, rate: Rate): Distribution {
  return { moments: excessMoments(sample, rate), sorted: () => excessOf(sample, rate).slice().sort() };
}

/** The same of a normal distribution with the sample's mean and deviation. */
export function gaussianQuantile(moments: Moments, tail: number, ddof: 0 | 1): Outcome {
  if (moments.count <= ddof) return nothing('too_short');
  const deviation = deviationOf(moments, ddof);
  return deviation === 0 ? defined(moments.mean) : defined(moments.mean + normalQuantile(tail) * deviation);
}

/** Cornish and Fisher: the normal quantile bent by skewness and excess kurtosis. */
export function modifiedQuantile(moments: Moments, tail: number): Outcome {
  const shape = shapeOf(moments, tail);
  return shape === null ? nothing('no_dispersion') : defined(moments.mean + shape.bent * shape.deviation);
}

/** Mean of the normal tail. */
export function gaussianShortfall(moments: Moments, tail: number, ddof: 0 | 1): Outcome {
  if (moments.count <= ddof) return nothing('too_short');
  const deviation = deviationOf(moments, ddof);
  if (deviation === 0) return defined(moments.mean);
  return defined(moments.mean - (deviation * normalDensity(normalQuantile(tail))) / tail);
}

/** Mean of the tail by the Edgeworth expansion of Boudt, Peterson and Croux 2008, never milder than the modified quantile. */
export function modifiedShortfall(moments: Moments, tail: number): Outcome {
  const shape = shapeOf(moments, tail);
  if (shape === null) return nothing('no_dispersion');
  const { bent: h, skewness: s, excess: k, deviation } = shape;
  const expansion =
    1 +
    (h ** 3 * s) / 6 +
    ((h ** 6 - 9 * h ** 4 + 9 * h ** 2 + 3) * s ** 2) / 72 +
    ((h ** 4 - 2 * h ** 2 - 1) * k) / 24;
  return defined(moments.mean + deviation * Math.min((-normalDensity(h) * expansion) / tail, h));
}

/** Mean of the returns below the quantile; the quantile itself when none is. */
function historicalShortfall(sorted: Float64Array, tail: number): Outcome {
  const limit = quantileOfSorted(sorted, tail);
  return defined(meanBelow(sorted, limit) ?? limit);
}

/** Mean of the ascending values below a limit; null when none is. */
export function meanBelow(sorted: Float64Array, limit: number): number | null {
  let count = 0;
  let sum = 0;
  while (count < sorted.length && sorted[count]! < limit) sum += sorted[count++]!;
  return count === 0 ? null : sum / count;
}

/** Mean of the lowest floor((n - 1) * tail) + 1 returns. */
export function lowestMean(sample: Sample, tail: number): Outcome {
  const sorted = sortedOfSample(sample);
  const count = Math.floor((sorted.length - 1) * tail) + 1;
  let sum = 0;
  for (let k = 0; k < count; k += 1) sum += sorted[k]!;
  return defined(sum / count);
}

/** How far a normal logarithm falls, as rqrisk writes it: exp(-(mean + z * deviation)) - 1, a positive number. */
export function lognormalLoss(sample: Sample, tail: number): Outcome {
  if (sample.isRuined) return nothing('ruined');
  const logs = momentsOf(sample.returns.map(Math.log1p));
  const deviation = deviationOf(logs, 0);
  return defined(Math.expm1(-(logs.mean + (deviation === 0 ? 0 : normalQuantile(tail) * deviation))));
}

/** A risk that is a gain means nothing, and more than everything cannot be lost: PerformanceAnalytics' two guards. */
export function guarded(outcome: Outcome): Outcome {
  if (outcome.value === null) return outcome;
  return outcome.value > 0 ? nothing('unreliable') : defined(Math.max(-1, outcome.value));
}

/** The return that a share of the periods falls below: quantile of type 7, of a normal distribution, or bent. */
export function quantileBy(method: string, { moments, sorted }: Distribution, tail: number, ddof: 0 | 1): Outcome {
  if (method === 'historical') return defined(quantileOfSorted(sorted(), tail));
  return method === 'gaussian' ? gaussianQuantile(moments, tail, ddof) : modifiedQuantile(moments, tail);
}

/** The mean of the returns in the tail, in the same three ways. */
export function shortfallBy(method: string, { moments, sorted }: Distribution, tail: number, ddof: 0 | 1): Outcome {
  if (method === 'historical') return historicalShortfall(sorted(), tail);
  return method === 'gaussian' ? gaussianShortfall(moments, tail, ddof) : modifiedShortfall(moments, tail);
}

function shapeOf(moments: Moments, tail: number) {
  const skewness = skewnessOf(moments);
  const kurtosis = kurtosisOf(moments);
  if (skewness === null || kurtosis === null) return null;
  const z = normalQuantile(tail);
  const excess = kurtosis - 3;
  const bent =
    z + ((z ** 2 - 1) * skewness) / 6 + ((z ** 3 - 3 * z) * excess) / 24 - ((2 * z ** 3 - 5 * z) * skewness ** 2) / 36;
  return { skewness, excess, bent, deviation: deviationOf(moments, 0) };
}
