import { above } from './excess.ts';
import { defined, type Outcome } from './outcome.ts';
import { lineOf } from './regression.ts';
import { pairMomentsOf, pairOfSample, type Sample } from './sample.ts';
import type { Rate } from './terms.ts';

/** The slope over those periods alone in which the benchmark was above the rate, and over those in which it was below. */
export type BullAndBear = { readonly bull: Outcome; readonly bear: Outcome };

export function bullAndBearOf(sample: Sample, rate: Rate): BullAndBear {
  const { cache } = sample;
  const known = rate.series === null ? cache.slopes?.get(rate.perPeriod) : undefined;
  if (known !== undefined) return known;
  const { returns, benchmark, rows } = pairOfSample(sample);
  const own = above(sample, returns, rows, rate);
  const market = above(sample, benchmark, rows, rate);
  const slopes = { bull: slopeWhere(own, market, 1), bear: slopeWhere(own, market, -1) };
  cache.slopes ??= new Map();
  if (rate.series === null) cache.slopes.set(rate.perPeriod, slopes);
  return slopes;
}

function slopeWhere(own: Float64Array, market: Float64Array, sign: 1 | -1): Outcome {
  const chosenOwn = new Float64Array(own.length);
  const chosenMarket = new Float64Array(own.length);
  let count = 0;
  for (let k = 0; k < own.length; k += 1) {
    if (!(sign * market[k]! > 0)) continue;
    chosenOwn[count] = own[k]!;
    chosenMarket[count] = market[k]!;
    count += 1;
  }
  const line = lineOf(pairMomentsOf(chosenOwn.subarray(0, count), chosenMarket.subarray(0, count)));
  return 'slope' in line ? defined(line.slope) : line;
}
