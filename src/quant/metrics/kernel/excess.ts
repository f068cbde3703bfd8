import { inputError } from '../../indicators/kernel/options.ts';
import { type Moments, momentsOf } from './moments.ts';
import {
  momentsOfSample,
  type PairMoments,
  pairMomentsOf,
  pairMomentsOfSample,
  pairOfSample,
  type Sample,
} from './sample.ts';
import type { Rate } from './terms.ts';

/** What each present return had above a rate: to be read only, since it is kept. */
export function excessOf(sample: Sample, rate: Rate): Float64Array {
  if (rate.series !== null) return above(sample, sample.returns, sample.rows, rate);
  sample.cache.excess ??= new Map();
  const known = sample.cache.excess.get(rate.perPeriod);
  if (known !== undefined) return known;
  const excess = above(sample, sample.returns, sample.rows, rate);
  sample.cache.excess.set(rate.perPeriod, excess);
  return excess;
}

/** Moments of the excess; a constant rate only moves the mean. */
export function excessMoments(sample: Sample, rate: Rate): Moments {
  if (rate.series !== null) return momentsOf(excessOf(sample, rate));
  const moments = momentsOfSample(sample);
  return { ...moments, mean: moments.mean - rate.perPeriod };
}

/** The same of returns and benchmark together. */
export function excessPairMoments(sample: Sample, rate: Rate): PairMoments {
  if (rate.series === null) {
    const both = pairMomentsOfSample(sample);
    const { perPeriod } = rate;
    return { ...both, meanReturn: both.meanReturn - perPeriod, meanBenchmark: both.meanBenchmark - perPeriod };
  }
  const { returns, benchmark, rows } = pairOfSample(sample);
  return pairMomentsOf(above(sample, returns, rows, rate), above(sample, benchmark, rows, rate));
}

/** Returns less benchmark, in the periods that both have. */
export function activeOf(sample: Sample): Float64Array {
  const { returns, benchmark } = pairOfSample(sample);
  const active = new Float64Array(returns.length);
  for (let k = 0; k < active.length; k += 1) active[k] = returns[k]! - benchmark[k]!;
  return active;
}

/** @throws quant.input when a column of rates does not fit the returns */
export function above(sample: Sample, values: Float64Array, rows: Int32Array | null, rate: Rate): Float64Array {
  const { series, perPeriod } = rate;
  if (series === null && perPeriod === 0) return values;
  const excess = new Float64Array(values.length);
  if (series === null) {
    for (let k = 0; k < values.length; k += 1) excess[k] = values[k]! - perPeriod;
    return excess;
  }
  const { offset } = sample;
  const expected = offset + sample.given.length;
  if (series.length !== expected) {
    const got = `${series.length} rates beside ${expected} returns`;
    throw inputError('metrics', 'perPeriod', got, 'Give one rate for each return.');
  }
  for (let k = 0; k < values.length; k += 1) excess[k] = values[k]! - series[offset + (rows === null ? k : rows[k]!)]!;
  return excess;
}
